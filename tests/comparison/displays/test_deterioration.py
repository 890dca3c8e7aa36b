"""Tests of the display of scores over the imbalance ratio."""

import numpy as np
import pytest

from imbgan.comparison import ComparisonResult, DeteriorationDisplay

pytestmark = pytest.mark.usefixtures("pyplot")

RATIOS = {"digits @ 50": 52.0, "digits": 1.1, "digits @ 10": 10.0, "wine @ 5": 5.0}


@pytest.fixture
def result(record):
    return ComparisonResult(
        record(data, method, fold, score + 0.1 * fold, imbalance_ratio=ratio)
        for data, ratio in RATIOS.items()
        for method, score in {"nothing": 0.9 - 0.01 * ratio, "smote": 0.5}.items()
        for fold in range(2)
    )


def test_names_before_the_sign_make_a_curve_in_the_order_of_their_ratios(result):
    display = DeteriorationDisplay.from_result(result)
    line = display.lines_["digits"]["nothing"].get_xydata()
    np.testing.assert_allclose(line[:, 0], [1.1, 10, 52])
    np.testing.assert_allclose(line[:, 1], 0.95 - 0.01 * line[:, 0])


def test_a_single_ratio_is_no_curve(result):
    assert list(DeteriorationDisplay.from_result(result).curves) == ["digits"]
    with pytest.raises(ValueError, match="no data set of this result comes with two imbalance"):
        DeteriorationDisplay.from_result(result.select(datasets=["digits", "wine @ 5"]))


def test_ticks_are_the_ratios_that_there_are(result):
    ax = DeteriorationDisplay.from_result(result).ax_
    assert ax.get_xscale() == "log"
    assert [text.get_text() for text in ax.get_xticklabels()] == ["1.1", "10", "52"]


def test_a_curve_has_a_gap_where_a_fit_is_missing(result, record):
    records = [r for r in result.records if (r.data, r.method, r.fold) != ("digits", "smote", 1)]
    failed = record("digits", "smote", 1, None, imbalance_ratio=1.1)
    display = DeteriorationDisplay.from_result(ComparisonResult([*records, failed]))
    assert np.isnan(display.lines_["digits"]["smote"].get_ydata()).tolist() == [True, False, False]
    assert np.isfinite(display.lines_["digits"]["nothing"].get_ydata()).all()


def test_each_data_set_has_a_panel_and_all_share_a_legend(result, record):
    more = [
        record(f"wine @ {ratio}", method, fold, 0.5, imbalance_ratio=ratio)
        for ratio in (10, 20)
        for method in ("nothing", "smote")
        for fold in range(2)
    ]
    both = ComparisonResult([*result.records, *more])
    display = DeteriorationDisplay.from_result(both)
    assert list(display.axes_) == ["digits", "wine"]
    assert display.ax_ is display.axes_["digits"]
    (legend,) = display.figure_.legends
    assert [text.get_text() for text in legend.get_texts()] == ["nothing", "smote"]
    assert list(DeteriorationDisplay.from_result(both, base="wine").axes_) == ["wine"]


def test_axes_that_are_given_show_one_data_set(result, pyplot):
    ax = pyplot.subplots()[1]
    display = DeteriorationDisplay.from_result(result, base="digits", ax=ax)
    assert display.ax_ is ax
    assert ax.get_legend() is not None


def test_an_unknown_base_is_refused(result):
    with pytest.raises(ValueError, match=r"base has \['iris'\], but there is only \['digits'\]"):
        DeteriorationDisplay.from_result(result, base="iris")
