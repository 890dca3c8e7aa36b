"""Tests of the display of scores against time."""

import numpy as np
import pytest

from imbgan.comparison import ComparisonResult, ScoreTimeDisplay

pytestmark = pytest.mark.usefixtures("pyplot")


@pytest.fixture
def result(record):
    seconds = {"slow": (1.0, 100.0), "fast": (0.1, 0.1), "poor": (2.0, 200.0)}
    scores = {"slow": (0.9, 0.7), "fast": (0.6, 0.6), "poor": (0.5, 0.7)}
    return ComparisonResult(
        record(data, method, fold, scores[method][at], fit_seconds=seconds[method][at])
        for at, data in enumerate("de")
        for method in seconds
        for fold in range(2)
    )


def test_scores_are_means_and_times_geometric_means_over_the_data_sets(result):
    display = ScoreTimeDisplay.from_result(result)
    assert display.scores["slow"] == pytest.approx(0.8)
    assert display.seconds["slow"] == pytest.approx(10)  # the root of 1 * 100
    np.testing.assert_allclose(display.points_["slow"].get_xydata(), [[10, 0.8]])


def test_the_front_is_of_methods_that_none_beats_in_both(result):
    assert ScoreTimeDisplay.from_result(result).front_ == ["fast", "slow"]


@pytest.mark.parametrize(
    ("seconds", "scores", "front"),
    [
        ([1, 2, 3], [0.5, 0.6, 0.7], ["a", "b", "c"]),
        ([3, 2, 1], [0.5, 0.6, 0.7], ["c"]),
        ([1, 1, 2], [0.5, 0.6, 0.6], ["b"]),  # as good at the same time, or later
    ],
)
def test_fronts_by_hand(seconds, scores, front):
    seconds, scores = (dict(zip("abc", values, strict=True)) for values in (seconds, scores))
    assert ScoreTimeDisplay(seconds=seconds, scores=scores, score="acsa").plot().front_ == front


def test_the_legend_has_the_best_first(result):
    (legend,) = ScoreTimeDisplay.from_result(result).figure_.legends
    assert [text.get_text() for text in legend.get_texts()] == ["slow", "fast", "poor"]


def test_methods_that_lack_a_fit_are_left_out_and_named(result, record):
    records = [r for r in result.records if (r.data, r.method, r.fold) != ("d", "poor", 1)]
    result = ComparisonResult([*records, record("d", "poor", 1, None)])
    with pytest.warns(UserWarning, match="'poor' is left out"):
        display = ScoreTimeDisplay.from_result(result)
    assert list(display.points_) == ["slow", "fast"]


@pytest.mark.filterwarnings("ignore:'a' is left out")
def test_nothing_to_show_is_refused(make_result):
    result = make_result({"d": {"a": [0.5, None]}, "e": {"a": [0.5, 0.5]}})
    with pytest.raises(ValueError, match="no method has the score 'acsa' in all its fits"):
        ScoreTimeDisplay.from_result(result)


@pytest.mark.parametrize(
    ("high", "labels"), [(0.9, {"0.1", "0.2", "0.5"}), (90, {"0.1", "1", "10"})]
)
def test_seconds_are_written_as_numbers(high, labels):
    seconds = {"a": 0.09, "b": high}
    display = ScoreTimeDisplay(seconds=seconds, scores={"a": 0.5, "b": 0.6}, score="acsa").plot()
    display.figure_.canvas.draw()
    assert labels <= {text.get_text() for text in display.ax_.get_xticklabels()}


def test_a_time_of_zero_has_a_place(record):
    result = ComparisonResult([record("d", "a", 0, 0.5, fit_seconds=0.0)])
    assert ScoreTimeDisplay.from_result(result).seconds["a"] == pytest.approx(1e-6)


def test_axes_that_are_given_are_used(result, pyplot):
    ax = pyplot.subplots()[1]
    display = ScoreTimeDisplay.from_result(result, ax=ax)
    assert display.ax_ is ax and ax.get_legend() is not None
