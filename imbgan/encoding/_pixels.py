"""Reading images: their shape, and their pixels from four dimensions or from flat rows."""

from __future__ import annotations

import math
from numbers import Integral

import numpy as np
from scipy.sparse import issparse

from ._tables import as_array, blocks, common_dtype, is_frame, read_numbers

# Convolutional networks halve the sides several times, which smaller images do not allow.
MIN_SIDE = 8
CHANNELS = (1, 3)
_IN_AN_IMAGE = (
    "is a pixel of an image and so must hold numbers: leave it out, or convert it to numbers."
)


def as_images(X):
    """X as an array of four dimensions, or flat: as an array, a sparse matrix or a data frame."""
    if is_frame(X):
        return X
    if not isinstance(X, np.ndarray):
        X = X.tocsr() if issparse(X) else as_array(X)
    check_dimensions(X.shape)
    if X.dtype.kind == "c":
        raise ValueError("Complex data not supported: give the pixels as real numbers.")
    return X


def check_dimensions(shape):
    """Raise unless a shape is that of images or of flat rows."""
    if len(shape) == 3:
        raise ValueError(
            f"X has three dimensions, {shape}, but images have four, (n_samples, channels, "
            "height, width). Add a channel axis: X[:, None]."
        )
    if len(shape) not in (2, 4):
        raise ValueError(
            f"Expected 4D array of images or 2D array of flat images, got {len(shape)}D array "
            "instead. Reshape your data to (n_samples, channels, height, width)."
        )


def shape_of_images(X, image_shape):
    """Channels, height and width of the images in X, which `image_shape` declares if flat."""
    declared = None if image_shape is None else declared_shape(image_shape)
    if len(X.shape) == 4:
        seen = X.shape[1:]
        if declared not in (None, seen):
            raise ValueError(
                f"image_shape={image_shape!r} does not fit the images in X, whose shape is "
                f"{seen}; leave it out where X has four dimensions."
            )
    else:
        seen = declared
        if seen is None:
            raise ValueError(
                "X has two dimensions. Give the shape of the flat images as image_shape=(height, "
                "width) or (channels, height, width)."
            )
        if math.prod(seen) != X.shape[1]:
            raise ValueError(
                f"image_shape={image_shape!r} makes {math.prod(seen)} pixels, but X has "
                f"{X.shape[1]} columns; the product must be the number of columns."
            )
    _check_supported(seen)
    return seen


def pixel_blocks(X):
    """Pairs of a slice of rows and their pixels: numbers of any dtype, an image in a row."""
    n_pixels = math.prod(X.shape[1:])
    for rows in blocks(X.shape[0], n_pixels):
        values = _pixels(X.iloc[rows] if is_frame(X) else X[rows], n_pixels)
        _check_finite(values)
        yield rows, values


def extremes(X):
    """The smallest and the largest pixel, and the dtype in which they were read."""
    low, high, dtypes = [], [], set()
    for _, values in pixel_blocks(X):
        low.append(values.min())
        high.append(values.max())
        dtypes.add(values.dtype)
    dtype = np.result_type(*dtypes)
    number = float if dtype.kind == "f" else int
    return number(min(low)), number(max(high)), dtype


def dtype_of_pixels(X, read):
    """The dtype in which pixels are stored; `read`, if the columns of a frame have none."""
    if not is_frame(X):
        return X.dtype
    dtypes = {
        getattr(dtype, "numpy_dtype", getattr(dtype, "subtype", dtype)) for dtype in X.dtypes
    }
    common = common_dtype(dtypes)
    return read if common is None else common


def declared_shape(image_shape):
    """Channels, height and width that a parameter means."""
    try:
        sizes = tuple(image_shape)
    except TypeError:
        sizes = ()
    if len(sizes) not in (2, 3) or not all(isinstance(n, Integral) and n > 0 for n in sizes):
        raise ValueError(
            "image_shape must be (height, width) or (channels, height, width), positive "
            f"integers; got {image_shape!r}."
        )
    sizes = tuple(int(n) for n in sizes)
    return sizes if len(sizes) == 3 else (1, *sizes)


def _check_supported(shape):
    """Raise if there are no networks for images of a shape."""
    channels, *sides = shape
    if channels not in CHANNELS:
        hint = " Bring the channels to the front: X.transpose(0, 3, 1, 2)."
        raise ValueError(
            f"Images must have 1 or 3 channels, got {channels} in the shape {shape}; it is read "
            f"as (channels, height, width).{hint if shape[-1] in CHANNELS else ''}"
        )
    if min(sides) < MIN_SIDE:
        raise ValueError(
            f"Images of {sides[0]} x {sides[1]} pixels are too small: sides of {MIN_SIDE} pixels "
            "and more are supported. Treat small images as tables: give flat rows, X.reshape("
            "len(X), -1), without image_shape."
        )


def _pixels(part, n_pixels):
    """A few images as rows of numbers."""
    if not is_frame(part):
        part = part.toarray() if issparse(part) else part.reshape(len(part), n_pixels)
        if part.dtype.kind in "iuf":
            return part
    return read_numbers(part, np.arange(n_pixels), _IN_AN_IMAGE)


def _check_finite(values):
    """Raise if some pixels are missing or infinite."""
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return
    if np.isnan(values).any():
        raise ValueError(
            "Input X contains NaN. Some of its images have missing pixels: fill them first, or "
            "leave these images out."
        )
    raise ValueError(
        "Input X contains infinity or a value too large for dtype('float64'). Some of its images "
        "have such pixels: replace them by finite numbers first, or leave these images out."
    )
