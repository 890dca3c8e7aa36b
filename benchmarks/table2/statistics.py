"""Means and spreads over the repeats of a cell."""

import numpy as np
from harness.statistics import Cells, spread

from .paper import PAPER

# The order of the columns; only those with records are shown.
VIEWS = (
    ("honest", "default"),
    ("honest", "paper"),
    ("published", "paper"),
    ("published", "default"),
)
MEASURES = ("acsa", "gm")


class Scores(Cells):
    """Records by view, table and method; a view is a protocol with a set of parameters.

    Parameters
    ----------
    records : list of dict
        Of one kind per cell and repeat: where two records share them, the later one counts.
    """

    def __init__(self, records):
        super().__init__(records, _cell_of, MEASURES, scale=100)

    def views(self):
        """The views that have records."""
        present = {view for view, _, _ in self}
        return [view for view in VIEWS if view in present]

    def mean_over_tables(self, view, method, tables=None):
        """Mean over the tables of the means, and the number of tables that have one."""
        means = [self.mean(view, table, method) for table in (tables or PAPER)]
        means = [mean for mean in means if mean is not None]
        return (np.mean(means, axis=0) if means else None), len(means)

    def cell(self, view, table, method):
        """A cell as text."""
        values = self.values(view, table, method)
        if values is None:
            return "NA" if (view, table, method) in self else "-"
        mean = values.mean(axis=0)
        text = " / ".join(f"{m:.2f} ± {s:.2f}" for m, s in zip(mean, spread(values), strict=True))
        return text if len(values) > 1 else f"{mean[0]:.2f} / {mean[1]:.2f} (1 run)"

    def mean_cell(self, view, method):
        """The mean over the tables as text."""
        mean, n_tables = self.mean_over_tables(view, method)
        if mean is None:
            return "-"
        note = f" (tables: {n_tables})" if n_tables < len(PAPER) else ""
        return f"{mean[0]:.2f} / {mean[1]:.2f}{note}"


def _cell_of(record):
    return (record["protocol"], record["params"]), record["table"], record["method"]
