"""The files of CIFAR-10: pickles of Python 2, which are never trusted, and records of bytes."""

import io
import math
import pickle

import numpy as np

IMAGE_SHAPE = (3, 32, 32)
N_PIXELS = math.prod(IMAGE_SHAPE)
N_CLASSES = 10


class PickledArray:
    """Replaces an array while unpickling: keeps the state of the pickle and builds nothing."""

    def __init__(self, *args):
        self.state = None

    def __setstate__(self, state):
        self.state = state


class PickledType:
    """Replaces the dtype of an array while unpickling."""

    def __init__(self, code, *args):
        self.code = code

    def __setstate__(self, state):
        """Ignore byte order and alignment, which bytes do not have."""


# All that the pickle of a batch needs beside plain containers, replaced so that nothing is run.
_KNOWN = {
    ("numpy.core.multiarray", "_reconstruct"): PickledArray,
    ("numpy._core.multiarray", "_reconstruct"): PickledArray,
    ("numpy", "ndarray"): None,
    ("numpy", "dtype"): PickledType,
}


class BatchUnpickler(pickle.Unpickler):
    """Reads plain containers and arrays, and refuses whatever else a pickle asks for."""

    def find_class(self, module, name):
        if (module, name) not in _KNOWN:
            raise pickle.UnpicklingError(
                f"it asks for {module}.{name}, which no batch of images needs"
            )
        return _KNOWN[module, name]


def read_pickled_batch(path):
    """Images and labels of one batch of the Python version, or a ValueError that names it."""
    content = io.BytesIO(path.read_bytes())
    try:
        content = BatchUnpickler(content, encoding="bytes").load()
        images = _array(_entry(content, "data"))
        labels = np.asarray(_entry(content, "labels"), dtype=np.int64)
    except Exception as error:  # damaged bytes can be any sequence of instructions
        raise ValueError(f"{path} is no batch of CIFAR-10: {error}.") from error
    return _checked(path, images, labels)


def read_binary_batch(path):
    """Images and labels of one batch of the binary version, or a ValueError that names it."""
    content = np.frombuffer(path.read_bytes(), dtype=np.uint8)
    if len(content) == 0 or len(content) % (1 + N_PIXELS):
        raise ValueError(
            f"{path} holds {len(content)} bytes, which are no records of a label and {N_PIXELS} "
            "pixels. Get the file again."
        )
    records = content.reshape(-1, 1 + N_PIXELS)
    return _checked(path, records[:, 1:], records[:, 0])


def write_binary_batch(path, images, labels):
    """Write images and labels as records of bytes."""
    records = np.column_stack([labels.astype(np.uint8), images.reshape(len(images), N_PIXELS)])
    path.write_bytes(records.tobytes())


def _entry(content, name):
    """The value of a key, which Python 2 wrote as bytes."""
    return content[name.encode()] if name.encode() in content else content[name]


def _array(pickled):
    """The array of the state that was unpickled."""
    _, shape, kind, by_column, content = pickled.state
    if kind.code not in (b"u1", "u1"):
        raise ValueError(f"its data are of the type {kind.code!r} instead of unsigned bytes")
    array = np.frombuffer(content, dtype=np.uint8)
    return array.reshape(shape, order="F" if by_column else "C")


def _checked(path, images, labels):
    """Images of shape (n, channels, height, width) and their labels."""
    if images.ndim != 2 or images.shape[1] != N_PIXELS or labels.shape != images.shape[:1]:
        raise ValueError(
            f"{path} is no batch of CIFAR-10: it holds data of shape {images.shape} with labels "
            f"of shape {labels.shape} instead of {N_PIXELS} pixels and a label for each image."
        )
    if len(labels) and not 0 <= labels.min() <= labels.max() < N_CLASSES:
        raise ValueError(f"{path} has labels outside 0 to {N_CLASSES - 1}.")
    return images.reshape(-1, *IMAGE_SHAPE), labels.astype(np.uint8)
