"""Tests of what is made of downloads, with small local archives in place of the network."""

import dataclasses
import io
import zipfile

import numpy as np
import pandas as pd
import pytest

from imbgan.datasets import _sources
from imbgan.datasets._image_sets import IMAGE_SETS
from imbgan.datasets._sources import download_images, download_table, minority_as_one
from imbgan.datasets._tables import TABLES


def zipped(**files):
    """Bytes of a zip archive with these text files; `__` in a name stands for a dot."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, text in files.items():
            archive.writestr(name.replace("__", "."), text)
    return buffer.getvalue()


def rows(*lists, sep=" "):
    """Text with one line per list."""
    return "\n".join(sep.join(map(str, values)) for values in lists) + "\n"


def opener_of(url, content):
    """An opener that knows one URL."""
    return {url: content}.__getitem__


def test_secom_joins_readings_and_labels():
    content = zipped(
        secom__data=rows([1.5] + ["NaN"] * 589, [2] * 590, [3] * 590),
        secom_labels__data='-1 "19/07/2008 11:55:00"\n1 "19/07/2008 12:32:00"\n-1 "x y"\n',
    )
    table = download_table(
        TABLES["secom"], read_url=opener_of(_sources.SECOM_URL, content), read_openml=None
    )
    assert table.shape == (3, 591)
    assert table["target"].tolist() == [0, 1, 0]
    assert table["f1"].tolist() == [1.5, 2, 3] and np.isnan(table.loc[0, "f590"])


def test_haberman_maps_death_to_one():
    content = zipped(haberman__data="30,64,1,1\n34,59,0,2\n31,59,2,1\n")
    table = download_table(
        TABLES["haberman"], read_url=opener_of(_sources.HABERMAN_URL, content), read_openml=None
    )
    assert table.columns.tolist() == ["age", "year", "nodes", "target"]
    assert table["target"].tolist() == [0, 1, 0]


def test_wafer_puts_the_training_part_first():
    content = zipped(
        Wafer_TRAIN__txt=rows([1.0] + [0.5] * 152, [-1.0] + [0.25] * 152),
        Wafer_TEST__txt=rows([1.0] + [0.75] * 152),
    )
    table = download_table(
        TABLES["wafer"], read_url=opener_of(_sources.WAFER_URL, content), read_openml=None
    )
    assert table["t152"].tolist() == [0.5, 0.25, 0.75]
    assert table["target"].tolist() == [0, 1, 0]


def test_yeast_drops_the_names_of_the_proteins():
    content = zipped(
        yeast__data="ADT1_YEAST  0.58  0.61  0.47  0.13  0.50  0.00  0.48  0.22  MIT\n"
    )
    table = download_table(
        TABLES["yeast"], read_url=opener_of(_sources.YEAST_URL, content), read_openml=None
    )
    assert table.loc[0, "mcg"] == 0.58 and table.loc[0, "target"] == "MIT"


@pytest.mark.parametrize(
    "name, data_id, words",
    [
        ("pima", 37, ["tested_negative", "tested_positive", "tested_negative"]),
        ("credit", 45577, ["No", "Yes", "No"]),
    ],
)
def test_openml_tables_get_our_names_and_labels(name, data_id, words):
    n_features = TABLES[name].n_features
    found = pd.DataFrame(np.ones((3, n_features))).add_prefix("c")
    table = download_table(
        TABLES[name],
        read_url=None,
        read_openml={data_id: (found, pd.Series(words, dtype="category"))}.__getitem__,
    )
    assert tuple(table.columns) == (*TABLES[name].feature_names, "target")
    assert table["target"].tolist() == [0, 1, 0]


def test_a_source_with_other_columns_raises():
    content = zipped(haberman__data="30,64,1\n31,59,2\n34,60,1\n")
    with pytest.raises(ValueError, match="2 columns instead of 3"):
        download_table(TABLES["haberman"], read_url=opener_of(_sources.HABERMAN_URL, content))


def test_an_archive_without_the_file_raises():
    with pytest.raises(ValueError, match="no file haberman.data"):
        download_table(
            TABLES["haberman"], read_url=opener_of(_sources.HABERMAN_URL, zipped(other="1"))
        )


def test_the_smaller_class_becomes_one():
    assert minority_as_one(["b", "a", "b"]).tolist() == [0, 1, 0]
    with pytest.raises(ValueError, match="3 classes instead of 2"):
        minority_as_one([1, 2, 3])


def test_urls_are_read_as_bytes(tmp_path):
    (tmp_path / "table.zip").write_bytes(b"content")
    assert _sources.read_url((tmp_path / "table.zip").as_uri()) == b"content"


@pytest.fixture
def three_images():
    """MNIST as if two training images and a test image had been published."""
    counts = {"train": (1, 0, 1), "test": (0, 1, 0)}
    return dataclasses.replace(IMAGE_SETS["mnist"], class_counts=counts)


def test_openml_images_are_cut_after_the_training_part(three_images):
    pixels = np.arange(3 * 784).reshape(3, 784) % 256
    words = pd.Series(["2", "0", "1"], dtype="category")
    parts = download_images(three_images, read_openml={554: (pd.DataFrame(pixels), words)}.get)
    images, labels = parts["train"]
    assert images.shape == (2, 1, 28, 28) and images.dtype == labels.dtype == np.uint8
    assert images[1, 0, 2, 3] == pixels[1, 2 * 28 + 3]
    assert labels.tolist() == [2, 0]
    assert np.array_equal(parts["test"][0].reshape(1, 784), pixels[2:])
    assert parts["test"][1].tolist() == [1]


@pytest.mark.parametrize(
    "spoil, match",
    [
        (lambda X: X.iloc[:2], r"shape \(2, 784\) instead of \(3, 784\)"),
        (lambda X: X.iloc[:, 1:], r"shape \(3, 783\) instead of"),
        (lambda X: X - 1, "no integers from 0 to 255"),
        (lambda X: X + 256, "no integers from 0 to 255"),
        (lambda X: X / 2 + 0.25, "no integers from 0 to 255"),
        (lambda X: X.replace(0, np.nan), "no integers from 0 to 255"),
    ],
    ids=["rows", "columns", "negative", "large", "fractions", "missing"],
)
def test_openml_images_of_another_form_raise(three_images, spoil, match):
    X, y = pd.DataFrame(np.zeros((3, 784))), pd.Series(["2", "0", "1"])
    with pytest.raises(ValueError, match=match):
        download_images(three_images, read_openml=lambda data_id: (spoil(X), y))


@pytest.mark.parametrize("name", ["svhn", "cifar10"])
@pytest.mark.parametrize("order", [(0, 1, 2, 3), (0, 2, 3, 1)], ids=["planes", "pixels"])
def test_the_order_of_colours_is_told_by_neighbours(name, order):
    # Red rises to the right, green falls, blue is even.
    rise = np.arange(32)
    image = np.stack([np.tile(row, (32, 1)) for row in (4 * rise, 250 - 4 * rise, 0 * rise)])
    images = np.stack([image, image[:, ::-1], image[:, :, ::-1]])
    flat = pd.DataFrame(images.transpose(order).reshape(3, -1))
    counts = {"train": (1, 0, 1), "test": (0, 1, 0)}
    info = dataclasses.replace(IMAGE_SETS[name], class_counts=counts)
    parts = download_images(info, read_openml=lambda data_id: (flat, pd.Series(["2", "0", "1"])))
    assert np.array_equal(parts["train"][0], images[:2])
    assert np.array_equal(parts["test"][0], images[2:])


def test_the_ten_of_svhn_is_the_digit_zero():
    info = dataclasses.replace(
        IMAGE_SETS["svhn"], class_counts={"train": (1, 1), "test": (0, 0, 0, 1)}
    )
    found = pd.DataFrame(np.zeros((3, 3072))), pd.Series(["10", "1", "3"])
    parts = download_images(info, read_openml={41081: found}.get)
    assert parts["train"][1].tolist() == [0, 1] and parts["test"][1].tolist() == [3]
