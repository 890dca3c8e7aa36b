"""The comparison in one call."""

import errno

import numpy as np
import pytest
from imblearn.over_sampling import RandomOverSampler
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import make_classification
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier

from imbgan import DOSampler, NeuralClassifier
from imbgan.comparison import ComparisonResult, compare
from imbgan.comparison._store import Store
from imbgan.utils.testing import tiny

MEASURED = ["fit_seconds", "predict_seconds", "peak_memory"]
DATA = {
    "two": make_classification(100, weights=[0.8], random_state=0),
    "three": make_classification(120, n_classes=3, n_informative=4, random_state=0),
}


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fits.sqlite"


def frame_of(result):
    """The fits without what differs from run to run."""
    return result.frame.drop(columns=MEASURED)


def test_methods_samplers_and_baselines_are_compared_on_the_same_splits():
    result = compare(
        {"neural": tiny(NeuralClassifier), "do": tiny(DOSampler), "random": RandomOverSampler()},
        {"two": DATA["two"]},
        classifier=LogisticRegression(),
        baselines=["nothing", "prior-correction"],
        cv=2,
    )
    assert isinstance(result, ComparisonResult) and result.is_complete
    assert result.methods == ["neural", "do", "random", "nothing", "prior-correction"]
    assert (result.frame["error"] == "").all()
    assert result.frame.filter(like="neg_").notna().all(axis=None)
    for _, one in result.frame.groupby(["repeat", "fold"]):
        assert one["seed"].nunique() == one["n_test"].nunique() == 1


def test_the_scores_are_those_of_scikit_learn_on_the_same_splits():
    from sklearn.model_selection import RepeatedStratifiedKFold, cross_val_score

    cv = RepeatedStratifiedKFold(n_splits=3, n_repeats=2, random_state=1)
    names = {"acsa": "balanced_accuracy", "f_macro": "f1_macro", "roc_auc": "roc_auc_ovr"}
    result = compare({"logistic": LogisticRegression()}, DATA, cv=cv, scoring=list(names))
    for data, (X, y) in DATA.items():
        found = result.frame[result.frame["data"] == data]
        for ours, theirs in names.items():
            theirs = "roc_auc" if theirs == "roc_auc_ovr" and data == "two" else theirs
            expected = cross_val_score(LogisticRegression(), X, y, cv=cv, scoring=theirs)
            assert found[ours].to_numpy() == pytest.approx(expected)


def test_two_calls_give_the_same_numbers_and_another_seed_others():
    chosen = {"neural": tiny(NeuralClassifier)}
    first, again, other = (
        frame_of(compare(chosen, {"two": DATA["two"]}, cv=2, random_state=seed))
        for seed in (0, 0, 1)
    )
    assert first.equals(again)
    assert not first.equals(other)


class Unable(ClassifierMixin, BaseEstimator):
    """Raises for the data set of three classes."""

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        if len(self.classes_) > 2:
            raise OSError(errno.EDOM, "only two classes")
        return self

    def predict(self, X):
        return np.repeat(self.classes_[:1], len(X))


def test_a_method_that_raises_is_recorded_and_the_rest_goes_on(path):
    result = compare({"unable": Unable(), "bayes": GaussianNB()}, DATA, store=path)
    errors = result.frame.set_index(["data", "method"])["error"]
    assert errors.loc["three", "unable"].str.contains("only two classes").all()
    assert (errors.loc["two"] == "").all() and (errors.loc["three", "bayes"] == "").all()
    assert result.is_complete


def test_a_method_raises_if_so_asked_and_what_is_finished_stays(path):
    chosen = {"bayes": GaussianNB(), "unable": Unable()}
    with pytest.raises(OSError, match="only two classes"):
        compare(chosen, DATA, store=path, error_score="raise")
    with Store(path) as store:
        assert len(store) == 21


def test_errors_are_tried_again_if_so_asked(path, monkeypatch):
    chosen, data = {"unable": Unable(), "bayes": GaussianNB()}, {"three": DATA["three"]}
    compare(chosen, data, store=path)
    monkeypatch.setattr(Unable, "fit", lambda self, X, y: setattr(self, "classes_", np.unique(y)))
    assert compare(chosen, data, store=path).frame["error"].ne("").sum() == 10
    result = compare(chosen, data, store=path, retry_errors=True)
    assert result.frame["error"].eq("").all() and result.frame["acsa"].notna().all()


def test_frozen_methods_are_told_apart_by_what_they_have_learned():
    X, y = DATA["two"]
    good, bad = (GaussianNB().fit(X, labels) for labels in (y, 1 - y))
    frozen = {"good": FrozenEstimator(good), "bad": FrozenEstimator(bad)}
    means = compare(frozen, {"two": (X, y)}, scoring="acsa").summary()["mean"]
    assert means["bad"] < 0.5 < means["good"]


