"""What is to be fitted, and the keys of it."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline, make_pipeline
from sklearn.base import clone
from sklearn.dummy import DummyClassifier
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import FunctionTransformer

from imbgan.comparison import _plan
from imbgan.comparison._datasets import read_datasets
from imbgan.comparison._plan import plan, versions
from imbgan.comparison._scoring import Scoring
from imbgan.comparison._splits import make_splits, read_cv

X = np.random.default_rng(0).normal(size=(30, 2))
Y = np.repeat([0, 1], [20, 10])


def tasks(methods=None, data=(X, Y), name="data", cv=2, scoring="acsa", random_state=0):
    methods = {"bayes": GaussianNB()} if methods is None else methods
    datasets = read_datasets({name: data})
    splits = {name: make_splits(read_cv(cv), datasets[name], None, 0)}
    return plan(methods, datasets, splits, Scoring(scoring), random_state)


class Own(Pipeline):
    """Whose fit may be anything."""


def behind_smote(classifier, k=5):
    return make_pipeline(SMOTE(k_neighbors=k), classifier)


def keys(**options):
    return {task.key for task in tasks(**options)}


def test_all_methods_of_a_split_come_together_with_one_seed():
    found = tasks({"a": GaussianNB(), "b": GaussianNB(var_smoothing=1.0)})
    assert [(task.split.fold, task.method) for task in found] == [
        (0, "a"),
        (0, "b"),
        (1, "a"),
        (1, "b"),
    ]
    assert found[0].seed == found[1].seed != found[2].seed == found[3].seed
    assert len({task.key for task in found}) == 4


def test_keys_come_again():
    assert keys() == keys()


@pytest.mark.parametrize(
    "changed",
    [
        {"methods": {"bayes": GaussianNB(var_smoothing=1e-8)}},
        {"data": (X + 1e-9, Y)},
        {"cv": 3},
        {"scoring": ["acsa", "f_macro"]},
        {"random_state": 1},
        {"random_state": None},
    ],
)
def test_whatever_changes_a_fit_changes_its_key(changed):
    assert not keys() & keys(**changed)


def test_names_do_not_change_keys():
    assert keys() == keys(name="other", methods={"naive": GaussianNB()})


def groups(*estimators, **options):
    """The groups of two estimators on the first split."""
    methods = {str(at): estimator for at, estimator in enumerate(estimators)}
    first, second = tasks(methods, **options)[:2]
    assert first.split is second.split and first.key != second.key
    return first.group, second.group


def test_what_follows_one_sampler_is_a_group_on_each_split():
    one, other = groups(behind_smote(GaussianNB()), behind_smote(DummyClassifier()))
    assert one == other
    found = tasks({"it": behind_smote(GaussianNB())}, cv=3)
    assert len({task.group for task in found}) == 3
    assert one not in groups(behind_smote(GaussianNB(), k=2), behind_smote(DummyClassifier(), k=2))


def test_without_one_sampler_before_both_fits_are_made_on_their_own():
    after = make_pipeline(SMOTE(), FunctionTransformer(), GaussianNB())
    for pair in (
        (GaussianNB(), DummyClassifier()),
        (behind_smote(GaussianNB()), behind_smote(DummyClassifier(), k=2)),
        (after, clone(after).set_params(gaussiannb__var_smoothing=1.0)),
        (Own(behind_smote(it).steps) for it in (GaussianNB(), DummyClassifier())),
    ):
        one, other = groups(*pair)
        assert one != other


def test_versions_of_the_packages_change_keys(monkeypatch):
    before = keys()
    monkeypatch.setattr(_plan, "versions", lambda: {**versions(), "torch": "99"})
    assert not before & keys()


def test_seeds_stay_the_same_and_depend_on_the_random_state_the_labels_and_the_split():
    assert [job.seed for job in tasks()] == [2092331717, 944919447]
    other_labels = tasks(data=(X, Y[::-1]))
    assert len({job.seed for job in [*tasks(), *tasks(random_state=1), *other_labels]}) == 6


def test_no_random_state_gives_no_seed():
    assert {task.seed for task in tasks(random_state=None)} == {None}


def test_a_method_without_a_fingerprint_is_named():
    unknown = FunctionTransformer(kw_args={"rows": (i for i in range(3))})
    with pytest.raises(ValueError, match="Method 'odd': .* has no fingerprint"):
        tasks({"odd": unknown})


def test_versions_are_those_of_what_a_score_hangs_on():
    assert versions()["numpy"] == np.__version__
    assert {"torch", "scikit-learn", "imbgan"} < versions().keys()
