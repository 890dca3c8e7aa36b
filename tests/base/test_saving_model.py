"""Claims about the records of estimators, above all about made-up ones."""

import copy
import stat

import pytest
import torch

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


def rewritten(described, path, place, value):
    """Write a record with one value changed."""
    record, tensors = copy.deepcopy(described)
    at = record
    for key in place[:-1]:
        at = at[key]
    at[place[-1]] = value
    write(path, record, tensors)


@pytest.mark.parametrize(
    ("place", "value", "message"),
    [
        (
            ("parameters", "hidden_layer_sizes"),
            {"kind": "tuple", "items": [30_000, 30_000]},
            "larger than the file",
        ),
        (("parameters", "n_members"), 10**7, "larger than the file"),
        (("attributes", "n_features_in_"), 3, "features"),
        (
            ("attributes", "classes_"),
            {"kind": "array", "dtype": "<U1", "shape": [2], "items": ["a", "b"]},
            "probabilities of 3 classes",
        ),
        (("net",), None, "nothing that it was trained to"),
        (("net", "history"), [1], "attribute"),
    ],
    ids=["layers", "members", "n_features_in_", "classes_", "net", "history"],
)
def test_a_record_whose_parts_contradict_each_other_is_refused(
    described, tmp_path, place, value, message
):
    rewritten(described, tmp_path / "model", place, value)
    with pytest.raises(ValueError, match=message):
        load(tmp_path / "model")


@pytest.mark.parametrize("names", ["lr", 3, None, [1], {"lr": 1}])
def test_left_out_parameters_have_to_be_names(described, tmp_path, names):
    rewritten(described, tmp_path / "model", ("left_out",), names)
    with pytest.raises(ValueError, match="are no names"):
        load(tmp_path / "model")


@pytest.mark.parametrize("kind", [NeuralClassifier, DOSampler])
def test_weights_that_are_no_numbers_are_refused(kind, tabular, tmp_path):
    record, tensors = describe(tiny(kind).set_params(max_epochs=1).fit(*tabular))
    player = "classifier" if kind is NeuralClassifier else "generator"
    for name, tensor in tensors.items():
        if name.startswith(f"net.{player}") and tensor.is_floating_point():
            tensors[name] = torch.full_like(tensor, torch.nan)
    write(tmp_path / "model", record, tensors)
    with pytest.raises(ValueError, match="no number"):
        load(tmp_path / "model")


@pytest.mark.parametrize(("kind", "mode"), [(DOSampler, 0o600), (NeuralClassifier, None)])
def test_only_the_files_of_samplers_are_private(kind, mode, tabular, tmp_path):
    (tmp_path / "plain").write_text("")
    tiny(kind).set_params(max_epochs=1).fit(*tabular).save(tmp_path / "model")
    wanted = mode or stat.S_IMODE((tmp_path / "plain").stat().st_mode)
    assert stat.S_IMODE((tmp_path / "model").stat().st_mode) == wanted
