"""Images in a column of a table: finding the column, and reading arrays or files."""

from __future__ import annotations

import math
import os
from collections import Counter
from numbers import Integral

import numpy as np
from scipy.sparse import issparse

from ._pixels import declared_shape
from ._tables import column_names, is_category, is_frame, listed, missing_in

# A column of strings that all end like this is one of paths to images.
_SUFFIXES = (".png", ".jpg", ".jpeg", ".bmp", ".gif", ".tif", ".tiff", ".webp", ".pgm", ".ppm")
_GREY_MODES = ("1", "L", "LA", "La")


def locate_images(X, image_column, image_columns, image_shape):
    """Index of the column of images, and indices of columns of pixels; at most one is not None."""
    n_columns = math.prod(X.shape[1:])
    if len(X.shape) == 4:
        return None, np.arange(n_columns)
    if image_columns is not None:
        if image_shape is None:
            raise ValueError(
                "image_columns names the columns of pixels; give the shape of the images too, "
                "image_shape=(height, width) or (channels, height, width)."
            )
        return None, chosen_columns(X, image_columns, "image_columns")
    column = find_image_column(X, image_column)
    if column is not None or image_shape is None:
        return column, None
    # With too few columns the encoder of images says so.
    return None, np.arange(min(math.prod(declared_shape(image_shape)), n_columns))


def find_image_column(X, image_column):
    """Index of the column of images, which "auto" looks for, or None where there is none."""
    is_auto = isinstance(image_column, str) and image_column == "auto"
    if image_column is None or (is_auto and issparse(X)):
        return None
    names = column_names(X)
    if issparse(X):
        raise ValueError(
            f"image_column={image_column!r} names a column of a sparse matrix, which holds no "
            "images. Give an array or a frame, or flat images with image_shape."
        )
    if not is_auto:
        return _named_column(names, image_column)
    found = [column for column in range(len(names)) if _holds_images(X, column)]
    if len(found) > 1:
        raise ValueError(
            f"X has several columns of images, {listed([names[column] for column in found])}. Say "
            "by image_column which one to read, and leave the others out."
        )
    return found[0] if found else None


def column_values(X, column):
    """The values of a column as an array of objects."""
    if is_frame(X):
        return X.iloc[:, column].to_numpy(dtype=object)
    return np.asarray(X[:, column], dtype=object)


def read_images(X, column, channels=None):
    """Images of a column, arrays or paths, as an array (n_samples, channels, height, width).

    Files are read as grey or RGB, as `channels` says; by default as RGB if one has colours.
    """
    values, name = column_values(X, column), column_names(X)[column]
    # Of a part of a frame the index still says which rows they are.
    labels = np.array(X.index if is_frame(X) else range(len(values)), dtype=object)
    missing = np.flatnonzero(missing_in(values))
    if len(missing):
        raise ValueError(
            f"Column {name!r} of X has no image in {_rows(labels[missing])}. Leave these "
            "rows out, or give them an image."
        )
    images, is_file = [], []
    for row, value in zip(labels, values, strict=True):
        image, from_file = _read(value, f"in row {row} of column {name!r}", channels)
        images.append(image)
        is_file.append(from_file)
    if any(
        from_file and len(image) == 3 for image, from_file in zip(images, is_file, strict=True)
    ):
        for row in np.flatnonzero(is_file):
            images[row] = np.broadcast_to(images[row], (3, *images[row].shape[1:]))
    _check_sizes(images, name, labels)
    return np.stack(images)


def chosen_columns(X, columns, parameter):
    """Indices of columns: a slice, indices, a mask, or names of a frame's columns."""
    n_columns = X.shape[1]
    if isinstance(columns, slice):
        return np.arange(n_columns)[columns]
    chosen = np.asarray(columns)
    if chosen.ndim != 1 or (chosen.size and chosen.dtype.kind not in "biuUO"):
        raise ValueError(
            f"{parameter} must be a slice, indices, a mask, or names of a frame's columns; got "
            f"{columns!r}."
        )
    if chosen.dtype.kind == "b":
        if len(chosen) != n_columns:
            raise ValueError(
                f"{parameter} is a mask of length {len(chosen)}, but X has {n_columns} columns."
            )
        return np.flatnonzero(chosen)
    names = column_names(X)
    wanted = chosen.tolist()
    if is_frame(X) and not all(isinstance(name, Integral) for name in wanted):
        indices = [names.index(name) if names.count(name) == 1 else n_columns for name in wanted]
    else:
        indices = [i if isinstance(i, Integral) else n_columns for i in wanted]
    pairs = zip(wanted, indices, strict=True)
    wrong = [name for name, i in pairs if not -n_columns <= i < n_columns]
    if wrong:
        raise ValueError(
            f"{parameter} names columns that X does not have, or has several times: "
            f"{listed(wrong)}. Its columns are {listed(names, limit=20)}."
        )
    indices = np.array(indices, dtype=np.intp) % max(n_columns, 1)
    if len(np.unique(indices)) < len(indices):
        raise ValueError(f"{parameter} names a column several times: {columns!r}.")
    return indices


