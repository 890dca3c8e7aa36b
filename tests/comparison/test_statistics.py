"""Tests of the statistics, against worked examples and published numbers."""

from functools import partial

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from imbgan.comparison._statistics import (
    corrected_t,
    friedman_test,
    groups_of_neighbours,
    iman_davenport,
    nemenyi_difference,
    pairs_table,
    pairwise_pvalues,
    signed_rank,
)
from imbgan.comparison._summary import ranks_of


@pytest.fixture
def means(demsar):
    return pd.DataFrame(demsar)


def test_friedman_is_demsars_once_its_correction_for_ties_is_undone(means):
    # 12 * 14 / (4 * 5) * (3.143^2 + 2^2 + 2.893^2 + 1.964^2 - 4 * 5^2 / 4) = 9.28 ignores ties.
    # Three ties of two (6 each) and one of four (60): 78 of 14 * 4 * (4^2 - 1) = 840.
    assert friedman_test(means).statistic * (1 - 78 / 840) == pytest.approx(9.28, abs=0.01)


def test_iman_davenport_is_demsars():
    # 13 * 9.28 / (14 * 3 - 9.28) = 3.69; the critical value of F(3, 39) at 0.05 is 2.85.
    f, pvalue = iman_davenport(9.28, 4, 14)
    assert f == pytest.approx(3.69, abs=0.005)
    assert pvalue == pytest.approx(0.0198, abs=0.0005)


def test_iman_davenport_is_the_f_test_of_two_way_analysis_of_variance_of_the_ranks(means):
    ranks = ranks_of(means).to_numpy()
    n, k = ranks.shape
    between = n * ((ranks.mean(axis=0) - ranks.mean()) ** 2).sum()
    within = ((ranks - ranks.mean()) ** 2).sum() - between
    expected = between / (k - 1) / (within / ((n - 1) * (k - 1)))
    assert friedman_test(means).iman_davenport == pytest.approx(expected)


def test_data_sets_that_all_agree_leave_no_doubt():
    result = friedman_test(pd.DataFrame(np.tile([0.1, 0.2, 0.3], (5, 1))))
    assert result.statistic == pytest.approx(10)  # n * (k - 1), the largest there is
    assert (result.iman_davenport, result.iman_davenport_pvalue) == (np.inf, 0)
    assert result.kendall_w == pytest.approx(1)


def test_methods_that_are_all_alike_do_not_differ():
    result = friedman_test(pd.DataFrame(np.full((4, 3), 0.5)))
    assert result[:5] == (0, 1, 0, 1, 0)


@pytest.mark.parametrize(
    ("n_methods", "n_datasets", "alpha", "expected"),
    [
        (4, 14, 0.05, 2.569 * np.sqrt(4 * 5 / (6 * 14))),  # 1.25 in the paper
        (4, 14, 0.10, 2.291 * np.sqrt(4 * 5 / (6 * 14))),  # 1.12
        (2, 10, 0.05, 1.960 * np.sqrt(2 * 3 / 60)),
        (10, 30, 0.05, 3.164 * np.sqrt(10 * 11 / 180)),
    ],
)
def test_the_critical_difference_comes_from_demsars_table_5(
    n_methods, n_datasets, alpha, expected
):
    difference = nemenyi_difference(n_methods, n_datasets, alpha)
    assert difference == pytest.approx(expected, abs=5e-4)


def test_nemenyis_p_values_are_those_at_demsars_critical_differences(means):
    # At 0.1 the critical difference is 1.12: only C4.5 differs, from both with m (1.14, 1.18).
    pvalues = pairwise_pvalues(means, "nemenyi")
    differs = np.zeros((4, 4), dtype=bool)
    differs[0, [1, 3]] = differs[[1, 3], 0] = True
    np.testing.assert_array_equal(pvalues < 0.1, differs)
    assert pvalues.min() > 0.05  # at 0.05 it is 1.25


