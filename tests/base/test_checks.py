"""Claims about the checks of rows, before an encoder sees them."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.base import BaseEstimator

from imbgan.base import check_rows


class Checking(BaseEstimator):
    """Nothing but what the checks ask for."""

    def __init__(self, categorical_features="auto"):
        self.categorical_features = categorical_features


@pytest.fixture
def images():
    return np.arange(5 * 3 * 8 * 9, dtype=np.uint8).reshape(5, 3, 8, 9)


def checked(X, reset=True, **params):
    return check_rows(Checking(**params), X, reset=reset)


def test_frames_stay_frames_and_give_their_names():
    X, checks = pd.DataFrame({"a": [1, 2], "b": ["x", "y"]}), Checking()
    assert check_rows(checks, X, reset=True) is X
    assert checks.n_features_in_ == 2
    assert checks.feature_names_in_.tolist() == ["a", "b"]


def test_images_stay_as_they_are_and_count_as_many_features_as_values(images):
    checks = Checking()
    found = check_rows(checks, images, reset=True)
    assert (found.shape, found.dtype) == (images.shape, images.dtype)
    assert np.array_equal(found, images)
    assert checks.n_features_in_ == 3 * 8 * 9


def test_lists_of_images_become_arrays(images):
    assert np.array_equal(checked(images.tolist()), images)


@pytest.mark.parametrize("kind", [sparse.csr_array, sparse.csc_array, sparse.coo_array])
def test_sparse_rows_stay_sparse(kind):
    assert sparse.issparse(checked(kind(np.eye(3))))


def test_numbers_beside_text_in_a_list_stay_numbers():
    found = checked([[1.5, "x"], [2.5, "y"]], categorical_features=[1])
    assert found.tolist() == [[1.5, "x"], [2.5, "y"]]
    assert found.dtype == object


@pytest.mark.parametrize("wrong", [np.nan, np.inf])
def test_missing_values_are_left_to_the_encoder_which_names_their_place(wrong, images):
    rows = np.eye(3)
    rows[1, 2] = wrong
    assert np.array_equal(checked(rows), rows, equal_nan=True)
    pixels = images.astype(float)
    pixels[1, 2, 0, 0] = wrong
    assert np.array_equal(checked(pixels), pixels, equal_nan=True)


@pytest.mark.parametrize("form", ["flat", "images", "frame", "sparse"])
def test_an_earlier_width_is_expected_in_any_form(form, images):
    checks = Checking()
    check_rows(checks, images, reset=True)
    flat = images.reshape(5, 216)
    X = {
        "flat": flat,
        "images": images,
        "frame": pd.DataFrame(flat),
        "sparse": sparse.csr_array(flat),
    }[form]
    assert check_rows(checks, X, reset=False).shape == X.shape
    fewer = X[..., :-1] if form != "frame" else X.iloc[:, :-1]
    with pytest.raises(ValueError, match=r"X has \d+ features, but Checking is expecting 216"):
        check_rows(checks, fewer, reset=False)


def test_names_of_an_earlier_fit_are_forgotten_with_images(images):
    checks = Checking()
    check_rows(checks, pd.DataFrame({"a": [1.0]}), reset=True)
    check_rows(checks, images, reset=True)
    assert not hasattr(checks, "feature_names_in_")


@pytest.mark.parametrize(
    "X, missing",
    [
        (np.zeros((0, 1, 8, 8)), "sample"),
        (np.zeros((2, 0, 8, 8)), "feature"),
        (np.zeros((0, 3)), "sample"),
        (np.zeros((3, 0)), "feature"),
        (pd.DataFrame({"a": []}), "sample"),
        (pd.DataFrame(index=[0, 1]), "feature"),
    ],
)
def test_empty_data_are_refused_with_scikit_learn_s_words(X, missing):
    with pytest.raises(ValueError, match=rf"0 {missing}\(s\) \(shape=.*minimum of 1 is required"):
        checked(X)


def test_a_vector_is_no_table():
    with pytest.raises(ValueError, match="Expected 2D array, got 1D array"):
        checked(np.zeros(4))
