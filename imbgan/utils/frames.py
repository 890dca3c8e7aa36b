"""Tables and columns of polars and pyarrow: as those of pandas, and back with their dtypes.

scikit-learn and imbalanced-learn know frames of pandas only, so others are turned into these once,
where data enter.
"""

from __future__ import annotations

import sys

import narwhals.stable.v2 as nw

# The packages whose tables and columns are turned into those of pandas.
FOREIGN = {"polars", "pyarrow"}


def is_foreign(it):
    """Whether an object is a table or a column of polars or pyarrow."""
    return type(it).__module__.partition(".")[0] in FOREIGN


def as_pandas(it):
    """Turn a table or a column of polars or pyarrow into that of pandas.

    Parameters
    ----------
    it : object
        Anything else is returned as it is.

    Returns
    -------
    it : object
        Numbers have the dtype of the same name, or are floats where some are missing; dates and
        decimal numbers are Python's objects. Categories without an order of their own are sorted.
    """
    if not is_foreign(it):
        return it
    if hasattr(it, "collect"):
        raise TypeError(
            f"A {type(it).__name__} of polars holds no rows yet; pass what its collect() returns."
        )
    try:
        import pandas as pd
    except ImportError as error:
        raise ImportError("Tables of polars and pyarrow need pandas: install it too.") from error
    if not _is_table(it):
        return _series(it, pd).rename(getattr(it, "name", None))
    names, columns = _parts(it)
    frame = pd.DataFrame({place: _series(column, pd) for place, column in enumerate(columns)})
    frame.columns = pd.Index(names, dtype=None if names else object)  # also where one comes twice
    return frame if names else frame.reindex(range(len(it)))


def without_rows(it):
    """Return the empty table of the same columns, which stands for the kind of a table."""
    return _whole(it).slice(0, 0)


def in_kind_of(rows, like):
    """Turn rows of pandas into the kind of another table or column, with its dtypes.

    Parameters
    ----------
    rows : DataFrame or Series of pandas

    like : object
        With as many columns, of polars or pyarrow; otherwise the rows are returned as they are.

    Returns
    -------
    rows : object
    """
    if not is_foreign(like):
        return rows
    package = sys.modules[type(like).__module__.partition(".")[0]]
    make = _polars_column if package.__name__ == "polars" else _arrow_column
    if not _is_table(like):
        return make(rows, like, package)
    columns = [make(rows.iloc[:, at], one, package) for at, one in enumerate(_parts(like)[1])]
    if package.__name__ == "polars":
        return package.DataFrame(columns)
    return package.Table.from_arrays(columns, schema=like.schema)


def extended(given, rows):
    """Put rows of pandas below a table or column, whose own rows stay as they are.

    Parameters
    ----------
    given : object
        Of polars or pyarrow.

    rows : DataFrame or Series of pandas

    Returns
    -------
    all : object
        Of the kind of `given`.
    """
    given = _whole(given)
    more = in_kind_of(rows, given)
    package = sys.modules[type(given).__module__.partition(".")[0]]
    if package.__name__ == "polars":
        return package.concat([given, more])
    if _is_table(given):
        return package.concat_tables([given, more]).unify_dictionaries()
    joined = package.chunked_array([*_chunks(given), *_chunks(more)], type=given.type)
    return joined.unify_dictionaries()


def _whole(table):
    """A table; a batch of records of pyarrow becomes one."""
    if not hasattr(table, "to_struct_array") or hasattr(table, "combine_chunks"):
        return table
    return sys.modules["pyarrow"].Table.from_batches([table])


def _is_table(it):
    return hasattr(it, "columns")


def _parts(table):
    """Names and columns of a table."""
    if hasattr(table, "column_names"):
        return list(table.column_names), list(table.columns)
    return list(table.columns), table.get_columns()


def _chunks(column):
    """The arrays that a column of pyarrow consists of."""
    return column.chunks if hasattr(column, "chunks") else [column]


def _series(column, pd):
    """A column as a Series of pandas."""
    if hasattr(column, "validate") and not hasattr(column, "chunks"):
        column = sys.modules["pyarrow"].chunked_array([column])
    categories = _categories(column)
    held = nw.from_native(column, series_only=True)
    if categories is not None:
        ordered = getattr(getattr(column, "type", None), "ordered", False)
        dtype = pd.CategoricalDtype(categories, ordered=ordered)
        return pd.Series(pd.Categorical(held.to_list(), dtype=dtype))
    if held.dtype == nw.String:
        return pd.Series(held.to_list(), dtype=None if len(held) else object)
    if held.dtype.is_temporal() and held.dtype != nw.Date:
        return pd.Series(held.to_numpy())
    if held.dtype in (nw.Int128, nw.UInt128):  # of which numpy has none
        return pd.Series(held.to_list(), dtype=object)
    if held.dtype == nw.Boolean or held.dtype.is_integer() or held.dtype.is_float():
        return pd.Series(held.to_numpy())
    return pd.Series(held.to_list(), dtype=object)


def _categories(column):
    """The categories of a column in their order, or sorted; None of another one."""
    if hasattr(column, "type"):
        if not hasattr(column.type, "index_type"):
            return None
        unified = column.unify_dictionaries()
        return unified.chunk(0).dictionary.to_pylist() if unified.num_chunks else []
    kind = str(column.dtype.base_type())
    if kind == "Enum":
        return column.dtype.categories.to_list()
    return sorted(column.drop_nulls().cast(str).unique()) if kind == "Categorical" else None


def _values(series):
    """The values of a Series as numbers of numpy or a list of Python's objects."""
    if series.dtype.kind in "biuf" and not series.hasnans:
        return series.to_numpy()
    is_missing = series.isna()
    return [None if gone else value for value, gone in zip(series, is_missing, strict=True)]


def _polars_column(series, like, pl):
    return pl.Series(like.name, _values(series), dtype=like.dtype)


def _arrow_column(series, like, pa):
    if hasattr(like.type, "index_type") and hasattr(series, "cat"):
        codes = pa.array(series.cat.codes, mask=series.isna()).cast(like.type.index_type)
        categories = pa.array(series.cat.categories.tolist(), type=like.type.value_type)
        array = pa.DictionaryArray.from_arrays(codes, categories, ordered=like.type.ordered)
    else:
        array = pa.array(_values(series), type=like.type)
    return pa.chunked_array([array]) if hasattr(like, "chunks") else array
