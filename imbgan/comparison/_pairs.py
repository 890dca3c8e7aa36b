"""Tests of pairs of methods, with the sizes of the effects beside the p-values."""

from itertools import combinations

import numpy as np
from scipy import stats

from ._cells import known_names
from ._optional import pandas_for
from ._statistics import DECIMALS, holm


def pairs_of(methods, control):
    """Which methods are tested: all pairs, or each against the control."""
    if control is None:
        return list(combinations(methods, 2))
    (control,) = known_names(control, methods, "control")
    return [(method, control) for method in methods if method != control]


def wilcoxon_pairs(means, control, correction):
    """Wilcoxon's signed-rank test over the data sets, a row for each pair of methods."""
    return _table(
        pairs_of(list(means), control),
        lambda method, other: _signed_rank(means[method] - means[other]),
        correction,
    )


def corrected_t_pairs(folds, test_per_train, control, correction):
    """The corrected resampled t-test over the folds of a data set, a row for each pair."""
    return _table(
        pairs_of(list(folds), control),
        lambda method, other: corrected_t(folds[method] - folds[other], test_per_train),
        correction,
    )


def _table(pairs, test, correction):
    """The results of a test of pairs as a DataFrame."""
    if correction not in ("holm", None):
        raise ValueError(f"correction must be 'holm' or None, got {correction!r}.")
    pd = pandas_for("A test of pairs of methods")
    index = pd.MultiIndex.from_tuples(pairs, names=["method", "against"])
    table = pd.DataFrame([test(*pair) for pair in pairs], index=index)
    if correction == "holm":
        at = table.columns.get_loc("pvalue") + 1
        table.insert(at, "pvalue_holm", holm(table["pvalue"]))
    return table


def _signed_rank(differences):
    """Wilcoxon's test of differences, with the matched-pairs rank-biserial correlation."""
    # Differences that are equal on paper must share a rank.
    differences = np.round(np.asarray(differences, dtype=float), DECIMALS)
    statistic, pvalue = 0.0, 1.0
    if differences.any():
        statistic, pvalue = stats.wilcoxon(differences, zero_method="zsplit")
    return {
        "statistic": float(statistic),
        "pvalue": float(pvalue),
        "rank_biserial": rank_biserial(differences),
        "median_difference": float(np.median(differences)),
        "n_datasets": len(differences),
    }


def rank_biserial(differences):
    """The share of the rank sum that speaks for the first, less what speaks for the second."""
    ranks = stats.rankdata(np.abs(differences))
    return float(np.sign(differences) @ ranks / ranks.sum())


def corrected_t(differences, test_per_train):
    """Nadeau's and Bengio's t-test of differences on splits of one data set."""
    differences = np.asarray(differences, dtype=float)
    n_splits = len(differences)
    mean, spread = differences.mean(), differences.std(ddof=1)
    if spread < 10**-DECIMALS:  # always the same difference
        t = 0.0 if abs(mean) < 10**-DECIMALS else np.copysign(np.inf, mean)
        effect = t
    else:
        effect = mean / spread
        t = effect / np.sqrt(1 / n_splits + test_per_train)
    return {
        "statistic": float(t),
        "pvalue": float(2 * stats.t.sf(abs(t), n_splits - 1)),
        "effect_size": float(effect),
        "mean_difference": float(mean),
        "n_splits": n_splits,
    }
