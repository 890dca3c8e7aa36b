"""Columns of a table made usable by any classifier: once for all rows, and in each fold."""

import numpy as np
from sklearn.compose import ColumnTransformer, make_column_selector
from sklearn.impute import SimpleImputer
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

from .._optional import import_extra, pandas_for

MAX_CATEGORIES = 32  # of a column; the rarest share one, so that a column never becomes hundreds


def preparation():
    """The transformer before every method: fitted in each fold, for numbers and for categories."""
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


def clean_columns(X, categorical=()):
    """Columns of a frame as floats and text, cleaned by skrub, and notes of what was changed.

    Dates become days since 1970, infinite numbers missing values. Columns that are empty or have
    another text in each row are dropped.
    """
    unknown = [name for name in categorical if name not in X.columns]
    if unknown:
        raise ValueError(f"--categorical names {unknown}, which are no columns of the table.")
    _refuse_nested(X)
    pd = pandas_for("the command line")
    cleaned = import_extra("skrub", "the command line").Cleaner().fit_transform(X)
    notes = [f"the column {name!r} is empty and left out" for name in X if name not in cleaned]
    columns = {}
    for name, column in cleaned.items():
        is_ordered = pd.api.types.is_numeric_dtype(column.dtype) or column.dtype.kind in "mM"
        if name not in categorical and is_ordered:
            numbers = _as_float(column)
            columns[name] = numbers.where(np.isfinite(numbers))
            n_infinite = np.isinf(numbers).sum()
            if n_infinite:
                notes.append(f"{n_infinite} infinite values of {name!r} count as missing")
        elif column.count() > MAX_CATEGORIES and column.nunique() == column.count():
            notes.append(f"the column {name!r} has another text in each row and is left out")
        else:
            columns[name] = column.astype(object).where(column.isna(), column.astype(str))
    if not columns:
        raise ValueError("the table has no column to learn from beside its target.")
    return pd.DataFrame(columns, index=X.index), notes


def _refuse_nested(X):
    is_scalar = pandas_for("the command line").api.types.is_scalar
    for name, column in X.items():
        cells = column if column.dtype.kind == "O" else ()
        nested = next((cell for cell in cells if not is_scalar(cell)), None)
        if nested is not None:
            raise ValueError(
                f"the column {name!r} has a {type(nested).__name__} in a cell, and not a number "
                "or a text; leave it out with --drop."
            )


def _as_float(column):
    if column.dtype.kind == "M":
        column = column.dt.tz_localize(None) - np.datetime64(0, "s")
    if column.dtype.kind == "m":
        return column.dt.total_seconds() / 86400
    return column.astype("Float64").astype(np.float64)


def counts_rows(column):
    """Whether a column is 0, 1, 2, ... or 1, 2, 3, ..., the place of a row in the file."""
    is_integer = pandas_for("the command line").api.types.is_integer_dtype(column.dtype)
    if not is_integer or len(column) <= MAX_CATEGORIES or column.isna().any():
        return False
    numbers = column.to_numpy(np.int64)
    return bool(numbers[0] in (0, 1) and (np.diff(numbers) == 1).all())