def test_a_stored_error_is_raised_if_so_asked(path):
    chosen = {"unable": Unable()}
    compare(chosen, {"three": DATA["three"]}, store=path)
    with pytest.raises(RuntimeError, match="error of method 'unable' on data set 'three'"):
        compare(chosen, {"three": DATA["three"]}, store=path, error_score="raise")


@pytest.mark.parametrize("counts", [(40, 3, 1), (30, 2), (20, 1), (6, 4, 2, 1, 1)])
def test_classes_with_fewer_rows_than_folds_are_no_problem(counts):
    y = np.repeat([f"c{at}" for at in range(len(counts))], counts)
    X = np.random.default_rng(0).normal(size=(len(y), 2))
    chosen = {"neighbours": KNeighborsClassifier(3), "bayes": GaussianNB()}
    result = compare(chosen, {"small": (X, y)})
    assert result.is_complete and (result.frame["error"] == "").all()
    assert result.frame[["acsa", "f_macro", "minority_recall", "neg_brier"]].notna().all(axis=None)


class Reading(GaussianNB):
    """Remembers the last column of the rows that it is fitted on."""

    seen = []

    def fit(self, X, y, sample_weight=None):
        self.seen.append(set(X[:, -1]))
        return super().fit(X, y)


def test_groups_are_kept_together():
    groups = np.arange(100) // 5
    X, y = DATA["two"]
    X = np.column_stack([X, groups])
    compare({"reading": Reading()}, {"two": (X, y)}, groups={"two": groups}, cv=4)
    assert [len(trained) for trained in Reading.seen] == [15] * 4


def test_without_a_random_state_splits_and_seeds_are_left_to_chance():
    frames = [compare({"bayes": GaussianNB()}, DATA, random_state=None).frame for _ in range(2)]
    assert frames[0]["seed"].isna().all()
    assert not frames[0]["neg_brier"].equals(frames[1]["neg_brier"])


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"n_jobs": 0}, "'n_jobs' parameter of compare must be"),
        ({"n_jobs": 1.5}, "'n_jobs' parameter of compare must be"),
        ({"gpu_jobs": 0}, "'gpu_jobs' parameter of compare must be"),
        ({"random_state": -1}, "'random_state' parameter of compare must be"),
        (
            {"random_state": np.random.RandomState(0)},
            "'random_state' parameter of compare must be",
        ),
        ({"error_score": 0.0}, "'error_score' parameter of compare must be"),
        ({"error_score": "ignore"}, "'error_score' parameter of compare must be"),
        ({"time_limit": 0}, "'time_limit' parameter of compare must be"),
        ({"baselines": "nothing"}, "needs a classifier"),
        ({"scoring": "asca"}, "no score 'asca'"),
        ({"groups": [1]}, "must be a dict"),
        ({"cv": 1}, "'two' cannot be split by cv"),
    ],
)
def test_parameters_that_cannot_be_used_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        compare({"bayes": GaussianNB()}, DATA, **options)


def test_progress_is_printed_if_so_asked(path, capsys):
    compare({"bayes": GaussianNB()}, DATA, cv=2, verbose=1, store=path)
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 5 and lines[0].startswith("fitting bayes on two: 0 of 4")
    assert lines[1].startswith("[1/4] two    bayes  repeat 0 fold 0  acsa 0.")
    compare({"bayes": GaussianNB()}, DATA, cv=2, verbose=1, store=path)
    assert capsys.readouterr().out == "4 of 4 fits are in the store already\n"


@pytest.mark.parametrize("package", ["polars", "pyarrow"])
def test_tables_of_polars_and_pyarrow_have_the_scores_of_frames(package):
    pd, module = pytest.importorskip("pandas"), pytest.importorskip(package)
    X, y = DATA["two"]
    frame = (
        pd.DataFrame(X)
        .rename(columns=str)
        .assign(word=np.array(["low", "high"])[(X[:, 0] > 0).astype(int)])
    )
    table = (
        module.DataFrame(frame.to_dict("list"))
        if package == "polars"
        else module.table(frame.to_dict("list"))
    )
    labels = module.Series(y) if package == "polars" else module.array(y)
    methods = {"neural": tiny(NeuralClassifier), "do": tiny(DOSampler)}
    given, found = (
        compare(methods, {"d": data}, classifier=tiny(NeuralClassifier), cv=2, scoring="acsa")
        for data in ((frame, y), (table, labels))
    )
    assert (found.frame["error"] == "").all()
    assert frame_of(found).equals(frame_of(given))
