"""What a worker does."""

import os
import signal
import time
from dataclasses import replace
from threading import Lock

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.svm import LinearSVC

from imbgan.comparison._datasets import read_datasets
from imbgan.comparison._fit import fit_job, killed, seeded
from imbgan.comparison._plan import plan, random_state_parameters
from imbgan.comparison._scoring import Scoring
from imbgan.comparison._splits import make_splits, read_cv
from imbgan.comparison._store import Store

Y = np.repeat(["big", "mid", "one"], [20, 9, 1])
X = np.random.default_rng(0).normal(size=(30, 2)) + np.repeat([0, 3, 6], [20, 9, 1])[:, None]


def job(estimator, data=(X, Y), scoring=None):
    datasets, scoring = read_datasets({"data": data}), Scoring(scoring)
    splits = {"data": make_splits(read_cv(3), datasets["data"], None, 0)}
    return plan({"it": estimator}, datasets, splits, scoring, 0)[0]


def test_a_fit_becomes_a_record():
    given = job(GaussianNB())
    outcome = fit_job(given)
    record = outcome.record
    assert outcome.exception is None and record.error == ""
    assert (record.key, record.data, record.method) == (given.key, "data", "it")
    assert (record.n_train, record.n_test, record.imbalance_ratio) == (20, 10, 20.0)
    assert record.classes == ["big", "mid", "one"]
    assert np.sum(record.confusion) == 10
    assert record.confusion[2] == [0, 0, 0]
    assert record.fit_seconds > 0 and record.predict_seconds > 0
    assert all(np.isfinite(value) for value in record.scores.values())
    assert sum(record.reliability["rows"]) == 10
    assert record.finished.endswith("+00:00")


def test_the_scores_are_those_of_the_same_fit_by_hand():
    given = job(LogisticRegression(), scoring=["acsa", "accuracy"])
    split = given.split
    by_hand = LogisticRegression().fit(X[split.train], Y[split.train])
    expected = by_hand.score(X[split.test], Y[split.test])
    assert fit_job(given).record.scores["accuracy"] == expected


class Watching(StandardScaler):
    """Remembers what it is fitted on."""

    def fit(self, X, y=None, sample_weight=None):
        self.seen.append(X)
        return super().fit(X, y)


def test_everything_is_fitted_on_the_training_rows_alone(monkeypatch):
    monkeypatch.setattr(Watching, "seen", [], raising=False)
    given = job(make_pipeline(Watching(), GaussianNB()))
    fit_job(given)
    (seen,) = Watching.seen
    assert np.array_equal(seen, X[given.split.train])


def test_frames_reach_the_method_as_frames(monkeypatch):
    pd = pytest.importorskip("pandas")
    monkeypatch.setattr(Watching, "seen", [], raising=False)
    frame = pd.DataFrame(X, columns=["p", "q"])
    given = job(make_pipeline(Watching(), GaussianNB()), (frame, pd.Series(Y)))
    assert fit_job(given).record.error == ""
    (seen,) = Watching.seen
    assert list(seen.columns) == ["p", "q"]


def test_every_random_state_within_is_replaced_in_a_copy():
    mine = np.random.RandomState(0)
    given = make_pipeline(SMOTE(random_state=7), LogisticRegression())
    names = random_state_parameters(given)
    found = seeded(given, names, 5)
    assert {found.get_params()[name] for name in names} == {5}
    assert set(names) == {"smote__random_state", "logisticregression__random_state"}
    assert given[0].random_state == 7
    assert seeded(given, names, None).get_params()["smote__random_state"] == 7
    assert random_state_parameters(LogisticRegression(random_state=mine)) == ()


def test_the_given_estimator_is_not_fitted():
    estimator = GaussianNB()
    fit_job(job(estimator))
    assert not hasattr(estimator, "classes_")


class Unportable(Exception):
    """Cannot be pickled."""

    def __init__(self, message):
        super().__init__(message)
        self.lock = Lock()


class Raising(ClassifierMixin, BaseEstimator):
    """Raises in fit or in predict."""

    def __init__(self, where="fit"):
        self.where = where

    def fit(self, X, y):
        self.classes_ = np.unique(y)
        if self.where == "fit":
            raise Unportable("too few rows")
        return self

    def predict(self, X):
        raise KeyError("predict")


