"""Tests of the summary, worked by hand."""

import numpy as np
import pytest

from imbgan.comparison._cells import common_folds
from imbgan.comparison._summary import summary_by_data, summary_over_data

SCORES = {
    "d": {"a": [0.5, 0.7], "b": [0.8, 0.8]},
    "e": {"a": [0.4, 0.4], "b": [0.1, 0.3]},
    "f": {"a": [0.5, 0.5], "b": [0.5, 0.5]},
}


def test_means_go_over_the_data_sets_and_spreads_over_the_folds(make_result):
    table = summary_over_data(common_folds(make_result(SCORES), "acsa"))
    assert table.loc["a", "mean"] == pytest.approx((0.6 + 0.4 + 0.5) / 3)
    # Variances .02, 0 and 0 of a; 0, .02 and 0 of b.
    np.testing.assert_allclose(table["std"], np.sqrt(0.02 / 3))


def test_ranks_are_means_over_the_data_sets_and_ties_are_wins_of_both(make_result):
    table = summary_over_data(common_folds(make_result(SCORES), "acsa"))
    assert table["rank"].to_dict() == {"a": 1.5, "b": 1.5}
    assert table["wins"].to_dict() == {"a": 2, "b": 2}


def test_a_large_data_set_weighs_no_more_than_a_small_one(make_result):
    result = make_result({"d": {"a": [0.0] * 10}, "e": {"a": [1.0, 1.0]}})
    assert summary_over_data(common_folds(result, "acsa")).loc["a", "mean"] == 0.5


def test_the_best_stands_first(make_result):
    result = make_result({"d": {"a": [0.1], "b": [0.9], "c": [0.5]}})
    assert list(summary_over_data(common_folds(result, "acsa")).index) == ["b", "c", "a"]


def test_a_method_that_lacks_a_fit_has_no_mean_over_the_data_sets(make_result):
    scores = {**SCORES, "g": {"a": [0.2, 0.2], "b": [0.9, None]}}
    table = summary_over_data(common_folds(make_result(scores), "acsa"))
    assert table.loc["b", ["mean", "std", "rank", "wins"]].isna().all()
    assert table.loc["b", ["n_fits", "n_missing"]].to_list() == [7, 1]
    assert table.loc["a", ["rank", "wins", "n_missing"]].to_list() == [1, 4, 0]
    assert list(table.index) == ["a", "b"]


def test_by_data_set_the_mean_of_what_there_is_stays_without_rank(make_result):
    scores = {**SCORES, "g": {"a": [0.2, 0.2], "b": [0.9, None]}}
    table = summary_by_data(common_folds(make_result(scores), "acsa"))
    row = table.loc[("g", "b")]
    assert row["mean"] == 0.9
    assert np.isnan(row["rank"])
    assert (row["n_fits"], row["n_missing"]) == (1, 1)
    assert table.loc[("g", "a"), "rank"] == 1
    assert table.loc[("d", "b"), "rank"] == 1


def test_a_method_of_which_a_data_set_has_nothing_stays_visible(make_result):
    result = make_result({"d": {"a": [0.5, 0.6], "b": [None, None]}})
    row = summary_by_data(common_folds(result, "acsa")).loc[("d", "b")]
    assert np.isnan(row["mean"])
    assert (row["n_fits"], row["n_missing"]) == (0, 2)


def test_no_method_may_be_complete(make_result):
    result = make_result({"d": {"a": [0.5, None], "b": [None, 0.5]}})
    table = summary_over_data(common_folds(result, "acsa"))
    assert table["mean"].isna().all()
    assert table["n_missing"].to_list() == [1, 1]


def test_rows_come_in_the_order_of_the_result(make_result):
    table = summary_by_data(common_folds(make_result(SCORES, datasets=["f", "d"]), "acsa"))
    assert list(table.index) == [("f", "a"), ("f", "b"), ("d", "a"), ("d", "b")]
