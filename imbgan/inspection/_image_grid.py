"""Rows of images in one picture, as displays show them."""

import numpy as np
from scipy import sparse

from ._plotting import axes_or_new, pyplot_for

_GAP = 1  # pixels between images


def draw_grid(display, rows, names, ax, *, value_range, cmap):
    """Draw labelled rows of images for a display and set its fitted attributes."""
    plt = pyplot_for(f"{type(display).__name__}.plot")
    if value_range is None:
        value_range = value_range_of(*rows)
    grid, height = _grid([scaled(images, value_range) for images in rows])
    size = (grid.shape[1] / grid.shape[0] * 0.7 * len(rows) + 1.5, 0.7 * len(rows) + 0.3)
    display.ax_ = ax = axes_or_new(plt, ax, figsize=size, layout="compressed")
    display.figure_ = ax.figure
    display.image_ = ax.imshow(grid, cmap=cmap, vmin=0, vmax=1, interpolation="nearest")
    ax.set_xticks([])
    ax.set_yticks([r * (height + _GAP) + (height - 1) / 2 for r in range(len(rows))])
    ax.set_yticklabels(names)
    ax.tick_params(length=0)
    ax.spines[:].set_visible(False)
    return display


def _grid(rows):
    """One image with a row for each array of images, transparent between them; and the height."""
    _, n_channels, height, width = rows[0].shape
    n_columns = max(map(len, rows))
    grid = np.full((len(rows) * (height + _GAP) - _GAP, n_columns * (width + _GAP) - _GAP, 4), 0.0)
    for r, images in enumerate(rows):
        for c, image in enumerate(images):
            top, left = r * (height + _GAP), c * (width + _GAP)
            at = (slice(top, top + height), slice(left, left + width))
            grid[*at, :3] = np.moveaxis(image, 0, -1)
            grid[*at, 3] = 1.0
    if n_channels == 1:
        return np.where(grid[..., 3] > 0, grid[..., 0], np.nan), height
    return grid, height


def as_images(X, image_shape, name):
    """Images of shape (n, channels, height, width), reshaped if they are flat rows."""
    X = X.toarray() if sparse.issparse(X) else np.asarray(X)
    if X.ndim == 2:
        if image_shape is None:
            raise ValueError(
                f"{name} has flat rows; say what images they are with image_shape=(height, width) "
                "or (channels, height, width)."
            )
        shape = tuple(image_shape)
        shape = (1, *shape) if len(shape) == 2 else shape
        if len(shape) != 3 or np.prod(shape) != X.shape[1]:
            raise ValueError(
                f"{name} has {X.shape[1]} columns, which image_shape={tuple(image_shape)} does "
                "not fit."
            )
        X = X.reshape(-1, *shape)
    if X.ndim != 4:
        raise ValueError(
            f"{name} has the shape {X.shape}; pass images of shape (n_images, channels, height, "
            "width), or flat rows with image_shape."
        )
    if X.shape[1] not in (1, 3):
        raise ValueError(
            f"{name} has images of {X.shape[1]} channels; those of 1 or 3 channels can be shown."
        )
    return X if X.dtype.kind in "biuf" else X.astype(float)


def value_range_of(*sets):
    """The values that are shown black and white: those of bytes, or the smallest and largest."""
    values = [X for X in sets if X.size]
    low, high = min(X.min() for X in values), max(X.max() for X in values)
    if all(X.dtype.kind in "iu" for X in values) and low >= 0 and high <= 255:
        return 0, 255
    return low, high


def scaled(X, value_range):
    """Images with values from 0 (the low end of the range and below) to 1."""
    low, high = (float(end) for end in value_range)
    span = high - low
    return np.clip((X.astype(float) - low) / (span if span > 0 else 1.0), 0.0, 1.0)
