"""Tests of the display of whether probabilities come true."""

import numpy as np
import pytest

from imbgan.comparison import ComparisonResult, ReliabilityDisplay

pytestmark = pytest.mark.usefixtures("pyplot")


def bins(**counts):
    """Ten bins: {bin: (rows, sum of probabilities, observed)}, with keys b0 to b9."""
    table = np.zeros((10, 3))
    for name, values in counts.items():
        table[int(name[1:])] = values
    return dict(zip(("rows", "predicted", "observed"), table.T.tolist(), strict=True))


@pytest.fixture
def result(record):
    first, second = bins(b0=(10, 0.5, 1), b9=(2, 1.9, 1)), bins(b0=(30, 1.5, 1))
    fits = [("d", "a", 0, first), ("d", "a", 1, second), ("d", "labels", 0, None)]
    fits += [("d", "labels", 1, None), ("e", "a", 0, first), ("e", "labels", 0, None)]
    return ComparisonResult(
        record(data, method, fold, 0.5, reliability=known) for data, method, fold, known in fits
    )


def test_bins_of_all_folds_make_one_curve(result):
    line = ReliabilityDisplay.from_result(result, data="d").lines_["d"]["a"].get_xydata()
    # Three of the class in 42 rows, whose probabilities sum to 3.9: too few for a second bin.
    np.testing.assert_allclose(line, [[3.9 / 42, 3 / 42]])


def test_a_curve_has_bins_of_about_as_many_rows_each():
    rows = np.full(100, 4.0)
    middle = (np.arange(100) + 0.5) / 100
    bins = {"d": {"a": np.column_stack([rows, rows * middle, rows * middle])}}
    display = ReliabilityDisplay(bins=bins).plot()
    np.testing.assert_allclose(
        display.lines_["d"]["a"].get_xydata(), np.repeat(np.arange(0.05, 1, 0.1), 2).reshape(-1, 2)
    )
    assert len(set(display.ax_.collections[0].get_sizes())) == 1


@pytest.mark.parametrize(("n_of_class", "n_bins"), [(0, 1), (9, 1), (10, 2), (23, 4), (500, 10)])
def test_few_rows_of_the_class_make_few_bins(n_of_class, n_bins):
    counts = np.column_stack([np.full(100, 10.0), np.linspace(0, 10, 100), np.zeros(100)])
    counts[:, 2] = np.bincount(np.arange(n_of_class) % 100, minlength=100)
    display = ReliabilityDisplay(bins={"d": {"a": counts}}).plot()
    assert len(display.lines_["d"]["a"].get_xydata()) == n_bins


def test_a_bin_that_holds_most_rows_is_not_divided():
    counts = [[900, 9.0, 10], [50, 25.0, 20], [50, 45.0, 45]]
    line = ReliabilityDisplay(bins={"d": {"a": counts}}).plot().lines_["d"]["a"].get_xydata()
    np.testing.assert_allclose(line, [[0.01, 10 / 900], [0.7, 0.65]])


def test_each_data_set_has_a_panel(result):
    display = ReliabilityDisplay.from_result(result)
    assert list(display.axes_) == ["d", "e"]
    assert display.axes_["e"].get_title() == "e"


def test_methods_without_probabilities_are_left_out_in_silence(result, recwarn):
    assert list(ReliabilityDisplay.from_result(result).lines_["d"]) == ["a"]
    assert not recwarn.list


def test_methods_with_probabilities_in_some_folds_are_left_out_and_named(result, record):
    more = [record("d", "half", 0, 0.5, reliability=bins(b0=(1, 0, 0))), record("d", "half", 1, 0)]
    with pytest.warns(UserWarning, match="'half' is left out of 'd'.* in 1 of 2 folds"):
        display = ReliabilityDisplay.from_result(ComparisonResult([*result.records, *more]))
    assert list(display.lines_["d"]) == ["a"]


def test_folds_that_were_planned_and_are_not_there_count_as_missing(result):
    unfinished = ComparisonResult(result.records, n_splits={"d": 2, "e": 5})
    with pytest.warns(UserWarning, match="in 1 of 5 folds"):
        assert list(ReliabilityDisplay.from_result(unfinished).axes_) == ["d"]


def test_no_probabilities_are_refused(result):
    with pytest.raises(ValueError, match=r"no method has probabilities in all folds"):
        ReliabilityDisplay.from_result(result.select(methods="labels"))


def test_larger_bins_have_larger_markers():
    counts = [[900, 9.0, 10], [100, 70.0, 65]]
    (markers,) = ReliabilityDisplay(bins={"d": {"a": counts}}).plot().ax_.collections
    assert markers.get_sizes()[0] > markers.get_sizes()[1]


def test_axes_that_are_given_show_one_data_set(result, pyplot):
    ax = pyplot.subplots()[1]
    assert ReliabilityDisplay.from_result(result, data="d", ax=ax).ax_ is ax
    with pytest.raises(ValueError, match=r"ax has room for one of \['d', 'e'\]"):
        ReliabilityDisplay.from_result(result, ax=ax)


def test_an_unknown_data_set_is_refused(result):
    with pytest.raises(ValueError, match=r"data has \['f'\]"):
        ReliabilityDisplay.from_result(result, data="f")
