"""Tests of the tests that a result offers."""

import numpy as np
import pytest

from imbgan.comparison import FriedmanResult
from imbgan.comparison._statistics import corrected_t

FOLDS = {"a": [0.5, 0.6, 0.7, 0.6], "b": [0.6, 0.8, 0.7, 0.7], "c": [0.1, 0.2, 0.4, 0.2]}


def test_ranks_have_a_row_for_each_data_set(from_table, demsar):
    ranks = from_table(demsar).ranks()
    assert ranks.shape == (14, 4)
    assert ranks.loc["d0"].to_dict() == {"C4.5": 4, "C4.5+m": 3, "C4.5+cf": 2, "C4.5+m+cf": 1}
    np.testing.assert_allclose(ranks.mean(), [3.143, 2.000, 2.893, 1.964], atol=5e-4)


def test_friedman_finds_a_difference_in_demsars_example(from_table, demsar):
    result = from_table(demsar).friedman()
    assert isinstance(result, FriedmanResult)
    assert (result.n_methods, result.n_datasets) == (4, 14)
    assert result.pvalue < 0.05 and result.iman_davenport_pvalue < 0.02
    assert result.kendall_w == pytest.approx(result.statistic / (14 * 3))


def test_more_folds_are_no_more_data_sets(make_result, from_table, demsar):
    folds = {
        f"d{at}": {name: [scores[at] - 0.01, scores[at] + 0.01] for name, scores in demsar.items()}
        for at in range(14)
    }
    expected = from_table(demsar).friedman()
    np.testing.assert_allclose(make_result(folds).friedman(), expected)


def test_wilcoxon_tests_all_pairs_or_against_a_control(from_table, demsar):
    result = from_table(demsar)
    assert len(result.wilcoxon()) == 6
    table = result.wilcoxon(control="C4.5")
    assert list(table.columns) == [
        *("statistic", "pvalue", "pvalue_holm", "rank_biserial", "median_difference"),
        "n_datasets",
    ]
    assert table.loc[("C4.5+m", "C4.5"), "statistic"] == 12
    assert set(table["n_datasets"]) == {14}


def test_methods_that_lack_a_fit_take_no_part(from_table, demsar):
    demsar["C4.5"][3] = None
    with pytest.warns(UserWarning, match=r"'C4.5' is left out"):
        assert from_table(demsar).friedman().n_methods == 3
    with pytest.warns(UserWarning, match=r"'C4.5' is left out"):
        assert len(from_table(demsar).wilcoxon()) == 3


def test_without_the_data_set_that_a_method_lacks_it_takes_part(from_table, demsar, recwarn):
    demsar["C4.5"][3] = None
    result = from_table(demsar)
    result = result.select(datasets=[name for name in result.datasets if name != "d3"])
    assert result.friedman()[-2:] == (4, 13)
    assert not recwarn.list


def test_the_test_on_one_data_set_knows_the_share_of_test_rows(make_result):
    table = make_result({"d": FOLDS}).corrected_t(control="a")
    expected = corrected_t(FOLDS["b"], FOLDS["a"], 20 / 80)
    assert table.loc[("b", "a"), list(expected)].to_dict() == pytest.approx(expected)
    assert "pvalue_holm" in table


def test_the_test_on_one_data_set_must_know_which(make_result):
    result = make_result({"d": FOLDS, "e": FOLDS})
    with pytest.raises(ValueError, match=r"data must be one of \['d', 'e'\]"):
        result.corrected_t()
    assert len(result.corrected_t(data="e")) == 3
    with pytest.raises(ValueError, match=r"data has \['f'\]"):
        result.corrected_t(data="f")


def test_a_method_that_failed_elsewhere_is_tested_where_it_did_not(make_result, recwarn):
    result = make_result({"d": FOLDS, "e": {**FOLDS, "a": [None] * 4}})
    assert len(result.corrected_t(data="d")) == 3
    assert not recwarn.list


def test_one_split_is_too_few(make_result):
    result = make_result({"d": {name: scores[:1] for name, scores in FOLDS.items()}})
    with pytest.raises(ValueError, match="corrected_t needs at least 2 splits of 'd', got 1"):
        result.corrected_t()


def test_one_method_is_too_few(make_result):
    with pytest.raises(ValueError, match="corrected_t needs at least 2 methods"):
        make_result({"d": {"a": [0.5, 0.6]}}).corrected_t()
