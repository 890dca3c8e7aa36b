"""Claims about the overview."""

import pytest

from imbgan.comparison.command_line._overview import overview

pytest.importorskip("pandas")

TWO = {
    "d1": {"one": [0.5, 0.7], "two": [0.8, 0.8]},
    "d2": {"one": [0.9, 0.9], "two": [0.6, 0.8]},
}


def texts(rows):
    return [[text for text, _ in row] for row in rows]


def test_the_means_ranks_and_wins_stand_beside_one_another(make_result):
    header, rows = overview(make_result(TWO), "acsa")
    assert header == ["method", "acsa", "rank", "wins", "fit s"]
    # the spreads: the roots of the mean of .02 and 0
    assert texts(rows) == [
        ["one", "0.750 ± 0.100", "1.50", "1", "0.50"],
        ["two", "0.750 ± 0.100", "1.50", "1", "0.50"],
    ]


def test_the_best_comes_first_and_is_marked(make_result):
    result = make_result({"d": {"low": [0.1, 0.2], "high": [0.8, 0.8]}})
    header, rows = overview(result, "acsa")
    assert header == ["method", "acsa", "rank", "fit s"]  # one data set has one winner
    assert rows[0] == [("high", False), ("0.800 ± 0.000", True), ("1.00", True), ("0.50", False)]
    assert not any(best for _, best in rows[1])


@pytest.mark.filterwarnings("ignore:.*left out:UserWarning")
def test_a_method_that_lacks_fits_says_how_many_it_has(make_result):
    one = make_result({"d": {"some": [0.9, None], "all": [0.5, 0.5], "none": [None, None]}})
    assert texts(overview(one, "acsa")[1]) == [
        ["all", "0.500 ± 0.000", "1.00", "0.50"],
        ["some", "0.900 (1 of 2)", "–", "0.50"],
        ["none", "– (0 of 2)", "–", "–"],
    ]
    two = make_result(TWO | {"d3": {"one": [0.5, 0.5], "two": [0.5, None]}})
    assert texts(overview(two, "acsa")[1])[1][:2] == ["two", "– (5 of 6)"]


def test_a_score_that_no_fit_has_is_a_dash(make_result):
    result = make_result(TWO, scoring=["acsa", "roc_auc"])
    header, rows = overview(result, "acsa", ["roc_auc"])
    assert header[4] == "roc auc" and [row[4] for row in rows] == [("–", False)] * 2
