"""Claims about the codes of categorical columns."""

import numpy as np
import pytest

from imbgan.encoding._categories import category_order, decode, factorize, recode

pd = pytest.importorskip("pandas")


def categories_of(X, column=0):
    return category_order(X, column, *factorize(X, column))


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (np.array([3.0, 1.0, 3.0]), [1.0, 3.0]),
        (np.array([2, -1, 2], dtype=np.int8), [-1, 2]),
        (np.array([True, False, True]), [False, True]),
        (np.array(["b", "a", "b"]), ["a", "b"]),
        (np.array(["b", "a", "b"], dtype=object), ["a", "b"]),
        (np.array([2, 1, 2], dtype=object), [1, 2]),
        (np.array([2, "a", 1], dtype=object), [1, 2, "a"]),
    ],
)
def test_categories_are_sorted(column, expected):
    assert categories_of(column[:, None]).tolist() == expected


def test_categories_of_a_category_dtype_keep_its_order():
    X = pd.DataFrame({"size": pd.Categorical(["L", "S"], categories=["S", "M", "L"])})
    assert categories_of(X).tolist() == ["S", "L"]


@pytest.mark.parametrize(
    "column",
    [
        pd.Series(["b", "a", "b"], dtype="str"),
        pd.Series(["b", "a", "b"], dtype="string"),
        pd.Series(["b", "a", "b"], dtype="category"),
        pd.Series([2, 1, 2], dtype="Int64"),
        pd.Series([2, 1, 2]),
        pd.Series([2.5, 1.5, 2.5], dtype="category"),
        pd.Series(pd.to_datetime(["2021-01-01", "2020-01-01", "2021-01-01"])),
        pd.Series(pd.to_datetime(["2021-01-01", "2020-01-01", "2021-01-01"])).astype("category"),
        pd.Series(pd.cut([9.0, 1.0, 9.0], 2)),
    ],
    ids=lambda column: str(column.dtype)[:20],
)
def test_columns_of_a_frame_are_coded_by_value_and_decoded(column):
    X = column.to_frame()
    categories = categories_of(X)
    codes = recode(*factorize(X, 0), categories)
    assert codes.tolist() == [1, 0, 1]
    assert decode(codes, categories).tolist() == column.tolist()


def test_categories_of_arrow_keep_the_order_of_their_dictionary():
    pa = pytest.importorskip("pyarrow")
    chunks = [pa.array(["b", "a", None]).dictionary_encode(), pa.array(["c"]).dictionary_encode()]
    chunks = pa.chunked_array(chunks)
    X = pd.DataFrame({"c": pd.Series(pd.arrays.ArrowExtensionArray(chunks))})
    codes, values = factorize(X, 0)
    assert codes.tolist() == [0, 1, -1, 2]
    assert category_order(X, 0, codes, values).tolist() == ["b", "a", "c"]


def test_what_is_not_among_the_categories_is_minus_one():
    X = np.array([["a"], ["new"], [None]], dtype=object)
    assert recode(*factorize(X, 0), np.array(["a", "b"], dtype=object)).tolist() == [0, -1, -1]


def test_codes_are_rounded_and_held_at_the_ends():
    categories = np.array(["a", "b", "c"], dtype=object)
    codes = np.array([-1, 0.4, 0.6, 7], dtype=np.float32)
    assert decode(codes, categories).tolist() == ["a", "a", "b", "c"]


def test_large_integers_stay_themselves():
    X = np.array([[2**63], [1]], dtype=object)
    assert [type(value) for value in categories_of(X).tolist()] == [int, int]
    assert categories_of(X).tolist() == [1, 2**63]


def test_objects_that_cannot_be_hashed_are_refused_by_name():
    X = np.array([["a"], [None]], dtype=object)
    X[1, 0] = {"foo": "bar"}
    with pytest.raises(TypeError, match="Column 0 of X is declared categorical.*unhashable"):
        factorize(X, 0)
