"""Generated rows that nearly repeat training rows."""

from numbers import Real

import numpy as np
from sklearn.neighbors import NearestNeighbors
from sklearn.utils import Bunch

from ._rows import on_scale_of, paired_rows


def near_copy_share(X_train, X_generated, *, ratio=0.1, standardize=True):
    r"""Compute the share of generated rows that nearly repeat a training row.

    Let :math:`t` be the training row nearest to the generated row :math:`g`, and :math:`t'` the
    training row nearest to :math:`t` among those that differ from it. The ratio of the generated
    row is

    .. math:: r(g) = \lVert g - t \rVert \,/\, \lVert t - t' \rVert ,

    0 for an exact copy, and about 1 for a row as far from the training rows as they are from each
    other. A near-copy is a row with :math:`r(g) <` `ratio`. Training rows that occur several times
    count once.

    Parameters
    ----------
    X_train : array-like of shape (n_train, n_features) or (n_train, c, h, w)
        The rows that the generator was trained on.

    X_generated : array-like of shape (n_generated, n_features) or (n_generated, c, h, w)
        Generated rows.

    ratio : float, default=0.1
        What a row's ratio must be below to count, positive.

    standardize : bool, default=True
        Whether columns are divided by their standard deviation over the training rows. Turn it
        off for pixels, or for columns that share a scale already.

    Returns
    -------
    result : Bunch
        With the attributes `share` (of the generated rows that are near-copies) and
        `median_ratio` (the median of the ratios of all generated rows).

    Raises
    ------
    ValueError
        If rows are not numbers or not finite, columns differ, `ratio` is not positive, or there
        are not two different training rows.

    Examples
    --------
    >>> from imbgan.inspection import near_copy_share
    >>> train, generated = [[0.0], [10.0], [12.0]], [[0.5], [5.0], [11.0], [12.0]]
    >>> result = near_copy_share(train, generated)
    >>> result.share, round(result.median_ratio, 3)  # of 0.05, 0.5, 0.5 and 0
    (0.5, 0.275)
    """
    X_train, X_generated = paired_rows(X_train, X_generated, ("X_train", "X_generated"))
    if isinstance(ratio, bool) or not isinstance(ratio, Real) or not ratio > 0:
        raise ValueError(f"ratio must be a positive number, got {ratio!r}.")
    X_train, X_generated = on_scale_of(X_train, X_generated, standardize)
    X_train = np.unique(X_train, axis=0)
    if len(X_train) < 2:
        raise ValueError("X_train must hold at least two different rows.")
    neighbours = NearestNeighbors(n_neighbors=1).fit(X_train)
    # Only the positions are taken, as distances of equal rows may differ from 0 by rounding.
    nearest = neighbours.kneighbors(X_generated, return_distance=False)[:, 0]
    others = neighbours.kneighbors(return_distance=False)[:, 0]
    apart = np.linalg.norm(X_train - X_train[others], axis=1)
    ratios = np.linalg.norm(X_generated - X_train[nearest], axis=1) / apart[nearest]
    return Bunch(share=float(np.mean(ratios < ratio)), median_ratio=float(np.median(ratios)))
