"""Tests of the idx files: bytes by hand, round trips, damaged files."""

import gzip

import hypothesis.extra.numpy as hnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imbgan.datasets._image_files import read_idx, write_idx

# Two images of one row and three columns, as the format's description has it.
TWO_IMAGES = bytes([0, 0, 8, 3, 0, 0, 0, 2, 0, 0, 0, 1, 0, 0, 0, 3, 1, 2, 3, 4, 5, 255])


@pytest.mark.parametrize("name, pack", [("images", bytes), ("images.gz", gzip.compress)])
def test_bytes_by_hand_are_read_packed_and_unpacked(tmp_path, name, pack):
    (tmp_path / name).write_bytes(pack(TWO_IMAGES))
    images = read_idx(tmp_path / name, 3)
    assert images.dtype == np.uint8
    assert images.tolist() == [[[1, 2, 3]], [[4, 5, 255]]]


def test_what_is_written_unpacks_to_the_bytes_by_hand(tmp_path):
    write_idx(tmp_path / "images.gz", np.array([[[1, 2, 3]], [[4, 5, 255]]], dtype=np.uint8))
    assert gzip.decompress((tmp_path / "images.gz").read_bytes()) == TWO_IMAGES


@given(array=hnp.arrays(np.uint8, hnp.array_shapes(min_dims=1, max_dims=3, min_side=0)))
def test_arrays_survive_the_round_trip(tmp_path_factory, array):
    path = tmp_path_factory.getbasetemp() / "array.gz"
    write_idx(path, array)
    again = read_idx(path, array.ndim)
    assert again.dtype == array.dtype and np.array_equal(again, array)


def test_memory_order_makes_no_difference(tmp_path):
    array = np.arange(6, dtype=np.uint8).reshape(2, 3).T
    write_idx(tmp_path / "array.gz", array)
    assert np.array_equal(read_idx(tmp_path / "array.gz", 2), array)


def test_the_same_array_makes_the_same_file(tmp_path):
    for name in ("a.gz", "b.gz"):
        write_idx(tmp_path / name, np.arange(9, dtype=np.uint8))
    assert (tmp_path / "a.gz").read_bytes() == (tmp_path / "b.gz").read_bytes()


def test_what_is_read_can_be_changed(tmp_path):
    (tmp_path / "images").write_bytes(TWO_IMAGES)
    images = read_idx(tmp_path / "images", 3)
    images[0] = 0
    assert images[0].sum() == 0


@pytest.mark.parametrize(
    "content, match",
    [
        (b"", r"starts with the bytes \[\] instead of \[0, 0, 8, 3\]"),
        (bytes([0, 0, 13, 3]) + TWO_IMAGES[4:], r"\[0, 0, 13, 3\] instead of"),
        (bytes([0, 0, 8, 1]) + TWO_IMAGES[4:], r"in 3 dimensions: .*\[0, 0, 8, 1\]"),
        (TWO_IMAGES[:9], "cut off within its header"),
        (TWO_IMAGES[:-1], r"holds 5 values, but its header says \(2, 1, 3\), which makes 6"),
        (TWO_IMAGES + b"\0", "holds 7 values"),
    ],
    ids=["empty", "other type", "other dimensions", "header cut", "cut", "too long"],
)
@pytest.mark.parametrize("name, pack", [("images", bytes), ("images.gz", gzip.compress)])
def test_other_files_raise_and_are_named(tmp_path, name, pack, content, match):
    (tmp_path / name).write_bytes(pack(content))
    with pytest.raises(ValueError, match=match) as caught:
        read_idx(tmp_path / name, 3)
    assert str(tmp_path / name) in str(caught.value)


@pytest.mark.parametrize(
    "content",
    [b"plain text", gzip.compress(TWO_IMAGES)[:-9], gzip.compress(TWO_IMAGES)[:-1] + b"\1"],
    ids=["not packed", "cut", "other length"],
)
def test_a_damaged_gzip_file_raises_and_is_named(tmp_path, content):
    (tmp_path / "images.gz").write_bytes(content)
    with pytest.raises(ValueError, match="images.gz is an incomplete gzip file"):
        read_idx(tmp_path / "images.gz", 3)


@given(content=st.binary(max_size=40))
def test_any_bytes_are_read_or_raise_a_value_error(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes"
    path.write_bytes(bytes([0, 0, 8, 1]) + content)
    try:
        array = read_idx(path, 1)
    except ValueError as error:
        assert str(path) in str(error)
    else:
        assert array.tobytes() == content[4:]
