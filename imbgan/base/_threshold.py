"""Decisions other than the largest probability, found on probabilities out of fold."""

import numpy as np
from sklearn.metrics import precision_recall_curve

from ._checks import check_scoring

# Thresholds that a function is asked about, and steps and precision of the search for factors.
_MOST_ASKED, _N_STEPS, _CLOSE = 200, 500, 1e-6
_SMALLEST = 1e-7


def check_threshold(threshold, n_classes):
    """Raise for a rule of decision that does not fit the classes.

    Parameters
    ----------
    threshold : "f1", callable or array-like of shape (n_classes, n_classes)

    n_classes : int
    """
    if isinstance(threshold, str) or callable(threshold):
        if n_classes != 2:
            given = repr(threshold) if isinstance(threshold, str) else "a function"
            raise ValueError(
                f"threshold={given} is for two classes, and y has {n_classes}: give a matrix of "
                "costs, which is for any number, or 'balanced'."
            )
        if callable(threshold):
            check_scoring(threshold, n_classes, "threshold")
        return
    try:
        costs = np.asarray(threshold, dtype=np.float64)
    except (TypeError, ValueError) as error:
        raise ValueError(f"threshold must be a matrix of numbers, got {threshold!r}.") from error
    if costs.shape != (n_classes, n_classes):
        raise ValueError(
            f"threshold must have a row and a column of costs for each of the {n_classes} "
            f"classes, got the shape {costs.shape}."
        )
    is_dearer = costs > np.diag(costs)[:, None]
    if not np.isfinite(costs).all() or not is_dearer[~np.eye(n_classes, dtype=bool)].all():
        raise ValueError(
            "threshold must hold finite costs, threshold[i, j] that of taking a row of class i "
            "for one of class j, and what is right must cost less than what is wrong: the least "
            f"number of each row must be that on the diagonal. Got {costs.tolist()}."
        )


def decision_costs(threshold, codes, proba, weight):
    """Return costs by which classes are decided: the least expected cost wins.

    Parameters
    ----------
    threshold : "f1", callable or array-like of shape (n_classes, n_classes)

    codes : ndarray of shape (n_rows,)
        Class codes.

    proba : ndarray of shape (n_rows, n_classes)
        Probabilities out of fold.

    weight : ndarray of shape (n_rows,) or None
        Weights of the rows.

    Returns
    -------
    costs : ndarray of shape (n_classes, n_classes)
        For probabilities such as those given, of whichever shares of the classes they speak.
    """
    if callable(threshold):
        cut = _best_cut(threshold, codes, proba)
    elif isinstance(threshold, str):
        cut = _cut_of_f1(codes, proba[:, 1], weight)
    else:
        costs = np.asarray(threshold, dtype=np.float64)
        return factors_of_shares(codes, proba, weight)[:, None] * costs
    return np.array([[0.0, cut], [1 - cut, 0.0]])


def _cut_of_f1(codes, proba, weight):
    """Return the threshold of the best F1 of the second class."""
    precision, recall, cuts = precision_recall_curve(codes, proba, sample_weight=weight)
    score = precision * recall / np.maximum(precision + recall, _SMALLEST)
    best = score[:-1].argmax()
    return float(cuts[best] + (cuts[best - 1] if best else 0.0)) / 2


def _best_cut(score, codes, proba):
    """Return the threshold at which a score of codes and probabilities is best.

    It is asked about probabilities that are weighed so that the threshold comes to one half.
    """
    found = np.unique(np.r_[0.0, proba[:, 1].astype(np.float64), 1.0])
    cuts = (found[1:] + found[:-1]) / 2
    cuts = cuts[np.unique(np.linspace(0, len(cuts) - 1, _MOST_ASKED).round().astype(int))]
    scores = np.empty(len(cuts))
    for i, cut in enumerate(cuts):
        weighed = proba * [cut, 1 - cut]
        scores[i] = score(codes, weighed / weighed.sum(axis=1, keepdims=True))
    if np.isnan(scores).all():
        raise ValueError(f"threshold: {score!r} gives no number at any threshold.")
    best = np.flatnonzero(scores == np.nanmax(scores))
    return float(cuts[best[len(best) // 2]])


def factors_of_shares(codes, proba, weight=None):
    """Return what probabilities are multiplied by to have the shares of the classes as means.

    Parameters
    ----------
    codes : ndarray of shape (n_rows,)
        Class codes.

    proba : ndarray of shape (n_rows, n_classes)
        Probabilities of the rows, which speak of any shares.

    weight : ndarray of shape (n_rows,), default=None
        Weights of the rows.

    Returns
    -------
    factors : ndarray of shape (n_classes,)
        Positive; their sum is one.
    """
    weight = np.ones(len(codes)) if weight is None else weight
    shares = np.bincount(codes, weights=weight, minlength=proba.shape[1]) / weight.sum()
    proba = np.maximum(proba.astype(np.float64), _SMALLEST)
    factors = np.full(len(shares), 1 / len(shares))
    for _ in range(_N_STEPS):
        scaled = proba * factors
        means = weight @ (scaled / scaled.sum(axis=1, keepdims=True)) / weight.sum()
        factors = factors * np.maximum(shares, _SMALLEST) / means
        factors /= factors.sum()
        if np.abs(means - shares).max() < _CLOSE:
            break
    return factors
