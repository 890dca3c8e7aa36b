"""Claims about tables and columns of polars and pyarrow."""

import datetime
from decimal import Decimal

import numpy as np
import pandas as pd
import polars as pl
import pyarrow as pa
import pytest

from imbgan.utils.frames import as_pandas, extended, in_kind_of, is_foreign, without_rows

TABLE = pl.DataFrame(
    {
        "small": pl.Series([1, -2], dtype=pl.Int8),
        "large": pl.Series([2**63, 2**64 - 1], dtype=pl.UInt64),
        "half": pl.Series([0.5, 1.5], dtype=pl.Float32),
        "flag": [True, False],
        "word": ["b", "a"],
        "kind": pl.Series(["b", "a"], dtype=pl.Categorical),
        "rank": pl.Series(["low", "high"], dtype=pl.Enum(["low", "high"])),
        "day": [datetime.date(2020, 1, 1), datetime.date(2021, 3, 4)],
        "price": pl.Series([Decimal("1.25"), Decimal("3.00")], dtype=pl.Decimal(6, 2)),
        "moment": [datetime.datetime(2020, 1, 1, 12), datetime.datetime(2021, 1, 1)],
    }
)
ARROW = pa.table({name: TABLE[name].to_arrow() for name in TABLE.columns})


@pytest.mark.parametrize("table", [TABLE, ARROW], ids=["polars", "pyarrow"])
def test_tables_come_back_as_they_were(table):
    frame = as_pandas(table)
    assert type(frame) is pd.DataFrame
    again = in_kind_of(frame, without_rows(table))
    assert again.schema == table.schema
    assert again.equals(table)
    longer = extended(table, frame)
    assert longer.schema == table.schema
    assert longer[:2].equals(table)
    assert longer[2:].equals(table)


@pytest.mark.parametrize("table", [TABLE, ARROW], ids=["polars", "pyarrow"])
def test_columns_have_the_dtype_of_the_same_name(table):
    frame = as_pandas(table)
    assert [str(dtype) for dtype in frame.dtypes[:4]] == ["int8", "uint64", "float32", "bool"]
    assert frame["large"].tolist() == [2**63, 2**64 - 1]
    assert frame["word"].tolist() == ["b", "a"]
    assert frame["rank"].cat.categories.tolist() == ["low", "high"]
    assert frame["day"].tolist() == TABLE["day"].to_list()
    assert frame["price"].tolist() == TABLE["price"].to_list()


def test_categories_without_an_order_are_sorted():
    assert as_pandas(TABLE)["kind"].cat.categories.tolist() == ["a", "b"]


@pytest.mark.parametrize(
    "column",
    [
        TABLE["rank"],
        TABLE["word"],
        ARROW.column("rank"),
        pa.chunked_array([["a"], ["b", "a"]]),
        pa.chunked_array(
            [pa.array(["a"]).dictionary_encode(), pa.array(["b"]).dictionary_encode()]
        ),
        pa.array([1, 2], pa.int8()),
        pa.array(["x", "y"]).dictionary_encode(),
    ],
    ids=lambda column: str(getattr(column, "dtype", getattr(column, "type", None))),
)
def test_single_columns_come_back(column):
    series = as_pandas(column)
    assert type(series) is pd.Series
    values = column.to_list() if isinstance(column, pl.Series) else column.to_pylist()
    assert series.tolist() == values
    longer = extended(column, series)
    assert type(longer) in (type(column), pa.ChunkedArray, pa.Int8Array, pa.DictionaryArray)
    longer = longer.to_list() if isinstance(longer, pl.Series) else longer.to_pylist()
    assert longer == values + values


@pytest.mark.parametrize("values", [[1, None], [True, None], ["a", None], [0.5, None]])
@pytest.mark.parametrize("make", [pl.Series, pa.array])
def test_what_is_missing_is_missing(values, make):
    column = make(values)
    series = as_pandas(column)
    assert series.isna().tolist() == [False, True]
    assert in_kind_of(series, column).to_pylist() == values if make is pa.array else True


def test_batches_of_records_become_tables():
    batch = ARROW.to_batches()[0]
    frame = as_pandas(batch)
    assert frame.equals(as_pandas(ARROW))
    assert in_kind_of(frame, without_rows(batch)).equals(ARROW)
    assert extended(batch, frame)[:2].equals(ARROW)


def test_integers_that_numpy_does_not_have_come_back():
    table = pl.DataFrame({"a": pl.Series([1, 2**100], dtype=pl.Int128)})
    assert as_pandas(table)["a"].tolist() == [1, 2**100]
    assert in_kind_of(as_pandas(table), table).equals(table)


def test_names_may_come_twice_in_a_table_of_pyarrow():
    table = pa.Table.from_arrays([pa.array([1]), pa.array(["x"])], names=["a", "a"])
    frame = as_pandas(table)
    assert list(frame.columns) == ["a", "a"]
    assert in_kind_of(frame, table).equals(table)


def test_what_is_not_of_polars_or_pyarrow_stays_itself():
    for it in (np.eye(2), [1, 2], pd.DataFrame({"a": [1]}), pd.Series([1]), None):
        assert as_pandas(it) is it
        assert not is_foreign(it)


def test_a_lazy_table_is_met_with_what_to_do():
    with pytest.raises(TypeError, match=r"what its collect\(\) returns"):
        as_pandas(TABLE.lazy())
