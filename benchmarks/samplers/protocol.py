"""The rows of a split, and one resampling with every classifier after it."""

import time
import warnings
from dataclasses import replace
from functools import lru_cache

import numpy as np
from harness.fits import Split
from harness.tables import thinned
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.preprocessing import StandardScaler
from table2.protocols import imputed

from imbgan.comparison._scoring import Predictions, label_scores, probability_scores
from imbgan.datasets import fetch_table, table_names

from .development import TABLES

DEVELOPMENT, PAPERS = "development", "papers"
GROUPS = {DEVELOPMENT: tuple(TABLES), PAPERS: tuple(table_names())}
TEST_SHARE = 0.3
MEASURES = ("acsa", "gm", "ap", "auc", "brier")
ERRORS = (ValueError, RuntimeError, TypeError, AttributeError)


@lru_cache(maxsize=1)
def load(group, table, max_rows):
    """Rows and the codes of their classes, thinned where there are more than asked for."""
    X, y = TABLES[table]() if group == DEVELOPMENT else fetch_table(table, return_X_y=True)
    return thinned(X, np.unique(y, return_inverse=True)[1], max_rows)


@lru_cache(maxsize=1)
def split(group, table, seed, max_rows):
    """Training and test rows of one repeat, imputed and scaled by the training rows."""
    X, y = load(group, table, max_rows)
    splitter = StratifiedShuffleSplit(1, test_size=TEST_SHARE, random_state=seed)
    train, test = next(splitter.split(X, y))
    X_train, X_test = imputed(table, X[train], X[test])
    scaler = StandardScaler().fit(X_train)
    return Split(scaler.transform(X_train), y[train], scaler.transform(X_test), y[test])


def run_fit(sampler, classifiers, rows):
    """Resample once and score the classifiers by name; without a resampling none is run."""
    record = {"n_train": np.bincount(rows.y_train).tolist(), "n_test": len(rows.y_test)}
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            start = time.perf_counter()
            X, y = sampler.fit_resample(rows.X_train, rows.y_train)
        except ERRORS as error:
            return record | {"error": _written(error)} | _noted(caught)
        seconds = time.perf_counter() - start
    resampled = replace(rows, X_train=X, y_train=y)
    n_train = np.bincount(rows.y_train)
    scores = {n: classify(it, resampled, n_train) for n, it in classifiers.items()}
    fitting = sum(found.get("fit_seconds", 0) for found in scores.values())
    return (
        record
        | {
            "n_resampled": np.bincount(y).tolist(),
            "resample_seconds": round(seconds, 3),
            "fit_seconds": round(seconds + fitting, 3),
            "scores": scores,
        }
        | _noted(caught)
    )


def classify(classifier, rows, n_train):
    """Fit and score one classifier, or say what it ended in."""
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        try:
            start = time.perf_counter()
            classifier.fit(rows.X_train, rows.y_train)
            seconds = time.perf_counter() - start
            found = measured(classifier, rows.X_test, rows.y_test, n_train)
        except ERRORS as error:
            return {"error": _written(error)} | _noted(caught)
    return found | {"fit_seconds": round(seconds, 3)} | _noted(caught)


def measured(classifier, X, y, n_train):
    """The scores of a classifier on test rows; without probabilities it has no Brier score."""
    is_probable = hasattr(classifier, "predict_proba")
    if is_probable:
        found = classifier.predict_proba(X)
    else:
        found = classifier.decision_function(X)
        found = np.column_stack([-found, found]) if found.ndim == 1 else found
    predictions = Predictions(y, classifier.predict(X), found, n_train)
    labels, areas = label_scores(predictions.confusion(), n_train), probability_scores(predictions)
    scores = {
        "acsa": labels["acsa"],
        "gm": labels["geometric_mean"],
        "ap": areas["average_precision"],
        "auc": areas["roc_auc"],
    }
    if is_probable:
        scores["brier"] = -areas["neg_brier"]
    # More digits say nothing, and there are thousands of scores in a file.
    return {"brier": None} | {name: round(float(score), 5) for name, score in scores.items()}


def _written(error):
    return f"{type(error).__name__}: {error}"


def _noted(caught):
    """The names of warnings, where there are some: thousands of empty lists fill a file."""
    names = sorted({warning.category.__name__ for warning in caught})
    return {"warnings": names} if names else {}