@pytest.mark.parametrize("alpha", [0.02, 0.05, 0.08, 0.2, 0.5])
def test_the_critical_difference_decides_as_nemenyis_p_values(means, alpha):
    ranks = ranks_of(means).mean().to_numpy()
    differ = abs(ranks[:, None] - ranks) >= nemenyi_difference(4, 14, alpha)
    np.testing.assert_array_equal(differ, pairwise_pvalues(means, "nemenyi") <= alpha)


def _differ(n_methods, *pairs):
    differ = np.zeros((n_methods, n_methods), dtype=bool)
    for one, other in pairs:
        differ[one, other] = differ[other, one] = True
    return differ


@pytest.mark.parametrize(
    ("differ", "runs"),
    [
        (_differ(3), [(0, 2)]),
        (_differ(3, (0, 2)), [(0, 1), (1, 2)]),
        (_differ(3, (0, 1), (0, 2), (1, 2)), []),
        (_differ(4, (0, 2), (0, 3), (1, 3)), [(0, 1), (1, 2), (2, 3)]),
        # The first and the last do not differ, but both do from the one between them.
        (_differ(3, (0, 1), (1, 2)), []),
        # The run of the last two is part of the run before it.
        (_differ(4, (0, 1), (0, 2), (0, 3)), [(1, 3)]),
    ],
)
def test_runs_join_neighbours_of_which_no_pair_differs(differ, runs):
    assert groups_of_neighbours(differ) == runs


def test_wilcoxon_is_demsars_example(demsar):
    # C4.5+m against C4.5: ranks for 93, against 12, the two zeros shared (his table 2).
    means = pd.DataFrame(demsar)[["C4.5+m", "C4.5"]]
    row = pairs_table(means, None, None, signed_rank).loc[("C4.5+m", "C4.5")]
    assert row["statistic"] == 12
    assert row["rank_biserial"] == pytest.approx((93 - 12) / 105)
    # z = (12 - 52.5) / sqrt(14 * 15 * 29 / 24), corrected for the ties by scipy.
    z = (12 - 14 * 15 / 4) / np.sqrt(14 * 15 * 29 / 24)
    assert row["pvalue"] == pytest.approx(2 * stats.norm.cdf(z), abs=1e-3)
    assert row["median_difference"] == pytest.approx((0.007 + 0.009) / 2)


def test_all_pairs_or_each_against_the_control():
    scores = pd.DataFrame({"a": [0.1, 0.3], "b": [0.2, 0.3], "c": [0.3, 0.1]})
    all_pairs = pairs_table(scores, None, None, signed_rank)
    assert list(all_pairs.index) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert list(pairs_table(scores, "b", None, signed_rank).index) == [("a", "b"), ("c", "b")]


def test_a_control_that_does_not_take_part_is_refused():
    scores = pd.DataFrame({"a": [0.1, 0.3], "b": [0.2, 0.3]})
    with pytest.raises(ValueError, match=r"control has \['d'\], but there is only \['a', 'b'\]"):
        pairs_table(scores, "d", None, signed_rank)


def test_p_values_are_adjusted_for_the_pairs_of_the_table(demsar):
    table = pairs_table(pd.DataFrame(demsar), None, "holm", signed_rank)
    assert len(table) == 6
    # Holm: the p-values in order by 6, 5, ..., 1, never falling and at most 1.
    raw = np.sort(table["pvalue"])
    expected = np.minimum(np.maximum.accumulate(raw * np.arange(6, 0, -1)), 1)
    np.testing.assert_allclose(np.sort(table["pvalue_holm"]), expected)
    against_one = pairs_table(pd.DataFrame(demsar), "C4.5", "holm", signed_rank)
    assert (against_one["pvalue_holm"] <= table["pvalue_holm"].max()).all()
    assert "pvalue_holm" not in pairs_table(pd.DataFrame(demsar), None, None, signed_rank)


def test_an_unknown_correction_is_refused(demsar):
    with pytest.raises(ValueError, match="correction must be 'holm' or None, got 'fdr'"):
        pairs_table(pd.DataFrame(demsar), None, "fdr", signed_rank)


