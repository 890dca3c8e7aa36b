"""Claims about how rows and numbers are checked and scaled."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays
from scipy import sparse
from sklearn.metrics import euclidean_distances

from imbgan.inspection._rows import check_count, on_scale_of, paired_rows

NUMBERS = st.floats(-1e6, 1e6)


def test_images_are_flattened():
    images = np.arange(24.0).reshape(2, 3, 2, 2)
    real, generated = paired_rows(images, images.reshape(2, 12))
    assert np.array_equal(real, generated)
    assert real.shape == (2, 12)


def test_frames_lists_and_integers_become_floats():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [1, 2], "b": [True, False], "c": pd.Series([1, 2], dtype="Int64")})
    frame["d"] = np.array([3, 4.5], dtype=object)
    real, generated = paired_rows(frame, [[1, 1, 1, 3], [2, 0, 2, 4]])
    assert real.dtype == generated.dtype == np.float64
    assert real.tolist() == [[1, 1, 1, 3], [2, 0, 2, 4.5]]


def test_columns_that_are_not_numbers_are_named():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"n": [1.0], "colour": ["red"], "kind": pd.Categorical([1])})
    with pytest.raises(ValueError, match=r"X_real .* not numbers: \['colour', 'kind'\]"):
        paired_rows(frame, frame)


def test_frames_with_other_columns_raise():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": [1.0], "b": [2.0]})
    with pytest.raises(ValueError, match="first difference is 'a' and 'b'"):
        paired_rows(frame, frame[["b", "a"]])
    with pytest.raises(ValueError, match="first difference is 2 and 1 columns"):
        paired_rows(frame, frame[["a"]])


@pytest.mark.parametrize(
    "X, match",
    [
        (np.ones((3, 3)), "X_real has 3 columns .* X_generated has 2"),
        (np.ones(2), r"shape \(2,\); pass rows"),
        (np.ones((2, 2, 2)), r"shape \(2, 2, 2\); pass rows"),
        (np.ones((0, 2)), "0 sample"),
        ([[1.0, np.nan]], "X_real contains NaN"),
        ([[1.0, np.inf]], "X_real contains infinity"),
        ([["a", "b"]], "could not convert string"),
        (sparse.csr_array(np.ones((2, 2))), r"sparse; pass X_real.toarray\(\)"),
    ],
)
def test_bad_rows_raise(X, match):
    with pytest.raises(ValueError, match=match):
        paired_rows(X, np.ones((2, 2)))


@given(arrays(float, (6, 3), elements=NUMBERS))
def test_distances_without_standardising_are_those_of_the_rows(X):
    real, generated = on_scale_of(X[:3], X[3:], standardize=False)
    expected = np.linalg.norm(X[:3, None] - X[None, 3:], axis=2)
    assert np.allclose(
        np.linalg.norm(real[:, None] - generated[None], axis=2), expected, rtol=1e-9, atol=1e-6
    )


@given(arrays(float, (6, 2), elements=NUMBERS), st.floats(0.1, 10.0), NUMBERS)
def test_standardised_rows_do_not_depend_on_the_unit_of_a_column(X, factor, shift):
    X[:, 0] = [0, 1, 2, 3, 4, 5]
    other = X * [factor, 1.0] + [shift, 0.0]
    ours, theirs = on_scale_of(X[:3], X[3:], True), on_scale_of(other[:3], other[3:], True)
    assert np.allclose(np.concatenate(ours)[:, 0], np.concatenate(theirs)[:, 0], atol=1e-6)


def test_a_constant_column_is_not_divided_by_zero():
    real, generated = on_scale_of(np.full((3, 1), 0.1), np.full((2, 1), 2.1), True)
    assert np.allclose(real, 0)
    assert np.allclose(generated, 2)


def test_rows_far_from_the_origin_keep_their_distances():
    X = 1e8 + np.arange(4.0)[:, None] * np.ones(20)
    real, generated = on_scale_of(X, X + 1e-3, standardize=False)
    found = euclidean_distances(real, generated).diagonal()
    assert np.allclose(found, 1e-3 * np.sqrt(20), rtol=1e-3)


@pytest.mark.parametrize("value", [1, 7, np.int64(3)])
def test_positive_integers_of_any_kind_are_numbers_of_things(value):
    check_count(value, "n_images")


@pytest.mark.parametrize("value", [0, -1, True, 2.0, "all", None])
def test_anything_else_is_refused_by_name(value):
    with pytest.raises(ValueError, match=f"n_images must be a positive integer, got {value!r}"):
        check_count(value, "n_images")


@pytest.mark.parametrize("package", ["polars", "pyarrow"])
def test_tables_of_polars_and_pyarrow_are_frames(package):
    module = pytest.importorskip(package)
    make = module.DataFrame if package == "polars" else module.table
    table = make({"a": [1, 2], "b": [0.5, 1.5]})
    real, generated = paired_rows(table, table)
    assert real.tolist() == generated.tolist() == [[1, 0.5], [2, 1.5]]
    with pytest.raises(ValueError, match=r"not numbers: \['word'\]"):
        paired_rows(make({"word": ["x"]}), make({"word": ["x"]}))
    with pytest.raises(ValueError, match="the same columns in the same order"):
        paired_rows(table, make({"b": [1, 2], "a": [0.5, 1.5]}))


def test_numbers_whose_squares_are_none_are_refused():
    with pytest.raises(ValueError, match="X_generated has numbers beyond 1e.100; scale it"):
        paired_rows(np.ones((3, 2)), np.full((3, 2), 1e200))
