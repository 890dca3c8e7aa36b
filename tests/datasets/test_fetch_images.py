"""Tests of the loading of images: real ones where IMBGAN_DATA has them, else small copies."""

import dataclasses
import gzip
import os
import urllib.error
from pathlib import Path

import numpy as np
import pytest

from imbgan.datasets import _fetch_images, fetch_images
from imbgan.datasets._image_files import write_idx
from imbgan.datasets._image_sets import IMAGE_SETS

TRAIN_FILES = ["train-images-idx3-ubyte.gz", "train-labels-idx1-ubyte.gz"]
TEST_FILES = ["t10k-images-idx3-ubyte.gz", "t10k-labels-idx1-ubyte.gz"]


def needs_data(name):
    """Skip where there is no copy of the real images."""
    folder = os.environ.get("IMBGAN_DATA")
    return pytest.mark.skipif(
        not folder or not Path(folder, name).is_dir(),
        reason=f"IMBGAN_DATA names no folder with the real images of {name}",
    )


@pytest.fixture
def small(monkeypatch):
    """MNIST as if only seven images had been published: (parts, facts)."""
    counts = {"train": (3, 1, 0, 0, 0, 0, 0, 0, 0, 1), "test": (1, 0, 0, 1, 0, 0, 0, 0, 0, 0)}
    info = dataclasses.replace(IMAGE_SETS["mnist"], class_counts=counts)
    monkeypatch.setitem(IMAGE_SETS, "mnist", info)
    images = np.random.default_rng(0).integers(0, 256, size=(7, 1, 28, 28), dtype=np.uint8)
    labels = np.array([0, 9, 0, 1, 0, 3, 0], dtype=np.uint8)
    return {"train": (images[:5], labels[:5]), "test": (images[5:], labels[5:])}, info


def put(parts, folder):
    """Write parts under the names of their files."""
    (folder / "mnist").mkdir(exist_ok=True)
    for part, names in (("train", TRAIN_FILES), ("test", TEST_FILES)):
        for name, array in zip(names, parts.get(part, ()), strict=False):
            # The files have no axis of channels.
            write_idx(folder / "mnist" / name, array[:, 0] if array.ndim == 4 else array)


@pytest.fixture
def downloads(small, monkeypatch):
    """Puts the small parts in the place of OpenML; lists the downloads."""
    asked = []

    def download(info):
        asked.append(info.name)
        return small[0]

    monkeypatch.setattr(_fetch_images, "download_images", download)
    return asked


@pytest.mark.parametrize(
    "name", [pytest.param(name, marks=needs_data(name)) for name in IMAGE_SETS]
)
def test_real_images_have_the_published_content(name):
    images = fetch_images(name, subset="all", download_if_missing=False)
    counts = IMAGE_SETS[name].class_counts
    n_train, n_test = sum(counts["train"]), sum(counts["test"])
    assert images.data.shape == (n_train + n_test, *images.image_shape)
    assert images.data.dtype == np.uint8
    assert images.data.min() == 0 and images.data.max() == 255
    assert tuple(np.bincount(images.target[:n_train])) == counts["train"]
    assert tuple(np.bincount(images.target[n_train:])) == counts["test"]


@needs_data("mnist")
def test_the_first_real_digits_are_those_of_the_source():
    _, y = fetch_images("mnist", download_if_missing=False, return_X_y=True)
    assert y[:10].tolist() == [5, 0, 4, 1, 9, 2, 1, 3, 1, 4]


def test_a_bunch_of_the_training_images_is_returned_by_default(tmp_path, small):
    parts, _ = small
    put(parts, tmp_path)
    images = fetch_images("mnist", data_home=tmp_path)
    assert images.data.shape == (5, 1, 28, 28) and images.data.dtype == np.uint8
    assert np.array_equal(images.data, parts["train"][0])
    assert images.target.tolist() == [0, 9, 0, 1, 0] and images.target.dtype == np.int64
    assert images.image_shape == images.data.shape[1:]
    assert images.target_names == list("0123456789")
    assert "MNIST" in images.DESCR


@pytest.mark.parametrize(
    "subset, target",
    [("train", [0, 9, 0, 1, 0]), ("test", [3, 0]), ("all", [0, 9, 0, 1, 0, 3, 0])],
)
def test_the_subset_is_returned_as_a_pair_on_request(tmp_path, small, subset, target):
    put(small[0], tmp_path)
    X, y = fetch_images("mnist", data_home=str(tmp_path), subset=subset, return_X_y=True)
    assert X.shape == (len(target), 1, 28, 28) and y.tolist() == target


