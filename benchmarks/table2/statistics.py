"""Means and spreads over the repeats of a cell."""

import numpy as np

from .paper import PAPER

# The order of the columns; only those with records are shown.
VIEWS = (
    ("honest", "default"),
    ("honest", "paper"),
    ("published", "paper"),
    ("published", "default"),
)
MEASURES = ("acsa", "gm")


class Scores:
    """Records by view, table and method; a view is a protocol with a set of parameters.

    Parameters
    ----------
    records : list of dict
        Of one kind per cell and repeat: where two records share them, the later one counts.
    """

    def __init__(self, records):
        self._cells = {}
        for record in records:
            view = (record["protocol"], record["params"])
            cell = self._cells.setdefault((view, record["table"], record["method"]), {})
            cell[record["repeat"]] = record

    def views(self):
        """The views that have records."""
        present = {view for view, _, _ in self._cells}
        return [view for view in VIEWS if view in present]

    def values(self, view, table, method):
        """Scores of the repeats in per cent, an array of shape (n_repeats, 2); or None."""
        records = self._cells.get((view, table, method), {})
        scored = [records[repeat] for repeat in sorted(records) if "acsa" in records[repeat]]
        if not scored:
            return None
        return 100 * np.array([[record[name] for name in MEASURES] for record in scored])

    def by_repeat(self, view, table, method):
        """Scores in per cent by repeat, for differences of pairs."""
        records = self._cells.get((view, table, method), {})
        return {
            repeat: 100 * np.array([record[name] for name in MEASURES])
            for repeat, record in records.items()
            if "acsa" in record
        }

    def mean(self, view, table, method):
        """Mean ACSA and GM over the repeats, or None."""
        values = self.values(view, table, method)
        return None if values is None else values.mean(axis=0)

    def mean_over_tables(self, view, method, tables=None):
        """Mean over the tables of the means, and the number of tables that have one."""
        means = [self.mean(view, table, method) for table in (tables or PAPER)]
        means = [mean for mean in means if mean is not None]
        return (np.mean(means, axis=0) if means else None), len(means)

    def cell(self, view, table, method):
        """A cell as text."""
        values = self.values(view, table, method)
        if values is None:
            failed = self._cells.get((view, table, method))
            return "NA" if failed else "-"
        spread = values.std(axis=0, ddof=1) if len(values) > 1 else np.zeros(2)
        mean = values.mean(axis=0)
        text = " / ".join(f"{m:.2f} ± {s:.2f}" for m, s in zip(mean, spread, strict=True))
        return text if len(values) > 1 else f"{mean[0]:.2f} / {mean[1]:.2f} (1 run)"

    def mean_cell(self, view, method):
        """The mean over the tables as text."""
        mean, n_tables = self.mean_over_tables(view, method)
        if mean is None:
            return "-"
        note = f" (tables: {n_tables})" if n_tables < len(PAPER) else ""
        return f"{mean[0]:.2f} / {mean[1]:.2f}{note}"
