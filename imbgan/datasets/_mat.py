"""The MATLAB files of SVHN: image numbers on the last axis, and a 10 for the digit 0."""

import numpy as np
from scipy.io import loadmat, savemat

LABEL_OF_ZERO = 10


def read_mat(path):
    """Images (n, channels, height, width) and digits of a file, or a ValueError that names it."""
    try:
        content = loadmat(path, variable_names=("X", "y"), appendmat=False)
    except Exception as error:  # a damaged file can make scipy's reader stumble anywhere
        raise ValueError(
            f"{path} is no MATLAB file that can be read: {error}. Get it again."
        ) from error
    images, labels = (np.asarray(content.get(name, ())) for name in "Xy")
    if images.ndim != 4 or images.dtype != np.uint8:
        raise ValueError(
            f"{path} holds no X of unsigned bytes with the axes height, width, channels and "
            f"images: it has the shape {images.shape} and the type {images.dtype}."
        )
    labels = labels.ravel()
    if len(labels) != images.shape[-1] or not np.isin(labels, range(LABEL_OF_ZERO + 1)).all():
        raise ValueError(
            f"{path} holds no y with a label from 1 to {LABEL_OF_ZERO} for each of its "
            f"{images.shape[-1]} images."
        )
    return np.ascontiguousarray(images.transpose(3, 2, 0, 1)), as_digits(labels)


def write_mat(path, images, labels):
    """Write images and digits as a packed file."""
    labels = np.where(labels == 0, LABEL_OF_ZERO, labels).astype(np.uint8)
    content = {"X": images.transpose(2, 3, 1, 0), "y": labels[:, None]}
    savemat(path, content, appendmat=False, do_compression=True)


def as_digits(labels):
    """Labels of SVHN as the digits that they stand for."""
    return np.where(labels == LABEL_OF_ZERO, 0, labels).astype(np.uint8)
