"""The imbalanced subsets that the papers drew from balanced data."""

import math
from collections.abc import Mapping
from numbers import Integral, Real

import numpy as np
from sklearn.utils import check_random_state

from ..utils.labels import as_labels, warn_of_blanks

LONG_TAIL_COUNTS = (4000, 2000, 1000, 750, 500, 350, 200, 100, 60, 40)
_SAFE_DIGITS = 9  # after the point; rounding errors are smaller even for a million rows


def imbalanced_subset(y, counts=LONG_TAIL_COUNTS, *, random_state=None):
    """Draw a given number of rows of each class, without replacement.

    The default counts, public as ``imbgan.datasets.LONG_TAIL_COUNTS``, are those of the papers'
    long-tailed MNIST and Fashion-MNIST [1]_: 9000 training rows with an imbalance ratio of 100.
    The papers average over several subsets, so draw one per seed; the test part is not thinned.

    Parameters
    ----------
    y : array-like of shape (n_samples,)
        Labels of the rows to draw from.

    counts : sequence or dict, default=(4000, 2000, 1000, 750, 500, 350, 200, 100, 60, 40)
        Rows to draw of each class: one number per class in sorted order of the labels, or
        ``{label: number}`` with every label. 0 leaves a class out.

    random_state : int, RandomState instance or None, default=None
        Draws the rows. With the same integer, smaller counts draw a subset of what larger counts
        draw.

    Returns
    -------
    indices : ndarray of shape (sum of the counts,)
        Row numbers, each at most once, in ascending order: the subset is in the order of ``y``,
        so shuffle it where order matters.

    Raises
    ------
    ValueError
        If ``counts`` does not fit the classes of ``y``, or a class has fewer rows than asked for.

    References
    ----------
    .. [1] T. Dam et al., "Latent preserving generative adversarial network for imbalance
       classification", ICIP 2022, Table I.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.datasets import imbalanced_subset
    >>> y = np.arange(3000) % 3
    >>> rows = imbalanced_subset(y, [500, 50, 5], random_state=0)
    >>> np.bincount(y[rows])
    array([500,  50,   5])
    """
    labels, codes, available = classes_of(y)
    wanted = _by_class(counts, labels)
    short = {
        label: f"{n} of {n_rows}"
        for label, n, n_rows in zip(labels, wanted, available, strict=True)
        if n > n_rows
    }
    if short:
        raise ValueError(f"counts asks for more rows of a class than y has: {short}.")
    return _draw(codes, wanted, check_random_state(random_state))


def step_imbalance(y, ratio, *, minority=None, random_state=None):
    """Under-sample half of the classes to one over a ratio of their rows.

    This is the protocol of the paper on ARConvL [1]_: the even labels become the minority and
    keep n / ratio of their n rows each, rounded down and drawn without replacement; the odd ones
    keep all. The paper uses the ratios 1, 10, 20, 50 and 100 and does not thin the test part.

    Parameters
    ----------
    y : array-like of shape (n_samples,)
        Labels of the rows to draw from.

    ratio : float
        Rows of a minority class before the draw over those after it, at least 1.

    minority : array-like of labels, default=None
        The classes to under-sample. None takes the even ones of integer labels.

    random_state : int, RandomState instance or None, default=None
        Draws the rows. With the same integer, a larger ratio keeps a subset of what a smaller
        ratio keeps.

    Returns
    -------
    indices : ndarray of shape (n_kept,)
        Row numbers, each at most once, in ascending order.

    Raises
    ------
    ValueError
        If ``ratio`` is below 1 or leaves no row of a class, or if ``minority`` (or None) does not
        name some of the classes of ``y``, but not all.

    References
    ----------
    .. [1] S. Li et al., "ARConvL: Adaptive region-based convolutional learning for multi-class
       imbalance classification", ECML PKDD 2023.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.datasets import step_imbalance
    >>> y = np.arange(4000) % 4
    >>> np.bincount(y[step_imbalance(y, 50, random_state=0)])
    array([  20, 1000,   20, 1000])
    """
    if not isinstance(ratio, Real) or not 1 <= ratio < math.inf:
        raise ValueError(f"ratio={ratio!r} must be a number of at least 1.")
    labels, codes, available = classes_of(y)
    reduced = _classes_to_reduce(labels, minority)
    wanted = [
        whole_rows(n / ratio) if label in reduced else n
        for label, n in zip(labels, available, strict=True)
    ]
    if 0 in wanted:
        gone = [label for label, n in zip(labels, wanted, strict=True) if n == 0]
        raise ValueError(f"ratio={ratio!r} leaves no row of the classes {gone}: lower it.")
    return _draw(codes, wanted, check_random_state(random_state))


def classes_of(y):
    """Sorted labels, the class number of each row, and the rows of each class."""
    labels, codes, available = np.unique(as_labels(y), return_inverse=True, return_counts=True)
    warn_of_blanks(labels)
    return labels.tolist(), codes, available.tolist()


def whole_rows(quotient):
    """A quotient rounded down to an integer."""
    # No row is lost where a float misses an integer by rounding: 9 / (9 / 7) is 7 rows.
    return int(round(quotient, _SAFE_DIGITS))


def _by_class(counts, labels):
    """Rows to draw of each class, in the order of the labels."""
    if isinstance(counts, Mapping):
        if set(counts) != set(labels):
            raise ValueError(
                f"counts has the labels {list(counts)}, but y has {labels}: give a number for "
                "each of them (0 leaves a class out)."
            )
        counts = [counts[label] for label in labels]
    counts = list(counts) if np.iterable(counts) else [counts]
    if len(counts) != len(labels):
        raise ValueError(
            f"counts has {len(counts)} numbers, but y has the {len(labels)} classes {labels}: "
            "give one number for each of them."
        )
    if not all(isinstance(n, Integral) and n >= 0 for n in counts):
        raise ValueError(f"counts={counts} must be integers of at least 0.")
    return counts


def _classes_to_reduce(labels, minority):
    """Labels of the classes to under-sample."""
    if minority is None:
        if not all(isinstance(label, int) for label in labels):
            raise ValueError(
                f"The labels {labels} are no integers, so none is even: name the classes to thin "
                "out with minority=."
            )
        reduced = {label for label in labels if label % 2 == 0}
    else:
        reduced = set(np.ravel(minority).tolist())
    if not reduced < set(labels) or not reduced:
        raise ValueError(
            f"The classes to thin out, {sorted(reduced, key=str)}, must be some of the labels "
            f"{labels}, but not all: name them with minority=."
        )
    return reduced


def _draw(codes, wanted, rng):
    """The first rows of a permutation of each class, so that smaller counts draw subsets."""
    rows = [rng.permutation(np.flatnonzero(codes == k))[:n] for k, n in enumerate(wanted)]
    return np.sort(np.concatenate(rows))