def test_a_method_that_raises_becomes_a_record_with_its_error():
    outcome = fit_job(job(Raising()))
    assert outcome.record.error == "Unportable: too few rows"
    assert np.isnan(list(outcome.record.scores.values())).all()
    assert np.isnan(outcome.record.fit_seconds)
    assert outcome.record.confusion == [] and outcome.record.reliability is None


def test_an_exception_that_cannot_travel_is_told_by_another():
    exception = fit_job(job(Raising())).exception
    assert type(exception) is RuntimeError
    assert str(exception) == "Unportable: too few rows"


class Saying(Raising):
    """Predicts what no fit can be scored by."""

    def __init__(self, labels=(), proba=None, text=""):
        self.labels = labels
        self.proba = proba
        self.text = text

    def fit(self, X, y):
        if self.text:
            raise OSError(self.text)
        return super().fit(X, y)

    where = ""

    def predict(self, X):
        return self.labels if len(self.labels) else np.repeat("big", len(X))

    def predict_proba(self, X):
        return np.full((len(X), 3), 1 / 3 if self.proba is None else self.proba)


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"labels": ["big"]}, "shape (1,)"),
        ({"proba": -1.0}, "outside of [0, 1]"),
        ({"text": "no file caf\udce9"}, "OSError: no file caf\\udce9"),
    ],
)
def test_whatever_a_method_says_there_is_a_record_that_can_be_stored(options, said, tmp_path):
    record = fit_job(job(Saying(**options))).record
    assert said in record.error
    # Improper probabilities cost their own scores only.
    assert np.isfinite(record.scores["acsa"]) == ("proba" in options)
    assert np.isnan(record.scores["neg_brier"])
    with Store(tmp_path / "s.sqlite") as store:
        assert store.add(record)


def test_what_is_known_before_the_error_is_kept():
    outcome = fit_job(job(Raising("predict")))
    assert outcome.record.error == "KeyError: 'predict'"
    assert isinstance(outcome.exception, KeyError)
    assert outcome.record.fit_seconds > 0 and np.isnan(outcome.record.predict_seconds)


def test_a_method_without_probabilities_lacks_their_scores_only():
    record = fit_job(job(LinearSVC())).record
    assert record.error == "" and record.reliability is None
    assert np.isfinite(record.scores["acsa"]) and np.isnan(record.scores["neg_brier"])


def test_nothing_is_fitted_after_the_deadline():
    assert fit_job(job(GaussianNB()), deadline=time.time() - 1).record is None
    assert fit_job(job(GaussianNB()), deadline=time.time() + 60).record is not None


def test_a_fit_that_never_came_back_has_a_record_of_its_error():
    record = killed(job(GaussianNB()), "no memory").record
    assert record.error == "WorkerKilled: no memory" and np.isnan(record.scores["acsa"])


class Interrupted(GaussianNB):
    """Takes Ctrl-C in fit as its cue to end early, as a skorch net does."""

    def fit(self, X, y):
        try:
            os.kill(os.getpid(), signal.SIGINT)
        except KeyboardInterrupt:
            pass
        return super().fit(X, y)


def test_a_fit_that_takes_ctrl_c_as_its_cue_to_end_gives_no_record():
    with pytest.raises(KeyboardInterrupt):
        fit_job(job(Interrupted()))


def test_a_scorer_that_raises_costs_its_own_score_only():
    def broken(estimator, X, y):
        raise KeyError("no")

    found = fit_job(job(GaussianNB(), scoring={"acsa": "acsa", "broken": broken}))
    assert found.record.error == "ValueError: the score 'broken' raised KeyError: 'no'"
    assert found.record.scores["acsa"] > 0 and np.isnan(found.record.scores["broken"])
    assert found.record.confusion
    assert isinstance(found.exception, ValueError)


def test_a_worker_with_other_versions_refuses():
    given = job(GaussianNB())
    other = replace(given, versions={**given.versions, "numpy": "0.1"})
    with pytest.raises(RuntimeError, match=r"numpy \S+ and not 0.1: install the versions"):
        fit_job(other)