def test_fashion_has_names_in_the_order_of_its_labels():
    names = IMAGE_SETS["fashion_mnist"].target_names
    assert (names[0], names[5], names[9]) == ("T-shirt/top", "Sandal", "Ankle boot")


def test_the_folder_may_come_from_the_environment(tmp_path, small, monkeypatch):
    put(small[0], tmp_path)
    monkeypatch.setenv("IMBGAN_DATA", str(tmp_path))
    assert len(fetch_images("mnist", download_if_missing=False).data) == 5


def test_unpacked_files_are_read_too(tmp_path, small):
    put(small[0], tmp_path)
    packed = tmp_path / "mnist" / TRAIN_FILES[0]
    packed.with_suffix("").write_bytes(gzip.decompress(packed.read_bytes()))
    packed.unlink()
    X, _ = fetch_images("mnist", data_home=tmp_path, download_if_missing=False, return_X_y=True)
    assert np.array_equal(X, small[0]["train"][0])


def test_a_part_that_was_not_asked_for_may_be_absent(tmp_path, small):
    put({"train": small[0]["train"]}, tmp_path)
    assert len(fetch_images("mnist", data_home=tmp_path, download_if_missing=False).data) == 5
    with pytest.raises(OSError, match="Put the files t10k-images-idx3-ubyte.gz, t10k-labels-"):
        fetch_images("mnist", data_home=tmp_path, subset="all", download_if_missing=False)


@pytest.mark.parametrize(
    "spoil, match",
    [
        (lambda X, y: (X[:-1], y), r"images \(4, 1, 28, 28\) instead of \(5, 1, 28, 28\)"),
        (lambda X, y: (X[:, :, :20], y), r"images \(5, 1, 20, 28\) instead of"),
        (lambda X, y: (X, y[:-1]), r"classes \(2, 1, .* instead of \(3, 1, "),
        (lambda X, y: (X, np.where(y == 9, 10, y).astype(np.uint8)), r"0, 0, 1\) instead of"),
    ],
    ids=["images", "shape", "labels", "classes"],
)
def test_other_content_raises_and_names_what_differs(tmp_path, small, spoil, match):
    put({"train": spoil(*small[0]["train"])}, tmp_path)
    with pytest.raises(ValueError, match=f"not the train part of 'mnist' .*{match}") as caught:
        fetch_images("mnist", data_home=tmp_path)
    assert TRAIN_FILES[0] in str(caught.value)


def test_labels_in_the_place_of_images_raise_with_the_file(tmp_path, small):
    put(small[0], tmp_path)
    images, labels = (tmp_path / "mnist" / name for name in TRAIN_FILES)
    images.write_bytes(labels.read_bytes())
    with pytest.raises(ValueError, match=f"{TRAIN_FILES[0]} is no idx file"):
        fetch_images("mnist", data_home=tmp_path)


@pytest.mark.parametrize("name", ["emnist", None])
def test_an_unknown_set_raises(tmp_path, name):
    with pytest.raises(ValueError, match=f"name={name!r} is no set of images"):
        fetch_images(name, data_home=tmp_path)


@pytest.mark.parametrize("subset", ["valid", None, ["train"]])
def test_an_unknown_subset_raises(tmp_path, subset):
    with pytest.raises(ValueError, match=r"subset=.* is no part; choose one of \['train', 'te"):
        fetch_images("mnist", data_home=tmp_path, subset=subset)


def test_missing_files_say_what_to_put_where(tmp_path):
    with pytest.raises(OSError, match="Put the files train-images-idx3-ubyte.gz, ") as caught:
        fetch_images("mnist", data_home=tmp_path, download_if_missing=False)
    message = str(caught.value)
    assert str(tmp_path / "mnist") in message and "IMBGAN_DATA" in message


def test_a_failed_download_says_what_to_put_where(tmp_path, small):
    def offline(data_id):
        raise urllib.error.URLError("no route to host")

    with pytest.raises(OSError, match="'mnist' failed: .*no route to host.*Put the files train-"):
        _fetch_images._download(small[1], tmp_path, ["train"], True, read_openml=offline)


