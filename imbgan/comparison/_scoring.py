"""The scores of one fit: of labels by a confusion matrix, and of probabilities."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import average_precision_score, get_scorer, get_scorer_names, roc_auc_score

from ..metrics import ClassCounts
from ._names import did_you_mean
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
# Other names of these.
ALIASES = {"balanced_accuracy": "acsa"}
_N_BINS = 100  # of probabilities; a display puts neighbours together


class Scoring:
    """The scores asked for: by name, one of `SCORES` or a scorer."""

    def __init__(self, scoring=None):
        self.scorers = _scorers(SCORES if scoring is None else scoring)

    def missing(self):
        return dict.fromkeys(self.scorers, np.nan)

    def __call__(self, predictions, estimator, X, y):
        """The scores of a fitted estimator, and the first error of a scorer, if any."""
        ours = {scorer for scorer in self.scorers.values() if isinstance(scorer, str)}
        known = {}
        if ours.intersection(LABEL_SCORES):
            known |= label_scores(predictions.confusion(), predictions.n_train)
        if ours.intersection(PROBABILITY_SCORES):
            known |= probability_scores(predictions)
        found, first_error = self.missing(), None
        for name, scorer in self.scorers.items():
            if isinstance(scorer, str):
                found[name] = known[scorer]
                continue
            try:
                found[name] = float(scorer(estimator, X, y))
            except Exception as error:
                message = f"the score {name!r} raised {type(error).__name__}: {error}"
                first_error = first_error or ValueError(message).with_traceback(
                    error.__traceback__
                )
        return found, first_error


def _scorers(scoring):
    if isinstance(scoring, str) or callable(scoring):
        scoring = [scoring]
    if not isinstance(scoring, Mapping):
        scoring = list(scoring)
        names = [getattr(it, "__name__", "score") if callable(it) else it for it in scoring]
        for name, it in zip(names, scoring, strict=True):
            if callable(it) and names.count(name) > 1:
                raise ValueError(f"scoring has two scores called {name!r}; give a dict of names.")
        scoring = dict(zip(names, scoring, strict=True))
    if not scoring:
        raise ValueError("scoring is empty: name at least one score.")
    taken = sorted({*BEFORE_SCORES, *AFTER_SCORES}.intersection(scoring))
    if taken:
        raise ValueError(f"scoring: {taken} are other columns of the result; rename the scores.")
    return {name: _scorer(given) for name, given in scoring.items()}


def _scorer(given):
    if callable(given) or given in SCORES:
        return given
    if isinstance(given, str) and given in ALIASES:
        return ALIASES[given]
    try:
        return get_scorer(given)
    except (TypeError, ValueError) as error:
        known = [*SCORES, *ALIASES, *get_scorer_names()]
        advice = did_you_mean(given, known) if isinstance(given, str) else ""
        raise ValueError(
            f"scoring: there is no score {given!r}.{advice} Give one of {list(SCORES)}, a name "
            "that scikit-learn knows, or a function of (estimator, X, y)."
        ) from error


@dataclass(frozen=True)
class Predictions:
    """Codes of the true and the predicted classes of the test rows, and their probabilities.

    `proba` has a column per class of the data set, or is None; `n_train` are class counts.
    """

    true: np.ndarray
    predicted: np.ndarray
    proba: np.ndarray | None
    n_train: np.ndarray

    def confusion(self):
        n = len(self.n_train)
        return np.bincount(self.true * n + self.predicted, minlength=n * n).reshape(n, n)


def label_scores(confusion, n_train):
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
    if predictions.proba is None:
        return dict.fromkeys(PROBABILITY_SCORES, np.nan)
    true, proba = predictions.true, predictions.proba
    n_classes = proba.shape[1]
    classes = [np.argmin(predictions.n_train)] if n_classes == 2 else np.unique(true)
    one_by_one = [_one_against_rest(true == code, proba[:, code]) for code in classes]
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
    if is_it.all() or not is_it.any():
        return np.nan, np.nan
    return average_precision_score(is_it, proba), roc_auc_score(is_it, proba)


def reliability(predictions, rarest):
    """Bins of the probability of the rarest class, see `Record`."""
    if predictions.proba is None:
        return None
    proba, is_it = predictions.proba[:, rarest], predictions.true == rarest
    bins = np.minimum((proba * _N_BINS).astype(int), _N_BINS - 1)
    return {
        "rows": np.bincount(bins, minlength=_N_BINS).tolist(),
        "predicted": np.bincount(bins, weights=proba, minlength=_N_BINS).tolist(),
        "observed": np.bincount(bins[is_it], minlength=_N_BINS).tolist(),
    }


def predicted_codes(estimator, X, classes):
    """The predicted labels as positions among the classes of the data set."""
    labels = np.asarray(estimator.predict(X))
    if labels.shape not in {(X.shape[0],), (X.shape[0], 1)}:
        raise ValueError(f"predict gave an array of shape {labels.shape} for {X.shape[0]} rows.")
    return _codes(labels.ravel(), classes, "predict gave labels")


def _codes(labels, classes, what):
    codes = np.minimum(np.searchsorted(classes, labels), len(classes) - 1)
    unknown = classes[codes] != labels
    if unknown.any():
        names = np.unique(labels[unknown])
        raise ValueError(f"{what} that the data set does not have: {names}.")
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
    if not np.isfinite(found).all():
        raise ValueError("predict_proba gave values that are not finite.")
    rounding = 10 * np.finfo(found.dtype if found.dtype.kind == "f" else float).eps
    if found.min() < -rounding or found.max() > 1 + rounding:
        raise ValueError("predict_proba gave values outside of [0, 1].")
    proba = np.zeros((len(found), len(classes)))
    proba[:, columns] = np.clip(found, 0.0, 1.0)
    return proba
