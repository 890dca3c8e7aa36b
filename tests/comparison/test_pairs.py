"""Tests of the tests of pairs, against worked examples and other packages."""

import numpy as np
import pandas as pd
import pytest
from scipy import stats

from imbgan.comparison._pairs import (
    corrected_t,
    corrected_t_pairs,
    pairs_of,
    rank_biserial,
    wilcoxon_pairs,
)
from imbgan.comparison._statistics import holm


def test_wilcoxon_is_demsars_example(demsar):
    # C4.5+m against C4.5: ranks for 93, against 12, the two zeros shared (his table 2).
    means = pd.DataFrame(demsar)[["C4.5+m", "C4.5"]]
    row = wilcoxon_pairs(means, None, None).loc[("C4.5+m", "C4.5")]
    assert row["statistic"] == 12
    assert row["rank_biserial"] == pytest.approx((93 - 12) / 105)
    # z = (12 - 52.5) / sqrt(14 * 15 * 29 / 24), corrected for the ties by scipy.
    z = (12 - 14 * 15 / 4) / np.sqrt(14 * 15 * 29 / 24)
    assert row["pvalue"] == pytest.approx(2 * stats.norm.cdf(z), abs=1e-3)
    assert row["median_difference"] == pytest.approx((0.007 + 0.009) / 2)


def test_all_pairs_or_each_against_the_control():
    assert pairs_of(["a", "b", "c"], None) == [("a", "b"), ("a", "c"), ("b", "c")]
    assert pairs_of(["a", "b", "c"], "b") == [("a", "b"), ("c", "b")]


def test_a_control_that_does_not_take_part_is_refused():
    with pytest.raises(ValueError, match=r"control has \['d'\], but there is only \['a', 'b'\]"):
        pairs_of(["a", "b"], "d")


def test_p_values_are_adjusted_for_the_pairs_of_the_table(demsar):
    table = wilcoxon_pairs(pd.DataFrame(demsar), None, "holm")
    assert len(table) == 6
    np.testing.assert_allclose(table["pvalue_holm"], holm(table["pvalue"]))
    against_one = wilcoxon_pairs(pd.DataFrame(demsar), "C4.5", "holm")
    assert (against_one["pvalue_holm"] <= table["pvalue_holm"].max()).all()
    assert "pvalue_holm" not in wilcoxon_pairs(pd.DataFrame(demsar), None, None)


def test_an_unknown_correction_is_refused(demsar):
    with pytest.raises(ValueError, match="correction must be 'holm' or None, got 'fdr'"):
        wilcoxon_pairs(pd.DataFrame(demsar), None, "fdr")


def test_wilcoxon_with_holm_is_that_of_scikit_posthocs(demsar):
    posthocs = pytest.importorskip("scikit_posthocs", reason="the package to check against")
    # Whole numbers, since only our test takes differences for tied that rounding sets apart.
    means = (1000 * pd.DataFrame(demsar)).round()
    scores = list(means.to_numpy().T)
    expected = posthocs.posthoc_wilcoxon(scores, zero_method="zsplit", p_adjust="holm").to_numpy()
    table = wilcoxon_pairs(means, None, "holm")
    np.testing.assert_allclose(table["pvalue_holm"], expected[np.triu_indices(4, 1)])


def test_methods_that_are_the_same_do_not_differ():
    means = pd.DataFrame({"a": [0.5, 0.6, 0.7], "b": [0.5, 0.6, 0.7]})
    row = wilcoxon_pairs(means, None, "holm").iloc[0]
    assert row["pvalue"] == 1
    assert row["rank_biserial"] == 0


def test_differences_that_are_equal_up_to_rounding_share_a_rank():
    # .1 more on two data sets and .1 less on two: floats make the four differ in size.
    means = pd.DataFrame({"a": [0.3, 0.8, 0.6, 0.7], "b": [0.2, 0.7, 0.7, 0.8]})
    row = wilcoxon_pairs(means, None, None).iloc[0]
    assert row["statistic"] == 5
    assert row["rank_biserial"] == 0


def test_rank_biserial_is_one_where_all_differences_point_one_way():
    assert rank_biserial(np.array([0.1, 0.2, 0.01])) == 1
    assert rank_biserial(np.array([-0.1, -0.2])) == -1
    # Ranks 1 and 3 against 2.
    assert rank_biserial(np.array([0.1, -0.2, 0.3])) == pytest.approx((1 + 3 - 2) / 6)


def test_the_corrected_t_test_is_worked_by_hand():
    # Mean .02, variance .0002 (std .01414 over 5): t = .02 / sqrt(.0002 * (1/5 + 1/4)) = 2.108.
    differences = [0.0, 0.02, 0.04, 0.03, 0.01]
    row = corrected_t(differences, 20 / 80)
    variance = 2 * (0.02**2 + 0.01**2) / 4
    t = 0.02 / np.sqrt(variance * (1 / 5 + 1 / 4))
    assert row["statistic"] == pytest.approx(t)
    assert row["pvalue"] == pytest.approx(2 * stats.t.sf(t, 4))
    assert row["effect_size"] == pytest.approx(0.02 / np.sqrt(variance))
    assert row["mean_difference"] == pytest.approx(0.02)


def test_without_test_rows_the_corrected_t_test_is_the_paired_one():
    differences = np.random.default_rng(0).normal(0.01, 0.02, 10)
    row = corrected_t(differences, 0)
    expected = stats.ttest_1samp(differences, 0)
    assert (row["statistic"], row["pvalue"]) == pytest.approx(tuple(expected))
    assert corrected_t(differences, 0.25)["pvalue"] > expected.pvalue


@pytest.mark.parametrize(("difference", "t", "pvalue"), [(0, 0, 1), (0.1, np.inf, 0)])
def test_differences_that_never_vary_need_no_variance(difference, t, pvalue):
    row = corrected_t([difference] * 4, 0.25)
    assert (row["statistic"], row["pvalue"]) == (t, pvalue)


def test_each_method_is_tested_against_the_control():
    folds = pd.DataFrame({"a": [0.5, 0.6, 0.7], "b": [0.6, 0.8, 0.7], "c": [0.1, 0.2, 0.4]})
    table = corrected_t_pairs(folds, 0.25, "a", "holm")
    assert list(table.index) == [("b", "a"), ("c", "a")]
    assert table.loc[("b", "a"), "mean_difference"] == pytest.approx(0.1)
    assert table.loc[("c", "a"), "mean_difference"] < 0