@pytest.mark.parametrize("subset", ["train", "test"])
def test_a_download_is_kept_whole_whichever_part_was_asked_for(tmp_path, downloads, subset):
    first = fetch_images("mnist", data_home=tmp_path, subset=subset).data
    assert sorted(os.listdir(tmp_path / "mnist")) == sorted(TRAIN_FILES + TEST_FILES)
    again = fetch_images("mnist", data_home=tmp_path, subset="all", download_if_missing=False)
    part = again.data[:5] if subset == "train" else again.data[5:]
    assert np.array_equal(part, first) and downloads == ["mnist"]


def test_files_that_are_there_are_left_alone_by_a_download(tmp_path, small, downloads):
    images, labels = small[0]["train"]
    put({"train": (255 - images, labels)}, tmp_path)
    X, _ = fetch_images("mnist", data_home=tmp_path, subset="all", return_X_y=True)
    assert np.array_equal(X[:5], 255 - images) and np.array_equal(X[5:], small[0]["test"][0])
    again = fetch_images("mnist", data_home=tmp_path).data
    assert np.array_equal(again, 255 - images) and downloads == ["mnist"]


def test_a_lone_file_is_replaced_together_with_its_partner(tmp_path, small, downloads):
    put({"train": small[0]["train"][:1]}, tmp_path)
    assert fetch_images("mnist", data_home=tmp_path).target.tolist() == [0, 9, 0, 1, 0]
    assert downloads == ["mnist"]


def test_a_download_of_other_content_is_not_kept(tmp_path, small, monkeypatch):
    swapped = dict(zip(("test", "train"), small[0].values(), strict=True))
    monkeypatch.setattr(_fetch_images, "download_images", lambda info: swapped)
    with pytest.raises(ValueError, match="the download is not the t[a-z]+ part of 'mnist'"):
        fetch_images("mnist", data_home=tmp_path)
    assert os.listdir(tmp_path) == []


def test_a_folder_that_cannot_be_written_only_warns(tmp_path, downloads):
    (tmp_path / "file").write_text("not a folder")
    with pytest.warns(UserWarning, match="could not be kept") as caught:
        images = fetch_images("mnist", data_home=tmp_path / "file")
    assert len(images.data) == 5
    assert len(caught) == 1 and caught[0].filename == __file__


@pytest.fixture(params=["svhn", "cifar10"])
def small_colour(request, monkeypatch):
    """A set of colour images as if only seven had been published: (name, parts)."""
    name = request.param
    counts = {"train": (3, 1, 0, 0, 0, 0, 0, 0, 0, 1), "test": (1, 0, 0, 1, 0, 0, 0, 0, 0, 0)}
    info = dataclasses.replace(IMAGE_SETS[name], class_counts=counts)
    monkeypatch.setitem(IMAGE_SETS, name, info)
    images = np.random.default_rng(0).integers(0, 256, size=(7, 3, 32, 32), dtype=np.uint8)
    labels = np.array([0, 9, 0, 1, 0, 3, 0], dtype=np.uint8)
    return name, {"train": (images[:5], labels[:5]), "test": (images[5:], labels[5:])}


def test_colour_images_are_read_from_the_files_that_a_download_leaves(
    tmp_path, small_colour, monkeypatch
):
    name, parts = small_colour
    monkeypatch.setattr(_fetch_images, "download_images", lambda info: parts)
    first = fetch_images(name, data_home=tmp_path, subset="test")
    assert np.array_equal(first.data, parts["test"][0])
    again = fetch_images(name, data_home=tmp_path, subset="all", download_if_missing=False)
    assert again.data.shape == (7, *again.image_shape) and again.data.dtype == np.uint8
    assert np.array_equal(again.data[:5], parts["train"][0])
    assert again.target.tolist() == [0, 9, 0, 1, 0, 3, 0] and again.target.dtype == np.int64


def test_missing_colour_images_say_what_to_put_where(tmp_path, small_colour):
    name, _ = small_colour
    wanted = {"svhn": "train_32x32.mat into", "cifar10": "data_batch_1.bin, .*_5.bin into"}[name]
    with pytest.raises(OSError, match=f"Put the files {wanted} .*{name}"):
        fetch_images(name, data_home=tmp_path, download_if_missing=False)


def test_colour_images_of_other_content_raise(tmp_path, small_colour, monkeypatch):
    name, parts = small_colour
    swapped = dict(zip(("test", "train"), parts.values(), strict=True))
    monkeypatch.setattr(_fetch_images, "download_images", lambda info: swapped)
    with pytest.raises(ValueError, match=rf"of {name!r} as .* images \(.*, 3, 32, 32\) instead"):
        fetch_images(name, data_home=tmp_path)
