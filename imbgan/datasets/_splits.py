"""The splits into training and test rows that the papers' scores were made with."""

import numpy as np
from sklearn.model_selection import StratifiedShuffleSplit
from sklearn.utils import check_random_state, column_or_1d

from imbgan.datasets._tables import table_info

# Rows of each class in the test part, largest class first.
TEST_ROWS = {"secom": (439, 31), "pima": (98, 55), "haberman": (65, 26)}
TEST_FRACTION = {"credit": 0.3, "yeast": 0.5}
WAFER_TRAINING_ROWS = (903, 97)


def paper_split(name, y, *, random_state=None):
    """Split a table as in the paper on AO and DO.

    The sizes are those that fit the printed scores, which are multiples of one over the number
    of test rows of a class; where they differ from the sizes in the text (Pima, Secom) those
    of the scores are used. Which rows were drawn is not published.

    ========  ==========================================================
    secom     test 439 + 31
    pima      test 98 + 55, a fifth of the rows
    haberman  test 65 + 26
    wafer     the archive's own: the first 1000 rows train (903 + 97)
    credit    70/30, stratified
    yeast     50/50, stratified so that each class has rows on both sides
    ========  ==========================================================

    Parameters
    ----------
    name : {"secom", "pima", "haberman", "wafer", "credit", "yeast"}
        The table.

    y : array-like of shape (n_samples,)
        Its target, in the row order of :func:`fetch_table`.

    random_state : int, RandomState instance or None, default=None
        Draws the rows. The split of ``"wafer"`` is fixed.

    Returns
    -------
    train, test : ndarray of shape (n_train,) and (n_test,)
        Row numbers. Together they hold every row once.

    Raises
    ------
    ValueError
        If there is no such table, or ``y`` is not the target of that table (too few rows in a
        class, or for ``"wafer"`` rows in another order).

    References
    ----------
    .. [1] T. Dam, M. M. Ferdaus, S. G. Anavatti, S. Jayavelu, H. A. Abbass, "Does adversarial
       oversampling help us?", CIKM 2021.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.datasets import paper_split
    >>> y = np.repeat([0, 1], [225, 81])
    >>> train, test = paper_split("haberman", y, random_state=0)
    >>> np.bincount(y[train]), np.bincount(y[test])
    (array([160,  55]), array([65, 26]))
    """
    table_info(name)
    y = column_or_1d(y)
    if name == "wafer":
        return _wafer_rows(y)
    if name in TEST_ROWS:
        return _exact_rows(name, y, check_random_state(random_state))
    splitter = StratifiedShuffleSplit(1, test_size=TEST_FRACTION[name], random_state=random_state)
    return next(splitter.split(np.zeros((len(y), 1)), y))


def _exact_rows(name, y, rng):
    """A given number of test rows of each class."""
    labels, counts = np.unique(y, return_counts=True)
    wanted = TEST_ROWS[name]
    if len(labels) != 2 or np.any(np.sort(counts)[::-1] <= wanted):
        found = dict(zip(labels.tolist(), counts.tolist(), strict=True))
        raise ValueError(
            f"y is not the target of {name!r}: its classes are {found}, but the test part alone "
            f"takes {wanted[0]} + {wanted[1]} rows."
        )
    is_test = np.zeros(len(y), dtype=bool)
    for label, size in zip(labels[np.argsort(-counts)], wanted, strict=True):
        is_test[rng.permutation(np.flatnonzero(y == label))[:size]] = True
    return rng.permutation(np.flatnonzero(~is_test)), rng.permutation(np.flatnonzero(is_test))


def _wafer_rows(y):
    """The first 1000 rows and the rest."""
    train, test = np.split(np.arange(len(y)), [sum(WAFER_TRAINING_ROWS)])
    counts = np.unique(y[train], return_counts=True)[1]
    if len(test) == 0 or sorted(counts.tolist()) != sorted(WAFER_TRAINING_ROWS):
        raise ValueError(
            "y is not the target of 'wafer' in the archive's order: its first 1000 rows must hold "
            f"903 + 97 rows of two classes, not {counts.tolist()}."
        )
    return train, test
