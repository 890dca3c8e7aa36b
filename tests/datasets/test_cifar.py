"""Tests of the files of CIFAR-10: both versions, and pickles that want more than they may."""

import os
import pickle
import struct

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imbgan.datasets._cifar import read_binary_batch, read_pickled_batch, write_binary_batch

LABELS = [3, 0, 9]


@pytest.fixture
def rows():
    """Pixels of three images, as a batch has them."""
    return np.random.default_rng(0).integers(0, 256, size=(3, 3072), dtype=np.uint8)


def short(text):
    """A string as Python 2 pickles it."""
    return b"U" + bytes([len(text)]) + text


def batch_of_python_2(rows, labels):
    """The bytes of a batch as it was published, instruction by instruction."""
    data = rows.tobytes()
    array = (
        b"cnumpy.core.multiarray\n_reconstruct\n(cnumpy\nndarray\n(K\x00t" + short(b"b") + b"tR"
        b"(K\x01(M" + struct.pack("<H", len(rows)) + b"M" + struct.pack("<H", 3072) + b"t"
        b"cnumpy\ndtype\n(" + short(b"u1") + b"K\x00K\x01tR"
        b"(K\x03" + short(b"|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb"
        b"\x89T" + struct.pack("<i", len(data)) + data + b"tb"
    )
    numbers = b"](" + b"".join(b"K" + bytes([label]) for label in labels) + b"e"
    names = short(b"batch_label") + short(b"training batch 1 of 5")
    return b"\x80\x02}(" + names + short(b"labels") + numbers + short(b"data") + array + b"u."


@pytest.mark.filterwarnings("error")
def test_a_batch_of_python_2_is_read(tmp_path, rows):
    (tmp_path / "data_batch_1").write_bytes(batch_of_python_2(rows, LABELS))
    images, labels = read_pickled_batch(tmp_path / "data_batch_1")
    assert images.shape == (3, 3, 32, 32) and images.dtype == labels.dtype == np.uint8
    assert np.array_equal(images.reshape(3, -1), rows) and labels.tolist() == LABELS


def test_the_batch_by_hand_is_what_pickle_itself_reads(rows):
    content = pickle.loads(batch_of_python_2(rows, LABELS), encoding="bytes")
    assert np.array_equal(content[b"data"], rows) and content[b"labels"] == LABELS


@pytest.mark.parametrize("protocol", [3, 4])
@pytest.mark.parametrize("order", "CF")
def test_a_batch_written_again_by_python_3_is_read_too(tmp_path, rows, protocol, order):
    content = {"data": np.asarray(rows, order=order), "labels": LABELS}
    (tmp_path / "data_batch_1").write_bytes(pickle.dumps(content, protocol))
    images, labels = read_pickled_batch(tmp_path / "data_batch_1")
    assert np.array_equal(images.reshape(3, -1), rows) and labels.tolist() == LABELS


class Runs:
    """Asks, while it is unpickled, for something to be run."""

    def __init__(self, function, *args):
        self.how = function, args

    def __reduce__(self):
        return self.how


@pytest.mark.parametrize(
    "function, asked",
    [(os.mkdir, r"(posix|nt)\.mkdir"), (eval, r"builtins\.eval"), (np.load, r"numpy\.load")],
)
def test_a_pickle_that_asks_for_anything_else_is_refused_and_runs_nothing(
    tmp_path, rows, function, asked
):
    made = tmp_path / "made"
    content = {"data": rows, "labels": LABELS, "more": Runs(function, str(made))}
    (tmp_path / "data_batch_1").write_bytes(pickle.dumps(content, 3))
    with pytest.raises(ValueError, match=rf"data_batch_1 is no batch .* asks for {asked}, which"):
        read_pickled_batch(tmp_path / "data_batch_1")
    assert not made.exists()


@pytest.mark.parametrize(
    "spoil, match",
    [
        (lambda data: {"labels": LABELS}, "no batch of CIFAR-10: 'data'"),
        (lambda data: {"data": data}, "no batch of CIFAR-10: 'labels'"),
        (lambda data: {"data": data, "labels": LABELS[1:]}, r"with labels of shape \(2,\)"),
        (lambda data: {"data": data[:, 1:], "labels": LABELS}, r"data of shape \(3, 3071\)"),
        (lambda data: {"data": data / 255, "labels": LABELS}, "type b?'f8' instead of unsigned"),
        (lambda data: {"data": data, "labels": [0, 1, 10]}, "labels outside 0 to 9"),
        (lambda data: {"data": data, "labels": ["a", "b", "c"]}, "no batch of CIFAR-10"),
        (lambda data: [1, 2], "no batch of CIFAR-10"),
        (lambda data: {"data": [1], "labels": [1]}, "no batch of CIFAR-10"),
    ],
)
def test_pickles_of_another_content_raise_and_are_named(tmp_path, rows, spoil, match):
    (tmp_path / "data_batch_1").write_bytes(pickle.dumps(spoil(rows), 3))
    with pytest.raises(ValueError, match=f"data_batch_1 .*{match}"):
        read_pickled_batch(tmp_path / "data_batch_1")


@given(content=st.binary(max_size=60))
def test_any_bytes_raise_a_value_error_that_names_the_file(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "test_batch"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="test_batch"):
        read_pickled_batch(path)


def test_records_of_bytes_by_hand_are_read(tmp_path, rows):
    records = b"".join(
        bytes([label]) + row.tobytes() for label, row in zip(LABELS, rows, strict=True)
    )
    (tmp_path / "test_batch.bin").write_bytes(records)
    images, labels = read_binary_batch(tmp_path / "test_batch.bin")
    assert images.shape == (3, 3, 32, 32) and labels.tolist() == LABELS
    # The red plane is the first third of a row, the blue one the last.
    assert images[1, 2, 4, 5] == rows[1, 2 * 1024 + 4 * 32 + 5]


def test_what_is_written_survives_the_round_trip(tmp_path, rows):
    images = rows.reshape(3, 3, 32, 32)
    write_binary_batch(tmp_path / "a.bin", images, np.array(LABELS))
    again, labels = read_binary_batch(tmp_path / "a.bin")
    assert np.array_equal(again, images) and labels.tolist() == LABELS


@pytest.mark.parametrize(
    "content, match",
    [
        (b"", "holds 0 bytes, which are no records of a label and 3072 pixels"),
        (bytes(3072), "holds 3072 bytes"),
        (b"\x0a" + bytes(3072), "labels outside 0 to 9"),
    ],
)
def test_other_records_raise_and_are_named(tmp_path, content, match):
    (tmp_path / "test_batch.bin").write_bytes(content)
    with pytest.raises(ValueError, match=f"test_batch.bin .*{match}"):
        read_binary_batch(tmp_path / "test_batch.bin")
