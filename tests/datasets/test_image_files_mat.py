"""Tests of the MATLAB files of SVHN: axes, labels, damaged files."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.io import loadmat, savemat

from imbgan.datasets._image_files import read_mat, write_mat


def published(n=4, labels=(1, 10, 9, 2)):
    """What such a file holds: height, width, channels, images, and a column of labels."""
    X = np.random.default_rng(0).integers(0, 256, size=(32, 32, 3, n), dtype=np.uint8)
    return {"X": X, "y": np.array(labels, dtype=np.uint8)[:, None]}


def test_images_come_with_their_number_first_and_then_the_channels(tmp_path):
    content = published()
    savemat(tmp_path / "train_32x32.mat", content)
    images, _ = read_mat(tmp_path / "train_32x32.mat")
    assert images.shape == (4, 3, 32, 32) and images.dtype == np.uint8
    assert images.flags["C_CONTIGUOUS"]
    assert images[2, 1, 5, 7] == content["X"][5, 7, 1, 2]


def test_the_digit_zero_is_class_zero_and_no_other_label_moves(tmp_path):
    savemat(tmp_path / "a.mat", published(10, range(1, 11)))
    _, labels = read_mat(tmp_path / "a.mat")
    assert labels.tolist() == [1, 2, 3, 4, 5, 6, 7, 8, 9, 0]


@pytest.mark.parametrize("packed", [False, True])
def test_other_content_of_a_file_is_left_alone(tmp_path, packed):
    savemat(tmp_path / "a.mat", published() | {"extra": np.eye(2)}, do_compression=packed)
    assert len(read_mat(tmp_path / "a.mat")[0]) == 4


def test_what_is_written_is_as_published_and_survives_the_round_trip(tmp_path):
    images = np.random.default_rng(1).integers(0, 256, size=(3, 3, 32, 32), dtype=np.uint8)
    # A file that is being kept has another ending until it is whole.
    path = tmp_path / "train_32x32.mat.1.part"
    write_mat(path, images, np.array([0, 7, 9]))
    again, labels = read_mat(path)
    assert np.array_equal(again, images) and labels.tolist() == [0, 7, 9]
    content = loadmat(path, appendmat=False)
    assert content["X"].shape == (32, 32, 3, 3) and content["y"].tolist() == [[10], [7], [9]]


@pytest.mark.parametrize(
    "spoil, match",
    [
        (lambda c: {"y": c["y"]}, r"holds no X of unsigned bytes .* shape \(0,\)"),
        (lambda c: c | {"X": c["X"] / 255}, "no X of unsigned bytes .* type float64"),
        (lambda c: c | {"X": c["X"][..., 0]}, r"no X .* shape \(32, 32, 3\)"),
        (lambda c: {"X": c["X"]}, "no y with a label from 1 to 10 for each of its 4 images"),
        (lambda c: c | {"y": c["y"][1:]}, "no y with a label from 1 to 10"),
        (lambda c: c | {"y": c["y"] + 1}, "no y with a label from 1 to 10"),
    ],
    ids=["no images", "fractions", "one image", "no labels", "few labels", "other labels"],
)
def test_files_of_another_content_raise_and_are_named(tmp_path, spoil, match):
    savemat(tmp_path / "a.mat", spoil(published()))
    with pytest.raises(ValueError, match=f"a.mat .*{match}"):
        read_mat(tmp_path / "a.mat")


@given(content=st.binary(max_size=300))
def test_any_bytes_raise_a_value_error_that_names_the_file(tmp_path_factory, content):
    path = tmp_path_factory.getbasetemp() / "bytes.mat"
    path.write_bytes(content)
    with pytest.raises(ValueError, match="bytes.mat"):
        read_mat(path)


def test_a_cut_off_file_raises(tmp_path):
    savemat(tmp_path / "a.mat", published(), do_compression=True)
    whole = (tmp_path / "a.mat").read_bytes()
    (tmp_path / "a.mat").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(ValueError, match="a.mat is no MATLAB file that can be read"):
        read_mat(tmp_path / "a.mat")
