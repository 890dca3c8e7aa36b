"""Tests of the display of how scores are spread."""

import numpy as np
import pytest

from imbgan.comparison import ScoreDistributionDisplay

pytestmark = pytest.mark.usefixtures("pyplot")

SCORES = {
    "d": {"low": [0.1, 0.3], "high": [0.8, 0.9]},
    "e": {"low": [0.4, 0.6], "high": [0.7, None]},
}


def test_several_data_sets_give_a_point_each(make_result):
    display = ScoreDistributionDisplay.from_result(make_result(SCORES))
    np.testing.assert_allclose(display.scores["low"], [0.2, 0.5])
    assert "mean over the folds of each data set" in display.ax_.get_xlabel()


def test_a_method_has_no_point_where_it_lacks_a_fit_and_says_so(make_result):
    display = ScoreDistributionDisplay.from_result(make_result(SCORES))
    np.testing.assert_allclose(display.scores["high"], [0.85])
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert names == ["high (1 of 2)", "low"]


def test_one_data_set_gives_a_point_for_each_fold(make_result):
    display = ScoreDistributionDisplay.from_result(make_result(SCORES), data="e")
    np.testing.assert_allclose(display.scores["low"], [0.4, 0.6])
    np.testing.assert_allclose(display.scores["high"], [0.7])
    assert display.ax_.get_xlabel() == "acsa, folds of e"
    alone = ScoreDistributionDisplay.from_result(make_result({"d": SCORES["d"]}))
    assert alone.ax_.get_xlabel() == "acsa, folds of d"


def test_the_highest_median_stands_at_the_top(make_result):
    display = ScoreDistributionDisplay.from_result(make_result(SCORES), data="d")
    bottom, top = display.ax_.get_ylim()
    assert bottom > top  # places are counted from the top
    assert [text.get_text() for text in display.ax_.get_yticklabels()] == ["high", "low"]


def test_points_stand_at_their_scores(make_result):
    display = ScoreDistributionDisplay.from_result(make_result(SCORES), data="d")
    points = display.points_["low"].get_offsets()
    np.testing.assert_allclose(np.sort(points[:, 0]), [0.1, 0.3])
    assert (abs(points[:, 1] - 1) < 0.3).all()  # the box below the first


def test_a_method_without_any_score_is_shown_last(make_result):
    result = make_result({"d": {"failed": [None, None], "a": [0.5, 0.6]}})
    display = ScoreDistributionDisplay.from_result(result)
    names = [text.get_text() for text in display.ax_.get_yticklabels()]
    assert names == ["a", "failed (0 of 2)"]


def test_methods_keep_their_colour_whichever_stands_at_the_top(make_result):
    result = make_result(SCORES)
    colours = [
        ScoreDistributionDisplay.from_result(result, data=data).points_["low"].get_facecolor()
        for data in "de"
    ]
    np.testing.assert_array_equal(*colours)


def test_the_figure_grows_with_the_methods(make_result):
    many = make_result({"d": {f"m{at}": [0.5, 0.6] for at in range(25)}})
    few = make_result({"d": {"a": [0.5, 0.6]}})
    heights = [
        ScoreDistributionDisplay.from_result(result).figure_.get_figheight()
        for result in (many, few)
    ]
    assert heights[0] > 3 * heights[1]


def test_axes_that_are_given_are_used(make_result, pyplot):
    ax = pyplot.subplots()[1]
    assert ScoreDistributionDisplay.from_result(make_result(SCORES), ax=ax).ax_ is ax


def test_an_unknown_data_set_is_refused(make_result):
    with pytest.raises(ValueError, match=r"data has \['f'\]"):
        ScoreDistributionDisplay.from_result(make_result(SCORES), data="f")
