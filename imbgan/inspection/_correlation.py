"""How far the correlations of generated rows are from those of real ones."""

import numpy as np

from ._rows import paired_rows

# Below this share of the other set's spread a column counts as constant: what is left is rounding.
_MIN_SPREAD = 1e-6
_NORMS = ("mean_absolute", "frobenius")


def correlation_distance(X_real, X_generated, *, norm="mean_absolute"):
    """Compute the distance between the correlation matrices of real and generated rows.

    Correlations are Pearson's, over the columns that vary in both sets.

    Parameters
    ----------
    X_real : array-like of shape (n_real, n_features) or (n_real, c, h, w)
        Real rows.

    X_generated : array-like of shape (n_generated, n_features) or (n_generated, c, h, w)
        Generated rows.

    norm : {"mean_absolute", "frobenius"}, default="mean_absolute"
        The mean absolute difference over pairs of different columns, which can be compared
        between tables; or the root of the sum of squared differences over both triangles.

    Returns
    -------
    distance : float
        0 for equal correlations. The mean absolute difference is at most 2.

    Raises
    ------
    ValueError
        If rows are not numbers or not finite, columns differ, or fewer than two columns vary in
        both sets.

    Examples
    --------
    >>> from imbgan.inspection import correlation_distance
    >>> real, generated = [[0.0, 0.0], [1.0, 1.0]], [[0.0, 1.0], [1.0, 0.0]]
    >>> round(correlation_distance(real, generated), 3)  # correlations 1 and -1
    2.0
    """
    X_real, X_generated = paired_rows(X_real, X_generated)
    if norm not in _NORMS:
        raise ValueError(f"norm must be one of {list(_NORMS)}, got {norm!r}.")
    spreads = np.sort([np.ptp(X_real, axis=0), np.ptp(X_generated, axis=0)], axis=0)
    vary = np.flatnonzero(spreads[0] > _MIN_SPREAD * spreads[1])
    if len(vary) < 2:
        raise ValueError(
            f"Correlations need two columns that vary in both sets; {len(vary)} of "
            f"{X_real.shape[1]} do."
        )
    real, generated = (np.corrcoef(X[:, vary], rowvar=False) for X in (X_real, X_generated))
    if norm == "frobenius":
        return float(np.linalg.norm(real - generated))
    return float(np.mean(np.abs(real - generated)[np.triu_indices(len(vary), k=1)]))
