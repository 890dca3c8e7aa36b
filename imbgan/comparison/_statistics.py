"""Ranks, omnibus tests and tests of pairs, with the sizes of the effects beside the p-values."""

from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from scipy import stats

from ._optional import import_extra, pandas_for
from ._summary import known_names, ranks_of

_SMALLEST_DIFFERENCE = 1e-12


class FriedmanResult(NamedTuple):
    """Result of the Friedman test, see :meth:`ComparisonResult.friedman`.

    Attributes
    ----------
    statistic : float
        Friedman's chi squared, corrected for ties.
    pvalue : float
        Its p-value of the chi-squared distribution with ``n_methods - 1`` degrees of freedom.
    iman_davenport : float
        The F statistic of Iman and Davenport, which is less conservative.
    iman_davenport_pvalue : float
        Its p-value of the F distribution with ``n_methods - 1`` and
        ``(n_methods - 1) * (n_datasets - 1)`` degrees of freedom.
    kendall_w : float
        Kendall's coefficient of concordance, the size of the effect: from 0, no agreement of the
        ranks of different data sets, to 1, the same ranks in all of them.
    n_methods, n_datasets : int
        Numbers of methods and of data sets.
    """

    statistic: float
    pvalue: float
    iman_davenport: float
    iman_davenport_pvalue: float
    kendall_w: float
    n_methods: int
    n_datasets: int


def whole_numbers(scores):
    """Scores as multiples of 1e-12, so that differences that are equal up to rounding tie."""
    return np.round(np.asarray(scores, dtype=float) / _SMALLEST_DIFFERENCE)


def friedman_test(means):
    n_datasets, n_methods = np.shape(means)
    ranks = ranks_of(means).to_numpy()
    if np.ptp(ranks) == 0:  # all ties, for which scipy returns NaN
        return FriedmanResult(0.0, 1.0, 0.0, 1.0, 0.0, n_methods, n_datasets)
    chi2, pvalue = map(float, stats.friedmanchisquare(*ranks.T))
    kendall_w = chi2 / (n_datasets * (n_methods - 1))
    f, f_pvalue = iman_davenport(chi2, n_methods, n_datasets)
    return FriedmanResult(chi2, pvalue, f, f_pvalue, kendall_w, n_methods, n_datasets)


def iman_davenport(chi2, n_methods, n_datasets):
    """The F statistic of Iman and Davenport for Friedman's chi squared, and its p-value."""
    rest = n_datasets * (n_methods - 1) - chi2
    f = np.inf if rest <= 1e-9 else (n_datasets - 1) * chi2 / rest
    degrees = n_methods - 1, (n_methods - 1) * (n_datasets - 1)
    return float(f), float(stats.f.sf(f, *degrees))


def nemenyi_difference(n_methods, n_datasets, alpha):
    q = stats.studentized_range.ppf(1 - alpha, n_methods, np.inf) / np.sqrt(2)
    return float(q * np.sqrt(n_methods * (n_methods + 1) / (6 * n_datasets)))


def pairwise_pvalues(means, test):
    """P-values of all pairs by Nemenyi's test, or by Wilcoxon's with Holm's adjustment."""
    posthocs = import_extra("scikit_posthocs", "A test of all pairs of methods")
    scores = whole_numbers(means)
    if test == "nemenyi":
        return posthocs.posthoc_nemenyi_friedman(scores).to_numpy()
    options = {"zero_method": "zsplit", "p_adjust": "holm"}
    return posthocs.posthoc_wilcoxon(list(scores.T), **options).to_numpy()


def groups_of_neighbours(differ):
    """Maximal runs of methods in the order of ranks of which no pair differs, as (first, last).

    ``differ`` is a symmetric boolean array in that order. Runs of a single method are left out.
    """
    n_methods = len(differ)
    ends = []
    for first in range(n_methods):
        last = first
        while last + 1 < n_methods and not differ[first : last + 1, last + 1].any():
            last += 1
        ends.append(last)
    is_maximal = [True] + [after > before for before, after in pairwise(ends)]
    return [(at, end) for at, end in enumerate(ends) if end > at and is_maximal[at]]


def pairs_table(scores, control, correction, test):
    """Test all pairs of methods, or each against the control: a row for each pair.

    `test` gives the results of two columns of the scores.
    """
    if correction not in ("holm", None):
        raise ValueError(f"correction must be 'holm' or None, got {correction!r}.")
    pd = pandas_for("A test of pairs of methods")
    pairs = list(combinations(scores, 2))
    if control is not None:
        known_names(control, list(scores), "control")
        pairs = [(method, control) for method in scores if method != control]
    index = pd.MultiIndex.from_tuples(pairs, names=["method", "against"])
    table = pd.DataFrame([test(scores[one], scores[other]) for one, other in pairs], index=index)
    if correction == "holm":
        multitest = import_extra("statsmodels.stats.multitest", "Holm's procedure")
        adjusted = multitest.multipletests(table["pvalue"], method="holm")[1]
        table.insert(table.columns.get_loc("pvalue") + 1, "pvalue_holm", adjusted)
    return table


def signed_rank(scores, others):
    """Wilcoxon's test of two methods, with the matched-pairs rank-biserial correlation."""
    differences = whole_numbers(scores) - whole_numbers(others)
    test = stats.wilcoxon(differences, zero_method="zsplit")
    ranks = stats.rankdata(np.abs(differences))
    return {
        "statistic": float(test.statistic),
        "pvalue": float(test.pvalue),
        "rank_biserial": float(np.sign(differences) @ ranks / ranks.sum()),
        "median_difference": float(np.median(np.asarray(scores) - np.asarray(others))),
        "n_datasets": len(differences),
    }


def corrected_t(scores, others, test_per_train):
    """Nadeau's and Bengio's t-test of two methods on splits of one data set."""
    differences = np.asarray(scores, dtype=float) - np.asarray(others, dtype=float)
    n_splits = len(differences)
    mean, std = differences.mean(), differences.std(ddof=1)
    if std < _SMALLEST_DIFFERENCE:  # always the same difference
        t = 0.0 if abs(mean) < _SMALLEST_DIFFERENCE else np.copysign(np.inf, mean)
        effect = t
    else:
        effect = mean / std
        t = effect / np.sqrt(1 / n_splits + test_per_train)
    return {
        "statistic": float(t),
        "pvalue": float(2 * stats.t.sf(abs(t), n_splits - 1)),
        "effect_size": float(effect),
        "mean_difference": float(mean),
        "n_splits": n_splits,
    }
