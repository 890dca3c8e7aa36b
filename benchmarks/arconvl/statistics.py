"""Cells of the tables, and tests of the differences between methods over the sets."""

import warnings

import numpy as np
import pandas as pd
from harness.statistics import Cells, spread
from scipy.stats import wilcoxon

from imbgan.comparison._statistics import friedman_test
from imbgan.comparison._summary import ranks_of

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
        note = " (1 run)" if values is not None and len(values) == 1 else ""
        return self.short_cell(address, method, measure) + note

    def short_cell(self, address, method, measure="gm"):
        """Mean and, of several repeats, standard deviation as text."""
        values = self.values(*address, method)
        if values is None:
            return "NA" if (*address, method) in self else "-"
        at = MEASURES.index(measure)
        mean = f"{values[:, at].mean():.1f}"
        return mean if len(values) == 1 else f"{mean} ± {spread(values)[at]:.1f}"


def _cell_of(record):
    return record["data"], record["ratio"], record["method"]


def title(address):
    """A set of images and a ratio as one name."""
    return "{}-{}".format(*address)


def average_ranks(means):
    """Mean rank of each column, 1 for the largest score; equals share their ranks."""
    return ranks_of(pd.DataFrame(means)).mean().to_numpy()


def friedman(means):
    """The p-value of no difference between columns; None with fewer than three, or one row."""
    n_sets, n_methods = means.shape
    return None if n_sets < 2 or n_methods < 3 else friedman_test(pd.DataFrame(means)).pvalue


def signed_rank(ours, theirs):
    """The p-value of no difference over the sets that both have, and their number."""
    gaps = (ours - theirs)[~np.isnan(ours - theirs)]
    if not np.any(gaps):
        return (1.0 if len(gaps) else None), len(gaps)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # of few sets, which the report shows
        return float(wilcoxon(gaps).pvalue), len(gaps)
