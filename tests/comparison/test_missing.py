"""Missing entries."""

import numpy as np
import pytest

from imbgan.comparison._missing import n_missing


@pytest.mark.parametrize(
    ("values", "n"),
    [
        ([1, None, 2], 1),
        (["a", "b", float("nan")], 1),
        (np.array([1.0, np.nan]), 1),
        (np.array(["a", None, np.nan], dtype=object), 2),
        (np.array(["nan", "None"]), 0),
        (np.array(["2020-01-01", "NaT"], dtype="M8[D]"), 1),
        (np.array([[1], [2]]), 0),
        (range(3), 0),
    ],
)
def test_none_and_nan_are_missing_and_text_is_not(values, n):
    assert n_missing(values) == n


@pytest.mark.parametrize("dtype", ["string", "Int64", "boolean", "Float64", "category", object])
def test_what_pandas_has_for_missing_is_missing(dtype):
    pd = pytest.importorskip("pandas")
    values = ["a", "b", None] if dtype == "string" else [1, 0, None]
    column = pd.Series(values, dtype=dtype)
    assert n_missing(column) == n_missing(column.to_frame()) == 1
    assert n_missing([1, pd.NA]) == n_missing(np.array(["a", pd.NA], dtype=object)) == 1
    assert n_missing([pd.NaT, pd.Timestamp(0)]) == 1
