"""The files of each set of images: their names, and how they are read and written.

A form of files has ``names(part)``, the files as they are asked for; ``find(folder, part)``, the
files that are there or None; ``read(paths)``, the images (n, channels, height, width) and labels;
and ``writers(folder, part, images, labels)``, which is path -> write(path).
"""

import gzip
import math
import struct
import zlib
from functools import partial

import numpy as np
from scipy.io import loadmat, savemat

from imbgan.datasets._cifar import read_binary_batch, read_pickled_batch, write_binary_batch

UNSIGNED_BYTES = 8  # the code of the type in an idx file
LABEL_OF_ZERO = 10  # what the files of SVHN have for the digit 0


class IdxFiles:
    """A file of images and a file of labels, packed or not."""

    starts = {"train": "train", "test": "t10k"}

    def names(self, part):
        start = self.starts[part]
        return [f"{start}-images-idx3-ubyte.gz", f"{start}-labels-idx1-ubyte.gz"]

    def find(self, folder, part):
        pairs = [(folder / name, folder / name.removesuffix(".gz")) for name in self.names(part)]
        return _first_of_each(pairs)

    def read(self, paths):
        image_path, label_path = paths
        return read_idx(image_path, 3)[:, None], read_idx(label_path, 1)

    def writers(self, folder, part, images, labels):
        arrays = images.squeeze(axis=1), labels
        return {
            folder / name: partial(write_idx, array=array)
            for name, array in zip(self.names(part), arrays, strict=True)
        }


class MatFiles:
    """One file with images and labels."""

    def names(self, part):
        return [f"{part}_32x32.mat"]

    def find(self, folder, part):
        return _first_of_each([(folder / name,) for name in self.names(part)])

    def read(self, paths):
        return read_mat(*paths)

    def writers(self, folder, part, images, labels):
        (name,) = self.names(part)
        return {folder / name: partial(write_mat, images=images, labels=labels)}


class CifarFiles:
    """Batches, as records of bytes (``.bin``) or as pickles."""

    batches = {"train": [f"data_batch_{number}" for number in range(1, 6)], "test": ["test_batch"]}

    def names(self, part):
        return [f"{name}.bin" for name in self.batches[part]]

    def find(self, folder, part):
        pairs = [(folder / f"{name}.bin", folder / name) for name in self.batches[part]]
        return _first_of_each(pairs)

    def read(self, paths):
        readers = {".bin": read_binary_batch, "": read_pickled_batch}
        images, labels = zip(*(readers[path.suffix](path) for path in paths), strict=True)
        return np.concatenate(images), np.concatenate(labels)

    def writers(self, folder, part, images, labels):
        names = self.names(part)
        pieces = zip(*(np.array_split(it, len(names)) for it in (images, labels)), strict=True)
        return {
            folder / name: partial(write_binary_batch, images=some, labels=theirs)
            for name, (some, theirs) in zip(names, pieces, strict=True)
        }


FILES = {
    "mnist": IdxFiles(),
    "fashion_mnist": IdxFiles(),
    "svhn": MatFiles(),
    "cifar10": CifarFiles(),
}


def read_idx(path, n_dims):
    """Array of an idx file, packed (``.gz``) or not, or a ValueError that names the file."""
    content = _unpacked(path)
    start = _magic(n_dims)
    if not content.startswith(start):
        raise ValueError(
            f"{path} is no idx file of unsigned bytes in {n_dims} dimensions: it starts with the "
            f"bytes {list(content[:4])} instead of {list(start)}."
        )
    end = len(start) + 4 * n_dims
    if len(content) < end:
        raise ValueError(f"{path} is cut off within its header. Get the file again.")
    shape = struct.unpack(f">{n_dims}I", content[len(start) : end])
    if len(content) - end != math.prod(shape):
        raise ValueError(
            f"{path} holds {len(content) - end} values, but its header says {shape}, which makes "
            f"{math.prod(shape)}. Get the file again."
        )
    return np.frombuffer(content, dtype=np.uint8, offset=end).reshape(shape).copy()


def write_idx(path, array):
    """Write unsigned bytes as a packed idx file, whose content depends on the array alone."""
    header = _magic(array.ndim) + struct.pack(f">{array.ndim}I", *array.shape)
    path.write_bytes(gzip.compress(header + array.tobytes(), compresslevel=6, mtime=0))


def read_mat(path):
    """Images and digits of a MATLAB file of SVHN, or a ValueError that names it."""
    try:
        content = loadmat(path, variable_names=("X", "y"), appendmat=False)
    except Exception as error:  # a damaged file can raise anything in scipy's reader
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
    """Write images and digits as a compressed MATLAB file."""
    labels = np.where(labels == 0, LABEL_OF_ZERO, labels).astype(np.uint8)
    content = {"X": images.transpose(2, 3, 1, 0), "y": labels[:, None]}
    savemat(path, content, appendmat=False, do_compression=True)


def as_digits(labels):
    """Labels of SVHN as the digits that they stand for."""
    return np.where(labels == LABEL_OF_ZERO, 0, labels).astype(np.uint8)


def _first_of_each(choices):
    """The first file of each choice that is there, or None where a choice has none."""
    found = [next((path for path in paths if path.is_file()), None) for paths in choices]
    return None if None in found else found


def _magic(n_dims):
    """First four bytes of an idx file."""
    return bytes([0, 0, UNSIGNED_BYTES, n_dims])


def _unpacked(path):
    """Bytes of a file, packed or not."""
    if path.suffix != ".gz":
        return path.read_bytes()
    try:
        return gzip.decompress(path.read_bytes())
    except (gzip.BadGzipFile, EOFError, zlib.error) as error:
        raise ValueError(f"{path} is an incomplete gzip file: {error}. Get it again.") from error
