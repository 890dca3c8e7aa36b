"""Several classifiers behind one fit of each sampler."""

import os
import signal
import time

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import make_pipeline
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler
from sklearn.tree import DecisionTreeClassifier

from imbgan import DOSampler
from imbgan.comparison import compare
from imbgan.comparison._store import Store
from imbgan.utils.testing import tiny

MEASURED = ["fit_seconds", "predict_seconds", "peak_memory"]
DATA = {"made up": make_classification(100, weights=[0.8], random_state=0)}
BEHIND = {"tree": DecisionTreeClassifier(), "logistic": LogisticRegression()}
BASELINES = ["nothing", "prior-correction"]


class Counted(SMOTE):
    """Counts its fits in this process, takes a while, and may raise."""

    n_fits = 0

    def __init__(self, error="", seconds=0.0, random_state=None):
        super().__init__(random_state=random_state)
        self.error = error
        self.seconds = seconds

    def fit_resample(self, X, y):
        Counted.n_fits += 1
        time.sleep(self.seconds)
        if self.error:
            raise OSError(self.error)
        return super().fit_resample(X, y)


@pytest.fixture
def count(monkeypatch):
    """Fits of the sampler from here on."""
    monkeypatch.setattr(Counted, "n_fits", 0)
    return lambda: Counted.n_fits


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fits.sqlite"


def frame_of(result):
    """The fits by method, without what differs from run to run."""
    return result.frame.drop(columns=MEASURED).set_index("method")


@pytest.mark.parametrize("n_jobs", [1, 2])
def test_the_numbers_are_those_of_a_call_for_each_classifier(n_jobs):
    scaled = make_pipeline(StandardScaler(), SMOTE())
    methods = {"scaled": scaled, "do": tiny(DOSampler), "own": GaussianNB()}
    options = {"cv": 2, "baselines": BASELINES, "n_jobs": n_jobs}
    found = compare(methods, DATA, classifier=BEHIND, **options)
    assert len(found.methods) == 2 * 4 + 1 and found.is_complete
    assert (found.frame["error"] == "").all()
    for name, classifier in BEHIND.items():
        alone = compare(methods, DATA, classifier=classifier, **options)
        names = {it: it if it == "own" else f"{it}, {name}" for it in alone.methods}
        expected = frame_of(alone).rename(index=names)
        assert frame_of(found).loc[list(names.values())].equals(expected)


def test_the_sampler_is_fitted_once_on_each_split_and_its_seconds_count_for_each(count):
    found = compare({"it": Counted(seconds=0.05)}, DATA, classifier=BEHIND, cv=3)
    assert count() == 3
    assert (found.frame["fit_seconds"] > 0.05).all()


class Careless(GaussianNB):
    """Spoils the rows that it is given, or its fit."""

    def __init__(self, where="", priors=None, var_smoothing=1e-9):
        super().__init__(priors=priors, var_smoothing=var_smoothing)
        self.where = where

    def fit(self, X, y, sample_weight=None):
        super().fit(X, y)
        X[:] = 0
        y[:] = 0
        if self.where == "fit":
            raise KeyError("fit")
        if self.where == "interrupt":
            os.kill(os.getpid(), signal.SIGINT)
        return self


@pytest.mark.parametrize("where", ["", "fit"])
def test_a_classifier_does_not_spoil_another(where, count):
    chosen = {"careless": Careless(where), **BEHIND}
    found = compare({"it": Counted()}, DATA, classifier=chosen, cv=2)
    alone = compare({"it": Counted()}, DATA, classifier=BEHIND, cv=2)
    assert frame_of(found).drop("it, careless").equals(frame_of(alone))
    error = "KeyError: 'fit'" if where else ""
    assert (frame_of(found).loc["it, careless", "error"] == error).all()
    assert count() == 4


def test_an_error_of_the_sampler_is_that_of_each_classifier(count):
    found = compare({"it": Counted("no")}, DATA, classifier=BEHIND, cv=2, baselines="nothing")
    errors = frame_of(found)["error"]
    assert (errors.loc[["it, tree", "it, logistic"]] == "OSError: no").all()
    assert (errors.loc[["nothing, tree", "nothing, logistic"]] == "").all()
    assert np.isnan(found.frame["fit_seconds"]).sum() == 4 and count() == 2


def test_only_the_classifiers_that_are_missing_are_fitted(path, count):
    first = compare(
        {"it": Counted()}, DATA, classifier=BEHIND["tree"], cv=2, store=path, random_state=1
    )
    options = {"cv": 2, "store": path, "random_state": 1}
    found = compare({"it": Counted()}, DATA, classifier=BEHIND, **options)
    assert count() == 4
    stored = first.frame.assign(method="it, tree")
    assert found.frame.iloc[:2].equals(stored)  # with its seconds
    with Store(path) as store:
        assert len(store) == 4
    again = compare({"it": Counted()}, DATA, classifier=BEHIND, **options)
    assert count() == 4 and again.frame.equals(found.frame)


def test_what_is_finished_before_ctrl_c_stays(path, count):
    chosen = {**BEHIND, "interrupted": Careless("interrupt"), "last": GaussianNB()}
    with pytest.raises(KeyboardInterrupt):
        compare({"it": Counted()}, DATA, classifier=chosen, cv=2, store=path)
    with Store(path) as store:
        assert len(store) == 2
    del chosen["interrupted"]
    found = compare({"it": Counted()}, DATA, classifier=chosen, cv=2, store=path)
    assert found.is_complete and count() == 3
    assert frame_of(found).equals(
        frame_of(compare({"it": Counted()}, DATA, classifier=chosen, cv=2))
    )


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills processes")
def test_a_classifier_that_kills_its_process_costs_its_own_fit_only():
    class Killing(GaussianNB):
        def fit(self, X, y, sample_weight=None):
            os.kill(os.getpid(), signal.SIGKILL)

    Killing.__module__, Killing.__qualname__ = "__main__", "Killing"
    chosen = {**BEHIND, "killing": Killing(), "last": GaussianNB()}
    found = compare({"smote": SMOTE()}, DATA, classifier=chosen, cv=2, n_jobs=2)
    errors = frame_of(found)["error"]
    assert errors.loc["smote, killing"].str.startswith("WorkerKilled: ").all()
    assert (errors.drop("smote, killing") == "").all() and found.is_complete
