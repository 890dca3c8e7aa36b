"""Claims about dtypes and indexes of pandas as JSON."""

import json
import sys
from decimal import Decimal

import numpy as np
import pytest

from imbgan.persistence._codec import PLAIN_KINDS, CannotWrite, Codec
from imbgan.persistence._frames import FRAME_KINDS

pd = pytest.importorskip("pandas")
pa = pytest.importorskip("pyarrow")
pl = pytest.importorskip("polars")


def round_trip(value):
    """Write a value as text, read it again."""
    codec = Codec({**PLAIN_KINDS, **FRAME_KINDS}, {})
    return codec.get(json.loads(json.dumps(codec.put(value), allow_nan=False)))


@pytest.mark.parametrize(
    "dtype",
    [
        pd.CategoricalDtype(["b", "a"], ordered=True),
        pd.CategoricalDtype([3, 1]),
        pd.CategoricalDtype([0.5, 1.5]),
        pd.CategoricalDtype(pd.array([1, 2], dtype="Int64")),
        pd.CategoricalDtype(["a", 1, (2, 3)]),
        pd.CategoricalDtype(pd.interval_range(0, 3)),
        pd.CategoricalDtype(pd.DatetimeIndex(["2020-01-01", "2021-01-01"])),
        pd.CategoricalDtype(),
        pd.StringDtype("python"),
        pd.Series(["a"]).dtype,
        pd.Int64Dtype(),
        pd.UInt8Dtype(),
        pd.Float32Dtype(),
        pd.BooleanDtype(),
        pd.SparseDtype(float, 0.0),
        pd.SparseDtype(int, 1),
        pd.DatetimeTZDtype("ns", "UTC"),
        pd.PeriodDtype("D"),
        pd.IntervalDtype("int64", "left"),
        pd.ArrowDtype(pa.string()),
        pd.ArrowDtype(pa.large_string()),
        pd.ArrowDtype(pa.int8()),
        pd.ArrowDtype(pa.decimal128(7, 2)),
        pd.ArrowDtype(pa.date32()),
        pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string())),
    ],
    ids=str,
)
def test_dtypes_come_back(dtype):
    back = round_trip(dtype)
    assert back == dtype
    assert repr(back) == repr(dtype)


@pytest.mark.parametrize(
    "index",
    [
        pd.RangeIndex(3, name="rows"),
        pd.Index(["a", "b"], name="names"),
        pd.Index(["a", 1, None], dtype=object),
        pd.Index([3, 1], dtype="int16"),
        pd.Index([0.5, np.nan]),
        pd.Index(pd.array([1, 2], dtype="Int64")),
        pd.Index([]),
        pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", None]),
        pd.interval_range(0.0, 1.0, 3, closed="left"),
        pd.CategoricalIndex(["a", "b", "a"]),
        pd.DatetimeIndex(["2020-01-01", "2021-01-01"]),
    ],
    ids=lambda index: f"{type(index).__name__}-{index.dtype}",
)
def test_indexes_come_back(index):
    pd.testing.assert_index_equal(round_trip(index), index, exact=True)


@pytest.mark.parametrize(
    "table",
    [
        pl.DataFrame(schema={"a": pl.Int8, "b": pl.Enum(["x", "y"]), "c": pl.Categorical}),
        pl.DataFrame(schema={"a": pl.Decimal(7, 2), "b": pl.Date, "c": pl.String}),
    ],
)
def test_tables_of_polars_come_back(table):
    back = round_trip(table)
    assert back.schema == table.schema
    assert back.shape == table.shape


def test_tables_of_pyarrow_come_back_with_what_their_schema_says():
    fields = [("a", pa.int8()), ("a", pa.dictionary(pa.int8(), pa.string(), ordered=True))]
    table = pa.schema(fields, metadata={"origin": "clinic"}).empty_table()
    back = round_trip(table)
    assert back.schema.equals(table.schema, check_metadata=True)
    assert back.num_rows == 0


def test_intervals_come_back():
    interval = pd.Interval(0, 1.5, closed="both")
    assert round_trip(interval) == interval


def test_categories_of_objects_that_cannot_be_written_are_refused():
    with pytest.raises(CannotWrite, match="Decimal"):
        round_trip(pd.CategoricalDtype([Decimal(1)]))


def test_without_pandas_in_the_process_nothing_is_of_pandas(monkeypatch):
    dtype = pd.Int64Dtype()
    monkeypatch.delitem(sys.modules, "pandas")
    with pytest.raises(CannotWrite):
        round_trip(dtype)
