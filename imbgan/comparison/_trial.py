"""A trial of scorers before the first fit, on a classifier that knows the answers."""

import inspect
import warnings

import numpy as np
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.utils import _safe_indexing

_N_ROWS = 20  # of each class
_WITH_AVERAGES = ("f1", "precision", "recall", "jaccard")


def try_scorers(scorers, datasets, methods):
    """Raise for a scorer that cannot score a data set, which all fits would come to too late.

    Parameters
    ----------
    scorers : dict of str to str or callable
        Those of this package, which are strings, are known to work.

    datasets : dict of str to Dataset

    methods : dict of str to estimator
    """
    for name, scorer in scorers.items():
        if isinstance(scorer, str):
            continue
        if not hasattr(scorer, "_score_func"):  # else it is of scikit-learn
            _check_arguments(name, scorer)
        _check_responses(name, scorer, methods)
        for data in datasets.values():
            _try(name, scorer, data)


class _Informed(ClassifierMixin, BaseEstimator):
    """A fitted classifier that gives each row its class."""

    def __init__(self, classes, codes):
        self.classes, self.codes = classes, codes
        self.classes_ = classes

    def predict(self, X):
        return self.classes_[self._codes_of(X)]

    def predict_proba(self, X):
        n_classes = len(self.classes_)
        proba = np.full((X.shape[0], n_classes), 0.1 / n_classes)
        proba[np.arange(len(proba)), self._codes_of(X)] += 0.9
        return proba

    def decision_function(self, X):
        proba = self.predict_proba(X)
        return proba[:, 1] - proba[:, 0] if proba.shape[1] == 2 else proba

    def _codes_of(self, X):
        return np.resize(self.codes, X.shape[0])


def _check_arguments(name, scorer):
    """Raise for a function that is no scorer, such as one of true and predicted labels."""
    try:
        parameters = inspect.signature(scorer)
    except (TypeError, ValueError):  # of a function in C
        return
    try:
        parameters.bind("estimator", "X", "y")
        is_metric = "y_true" in parameters.parameters
    except TypeError:
        is_metric = True
    if is_metric:
        raise ValueError(
            f"scoring: {name!r} must be a function of (estimator, X, y), got one of {parameters}. "
            "Of a function of true and predicted labels, sklearn.metrics.make_scorer makes one."
        )


def _check_responses(name, scorer, methods):
    """Raise where no method has what a scorer of scikit-learn asks for."""
    wanted = getattr(scorer, "_response_method", None)
    wanted = [wanted] if isinstance(wanted, str) else list(wanted or ())
    if wanted and not any(hasattr(it, one) for it in methods.values() for one in wanted):
        raise ValueError(
            f"scoring: {name!r} needs {' or '.join(wanted)}, which no method has. Wrap a "
            "classifier in sklearn.calibration.CalibratedClassifierCV, or ask for a score of "
            "labels."
        )


def _try(name, scorer, data):
    """Score a few rows, on which a classifier that knows the answers is right."""
    rows = np.concatenate(
        [np.flatnonzero(data.codes == code)[:_N_ROWS] for code in range(len(data.classes))]
    )
    X, y, codes = _safe_indexing(data.X, rows), data.y[rows], data.codes[rows]
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            score = scorer(_Informed(data.classes, codes), X, y)
    except ValueError as error:
        raise ValueError(
            f"scoring: {name!r} cannot score the data set {data.name!r}: {error}."
            f"{_remedy(name, data.classes.tolist())}"
        ) from error
    except Exception:
        return  # it may want to know more of a classifier than this one has to tell
    try:
        float(score)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"scoring: {name!r} must return a number, but returned {score!r} on rows of the data "
            f"set {data.name!r}."
        ) from error


def _remedy(name, classes):
    """What to ask for in the place of a score of two classes that are called 0 and 1."""
    if name not in _WITH_AVERAGES:
        return ""
    average = f" Ask for {name + '_macro'!r}, the mean over the classes"
    if len(classes) > 2:
        return f"{average}."
    function = name + "_score"
    return f"{average}, or make_scorer({function}, pos_label={classes[-1]!r})."
