"""Under-sampling of tables and images to an imbalance that the papers studied."""

import math
from numbers import Real

from scipy import sparse
from sklearn.utils import _safe_indexing, check_consistent_length

from imbgan.datasets._imbalance import (
    classes_of,
    imbalanced_subset,
    step_imbalance,
    whole_rows,
)


def make_imbalanced(
    X,
    y,
    *,
    ratio=None,
    counts=None,
    long_tail=None,
    step=None,
    minority=None,
    random_state=None,
):
    """Under-sample classes until data have a given imbalance.

    Exactly one of `ratio`, `counts`, `long_tail` and `step` says what is left of each class. Rows
    are drawn without replacement, and none is made up. To get the row numbers instead of the rows,
    take :func:`imbalanced_subset` or :func:`step_imbalance`.

    Parameters
    ----------
    X : {array-like, sparse matrix, DataFrame} of shape (n_samples, ...)
        The rows: columns of a table, or images.

    y : array-like of shape (n_samples,)
        Their labels.

    ratio : float, default=None
        One class against the rest: the largest class keeps its rows, and every other keeps one
        over `ratio` as many, rounded down. Of classes of equal size the first is the largest.

    counts : sequence or dict, default=None
        Rows of each class: one number per class in sorted order of the labels, or
        ``{label: number}`` with every label.

    long_tail : float, default=None
        The classes, from the largest to the smallest, keep numbers of rows that fall
        exponentially from all rows of the largest to one over `long_tail` as many [1]_, rounded
        down. A class that has fewer rows than that keeps them.

    step : float, default=None
        Half of the classes keep one over `step` of their own rows, rounded down, the others all
        [2]_.

    minority : array-like of labels, default=None
        The classes that `step` under-samples. None takes the even ones of integer labels.

    random_state : int, RandomState instance or None, default=None
        Draws the rows. With the same integer, a larger `ratio`, `long_tail` or `step` keeps a
        subset of what a smaller one keeps.

    Returns
    -------
    X_resampled : same type as X
        The rows that are left, in the order of X.

    y_resampled : same type as y
        Their labels.

    Raises
    ------
    ValueError
        If not exactly one of the four is given, it leaves no row of a class, or the smallest
        class is already smaller than it is to become.

    References
    ----------
    .. [1] Y. Cui, M. Jia, T.-Y. Lin, Y. Song, S. Belongie, "Class-balanced loss based on effective
       number of samples", CVPR 2019, section 5.1.

    .. [2] S. Li et al., "ARConvL: Adaptive region-based convolutional learning for multi-class
       imbalance classification", ECML PKDD 2023.

    Examples
    --------
    >>> import numpy as np
    >>> from sklearn.datasets import load_digits
    >>> from imbgan.datasets import make_imbalanced
    >>> X, y = load_digits(return_X_y=True)
    >>> X_resampled, y_resampled = make_imbalanced(X, y, long_tail=20, random_state=0)
    >>> np.bincount(y_resampled)
    array([ 17, 131,  12, 183,  67,  94,  48,  24,   9,  34])
    """
    given = {"ratio": ratio, "counts": counts, "long_tail": long_tail, "step": step}
    given = {name: value for name, value in given.items() if value is not None}
    if len(given) != 1:
        raise ValueError(
            "Give exactly one of ratio, counts, long_tail and step; "
            f"{' and '.join(given) or 'none'} is given."
        )
    if minority is not None and step is None:
        raise ValueError("minority names the classes that step thins out: give step with it.")
    check_consistent_length(X, y)
    if step is not None:
        rows = step_imbalance(y, step, minority=minority, random_state=random_state)
    else:
        wanted = _shares(y, *given.popitem()) if counts is None else counts
        rows = imbalanced_subset(y, wanted, random_state=random_state)
    return _rows_of(X, rows), _rows_of(y, rows)


def _shares(y, name, ratio):
    """Rows to keep of each class for a ratio of the largest to the smallest."""
    if not isinstance(ratio, Real) or not 1 <= ratio < math.inf:
        raise ValueError(f"{name}={ratio!r} must be a number of at least 1.")
    labels, _, available = classes_of(y)
    if len(labels) < 2:
        raise ValueError(f"y has one class, {labels[0]!r}: there is nothing to set it against.")
    by_size = sorted(range(len(labels)), key=lambda k: -available[k])
    largest, smallest = available[by_size[0]], available[by_size[-1]]
    fewest = whole_rows(largest / ratio)
    if fewest < 1:
        raise ValueError(f"{name}={ratio!r} leaves no row of the smallest class: lower it.")
    if smallest < fewest:
        raise ValueError(
            f"{name}={ratio!r} cannot be had by thinning: with {largest} rows of the largest and "
            f"{smallest} of the smallest class the ratio is {largest / smallest:.1f} already."
        )
    decay = 1 / (len(labels) - 1) if name == "long_tail" else 1
    shares = [0] * len(labels)
    for place, k in enumerate(by_size):
        shares[k] = min(whole_rows(largest / ratio ** min(place * decay, 1)), available[k])
    return shares


def _rows_of(container, rows):
    """These rows, in a container of the same kind."""
    if sparse.issparse(container):
        return container.tocsr()[rows].asformat(container.format)
    return _safe_indexing(container, rows)
