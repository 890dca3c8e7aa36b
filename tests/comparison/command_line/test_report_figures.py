"""Claims about the figures of a report."""

import re
from xml.etree import ElementTree

import pytest

from imbgan.comparison.command_line._report_figures import figures_of, spans_ratios

pytest.importorskip("pandas")
pytestmark = pytest.mark.usefixtures("pyplot")


def scores(*datasets):
    return {data: {"a": [0.5, 0.7], "b": [0.8, 0.8], "c": [0.1, 0.2]} for data in datasets}


def titles(figures):
    return {one.title: bool(one.svg) for one in figures}


def test_several_data_sets_are_ranked(make_result):
    drawn = titles(figures_of(make_result(scores("d1", "d2", "d3")), "acsa"))
    assert (
        drawn["Average ranks"]
        and drawn["Distribution of the scores"]
        and drawn["Score against time"]
    )


def test_variants_of_one_data_set_are_not_ranked_but_drawn_over_their_ratios(make_result):
    result = make_result(scores("d", "d @ 5", "e"))
    assert spans_ratios(result) and not spans_ratios(make_result(scores("d @ 5", "e @ 5")))
    drawn = titles(figures_of(result, "acsa"))
    assert drawn["Scores by imbalance ratio"] and "Average ranks" not in drawn


def test_a_figure_that_cannot_be_drawn_says_why(make_result):
    figures = figures_of(make_result(scores("d")), "acsa")
    (one,) = (one for one in figures if one.title == "Calibration")
    assert not one.svg and one.text.startswith("Not drawn: no method has probabilities")


def test_the_svg_is_well_formed_and_takes_the_colour_of_the_page(make_result):
    for one in figures_of(make_result(scores("d1", "d2", "d3")), "acsa"):
        if one.svg:
            ElementTree.fromstring(one.svg)
            assert "#000000" not in one.svg and "currentColor" in one.svg
            assert f'aria-label="{one.title}"' in one.svg


def test_the_svg_names_only_what_it_points_to_and_nothing_outside(make_result):
    for one in figures_of(make_result(scores("d1", "d2", "d3")), "acsa"):
        names = re.findall(r' id="([^"]*)"', one.svg)
        assert len(names) == len(set(names))
        assert all(f"#{name}" in one.svg for name in names)
        assert not re.search(r'(href|src)="(?!#)', one.svg)


def test_the_figures_are_the_same_in_every_report(make_result):
    first, again = (figures_of(make_result(scores("d1", "d2")), "acsa") for _ in range(2))
    assert first == again


def test_no_figure_stays_open(make_result, pyplot):
    pyplot.close("all")
    figures_of(make_result(scores("d1", "d2", "d3")), "acsa")
    assert not pyplot.get_fignums()
