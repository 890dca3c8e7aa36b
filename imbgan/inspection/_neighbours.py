"""Precision, recall, density and coverage from balls around nearest neighbours."""

import numpy as np
from sklearn.metrics import euclidean_distances
from sklearn.neighbors import NearestNeighbors
from sklearn.utils import Bunch, gen_batches

from ._rows import check_count, on_scale_of, paired_rows

_MAX_DISTANCES = 2**22  # held at a time, 32 MiB


def precision_recall_density_coverage(X_real, X_generated, *, n_neighbors=5, standardize=True):
    r"""Compute four shares of rows that lie where the other set has rows.

    Each row :math:`x` of a set gets a closed ball :math:`B(x)` that reaches to the k-th nearest
    other row of the same set, :math:`k` being `n_neighbors`. With real rows
    :math:`x_1, \dots, x_n` and generated rows :math:`g_1, \dots, g_m`,

    - **precision** is the share of generated rows that lie in the ball of any real row,
    - **recall** is the share of real rows that lie in the ball of any generated row,
    - **density** is :math:`\frac{1}{k m} \sum_j \sum_i 1[g_j \in B(x_i)]`, the number of real
      balls around a generated row over what is expected,
    - **coverage** is the share of real rows whose ball holds any generated row.

    For two independent samples of the same size from one distribution, density is 1 on average,
    coverage about :math:`1 - 2^{-k}`, and precision and recall fall short of 1 by what the sample
    size and the number of columns let them.

    Parameters
    ----------
    X_real : array-like of shape (n_real, n_features) or (n_real, c, h, w)
        Real rows.

    X_generated : array-like of shape (n_generated, n_features) or (n_generated, c, h, w)
        Generated rows. Take as many as there are real rows: coverage and recall depend on it.

    n_neighbors : int, default=5
        The neighbour that the balls reach to, fewer than the rows of either set.

    standardize : bool, default=True
        Whether columns are divided by their standard deviation over the real rows. Turn it off
        for pixels, or for columns that share a scale already.

    Returns
    -------
    result : Bunch
        With the attributes `precision`, `recall`, `density` and `coverage`. Density may pass 1,
        the others lie between 0 and 1.

    Raises
    ------
    ValueError
        If rows are not numbers or not finite, columns differ, or there are too few rows.

    References
    ----------
    .. [1] T. Kynkäänniemi et al., "Improved precision and recall metric for assessing generative
       models", NeurIPS 2019, equations 1 and 2.
    .. [2] M. F. Naeem et al., "Reliable fidelity and diversity metrics for generative models",
       ICML 2020, section 3, here with closed balls.

    Examples
    --------
    >>> from imbgan.inspection import precision_recall_density_coverage
    >>> real, generated = [[0.0], [1.0], [2.0], [6.0]], [[0.5], [0.8], [20.0], [21.0]]
    >>> result = precision_recall_density_coverage(real, generated, n_neighbors=1)
    >>> result.precision, result.recall, result.density, result.coverage
    (0.5, 0.25, 1.0, 0.5)
    """
    X_real, X_generated = paired_rows(X_real, X_generated)
    check_count(n_neighbors, "n_neighbors")
    n = min(len(X_real), len(X_generated))
    if n <= n_neighbors:
        raise ValueError(
            f"The smaller set has {n} rows; n_neighbors={n_neighbors} needs at least "
            f"{n_neighbors + 1}."
        )
    X_real, X_generated = on_scale_of(X_real, X_generated, standardize)
    n_around_generated, holds_generated = _balls(X_real, X_generated, n_neighbors)
    n_around_real, _ = _balls(X_generated, X_real, n_neighbors)
    return Bunch(
        precision=float(np.mean(n_around_generated > 0)),
        recall=float(np.mean(n_around_real > 0)),
        density=float(np.mean(n_around_generated) / n_neighbors),
        coverage=float(np.mean(holds_generated)),
    )


def _balls(centres, points, n_neighbors):
    """Number of balls around each point, and whether each ball holds any point."""
    neighbours = NearestNeighbors(n_neighbors=n_neighbors).fit(centres)
    radii = neighbours.kneighbors()[0][:, -1]
    # Distances are computed from dot products, whose rounding grows with the norm. Without a
    # tolerance, rounding would decide whether a row on the surface counts as inside.
    radii = radii + 1e-7 * np.linalg.norm(centres, axis=1)
    counts, holds = np.zeros(len(points), dtype=int), np.zeros(len(centres), dtype=bool)
    for block in gen_batches(len(points), max(1, _MAX_DISTANCES // len(centres))):
        inside = euclidean_distances(points[block], centres) <= radii
        counts[block] = inside.sum(axis=1)
        holds |= inside.any(axis=0)
    return counts, holds
