"""Where candidates come from: segments within a class, between any rows, or another sampler."""

import numpy as np

from ..utils.frames import as_pandas
from ._segments import Segments


class SegmentCandidates:
    """Candidates between neighbouring rows of a class, of all classes, or half of each.

    Parameters
    ----------
    kind : {"class", "all", "mixed"}

    rows : ndarray of shape (n_rows, n_columns)
        Encoded rows.

    codes : ndarray of shape (n_rows,)
        Their class codes.

    **options : dict
        Further arguments of :class:`Segments`.
    """

    def __init__(self, kind, rows, codes, **options):
        self.kind, self.rows, self.codes, self.options = kind, rows, codes, options
        self._of = {}

    def plain(self, code, n, rng):
        """Return rows between those of a class."""
        return self._segments(code).draw(n, rng)

    def draw(self, code, n, rng):
        """Return candidates for a class."""
        n_class = {"class": n, "all": 0, "mixed": n // 2}[self.kind]
        parts = [self.plain(code, n_class, rng)] if n_class else []
        if n_class < n:
            parts.append(self._segments(None).draw(n - n_class, rng))
        return np.concatenate(parts)

    def _segments(self, code):
        """Return the segments of a class, or with None of all rows."""
        if code not in self._of:
            rows = self.rows if code is None else self.rows[self.codes == code]
            self._of[code] = Segments(rows, **self.options)
        return self._of[code]


class SamplerCandidates:
    """Candidates that a fitted sampler draws.

    Parameters
    ----------
    sampler : sampler
        Fitted, with ``sample(n, label)``.

    encoder : encoder
        Of the rows that it draws.

    labels : list
        Labels by code.
    """

    def __init__(self, sampler, encoder, labels):
        self.sampler, self.encoder, self.labels = sampler, encoder, labels

    def draw(self, code, n, rng):
        """Return candidates for a class, encoded."""
        seed = int(rng.integers(2**31 - 1))
        drawn = as_pandas(self.sampler.sample(n, self.labels[code], random_state=seed))
        return self.encoder.transform(drawn).reshape(n, -1)
