"""Tests of the summary, worked by hand."""

import numpy as np
import pandas as pd
import pytest

from imbgan.comparison._summary import (
    _fold_scores,
    common_folds,
    complete_folds,
    complete_means,
    known_names,
    means_for_test,
    ranks_of,
    score_name,
    summary_by_data,
    summary_over_data,
)

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


TABLE = {
    "z": {"b": [0.5, 0.7], "a": [0.6, 0.8], "c": [0.1, 0.2]},
    "y": {"b": [0.1, 0.3], "a": [0.4, 0.4], "c": [0.3, None]},
}


def test_data_sets_and_methods_keep_their_order(make_result):
    folds = _fold_scores(make_result(TABLE), "acsa")
    assert list(folds.columns) == ["b", "a", "c"]
    assert list(folds.index) == [("z", 0, 0), ("z", 0, 1), ("y", 0, 0), ("y", 0, 1)]


def test_fits_that_raised_have_no_score(make_result):
    folds = _fold_scores(make_result(TABLE), "acsa")
    assert np.isnan(folds.loc[("y", 0, 1), "c"])
    assert folds.notna().sum().sum() == 11


@pytest.mark.parametrize("score", [np.inf, -np.inf, np.nan])
def test_scores_that_are_not_finite_are_missing(make_result, score):
    result = make_result({"d": {"a": [0.5, score], "b": [0.5, 0.5]}})
    assert _fold_scores(result, "acsa")["a"].isna().sum() == 1


def test_methods_without_any_record_are_missing(make_result):
    result = make_result(TABLE, methods=["a", "late"])
    assert _fold_scores(result, "acsa")["late"].isna().all()


def test_methods_that_lack_a_fit_are_left_out_and_named(make_result):
    with pytest.warns(UserWarning, match="'c' is left out: it has no 'acsa' in 1 of 4 fits"):
        means = complete_means(make_result(TABLE), "acsa")
    assert list(means.columns) == ["b", "a"]
    np.testing.assert_allclose(means, [[0.6, 0.7], [0.2, 0.4]])


def test_folds_in_which_the_score_does_not_exist_are_left_out_for_all_and_said(make_result):
    nan = np.nan
    result = make_result({"d": {"a": [0.5, nan], "b": [0.7, nan]}, "e": {"a": [1], "b": [0]}})
    with pytest.warns(UserWarning, match="1 of 2 folds of 'd' have no 'acsa' of any method"):
        folds = complete_folds(result, "acsa")
    assert list(folds.index) == [("d", 0, 0), ("e", 0, 0)]


@pytest.mark.filterwarnings("ignore:.* is left out")
def test_folds_in_which_all_methods_raised_are_missing_in_all(make_result):
    result = make_result({"d": {"a": [0.5, None], "b": [0.7, None]}})
    assert complete_folds(result, "acsa").shape == (2, 0)


@pytest.mark.filterwarnings("ignore:.* is left out", "ignore:1 of 2 folds")
def test_a_method_that_always_raises_takes_no_fold_from_the_others(make_result):
    nan = np.nan
    result = make_result({"d": {"a": [0.5, nan], "b": [0.7, nan], "c": [None, None]}})
    assert complete_folds(result, "acsa").to_numpy().tolist() == [[0.5, 0.7]]


@pytest.mark.filterwarnings("ignore:.* is left out")
def test_a_method_without_the_score_does_not_excuse_those_that_raised(make_result):
    nan = np.nan
    result = make_result({"d": {"mine": [0.9, None, None], "never": [nan, nan, nan]}})
    folds = common_folds(result, "acsa")
    assert folds["mine"].isna().sum() == 2
    assert result.summary("acsa").loc["mine", "n_missing"] == 2


def test_folds_that_were_planned_and_not_begun_are_said(make_result):
    result = make_result(TABLE, datasets=["z", "w"], n_splits={"z": 10, "w": 3})
    with pytest.warns(UserWarning) as warned:
        complete_means(result, "acsa")
    assert [str(one.message) for one in warned] == [
        "only 2 of 10 folds of 'z' were begun.",
        "only 0 of 3 folds of 'w' were begun.",
    ]


def test_warnings_point_at_the_line_of_the_caller(make_result):
    with pytest.warns(UserWarning) as warned:
        make_result(TABLE).ranks()
    assert warned[0].filename == __file__


def test_nothing_is_said_where_nothing_is_missing(make_result, recwarn):
    complete_means(make_result({"z": TABLE["z"]}), "acsa")
    assert not recwarn.list


def test_a_score_that_no_fit_has_is_refused(make_result):
    result = make_result({"d": {"a": [np.nan], "b": [np.nan]}})
    with pytest.raises(ValueError, match="no fit of this result has the score 'acsa'"):
        common_folds(result, "acsa")


def test_the_first_score_is_taken_where_none_is_asked_for(make_result):
    assert score_name(make_result(TABLE), None) == "acsa"
    with pytest.raises(ValueError, match=r"score='f1' is not in this result; it has \['acsa'\]"):
        score_name(make_result(TABLE), "f1")


def test_names_are_checked():
    assert known_names("a", ["a", "b"], "data") == ["a"]
    assert known_names(("b", "a"), ["a", "b"], "data") == ["b", "a"]
    with pytest.raises(ValueError, match=r"data has \['c'\], but there is only \['a', 'b'\]"):
        known_names(["a", "c"], ["a", "b"], "data")


def test_two_methods_are_no_ranking(from_table):
    result = from_table({"a": [0.1, 0.2], "b": [0.3, 0.4]})
    with pytest.raises(ValueError, match="friedman needs at least 3 methods.* `wilcoxon`"):
        means_for_test(result, "acsa", "friedman", 3)
    assert means_for_test(result, "acsa", "wilcoxon").shape == (2, 2)


def test_one_method_is_no_pair(from_table):
    with pytest.raises(ValueError, match="wilcoxon needs at least 2 methods"):
        means_for_test(from_table({"a": [0.1, 0.2]}), "acsa", "wilcoxon")


@pytest.mark.parametrize("n_methods", [2, 3])
def test_one_data_set_is_sent_to_the_test_for_one(from_table, n_methods):
    result = from_table({"a": [0.1], "b": [0.3], "c": [0.5]})
    with pytest.raises(ValueError, match="needs at least 2 data sets, got 1; `corrected_t`"):
        means_for_test(result, "acsa", "this", n_methods)


@pytest.mark.filterwarnings("ignore:'c' is left out")
def test_methods_that_lack_fits_do_not_count(make_result):
    with pytest.raises(ValueError, match="at least 3 methods that lack no fit, got 2"):
        means_for_test(make_result(TABLE), "acsa", "friedman", 3)


def test_average_ranks_are_those_of_demsars_table_6(demsar):
    # Rank sums by hand: 44, 28, 40.5 and 27.5 over 14 data sets.
    expected = np.array([44, 28, 40.5, 27.5]) / 14
    np.testing.assert_allclose(ranks_of(pd.DataFrame(demsar)).mean(), expected)
    np.testing.assert_allclose(expected, [3.143, 2.000, 2.893, 1.964], atol=5e-4)


def test_the_highest_score_has_rank_one_and_ties_share():
    np.testing.assert_array_equal(
        ranks_of(pd.DataFrame([[0.5, 0.9, 0.9, 0.1]])), [[3, 1.5, 1.5, 4]]
    )


def test_scores_that_differ_by_rounding_errors_are_tied():
    assert 0.1 + 0.2 != 0.3
    np.testing.assert_array_equal(ranks_of(pd.DataFrame([[0.1 + 0.2, 0.3]])), [[1.5, 1.5]])
