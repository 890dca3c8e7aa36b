"""Candidates for generated rows: points on segments between neighbouring rows."""

import numpy as np
from scipy import sparse
from sklearn.neighbors import NearestNeighbors
from sklearn.preprocessing import OneHotEncoder

# Rows from which segments start in one draw; more add little and neighbours take time.
_MOST_STARTS = 2000
# Distance of two different categories, in standard deviations of a number.
_CATEGORY = 1.0


class Segments:
    """Draws points between rows and their neighbours, and beyond.

    Numbers lie on the line through both rows, categories are those of either row.

    Parameters
    ----------
    rows : ndarray of shape (n_rows, n_columns)
        Encoded rows, numbers first and then codes of categories.

    n_categories : tuple of int
        Categories of each column that has some.

    n_neighbors : int
        Neighbours that a segment may lead to.

    extrapolation : float
        Part of a segment's length by which it is lengthened at both ends.
    """

    def __init__(self, rows, n_categories, n_neighbors, extrapolation):
        self.rows, self.extrapolation = rows, extrapolation
        self.n_numeric = rows.shape[1] - len(n_categories)
        self.n_categories = n_categories
        self.n_neighbors = min(n_neighbors, len(rows) - 1)
        if self.n_neighbors:
            self.index = NearestNeighbors(n_neighbors=self.n_neighbors + 1)
            self.index.fit(self._places(rows))

    def draw(self, n, rng):
        """Return points.

        Parameters
        ----------
        n : int

        rng : numpy.random.Generator

        Returns
        -------
        points : ndarray of shape (n, n_columns)
        """
        n_starts = min(n, len(self.rows), _MOST_STARTS)
        starts = rng.choice(len(self.rows), n_starts, replace=False)
        at = rng.permutation(np.resize(np.arange(n_starts), n))
        begin = self.rows[starts[at]]
        if not self.n_neighbors:
            return begin
        ends = self._neighbours(starts)[at, rng.integers(self.n_neighbors, size=n)]
        end, beyond = self.rows[ends], self.extrapolation
        t = rng.uniform(-beyond, 1 + beyond, (n, 1)).astype(np.float32)
        points = begin + t * (end - begin)
        if self.n_categories:
            is_end = rng.random((n, len(self.n_categories))) < t
            codes = np.where(is_end, end[:, self.n_numeric :], begin[:, self.n_numeric :])
            points[:, self.n_numeric :] = codes
        return points

    def _neighbours(self, starts):
        """Return the indices of the neighbours of rows, without the rows themselves."""
        found = self.index.kneighbors(self._places(self.rows[starts]), return_distance=False)
        is_self = found == starts[:, None]
        # Where a row has copies it may be missing from its own neighbours.
        is_self[~is_self.any(axis=1), -1] = True
        return found[~is_self].reshape(len(starts), -1)

    def _places(self, rows):
        """Return the coordinates by which neighbours are found."""
        if not self.n_categories:
            return rows
        codes = rows[:, self.n_numeric :].astype(int)
        one_hot = OneHotEncoder(categories=[np.arange(n) for n in self.n_categories])
        one_hot = one_hot.fit(codes[:1]).transform(codes) * (_CATEGORY / np.sqrt(2))
        return sparse.hstack([rows[:, : self.n_numeric], one_hot], format="csr")
