"""Tests of the critical difference diagram."""

import numpy as np
import pytest

from imbgan.comparison import CriticalDifferenceDisplay

pytestmark = pytest.mark.usefixtures("pyplot")


def _overlap(boxes):
    """Pairs of boxes that overlap."""
    return [
        (one, other)
        for at, one in enumerate(boxes)
        for other in boxes[at + 1 :]
        if one.overlaps(other)
    ]


def _text_boxes(display):
    """The names of a display as drawn, and the figure around them."""
    display.figure_.canvas.draw()
    return [text.get_window_extent() for text in display.names_.values()], display.figure_.bbox


def test_demsars_example_has_his_ranks_difference_and_groups(from_table, demsar):
    display = CriticalDifferenceDisplay.from_result(from_table(demsar))
    assert display.critical_difference == pytest.approx(1.25, abs=0.005)
    assert list(display.average_ranks) == ["C4.5+m+cf", "C4.5+m", "C4.5+cf", "C4.5"]
    # 3.143 - 1.964 is 1.179, less than 1.25: nothing differs at 0.05 (his section 3.2.2).
    assert display.groups == [("C4.5+m+cf", "C4.5+m", "C4.5+cf", "C4.5")]


def test_at_a_tenth_two_of_his_pairs_differ(from_table, demsar):
    # The critical difference is 1.12; 3.143 - 2.000 and 3.143 - 1.964 are larger.
    display = CriticalDifferenceDisplay.from_result(from_table(demsar), alpha=0.1)
    assert display.groups == [("C4.5+m+cf", "C4.5+m", "C4.5+cf"), ("C4.5+cf", "C4.5")]


def test_bars_span_the_ranks_that_they_join(from_table, demsar):
    display = CriticalDifferenceDisplay.from_result(from_table(demsar), alpha=0.1)
    ranks = display.average_ranks
    for bar, group in zip(display.bars_, display.groups, strict=True):
        assert sorted(bar.get_xdata()) == [ranks[name] for name in group]


def test_wilcoxon_joins_what_the_table_of_pairs_does_not_tell_apart(from_table):
    rng = np.random.default_rng(0)
    base = rng.random(12)
    table = {name: base + at * 0.1 + rng.normal(0, 0.01, 12) for at, name in enumerate("abc")}
    table["d"] = table["c"] + rng.normal(0, 0.01, 12)
    result = from_table(table)
    display = CriticalDifferenceDisplay.from_result(result, test="wilcoxon")
    assert [set(group) for group in display.groups] == [{"c", "d"}]
    assert display.critical_difference is None
    pvalues = result.wilcoxon()["pvalue_holm"]
    assert list(pvalues[pvalues >= 0.05].index) == [("c", "d")]


@pytest.mark.parametrize("n_methods", [3, 8, 25])
@pytest.mark.parametrize("name", ["m{}", "a pipeline with a name of some forty letters, {}"])
def test_names_do_not_overlap_and_stay_within_the_figure(from_table, n_methods, name):
    rng = np.random.default_rng(n_methods)
    table = {name.format(at): 0.5 + 0.02 * at + rng.normal(0, 0.05, 15) for at in range(n_methods)}
    boxes, figure = _text_boxes(CriticalDifferenceDisplay.from_result(from_table(table)))
    assert len(boxes) == n_methods
    assert not _overlap(boxes)
    assert all(figure.x0 <= box.x0 and box.x1 <= figure.x1 for box in boxes)
    assert all(figure.y0 <= box.y0 and box.y1 <= figure.y1 for box in boxes)


def test_the_better_half_stands_on_the_left(from_table, demsar):
    display = CriticalDifferenceDisplay.from_result(from_table(demsar))
    sides = {name: text.get_position()[0] for name, text in display.names_.items()}
    low = min(display.average_ranks.values())
    assert [side < low for side in sides.values()] == [True, True, False, False]


def test_bars_of_one_height_do_not_touch(from_table):
    rng = np.random.default_rng(0)
    table = {f"m{at}": 0.03 * at + rng.normal(0, 0.05, 20) for at in range(20)}
    bars = CriticalDifferenceDisplay.from_result(from_table(table)).bars_
    assert len(bars) > 3
    for at, one in enumerate(bars):
        for other in bars[at + 1 :]:
            if one.get_ydata()[0] == other.get_ydata()[0]:
                assert max(one.get_xdata()) < min(other.get_xdata())


def test_groups_that_are_given_are_drawn_as_they_are():
    ranks = {"a": 1.2, "b": 2.1, "c": 2.9, "d": 3.8}
    display = CriticalDifferenceDisplay(average_ranks=ranks, groups=[("a", "b"), ("b", "c", "d")])
    drawn = [sorted(bar.get_xdata()) for bar in display.plot().bars_]
    assert drawn == [[1.2, 2.1], [2.1, 2.9, 3.8]]
    assert [text.get_text().strip() for text in display.names_.values()] == [
        "a (1.20)",
        "b (2.10)",
        "d (3.80)",
        "c (2.90)",
    ]


def test_methods_that_all_tie_are_drawn(from_table):
    display = CriticalDifferenceDisplay.from_result(from_table(dict.fromkeys("abc", [0.5, 0.6])))
    assert display.groups == [("a", "b", "c")]
    display.figure_.canvas.draw()


def test_axes_that_are_given_are_used(from_table, demsar, pyplot):
    ax = pyplot.subplots()[1]
    display = CriticalDifferenceDisplay.from_result(from_table(demsar), ax=ax)
    assert display.ax_ is ax and display.figure_ is ax.figure


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"test": "t"}, "test must be 'nemenyi' or 'wilcoxon', got 't'"),
        ({"alpha": 1}, "alpha must lie between 0 and 1, got 1"),
        ({"score": "f1"}, "score='f1' is not in this result"),
    ],
)
def test_other_values_are_refused(from_table, demsar, options, message):
    with pytest.raises(ValueError, match=message):
        CriticalDifferenceDisplay.from_result(from_table(demsar), **options)


def test_two_methods_are_sent_to_wilcoxon(from_table):
    with pytest.raises(ValueError, match="CriticalDifferenceDisplay needs at least 3 methods"):
        CriticalDifferenceDisplay.from_result(from_table({"a": [0.1, 0.2], "b": [0.3, 0.4]}))
