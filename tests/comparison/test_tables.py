"""Tests of the tables as text."""

import pytest

from imbgan.comparison._tables import (
    latex,
    markdown,
    overview,
    plain_text,
    readable,
    score_table,
    write_text,
)

SCORES = {
    "d": {"a": [0.5, 0.7], "b": [0.8, 0.8], "c": [0.99, None]},
    "e": {"a": [0.4, 0.4], "b": [0.1, 0.3], "c": [None, None]},
}


def texts(grid):
    return [[text for text, _ in row] for row in grid]


def test_cells_are_mean_and_spread_and_say_what_they_lack(make_result):
    grid = score_table(make_result(SCORES), None, "data", 2)
    assert texts(grid) == [
        ["data", "a", "b", "c"],
        ["d", "0.60 ± 0.14", "0.80 ± 0.00", "0.99 (1 of 2)"],
        ["e", "0.40 ± 0.00", "0.20 ± 0.14", "–"],
        ["mean rank", "1.50", "1.50", "–"],
    ]


def test_the_best_of_those_that_lack_nothing_is_marked(make_result):
    grid = score_table(make_result(SCORES), None, "data", 2)
    assert [[at for at, (_, best) in enumerate(row) if best] for row in grid] == [
        [],
        [2],
        [1],
        [1, 2],
    ]


def test_methods_may_be_the_rows(make_result):
    grid = score_table(make_result(SCORES), None, "methods", 1)
    assert texts(grid)[0] == ["method", "d", "e", "mean rank"]
    assert texts(grid)[2] == ["b", "0.8 ± 0.0", "0.2 ± 0.1", "1.50"]


def test_other_rows_are_refused(make_result):
    with pytest.raises(ValueError, match="rows must be 'data' or 'methods', got 'folds'"):
        score_table(make_result(SCORES), None, "folds", 1)


def test_markdown_is_a_table_whose_columns_stand_below_one_another():
    grid = [[("data", False), ("a|b", False)], [("pima", False), ("0.7", True)]]
    assert markdown(grid).splitlines() == [
        r"| data   |    a\|b |",
        r"|:-------|--------:|",
        r"| pima   | **0.7** |",
    ]


def test_latex_escapes_what_it_would_read_as_commands():
    grid = [
        [("data", False), (r"a_b & 5% \x^", False)],
        [("p", False), ("0.7 ± 0.1", True)],
        [("q", False), ("–", False)],
    ]
    assert [" ".join(line.split()) for line in latex(grid).splitlines()] == [
        r"\begin{tabular}{lr}",
        r"\toprule",
        r"data & a\_b \& 5\% \textbackslash{}x\^{} \\",
        r"\midrule",
        r"p & \textbf{0.7 $\pm$ 0.1} \\",
        r"q & -- \\",
        r"\bottomrule",
        r"\end{tabular}",
    ]


def test_names_stay_in_their_cells():
    grid = [[("a", False), ("b", False)], [("[c]\nd|e", False), ("1", True)]]
    assert markdown(grid).splitlines()[2].startswith(r"| [c] d\|e |")
    lines = [" ".join(line.split()) for line in latex(grid).splitlines()]
    assert lines[4] == r"{}[c] d|e & \textbf{1} \\"
    assert latex([[("* b", False)]]).splitlines()[2].startswith("{}* b")


def test_text_is_returned_or_written(tmp_path):
    assert write_text("0.7 ± 0.1\n", None) == "0.7 ± 0.1\n"
    assert write_text("0.7 ± 0.1\n", tmp_path / "table.md") is None
    assert (tmp_path / "table.md").read_text(encoding="utf-8") == "0.7 ± 0.1\n"


def test_in_plain_text_columns_are_aligned_and_the_best_has_a_star():
    grid = [
        [("method", False), ("s", False)],
        [("long name", False), ("1.00", True)],
        [("x", False), ("0.5", False)],
    ]
    assert plain_text(grid).splitlines() == [
        "method         s",
        "long name   1.00*",
        "x            0.5",
    ]


TWO = {
    "d1": {"one": [0.5, 0.7], "two": [0.8, 0.8]},
    "d2": {"one": [0.9, 0.9], "two": [0.6, 0.8]},
}


def test_the_means_ranks_and_wins_stand_beside_one_another(make_result):
    header, *rows = texts(overview(make_result(TWO), "acsa"))
    assert header == ["method", "acsa", "rank", "wins", "fit s"]
    # the spreads: the roots of the mean of .02 and 0
    assert rows == [
        ["one", "0.750 ± 0.100", "1.50", "1", "0.50"],
        ["two", "0.750 ± 0.100", "1.50", "1", "0.50"],
    ]


def test_the_best_comes_first_and_is_marked(make_result):
    result = make_result({"d": {"low": [0.1, 0.2], "high": [0.8, 0.8]}})
    header, *rows = overview(result, "acsa")
    assert [name for name, _ in header] == [
        "method",
        "acsa",
        "rank",
        "fit s",
    ]  # one data set has one winner
    assert rows[0] == [("high", False), ("0.800 ± 0.000", True), ("1.00", True), ("0.50", False)]
    assert not any(best for _, best in rows[1])


@pytest.mark.filterwarnings("ignore:.*left out:UserWarning")
def test_a_method_that_lacks_fits_says_how_many_it_has(make_result):
    one = make_result({"d": {"some": [0.9, None], "all": [0.5, 0.5], "none": [None, None]}})
    assert texts(overview(one, "acsa"))[1:] == [
        ["all", "0.500 ± 0.000", "1.00", "0.50"],
        ["some", "0.900 (1 of 2)", "–", "0.50"],
        ["none", "–", "–", "–"],
    ]
    two = make_result(TWO | {"d3": {"one": [0.5, 0.5], "two": [0.5, None]}})
    assert texts(overview(two, "acsa"))[2][:2] == ["two", "– (5 of 6)"]


def test_a_score_that_no_fit_has_is_a_dash(make_result):
    result = make_result(TWO, scoring=["acsa", "roc_auc"])
    header, *rows = overview(result, "acsa", ["roc_auc"])
    assert header[4] == ("roc auc", False) and [row[4] for row in rows] == [("–", False)] * 2


def test_labels_have_no_underscores():
    assert readable("neg_log_loss") == "neg log loss"
