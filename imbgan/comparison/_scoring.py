"""The scores of one fit: labels by one confusion matrix, probabilities where there are some."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score, get_scorer, roc_auc_score

from ..metrics import ClassCounts
from ._record import AFTER_SCORES, BEFORE_SCORES

LABEL_SCORES = (
    "acsa",
    "geometric_mean",
    "g_macro",
    "f_macro",
    "majority_precision",
    "minority_recall",
)
PROBABILITY_SCORES = ("average_precision", "roc_auc", "neg_brier", "neg_log_loss")
SCORES = LABEL_SCORES + PROBABILITY_SCORES
_N_BINS = 10


class Scoring:
    """The scores asked for, by name: one of ours as its name, any other as a scorer."""

    def __init__(self, scoring=None):
        self.scorers = _by_name(SCORES if scoring is None else scoring)

    @property
    def names(self):
        """The names in the order asked for."""
        return list(self.scorers)

    @property
    def identity(self):
        """What tells these scores from others."""
        return list(self.scorers.items())

    def missing(self):
        """NaN for each score, of a fit that has none."""
        return dict.fromkeys(self.scorers, np.nan)

    def __call__(self, predictions, estimator, X, y):
        """The scores of a fitted estimator, of which the predictions are known.

        With them comes the first error that a scorer raised, or None; its score is NaN.
        """
        ours = {scorer for scorer in self.scorers.values() if isinstance(scorer, str)}
        known = {}
        if ours.intersection(LABEL_SCORES):
            known |= label_scores(predictions.confusion(), predictions.n_train)
        if ours.intersection(PROBABILITY_SCORES):
            known |= probability_scores(predictions)
        found, errors = {}, []
        for name, it in self.scorers.items():
            try:
                found[name] = known[it] if isinstance(it, str) else float(it(estimator, X, y))
            except Exception as error:
                found[name] = np.nan
                errors.append(_explained(name, error))
        return found, next(iter(errors), None)


def _by_name(scoring):
    """Scorers by name."""
    if isinstance(scoring, str):
        scoring = [scoring]
    if callable(scoring):
        scoring = {getattr(scoring, "__name__", "score"): scoring}
    if not isinstance(scoring, Mapping):
        scoring = _all_named(list(scoring))
    if not scoring:
        raise ValueError("scoring is empty: name at least one score.")
    taken = sorted({*BEFORE_SCORES, *AFTER_SCORES}.intersection(scoring))
    if taken:
        raise ValueError(f"scoring: {taken} are other columns of the result; rename the scores.")
    return {name: _scorer(name, given) for name, given in scoring.items()}


def _all_named(scorers):
    """Scorers by their own names; ValueError where two functions share one."""
    names = [getattr(it, "__name__", it) for it in scorers]
    for name, it in zip(names, scorers, strict=True):
        if callable(it) and names.count(name) > 1:
            raise ValueError(f"scoring has two scores called {name!r}; give a dict of names.")
    return dict(zip(names, scorers, strict=True))


def _scorer(name, given):
    """The name of one of our scores, or a callable."""
    if not isinstance(name, str):
        raise ValueError(f"scoring must hold names of scores, got {name!r}.")
    if callable(given):
        return given
    if given in SCORES:
        return given
    try:
        return get_scorer(given)
    except (TypeError, ValueError) as error:
        raise ValueError(
            f"scoring: there is no score {given!r}. Give one of {list(SCORES)}, a name that "
            "scikit-learn knows, or a function of (estimator, X, y)."
        ) from error


def _explained(name, error):
    """The error of a scorer, with the name of the score."""
    explained = ValueError(f"the score {name!r} raised {type(error).__name__}: {error}")
    explained.__cause__ = error
    return explained


@dataclass(frozen=True)
class Predictions:
    """What a fitted method said of the test rows.

    Labels are codes; `proba` has a column per class of the whole data set, or is None; `n_train`
    counts the training rows per class.
    """

    true: np.ndarray
    predicted: np.ndarray
    proba: np.ndarray | None
    n_train: np.ndarray

    def confusion(self):
        """Rows are the true classes, columns the predicted ones."""
        n = len(self.n_train)
        return np.bincount(self.true * n + self.predicted, minlength=n * n).reshape(n, n)


def label_scores(confusion, n_train):
    """The scores of labels by a confusion matrix and the class counts in training.

    A class without a test row takes no part, also where it is predicted.
    """
    counts = ClassCounts.from_confusion(confusion)
    present = counts.present()
    rarest = np.argmin(np.where(counts.n_true > 0, n_train, np.iinfo(np.int64).max))
    return {
        "acsa": present.acsa(),
        "geometric_mean": present.geometric_mean(),
        "g_macro": present.g_macro(),
        "f_macro": present.f_macro(),
        "majority_precision": counts.precision(np.argmax(n_train)),
        "minority_recall": counts.recall(rarest),
    }


def probability_scores(predictions):
    """The scores of probabilities, NaN where there are none."""
    if predictions.proba is None:
        return dict.fromkeys(PROBABILITY_SCORES, np.nan)
    true, proba = predictions.true, predictions.proba
    n_classes = proba.shape[1]
    if n_classes == 2:
        classes = [int(np.argmin(predictions.n_train))]
    else:
        classes = np.unique(true)
    one_by_one = [_one_against_rest(true == at, proba[:, at]) for at in classes]
    precision, area = np.mean(one_by_one, axis=0)
    own = np.clip(proba[np.arange(len(true)), true], np.finfo(proba.dtype).eps, 1.0)
    squares = np.square(proba - np.eye(n_classes)[true]).sum(axis=1)
    return {
        "average_precision": float(precision),
        "roc_auc": float(area),
        "neg_brier": float(-squares.mean() / (2 if n_classes == 2 else 1)),
        "neg_log_loss": float(np.log(own).mean()),
    }


def _one_against_rest(is_it, proba):
    """Average precision and area under the ROC curve; NaN where one side has no row."""
    if is_it.all() or not is_it.any():
        return np.nan, np.nan
    return average_precision_score(is_it, proba), roc_auc_score(is_it, proba)


def reliability(predictions, rarest):
    """Ten bins of the probability of the rarest class: rows, sum of it, rows that are of it."""
    if predictions.proba is None:
        return None
    proba, is_it = predictions.proba[:, rarest], predictions.true == rarest
    bins = np.minimum((proba * _N_BINS).astype(int), _N_BINS - 1)
    rows = np.bincount(bins, minlength=_N_BINS)
    predicted = np.bincount(bins, weights=proba, minlength=_N_BINS)
    observed = np.bincount(bins[is_it], minlength=_N_BINS)
    return {
        "rows": rows.tolist(),
        "predicted": predicted.tolist(),
        "observed": observed.tolist(),
    }


def predicted_codes(estimator, X, classes):
    """The predicted labels as positions among the classes of the data set."""
    labels = np.asarray(estimator.predict(X))
    if labels.shape not in {(X.shape[0],), (X.shape[0], 1)}:
        raise ValueError(f"predict gave an array of shape {labels.shape} for {X.shape[0]} rows.")
    return _codes(labels.ravel(), classes, "predict gave labels")


def _codes(labels, classes, what):
    """The positions of labels among the classes of the data set."""
    codes = np.minimum(np.searchsorted(classes, labels), len(classes) - 1)
    known = classes[codes] == labels
    if not known.all():
        unknown = np.unique(labels[~known])
        raise ValueError(f"{what} that the data set does not have: {unknown}.")
    return codes


def predicted_probabilities(estimator, X, classes):
    """The probabilities with a column per class of the data set, or None without any."""
    if not hasattr(estimator, "predict_proba"):
        return None
    found = np.asarray(estimator.predict_proba(X))
    columns = _codes(np.asarray(estimator.classes_), classes, "classes_ has labels")
    if found.shape != (X.shape[0], len(columns)):
        raise ValueError(
            f"predict_proba gave an array of shape {found.shape} for {X.shape[0]} rows and "
            f"{len(columns)} classes."
        )
    proba = np.zeros((len(found), len(classes)))
    proba[:, columns] = _between_0_and_1(found)
    return proba


def _between_0_and_1(proba):
    """Probabilities without what rounding has added; ValueError where it is more."""
    lowest, largest = proba.min(), proba.max()
    if lowest >= 0 and largest <= 1:
        return proba
    if not np.isfinite(proba).all():
        raise ValueError("predict_proba gave values that are not finite.")
    rounding = 10 * np.finfo(proba.dtype if proba.dtype.kind == "f" else float).eps
    if lowest < -rounding or largest > 1 + rounding:
        raise ValueError("predict_proba gave values outside of [0, 1].")
    return np.clip(proba, 0.0, 1.0)
