"""Reading images and bringing them into the range that is shown."""

import numpy as np
from scipy import sparse


def as_images(X, image_shape, name):
    """Images of shape (n, channels, height, width), from such or from flat rows."""
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
