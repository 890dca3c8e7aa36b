"""Claims about points between neighbouring rows."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imbgan.guided._segments import Segments


def drawn(rows, n=200, n_categories=(), n_neighbors=2, extrapolation=0.0, seed=0):
    rows = np.asarray(rows, dtype=np.float32)
    segments = Segments(rows, n_categories, n_neighbors, extrapolation)
    return segments.draw(n, np.random.default_rng(seed))


def test_points_lie_between_a_row_and_its_neighbours():
    points = drawn([[0.0], [1.0], [10.0], [11.0]], n_neighbors=1)[:, 0]
    assert np.all(((points >= 0) & (points <= 1)) | ((points >= 10) & (points <= 11)))
    assert (points < 5).mean() == pytest.approx(0.5, abs=0.01)


def test_segments_are_lengthened_at_both_ends():
    points = drawn([[0.0], [1.0]], n=2000, extrapolation=0.5)[:, 0]
    assert points.min() == pytest.approx(-0.5, abs=0.01)
    assert points.max() == pytest.approx(1.5, abs=0.01)
    assert points.mean() == pytest.approx(0.5, abs=0.05)


def test_points_of_lengthened_segments_stay_on_the_line_of_both_rows():
    points = drawn([[0.0, 0.0], [1.0, 2.0]], extrapolation=1.0)
    assert points[:, 1] == pytest.approx(2 * points[:, 0], abs=1e-6)


def test_categories_are_those_of_either_end():
    rows = [[0.0, 0, 3], [0.1, 1, 4], [9.0, 2, 5], [9.1, 2, 6]]
    points = drawn(rows, n_categories=(3, 7), n_neighbors=1, extrapolation=1.0)
    near = points[:, 0] < 5
    assert set(points[near, 1]) == {0, 1} and set(points[near, 2]) == {3, 4}
    assert set(points[~near, 1]) == {2} and set(points[~near, 2]) == {5, 6}


def test_a_category_is_mostly_that_of_the_nearer_end():
    points = drawn([[0.0, 0], [1.0, 1]], n=2000, n_categories=(2,), n_neighbors=1)
    assert points[points[:, 0] < 0.2, 1].mean() < 0.2 < 0.8 < points[points[:, 0] > 0.8, 1].mean()


def test_rows_of_the_same_category_are_nearer():
    rows = [[0.0, 0], [0.5, 1], [0.6, 0]]
    points = drawn(rows, n_categories=(2,), n_neighbors=1)
    # Either row of the category 0 has the other one as its neighbour.
    assert np.all(points[points[:, 1] == 1, 0] >= 0.5)


def test_a_single_row_is_repeated():
    assert drawn([[3.0, 4.0]], n=5).tolist() == [[3.0, 4.0]] * 5


def test_copies_of_a_row_are_neighbours_like_others():
    points = drawn(np.zeros((8, 2)), n=30)
    assert points.shape == (30, 2) and not points.any()


@given(st.integers(1, 12), st.integers(1, 9), st.integers(0, 3), st.integers(1, 40))
def test_there_are_as_many_points_as_asked_for(n_rows, n_neighbors, n_categories, n):
    rng = np.random.default_rng(n_rows)
    codes = rng.integers(0, 3, (n_rows, n_categories))
    rows = np.hstack([rng.normal(size=(n_rows, 2)), codes])
    points = drawn(rows, n, (3,) * n_categories, n_neighbors, 0.5)
    assert points.shape == (n, 2 + n_categories) and np.isfinite(points).all()
    assert np.isin(points[:, 2:], [0, 1, 2]).all()
