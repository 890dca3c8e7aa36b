"""Claims about the figures of a report."""

import base64
from xml.etree import ElementTree

import pytest

from imbgan.comparison.command_line._report_figures import figures_of

pytest.importorskip("pandas")
pytestmark = pytest.mark.usefixtures("pyplot")


def scores(*datasets):
    return {data: {"a": [0.5, 0.7], "b": [0.8, 0.8], "c": [0.1, 0.2]} for data in datasets}


def titles(figures):
    return {one.title: bool(one.source) for one in figures}


def test_several_data_sets_are_ranked(make_result):
    drawn = titles(figures_of(make_result(scores("d1", "d2", "d3")), "acsa", False))
    assert (
        drawn["Average ranks"]
        and drawn["Distribution of the scores"]
        and drawn["Score against time"]
    )


def test_variants_of_one_data_set_are_not_ranked_but_drawn_over_their_ratios(make_result):
    drawn = titles(figures_of(make_result(scores("d", "d @ 5", "e")), "acsa", True))
    assert drawn["Scores by imbalance ratio"] and "Average ranks" not in drawn


def test_a_figure_that_cannot_be_drawn_says_why(make_result):
    figures = figures_of(make_result(scores("d")), "acsa", False)
    (one,) = (one for one in figures if one.title == "Calibration")
    assert not one.source and one.error.startswith("no method has probabilities")


def test_the_image_is_well_formed_svg_within_the_page(make_result):
    for one in figures_of(make_result(scores("d1", "d2", "d3")), "acsa", False):
        if one.source:
            kind, _, data = one.source.partition(",")
            assert kind == "data:image/svg+xml;base64"
            assert ElementTree.fromstring(base64.b64decode(data)).tag.endswith("svg")


def test_the_figures_are_the_same_in_every_report(make_result):
    first, again = (figures_of(make_result(scores("d1", "d2")), "acsa", False) for _ in range(2))
    assert first == again


def test_no_figure_stays_open(make_result, pyplot):
    pyplot.close("all")
    figures_of(make_result(scores("d1", "d2", "d3")), "acsa", False)
    assert not pyplot.get_fignums()
