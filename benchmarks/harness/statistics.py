"""Means and spreads over the repeats of a cell."""

import numpy as np


class Cells:
    """Records by cell and repeat.

    Parameters
    ----------
    records : list of dict
        Where two records share a cell and a repeat, the later one counts.

    cell_of : callable
        Takes a record and returns a tuple, the address of its cell.

    measures : sequence of str
        The scores, in the order of every array here.

    scale : float, default=1
        What scores are multiplied by: 100 for per cent.
    """

    def __init__(self, records, cell_of, measures, scale=1):
        self.measures, self.scale = measures, scale
        self._cells = {}
        for record in records:
            self._cells.setdefault(cell_of(record), {})[record["repeat"]] = record

    def __contains__(self, address):
        """Whether there are records, if only of errors."""
        return address in self._cells

    def __iter__(self):
        return iter(self._cells)

    def scored(self, *address):
        """The records of a cell that have scores, in the order of their repeats."""
        records = self._cells.get(address, {})
        return [records[repeat] for repeat in sorted(records) if "acsa" in records[repeat]]

    def values(self, *address):
        """Scores of the repeats, an array of shape (n_repeats, n_measures); or None."""
        rows = [self._scores(record) for record in self.scored(*address)]
        return np.array(rows) if rows else None

    def mean(self, *address):
        """Mean scores over the repeats, or None."""
        values = self.values(*address)
        return None if values is None else values.mean(axis=0)

    def differences(self, address, other):
        """Differences of two cells on the repeats that both have, or None."""
        ours, theirs = self._by_repeat(address), self._by_repeat(other)
        shared = sorted(ours.keys() & theirs.keys())
        return np.array([ours[r] - theirs[r] for r in shared]) if shared else None

    def _by_repeat(self, address):
        return {record["repeat"]: self._scores(record) for record in self.scored(*address)}

    def _scores(self, record):
        return self.scale * np.array([record[name] for name in self.measures])


def spread(values):
    """Standard deviation over the repeats; of a single one zero."""
    return values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(values.shape[1])
