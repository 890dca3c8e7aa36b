"""Tests of reading images and scaling them."""

import numpy as np
import pytest
from scipy import sparse

from imbgan.inspection._image_grid import as_images, scaled, value_range_of

FLAT = np.arange(24).reshape(2, 12)


@pytest.mark.parametrize("shape, expected", [((3, 4), (2, 1, 3, 4)), ((3, 2, 2), (2, 3, 2, 2))])
def test_flat_rows_take_the_shape_that_is_said(shape, expected):
    images = as_images(FLAT, shape, "X")
    assert images.shape == expected
    assert np.array_equal(images.ravel(), FLAT.ravel())


def test_images_sparse_rows_and_frames_are_read():
    pd = pytest.importorskip("pandas")
    images = FLAT.reshape(2, 1, 3, 4)
    for X in (images, images.tolist(), sparse.csr_array(FLAT), pd.DataFrame(FLAT)):
        assert np.array_equal(as_images(X, (3, 4), "X"), images)


@pytest.mark.parametrize(
    "X, image_shape, match",
    [
        (FLAT, None, "X has flat rows; say what images"),
        (FLAT, (5, 5), r"12 columns, which image_shape=\(5, 5\) does not fit"),
        (FLAT, (12,), "does not fit"),
        (FLAT[0], (3, 4), r"shape \(12,\); pass images"),
        (np.ones((2, 2, 3, 3)), None, "2 channels"),
    ],
)
def test_other_shapes_raise(X, image_shape, match):
    with pytest.raises(ValueError, match=match):
        as_images(X, image_shape, "X")


def test_integers_are_bytes_and_other_values_go_from_smallest_to_largest():
    assert value_range_of(np.array([3, 9]), np.array([4], dtype=np.uint8)) == (0, 255)
    assert value_range_of(np.array([0, 300])) == (0, 300)
    assert value_range_of(np.array([-1, 3])) == (-1, 3)
    assert value_range_of(np.array([0.2, 0.4]), np.array([-1.0]), np.array([])) == (-1.0, 0.4)
    assert value_range_of(np.array([True, False])) == (False, True)


@pytest.mark.parametrize("X", [np.array([0.0, 5.0]), np.array([0, 5]), np.array([False, True])])
def test_the_range_becomes_zero_to_one(X):
    assert scaled(X, (X.min(), X.max())).tolist() == [0.0, 1.0]


def test_values_beyond_the_range_are_clipped_and_a_single_value_is_black():
    assert scaled(np.array([-1.0, 0.5, 9.0]), (0, 1)).tolist() == [0.0, 0.5, 1.0]
    assert scaled(np.array([7.0]), (7.0, 7.0)).tolist() == [0.0]