def _named_column(names, wanted):
    """Index of the column with a name; integers count columns where they are no names."""
    if names.count(wanted) == 1:
        return names.index(wanted)
    if names.count(wanted) > 1:
        raise ValueError(f"image_column={wanted!r} names a column that X has several times.")
    if isinstance(wanted, Integral) and -len(names) <= wanted < len(names):
        return int(wanted) % len(names)
    raise ValueError(
        f"image_column={wanted!r} is not a column of X, whose columns are "
        f"{listed(names, limit=20)}."
    )


def _holds_images(X, column):
    """Whether a column holds arrays of images, or paths to files of images."""
    dtype = X.dtypes.iloc[column] if is_frame(X) else X.dtype
    if is_category(dtype) or getattr(dtype, "kind", None) != "O":
        return False
    values = column_values(X, column)
    present = values[~missing_in(values)]
    if not len(present):
        return False
    if isinstance(present[0], str):  # categories are strings too
        return all(isinstance(v, str) and v.lower().endswith(_SUFFIXES) for v in present)
    return _is_image(present[0]) or isinstance(present[0], os.PathLike)


def _is_image(value):
    """Whether an object holds the pixels of an image: an array, or one of Pillow's images."""
    if isinstance(value, np.ndarray):
        return value.ndim >= 2
    return type(value).__module__.startswith("PIL.")


def _read(value, place, channels):
    """Pixels of an image as (channels, height, width), and whether they come from a file."""
    if isinstance(value, np.ndarray) and value.ndim in (2, 3):
        return (value if value.ndim == 3 else value[None]), False
    if isinstance(value, (str, os.PathLike)):
        return _read_file(value, place, channels), True
    if _is_image(value) and not isinstance(value, np.ndarray):
        return _pixels_of(value, channels), True
    shown = f"an array of shape {value.shape}" if isinstance(value, np.ndarray) else repr(value)
    raise ValueError(
        f"{shown} {place} of X is no image: give arrays of shape (height, width) or (channels, "
        "height, width), or paths to files."
    )


def _read_file(path, place, channels):
    """Pixels of a file of an image."""
    try:
        from PIL import Image
    except ImportError as error:
        raise ImportError(
            "Reading files of images needs pillow: pip install pillow, or all of the extra "
            '`vision`: pip install "imbgan[vision]", in a clone pip install ".[vision]".'
        ) from error
    try:
        with Image.open(path) as image:
            return _pixels_of(image, channels)
    # Pillow raises these for what is damaged or no image.
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise ValueError(f"The file {str(path)!r} {place} cannot be read: {error}") from error


def _pixels_of(image, channels):
    """Pixels of one of Pillow's images, grey or RGB."""
    if image.mode.startswith(("I", "F")):  # more than eight bits, which only grey images have
        pixels = np.asarray(image)[None]
        return np.broadcast_to(pixels, (channels or 1, *pixels.shape[1:]))
    is_grey = channels == 1 or (channels is None and image.mode in _GREY_MODES)
    pixels = np.asarray(image.convert("L" if is_grey else "RGB"))
    return pixels[None] if is_grey else pixels.transpose(2, 0, 1)


def _check_sizes(images, name, labels):
    """Raise unless all images have the same shape."""
    shapes = [image.shape for image in images]
    (usual, _), *others = Counter(shapes).most_common()
    if others:
        rows = [row for row, shape in enumerate(shapes) if shape != usual]
        raise ValueError(
            f"Column {name!r} of X has images of different sizes: most have shape {usual}, others "
            f"{shapes[rows[0]]}, in {_rows(labels[rows])}. Bring them to one size first."
        )


def _rows(rows):
    """The word "row" and the first few of some row numbers."""
    return f"row{'s' if len(rows) > 1 else ''} {listed(rows.tolist())}"
