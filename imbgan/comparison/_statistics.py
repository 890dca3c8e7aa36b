"""Statistics over several data sets that scipy lacks: from ranks to critical differences."""

from itertools import pairwise
from typing import NamedTuple

import numpy as np
from scipy import stats

# Means that are equal on paper differ in the last digits of a float.
DECIMALS = 12


class FriedmanResult(NamedTuple):
    """What the Friedman test says; see :meth:`ComparisonResult.friedman`.

    Attributes
    ----------
    statistic : float
        Friedman's chi squared, corrected for ties.
    pvalue : float
        Its p-value from the chi-squared law with ``n_methods - 1`` degrees of freedom.
    iman_davenport : float
        The F statistic that Iman and Davenport made of it, which is less conservative.
    iman_davenport_pvalue : float
        Its p-value from the F law with ``n_methods - 1`` and
        ``(n_methods - 1) * (n_datasets - 1)`` degrees of freedom.
    kendall_w : float
        Kendall's coefficient of concordance, the size of the effect: 0 where the data sets rank
        the methods as if by chance, 1 where all rank them alike.
    n_methods, n_datasets : int
        How many took part.
    """

    statistic: float
    pvalue: float
    iman_davenport: float
    iman_davenport_pvalue: float
    kendall_w: float
    n_methods: int
    n_datasets: int


def ranks_of(means):
    """Rank the methods within each data set: 1 is the best, ties share the mean of their ranks."""
    means = np.round(np.asarray(means, dtype=float), DECIMALS)
    return stats.rankdata(-means, axis=1)


def friedman_test(means):
    """Friedman's test of scores of shape (n_datasets, n_methods), with the F made of it."""
    n_datasets, n_methods = np.shape(means)
    ranks = ranks_of(means)
    if np.ptp(ranks) == 0:  # every row is one tie, of which scipy would make 0 / 0
        return FriedmanResult(0.0, 1.0, 0.0, 1.0, 0.0, n_methods, n_datasets)
    chi, pvalue = map(float, stats.friedmanchisquare(*ranks.T))
    most = n_datasets * (n_methods - 1)
    f, f_pvalue = iman_davenport(chi, n_methods, n_datasets)
    return FriedmanResult(chi, pvalue, f, f_pvalue, chi / most, n_methods, n_datasets)


def iman_davenport(chi, n_methods, n_datasets):
    """The F statistic that corresponds to Friedman's chi squared, and its p-value."""
    left = n_datasets * (n_methods - 1) - chi
    # Where all data sets agree, nothing is left in the denominator.
    f = np.inf if left <= 1e-9 else (n_datasets - 1) * chi / left
    degrees = n_methods - 1, (n_methods - 1) * (n_datasets - 1)
    return float(f), float(stats.f.sf(f, *degrees))


def nemenyi_difference(n_methods, n_datasets, alpha):
    """The difference of average ranks from which on two methods differ, by Nemenyi's test."""
    q = stats.studentized_range.ppf(1 - alpha, n_methods, np.inf) / np.sqrt(2)
    return float(q * np.sqrt(n_methods * (n_methods + 1) / (6 * n_datasets)))


def holm(pvalues):
    """Adjust p-values for their number, by Holm's step-down procedure."""
    pvalues = np.asarray(pvalues, dtype=float)
    order = np.argsort(pvalues)
    factors = np.arange(len(pvalues), 0, -1)
    adjusted = np.empty_like(pvalues)
    adjusted[order] = np.minimum(np.maximum.accumulate(pvalues[order] * factors), 1)
    return adjusted


def joined_runs(differ):
    """Longest runs of neighbours in which no pair differs, as (first, last).

    ``differ`` is a symmetric boolean array in the order of the average ranks. Only runs of two
    and more that are part of no longer run are listed.
    """
    n_methods = len(differ)
    ends = []
    for first in range(n_methods):
        last = first
        while last + 1 < n_methods and not differ[first : last + 1, last + 1].any():
            last += 1
        ends.append(last)
    new = [True] + [after > before for before, after in pairwise(ends)]
    return [(at, end) for at, end in enumerate(ends) if end > at and new[at]]
