"""Claims about the records of estimators, above all about made-up ones."""

import copy

import pytest

from imbgan import DOSampler, NeuralClassifier
from imbgan.base._saving import describe, load, rebuild
from imbgan.persistence import write
from imbgan.utils.testing import tiny

pytestmark = pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")


@pytest.fixture
def described(tabular):
    """The record and the tensors of a fitted classifier."""
    return describe(tiny(NeuralClassifier).set_params(max_epochs=1).fit(*tabular))


def test_a_record_is_rebuilt_as_the_estimator_it_is_of(described):
    estimator = rebuild(*described, {})
    assert type(estimator) is NeuralClassifier
    assert estimator.n_members == 1


@pytest.mark.parametrize(
    ("place", "value"),
    [
        (("class",), "object"),
        (("class",), "__import__"),
        (("class",), "load"),
        (("class",), None),
        (("parameters", "unknown"), 1),
        (("parameters", "optimizer"), {"kind": "callable", "path": "os.system"}),
        (("parameters", "classifier"), {"kind": "record", "type": "Popen", "record": "ls"}),
        (("attributes", "predict"), 1),
        (("attributes", "history_"), []),
        (("attributes", "lr"), 1),
        (("attributes", "_plan"), 1),
        (("attributes", "__class__"), 1),
        (("net", "seed"), "zero"),
        (("parameters", "n_members"), 2),
    ],
    ids=lambda value: ".".join(value) if isinstance(value, tuple) else None,
)
def test_a_made_up_record_raises_a_value_error_and_reaches_nothing(
    described, tmp_path, place, value
):
    record, tensors = copy.deepcopy(described)
    at = record
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    write(tmp_path / "made-up", record, tensors)
    with pytest.raises(ValueError, match="cannot be turned into an estimator"):
        load(tmp_path / "made-up")


@pytest.mark.parametrize("part", ["class", "parameters", "attributes", "net"])
def test_a_record_without_one_of_its_parts_raises_a_value_error(described, tmp_path, part):
    record, tensors = copy.deepcopy(described)
    del record[part]
    write(tmp_path / "partial", record, tensors)
    with pytest.raises(ValueError, match="cannot be turned into an estimator"):
        load(tmp_path / "partial")


def test_tensors_of_players_that_are_not_kept_are_not_written(tabular):
    _, tensors = describe(tiny(DOSampler).fit(*tabular))
    players = {name.split(".")[1] for name in tensors if name.startswith("net.")}
    assert players == {"classifier", "generator", "criterion"}


def test_attributes_that_no_file_can_hold_are_named(tabular):
    clf = tiny(NeuralClassifier).set_params(max_epochs=1).fit(*tabular)
    clf.note_ = print
    with pytest.raises(ValueError, match="attribute note_ cannot be saved"):
        describe(clf)
    del clf.note_
    clf.net_.history[0]["figure"] = object()
    with pytest.raises(ValueError, match="attribute history_ cannot be saved"):
        describe(clf)
