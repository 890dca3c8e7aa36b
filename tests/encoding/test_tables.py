"""Claims about how columns are read out of tables."""

from decimal import Decimal

import numpy as np
import pytest

from imbgan.encoding import is_frame
from imbgan.encoding._tables import (
    as_table,
    blocks,
    listed,
    missing_in,
    number_families,
    read_numbers,
)

pd = pytest.importorskip("pandas")


def column_of(values):
    """An array of objects with one column."""
    X = np.empty((len(values), 1), dtype=object)
    X[:, 0] = values
    return X


def families_of(X, columns):
    """The families of numbers and the positions of their columns, as plain values."""
    return {dtype: at.tolist() for dtype, at in number_families(X, columns).items()}


def test_only_data_frames_are_frames():
    assert is_frame(pd.DataFrame({"a": [1]}))
    assert not is_frame(np.eye(2))
    assert not is_frame(pd.Series([1]))


def test_a_list_with_strings_becomes_an_array_of_objects():
    X = as_table([[1, "a"], [2.5, "b"]])
    assert X.dtype == object
    assert X[1].tolist() == [2.5, "b"]


@pytest.mark.parametrize(
    ("dtype", "family"),
    [
        (bool, bool),
        (np.int8, np.int64),
        (np.uint8, np.int64),
        (np.uint64, np.uint64),
        (np.float16, np.float64),
    ],
)
def test_numbers_are_computed_in_the_largest_dtype_of_their_kind(dtype, family):
    X = np.ones((3, 2), dtype=dtype)
    assert families_of(X, [0, 1]) == {np.dtype(family): [0, 1]}
    assert families_of(pd.DataFrame(X), [1]) == {np.dtype(family): [0]}
    assert read_numbers(X, [0]).dtype == (np.int64 if family is bool else family)


@pytest.mark.parametrize(
    ("values", "family"),
    [
        ([1, np.int8(2)], np.int64),
        ([1, 2**63], np.uint64),
        ([1, 2**70], np.float64),
        ([1, 0.5], np.float64),
        ([1, Decimal("0.5")], np.float64),
        ([True, False], bool),
        ([True, 2], np.int64),
        ([1, None], np.float64),
    ],
)
def test_objects_are_read_by_what_they_are(values, family):
    X = column_of(values)
    assert families_of(X, [0]) == {np.dtype(family): [0]}
    read = read_numbers(X, [0])[:, 0].tolist()
    assert read == [float(v) if family is np.float64 else v for v in values if v is not None] + [
        value for value in read if value != value
    ]


def test_columns_of_different_dtypes_are_read_side_by_side():
    X = pd.DataFrame({"a": [1, 2], "b": pd.array([3, 4], dtype="Int64"), "c": [True, False]})
    assert read_numbers(X, [0, 1, 2]).tolist() == [[1, 3, 1], [2, 4, 0]]
    assert read_numbers(X, [0, 2]).tolist() == [[1, 1], [2, 0]]


@pytest.mark.parametrize("dtype", [np.uint8, np.int32, np.float32])
def test_sparse_columns_of_a_frame_are_read(dtype):
    X = pd.DataFrame({"a": [0, 7]}).astype(pd.SparseDtype(dtype, 0))
    family = np.float64 if dtype is np.float32 else np.int64
    assert families_of(X, [0]) == {np.dtype(family): [0]}
    assert read_numbers(X, [0]).tolist() == [[0], [7]]


def test_large_integers_of_a_frame_are_read_exactly():
    X = pd.DataFrame({"a": [2**62 + 1], "b": pd.array([2**62 + 3], dtype="Int64")})
    assert read_numbers(X, [0, 1]).tolist() == [[2**62 + 1, 2**62 + 3]]


@pytest.mark.parametrize("values", [["a", 1], ["1", "2"], [b"a", 1]])
def test_strings_in_an_undeclared_column_are_refused_by_name(values):
    X = pd.DataFrame({"ok": [1, 2], "word": pd.Series(values, dtype=object)})
    with pytest.raises(ValueError, match="Column 'word' of X holds .* categorical_features, or"):
        number_families(X, [0, 1])


@pytest.mark.parametrize("dtype", ["category", "str", "string"])
def test_text_dtypes_in_an_undeclared_column_are_refused_by_name(dtype):
    X = pd.DataFrame({"word": pd.Series(["a", "b"], dtype=dtype)})
    if X["word"].dtype == object:
        pytest.skip("before pandas 3 these are objects")
    with pytest.raises(ValueError, match="Column 'word' of X has dtype .* categorical_features"):
        number_families(X, [0])


def test_dates_are_refused_by_name():
    X = pd.DataFrame({"when": pd.to_datetime(["2020-01-01", "2020-01-02"])})
    with pytest.raises(ValueError, match="Column 'when' of X has dtype datetime64"):
        number_families(X, [0])


def test_other_objects_are_refused_as_scikit_learn_refuses_them():
    with pytest.raises(TypeError, match="Column 0 .*argument must be .* string.* number"):
        number_families(column_of([1.0, {"foo": "bar"}]), [0])


def test_missing_objects_are_those_that_pandas_knows():
    values = column_of([None, np.nan, pd.NA, pd.NaT, 0, "", "nan", np.float32("nan")])[:, 0]
    assert missing_in(values).tolist() == [True] * 4 + [False] * 3 + [True]


def test_columns_of_one_family_are_together_in_order_of_the_first():
    X = pd.DataFrame({"a": [0.5], "b": [1], "c": [1.5], "d": [2]})
    assert [*families_of(X, [1, 2, 3]).items()] == [
        (np.dtype(np.int64), [0, 2]),
        (np.dtype(np.float64), [1]),
    ]
    assert families_of(X, []) == families_of(np.eye(2), []) == {}


def test_blocks_cover_the_columns_and_hold_fewer_where_rows_are_many():
    columns = np.arange(10)
    assert list(blocks(10, 5)) == [slice(0, 419430)]
    assert [columns[block].tolist() for block in blocks(10, 10**6)] == [
        [0, 1],
        [2, 3],
        [4, 5],
        [6, 7],
        [8, 9],
    ]
    assert len(list(blocks(10, 10**9))) == 10


def test_long_lists_of_names_are_cut():
    assert listed(["a", "b"]) == "'a', 'b'"
    assert listed([1, 2, 3], limit=2) == "1, 2 and 1 more"
