"""Claims about what displays of labelled points share."""

import numpy as np
import pytest

from imbgan.inspection._points import chosen_rows, component_name, read_points, refuse_unknown

POINTS, Y = np.arange(12.0).reshape(4, 3), np.array(["b", "a", "b", "a"])


def test_classes_are_the_sorted_ones_of_the_labels_unless_they_are_given():
    assert read_points(POINTS, Y, None, 5, name="points")[2].tolist() == ["a", "b"]
    assert read_points(POINTS, Y, ["b", "a"], 5, name="points")[2].tolist() == ["b", "a"]


@pytest.mark.parametrize("max_points", [0, -1, True, 2.0, "all"])
def test_a_number_of_points_that_is_none_is_refused(max_points):
    with pytest.raises(ValueError, match="max_points must be a positive integer"):
        read_points(POINTS, Y, None, max_points, name="points")


@pytest.mark.parametrize("points", [POINTS[:1], POINTS[:, :1], np.full((4, 3), np.nan)])
def test_points_that_cannot_be_shown_are_refused(points):
    with pytest.raises(ValueError):
        read_points(points, Y[: len(points)], None, 5, name="points")


def test_rows_and_labels_must_be_as_many():
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        read_points(POINTS, Y[:3], None, 5, name="points")


def test_classes_that_lack_something_are_named():
    refuse_unknown(Y, np.array(["a", "b", "c"]), "centre")
    with pytest.raises(ValueError, match=r"without a centre: \['b'\]"):
        refuse_unknown(Y, np.array(["a"]), "centre")


def test_all_rows_are_drawn_unless_they_are_too_many_and_then_some_once_each():
    assert Y[chosen_rows(Y, 4, 0)].tolist() == Y.tolist()
    chosen = chosen_rows(np.zeros(50), 20, 0)
    assert len(set(chosen.tolist())) == 20
    assert np.array_equal(chosen, chosen_rows(np.zeros(50), 20, 0))


def test_a_component_tells_its_share_where_that_is_known():
    assert component_name(0, None) == "component 1"
    assert component_name(1, [0.7, 0.25]) == "component 2 (25% of the variance)"
