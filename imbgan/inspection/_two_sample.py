"""The classifier two-sample test."""

import math
from numbers import Integral

import numpy as np
from sklearn.base import clone
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold, cross_validate
from sklearn.utils import Bunch, check_random_state

from ._rows import paired_rows


def classifier_two_sample_test(X_real, X_generated, *, estimator=None, cv=5, random_state=None):
    r"""Test whether a classifier can tell generated rows from real ones.

    The larger set is sub-sampled to the size of the smaller one, so that guessing is right half
    of the time. Every row is judged once, by a classifier that was trained on the other folds.
    Where both sets come from one distribution, accuracy and area under the curve are about 0.5.

    The p-value is one-sided, from the normal approximation of the accuracy: no permutations. The
    :math:`k` folds share training rows, so hits are not independent, and a binomial test would
    reject too often. The variance is therefore that of :math:`n` independent guesses,
    :math:`1 / (4 n)`, times :math:`1 + k / (k - 1)`, the correction of Nadeau and Bengio, which is
    cautious.

    Parameters
    ----------
    X_real : array-like of shape (n_real, n_features) or (n_real, c, h, w)
        Real rows. Take rows that the generator has not seen: a generated row that is close to a
        row of this set pulls the accuracy below one half.

    X_generated : array-like of shape (n_generated, n_features) or (n_generated, c, h, w)
        Generated rows.

    estimator : classifier, default=None
        Cloned for each fold. None takes a random forest of 100 trees, which needs no scaling.

    cv : int, default=5
        Number of stratified folds, at least 2.

    random_state : int, RandomState instance or None, default=None
        Seed of the sub-sample, the folds and the default classifier.

    Returns
    -------
    result : Bunch
        With the attributes `accuracy` (share of rows judged rightly), `roc_auc` (mean over the
        folds), `p_value` and `n_rows` (rows judged, both sets together).

    Raises
    ------
    ValueError
        If rows are not numbers or not finite, columns differ, or a set has fewer rows than `cv`.

    References
    ----------
    .. [1] D. Lopez-Paz and M. Oquab, "Revisiting classifier two-sample tests", ICLR 2017,
       section 3.
    .. [2] C. Nadeau and Y. Bengio, "Inference for the generalization error", Machine Learning
       52(3), 2003, section 3.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.inspection import classifier_two_sample_test
    >>> rng = np.random.default_rng(0)
    >>> real, shifted = rng.normal(size=(100, 2)), rng.normal(5, size=(100, 2))
    >>> result = classifier_two_sample_test(real, shifted, random_state=0)
    >>> result.accuracy > 0.95, result.p_value < 0.001
    (True, True)
    """
    X_real, X_generated = paired_rows(X_real, X_generated)
    if isinstance(cv, bool) or not isinstance(cv, Integral) or cv < 2:
        raise ValueError(f"cv must be a number of folds, at least 2, got {cv!r}.")
    n = min(len(X_real), len(X_generated))
    if n < cv:
        raise ValueError(
            f"The smaller set has {n} rows, fewer than cv={cv}; pass more rows or a smaller cv."
        )
    rng = check_random_state(random_state)
    X = np.concatenate([_some_rows(X_real, n, rng), _some_rows(X_generated, n, rng)])
    y = np.repeat([0, 1], n)
    folds = StratifiedKFold(cv, shuffle=True, random_state=_seed(rng))
    if estimator is None:
        estimator = RandomForestClassifier(random_state=_seed(rng))
    scores = cross_validate(
        clone(estimator),
        X,
        y,
        cv=folds,
        scoring=["accuracy", "roc_auc"],
        return_indices=True,
        error_score="raise",
    )
    sizes = [len(test) for test in scores["indices"]["test"]]
    accuracy = float(np.average(scores["test_accuracy"], weights=sizes))
    return Bunch(
        accuracy=accuracy,
        roc_auc=float(scores["test_roc_auc"].mean()),
        p_value=_p_value(accuracy, 2 * n, cv),
        n_rows=2 * n,
    )


def _p_value(accuracy, n_rows, n_folds):
    """Probability of such an accuracy, or a higher one, by guessing."""
    deviation = math.sqrt((1 + n_folds / (n_folds - 1)) / (4 * n_rows))
    return math.erfc((accuracy - 0.5) / deviation / math.sqrt(2)) / 2


def _some_rows(X, n, rng):
    """As many random rows as asked for, without replacement."""
    return X if len(X) == n else X[rng.choice(len(X), n, replace=False)]


def _seed(rng):
    """A seed for an object that makes its own random numbers."""
    return rng.randint(2**31 - 1)
