"""How the files of each set of images are called, read and written.

A form of files has ``names(part)``, the files as they are asked for; ``find(folder, part)``, the
files that are there or None; ``read(paths)``, the images (n, channels, height, width) and labels;
and ``writers(folder, part, images, labels)``, which is path -> write(path).
"""

from functools import partial

import numpy as np

from imbgan.datasets._cifar import read_binary_batch, read_pickled_batch, write_binary_batch
from imbgan.datasets._idx import read_idx, write_idx
from imbgan.datasets._mat import read_mat, write_mat


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


def _first_of_each(choices):
    """The first file of each choice that is there, or None where a choice has none."""
    found = [next((path for path in paths if path.is_file()), None) for paths in choices]
    return None if None in found else found
