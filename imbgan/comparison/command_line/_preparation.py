"""Columns of a table made fit for any classifier, inside the fold: missing values, categories."""

import numpy as np
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .._optional import pandas_for

# Rarer categories of a column share one, so that a column never becomes hundreds.
MAX_CATEGORIES = 32

TEXT = (
    "Fitted on the training rows of each split only: missing numbers become the median of their "
    "column, and all numbers are standardised; categories become columns of zeros and ones, in "
    f"which a missing value is a category of its own and beyond {MAX_CATEGORIES} the rarest share "
    "one."
)


def preparation():
    """The transformer that stands before every method: it finds numbers and categories in fit."""
    numbers = make_pipeline(
        SimpleImputer(strategy="median", keep_empty_features=True), StandardScaler()
    )
    categories = make_pipeline(
        SimpleImputer(strategy="constant", fill_value="(missing)"),
        OneHotEncoder(
            handle_unknown="infrequent_if_exist",
            max_categories=MAX_CATEGORIES,
            drop="if_binary",
            sparse_output=False,
        ),
    )
    return ColumnTransformer(
        [
            ("numbers", numbers, make_column_selector(dtype_include="number")),
            ("categories", categories, make_column_selector(dtype_exclude="number")),
        ]
    )


def tidy_columns(X, categorical=()):
    """Columns of a frame as floats and text, row by row the same, and notes of what was done.

    Whatever is learned from several rows is left to the preparation.
    """
    unknown = [name for name in categorical if name not in X.columns]
    if unknown:
        raise ValueError(f"--categorical names {unknown}, which are no columns of the table.")
    notes, columns = [], {}
    for name in X.columns:
        column = _dates(_single_values(X[name]))
        if column.isna().all():
            notes.append(f"the column {name!r} is empty and left out")
        elif name not in categorical and _is_number(column):
            columns[name] = _as_float(column)
            infinite = np.isinf(columns[name])
            if infinite.any():
                notes.append(f"{infinite.sum()} infinite values of {name!r} count as missing")
                columns[name] = columns[name].where(~infinite)
        elif _is_name_of_row(column):
            notes.append(f"the column {name!r} has another text in each row and is left out")
        else:
            columns[name] = column.astype(object).where(column.isna(), column.astype(str))
    if not columns:
        raise ValueError("the table has no column to learn from beside its target.")
    return pandas_for("reading a table").DataFrame(columns, index=X.index), notes


def _single_values(column):
    """The column itself; ValueError where a cell holds several values."""
    is_scalar = pandas_for("reading a table").api.types.is_scalar
    cells = column if column.dtype.kind == "O" else ()
    several = next((cell for cell in cells if not is_scalar(cell)), None)
    if several is not None:
        raise ValueError(
            f"the column {column.name!r} has a {type(several).__name__} in a cell, and not a "
            "number or a text; leave it out with --drop."
        )
    return column


def _dates(column):
    """Text in which all values begin as ISO dates do, as times."""
    pd = pandas_for("reading a table")
    known = column.dropna()
    if not len(known) or not all(isinstance(value, str) for value in known):
        return column
    if not known.str.match(r"\d{4}-\d{2}-\d{2}([T ]|$)").all():
        return column
    times = pd.to_datetime(column, errors="coerce", utc=True, format="ISO8601")
    return column if times.isna().sum() > column.isna().sum() else times


def _is_number(column):
    """Whether the values of a column are ordered: numbers, truth values, times."""
    types = pandas_for("reading a table").api.types
    return types.is_numeric_dtype(column.dtype) or column.dtype.kind in "mM"


def _as_float(column):
    """A column of numbers as floats; times become days."""
    if column.dtype.kind == "M":
        column = column.dt.tz_localize(None) - np.datetime64(0, "s")
    if column.dtype.kind == "m":
        return column.dt.total_seconds() / 86400
    return column.astype("Float64").astype(np.float64)


def counts_rows(column):
    """Whether it is 0, 1, 2, ... or 1, 2, 3, ..., which tells the place of a row in the file."""
    is_integer = pandas_for("reading a table").api.types.is_integer_dtype(column.dtype)
    if not is_integer or len(column) <= MAX_CATEGORIES or column.isna().any():
        return False
    numbers = column.to_numpy(np.int64)
    return bool(numbers[0] in (0, 1) and (np.diff(numbers) == 1).all())


def _is_name_of_row(column):
    """Whether a text says which row it is, and nothing else."""
    return column.count() > MAX_CATEGORIES and column.nunique() == column.count()
