"""Cells of the tables, and tests of the differences between methods over the sets."""

import warnings

import numpy as np
from harness.statistics import Cells, spread
from scipy.stats import friedmanchisquare, rankdata, wilcoxon

from .paper import PAPER, RATIOS
from .protocols import MEASURES

ADDRESSES = [(data, ratio) for data in PAPER for ratio in RATIOS]


class Scores(Cells):
    """Records by set of images, ratio and method, in per cent.

    Parameters
    ----------
    records : list of dict
        Where two records share a cell and a repeat, the later one counts.
    """

    def __init__(self, records):
        super().__init__(records, _cell_of, MEASURES, scale=100)

    def addresses(self):
        """Set and ratio of what there are scores of, in the order of the tables."""
        run = {address[:2] for address in self if self.scored(*address)}
        return [address for address in ADDRESSES if address in run]

    def means(self, methods, addresses, measure="gm"):
        """Means of the repeats, of shape (n_addresses, n_methods); NaN where there are none."""
        at = MEASURES.index(measure)
        rows = [[self.mean(*address, method) for method in methods] for address in addresses]
        found = [[np.nan if mean is None else mean[at] for mean in row] for row in rows]
        return np.array(found).reshape(len(addresses), len(methods))

    def cell(self, address, method, measure="gm"):
        """Mean and standard deviation as text, with the repeats where there is but one."""
        values = self.values(*address, method)
        if values is None:
            return "NA" if (*address, method) in self else "-"
        at = MEASURES.index(measure)
        mean = values[:, at].mean()
        return (
            f"{mean:.1f} ± {spread(values)[at]:.1f}" if len(values) > 1 else f"{mean:.1f} (1 run)"
        )


def _cell_of(record):
    return record["data"], record["ratio"], record["method"]


def title(address):
    """A set of images and a ratio as one name."""
    return "{}-{}".format(*address)


def average_ranks(means):
    """Mean rank of each column, 1 for the largest score; equals share their ranks."""
    return rankdata(-means, axis=1).mean(axis=0)


def friedman(means):
    """The p-value of no difference between columns; None with fewer than three, or one row."""
    n_sets, n_methods = means.shape
    if n_sets < 2 or n_methods < 3:
        return None
    if np.all(means == means[:, :1]):
        return 1.0
    return float(friedmanchisquare(*means.T).pvalue)


def signed_rank(ours, theirs):
    """The p-value of no difference over the sets that both have, and their number."""
    gaps = (ours - theirs)[~np.isnan(ours - theirs)]
    if not np.any(gaps):
        return (1.0 if len(gaps) else None), len(gaps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of few sets, which the report shows
        return float(wilcoxon(gaps).pvalue), len(gaps)


def holm(p_values):
    """Adjust p-values for their number: Holm's step-down procedure.

    The smallest is multiplied by their number, the next by one less, and so on; none may become
    smaller than the one before, nor larger than 1.
    """
    p_values = np.asarray(p_values, dtype=float)
    order = np.argsort(p_values, kind="stable")
    steps = np.arange(len(p_values), 0, -1) * p_values[order]
    adjusted = np.empty_like(p_values)
    adjusted[order] = np.minimum(np.maximum.accumulate(steps), 1.0)
    return adjusted