def test_the_diagram_and_the_table_of_pairs_have_the_same_p_values(demsar):
    expected = pairs_table(pd.DataFrame(demsar), None, "holm", signed_rank)["pvalue_holm"]
    found = pairwise_pvalues(pd.DataFrame(demsar), "wilcoxon")
    np.testing.assert_allclose(found[np.triu_indices(4, 1)], expected)


def test_methods_that_are_the_same_do_not_differ():
    means = pd.DataFrame({"a": [0.5, 0.6, 0.7], "b": [0.5, 0.6, 0.7]})
    row = pairs_table(means, None, "holm", signed_rank).iloc[0]
    assert row["pvalue"] == 1
    assert row["rank_biserial"] == 0


def test_differences_that_are_equal_up_to_rounding_share_a_rank():
    # .1 more on two data sets and .1 less on two: floats make the four differ in size.
    means = pd.DataFrame({"a": [0.3, 0.8, 0.6, 0.7], "b": [0.2, 0.7, 0.7, 0.8]})
    row = pairs_table(means, None, None, signed_rank).iloc[0]
    assert row["statistic"] == 5
    assert row["rank_biserial"] == 0


@pytest.mark.parametrize(
    ("differences", "expected"),
    # Ranks 1 and 3 against 2 in the last.
    [([0.1, 0.2, 0.01], 1), ([-0.1, -0.2], -1), ([0.1, -0.2, 0.3], (1 + 3 - 2) / 6)],
)
def test_rank_biserial_is_the_difference_of_the_shares_of_the_rank_sum(differences, expected):
    found = signed_rank(np.array(differences), np.zeros(len(differences)))
    assert found["rank_biserial"] == pytest.approx(expected)


def test_the_corrected_t_test_is_worked_by_hand():
    # Mean .02, variance .0002 (std .01414 over 5): t = .02 / sqrt(.0002 * (1/5 + 1/4)) = 2.108.
    differences = [0.0, 0.02, 0.04, 0.03, 0.01]
    row = corrected_t(differences, 0.0, 20 / 80)
    variance = 2 * (0.02**2 + 0.01**2) / 4
    t = 0.02 / np.sqrt(variance * (1 / 5 + 1 / 4))
    assert row["statistic"] == pytest.approx(t)
    assert row["pvalue"] == pytest.approx(2 * stats.t.sf(t, 4))
    assert row["effect_size"] == pytest.approx(0.02 / np.sqrt(variance))
    assert row["mean_difference"] == pytest.approx(0.02)


def test_without_test_rows_the_corrected_t_test_is_the_paired_one():
    differences = np.random.default_rng(0).normal(0.01, 0.02, 10)
    row = corrected_t(differences, 0.0, 0)
    expected = stats.ttest_1samp(differences, 0)
    assert (row["statistic"], row["pvalue"]) == pytest.approx(tuple(expected))
    assert corrected_t(differences, 0.0, 0.25)["pvalue"] > expected.pvalue


@pytest.mark.parametrize(("difference", "t", "pvalue"), [(0, 0, 1), (0.1, np.inf, 0)])
def test_differences_that_never_vary_need_no_variance(difference, t, pvalue):
    row = corrected_t([difference] * 4, 0.0, 0.25)
    assert (row["statistic"], row["pvalue"]) == (t, pvalue)


def test_each_method_is_tested_against_the_control():
    folds = pd.DataFrame({"a": [0.5, 0.6, 0.7], "b": [0.6, 0.8, 0.7], "c": [0.1, 0.2, 0.4]})
    table = pairs_table(folds, "a", "holm", partial(corrected_t, test_per_train=0.25))
    assert list(table.index) == [("b", "a"), ("c", "a")]
    assert table.loc[("b", "a"), "mean_difference"] == pytest.approx(0.1)
    assert table.loc[("c", "a"), "mean_difference"] < 0
