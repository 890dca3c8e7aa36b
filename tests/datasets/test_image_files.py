"""Tests of how the files of the sets are called and found."""

import pickle

import numpy as np
import pytest

from imbgan.datasets._image_files import FILES
from imbgan.datasets._image_sets import IMAGE_SETS


def some(name, n=7):
    """Images of a set, and labels."""
    shape = n, *IMAGE_SETS[name].image_shape
    images = np.random.default_rng(0).integers(0, 256, size=shape, dtype=np.uint8)
    return images, np.arange(n, dtype=np.uint8)


def test_every_set_has_files():
    assert list(FILES) == list(IMAGE_SETS)


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("part", ["train", "test"])
def test_what_is_written_is_found_under_the_published_names(tmp_path, name, part):
    images, labels = some(name)
    for path, write in FILES[name].writers(tmp_path, part, images, labels).items():
        write(path)
    assert sorted(p.name for p in tmp_path.iterdir()) == sorted(FILES[name].names(part))
    again, their_labels = FILES[name].read(FILES[name].find(tmp_path, part))
    assert np.array_equal(again, images) and np.array_equal(their_labels, labels)


@pytest.mark.parametrize("name", FILES)
def test_a_part_that_lacks_a_file_is_not_found(tmp_path, name):
    (tmp_path / FILES[name].names("test")[0]).touch()
    assert FILES[name].find(tmp_path, "train") is None
    for file in FILES[name].names("train")[:-1]:
        (tmp_path / file).touch()
    assert FILES[name].find(tmp_path, "train") is None


def test_the_batches_of_cifar_are_read_in_their_order_in_either_version(tmp_path):
    images, labels = some("cifar10")
    writers = FILES["cifar10"].writers(tmp_path, "train", images, labels)
    for path, write in writers.items():
        write(path)
    third = tmp_path / "data_batch_3.bin"
    (row,), (label,) = FILES["cifar10"].read([third])
    content = {"data": row.reshape(1, -1), "labels": [int(label)]}
    (tmp_path / "data_batch_3").write_bytes(pickle.dumps(content, 3))
    third.unlink()
    again, their_labels = FILES["cifar10"].read(FILES["cifar10"].find(tmp_path, "train"))
    assert np.array_equal(again, images) and np.array_equal(their_labels, labels)
