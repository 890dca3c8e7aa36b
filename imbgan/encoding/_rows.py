"""Selection of rows: repetition for training, and a validation part."""

from __future__ import annotations

import numpy as np

# A class with fewer rows than this gives none to the validation part.
MIN_ROWS_TO_SPLIT = 5


def repeated_rows(y_codes, targets, rng):
    """Indices that repeat the rows of small classes up to a target.

    All rows come once, in their order. Then follow, class by class, complete further passes over
    the rows of the class and a last part drawn without replacement.

    Parameters
    ----------
    y_codes : array-like of shape (n_samples,)
        Classes as integers from 0.
    targets : array-like of shape (n_classes,)
        Number of rows that each class shall have. A class that has more keeps them all.
    rng : numpy.random.Generator
        Draws the last part.

    Returns
    -------
    rows : ndarray of shape (n_rows,), dtype=intp
        Row indices; class k has max(count, target) of them.

    Raises
    ------
    ValueError
        If a class without rows has a positive target, or a class has no target.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.encoding import repeated_rows
    >>> rows = repeated_rows([0, 0, 0, 0, 1], [4, 3], np.random.default_rng(0))
    >>> [int(row) for row in rows]
    [0, 1, 2, 3, 4, 4, 4]
    """
    y_codes = np.asarray(y_codes)
    if len(y_codes) and y_codes.max() >= len(targets):
        raise ValueError(
            f"There are rows of class {y_codes.max()}, but targets names only "
            f"{len(targets)} classes."
        )
    parts = [np.arange(len(y_codes))]
    for code, target in enumerate(targets):
        rows = np.flatnonzero(y_codes == code)
        missing = int(target) - len(rows)
        if missing <= 0:
            continue
        if not len(rows):
            raise ValueError(f"Class {code} has no rows that could be repeated {target} times.")
        passes, rest = divmod(missing, len(rows))
        parts += [np.tile(rows, passes), rng.choice(rows, size=rest, replace=False)]
    return np.concatenate(parts).astype(np.intp, copy=False)


def validation_split(y_codes, fraction, rng):
    """Split rows into a training and a validation part, class by class.

    A class of n rows gives ``max(1, round(fraction * n))`` rows to the validation part if it has
    at least five, otherwise none. It always keeps one for training.

    Parameters
    ----------
    y_codes : array-like of shape (n_samples,)
        Classes as integers from 0.
    fraction : float
        Part of each class to set aside, between 0 and 1.
    rng : numpy.random.Generator
        Draws the rows.

    Returns
    -------
    train : ndarray of shape (n_train,), dtype=intp
        Sorted indices of the training rows.
    valid : ndarray of shape (n_valid,), dtype=intp
        Sorted indices of the validation rows.

    Raises
    ------
    ValueError
        If the fraction is not between 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.encoding import validation_split
    >>> y = np.repeat([0, 1, 2], [20, 5, 4])
    >>> train, valid = validation_split(y, 0.1, np.random.default_rng(0))
    >>> np.bincount(y[valid], minlength=3)
    array([2, 1, 0])
    """
    if not 0 < fraction < 1:
        raise ValueError(f"fraction must lie between 0 and 1, got {fraction!r}.")
    y_codes = np.asarray(y_codes)
    in_valid = np.zeros(len(y_codes), dtype=bool)
    for code in np.unique(y_codes):
        rows = np.flatnonzero(y_codes == code)
        if len(rows) < MIN_ROWS_TO_SPLIT:
            continue
        n_valid = min(max(1, round(fraction * len(rows))), len(rows) - 1)
        in_valid[rng.choice(rows, size=n_valid, replace=False)] = True
    return np.flatnonzero(~in_valid), np.flatnonzero(in_valid)
