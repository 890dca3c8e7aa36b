"""Claims about missing and infinite values: the error names the columns and the way out."""

import numpy as np
import pytest

from imbgan.encoding import TabularEncoder

pd = pytest.importorskip("pandas")


def message_of(X, **params):
    with pytest.raises(ValueError) as error:
        TabularEncoder(**params).fit(X)
    return str(error.value)


def test_nan_is_named_with_the_imputers_to_use():
    X = pd.DataFrame({"age": [1.0, np.nan], "height": [1.0, 2.0]})
    message = message_of(X)
    assert message.startswith("Input X contains NaN.")
    assert "column 'age'." in message
    assert "sklearn.impute.SimpleImputer" in message
    assert "sklearn.impute.KNNImputer" in message


def test_five_columns_are_named_and_the_others_counted():
    X = np.ones((3, 20))
    X[1, 4:12] = np.nan
    assert "columns 4, 5, 6, 7, 8 and 3 more." in message_of(X)


@pytest.mark.parametrize("value", [np.inf, -np.inf])
def test_infinity_is_named(value):
    message = message_of(np.array([[1.0, 2.0], [value, 3.0]]))
    assert message.startswith("Input X contains infinity or a value too large for dtype(")
    assert "column 0." in message


@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        ([1, None], "Int64"),
        ([1.5, None], "Float64"),
        ([True, None], "boolean"),
        ([1, None], object),
        ([1, float("nan")], object),
        ([1, pd.NA], object),
        ([1, pd.NaT], object),
    ],
)
def test_missing_numbers_of_every_dtype_are_found(column, dtype):
    X = pd.DataFrame({"ok": [1, 2], "gap": pd.Series(column, dtype=dtype)})
    assert "Missing values are in column 'gap'" in message_of(X)


@pytest.mark.parametrize(
    ("column", "dtype"),
    [
        (["a", None], "category"),
        (["a", None], "str"),
        (["a", None], "string"),
        (["a", None], object),
        (["a", pd.NA], object),
        (["a", np.nan], object),
        ([1.0, np.nan], float),
        ([1, None], "Int64"),
    ],
)
def test_missing_categories_of_every_dtype_are_found(column, dtype):
    X = pd.DataFrame({"ok": [1, 2], "gap": pd.Series(column, dtype=dtype)})
    message = message_of(X, categorical_features=["gap"])
    assert message.startswith("Input X contains NaN.")
    assert "column 'gap'. Fill them with a category of their own" in message


def test_missing_categories_of_an_array_are_found():
    X = np.array([["a", 1.0], [None, 2.0]], dtype=object)
    assert "column 0. Fill them" in message_of(X, categorical_features=[0])


def test_missing_values_are_refused_at_predict_too():
    encoder = TabularEncoder(categorical_features=[0]).fit(np.eye(3))
    with pytest.raises(ValueError, match="contains NaN.*column 2"):
        encoder.transform(np.array([[0, 0, np.nan]]))
    with pytest.raises(ValueError, match="contains NaN.*categorical column 0"):
        encoder.transform(np.array([[np.nan, 0, 0]]))


def test_huge_but_finite_values_are_welcome():
    assert np.isfinite(TabularEncoder().fit_transform(np.array([[1e300], [-1e300]]))).all()
