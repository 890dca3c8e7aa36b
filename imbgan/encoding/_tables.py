"""Tables of numpy, scipy and pandas: reading their columns, and building them from columns."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
from narwhals.dependencies import is_pandas_dataframe as is_frame
from scipy.sparse import issparse

from ._objects import as_held, held_in, holds_categories, missing_in, not_numbers, numbers_from

# Numbers held in memory while a table is read block by block.
BLOCK_SIZE = 2**21
# Why a column must hold numbers, and what to do about it.
_IN_A_TABLE = (
    "is not declared categorical and so must hold numbers: list it in categorical_features, or "
    "convert it to numbers."
)


_FORMS = (
    "'auto', None, a boolean mask with one entry per column, column indices, or column names "
    "of a data frame"
)


def as_table(X):
    """X as a data frame or a dense two-dimensional array."""
    if is_frame(X):
        return X
    if not isinstance(X, np.ndarray):
        X = X.toarray() if issparse(X) else as_array(X)
    if X.ndim != 2:
        raise ValueError(
            f"Expected 2D array, got {X.ndim}D array instead. Reshape your data: X.reshape(-1, 1) "
            "if it has one feature, X.reshape(1, -1) if it is one sample."
        )
    if X.dtype.kind == "c":
        raise ValueError("Complex data not supported: give real and imaginary parts as columns.")
    return X


def as_array(X):
    """X as an array; in a list of mixed rows the numbers beside strings stay numbers."""
    plain = np.asarray(X)
    return np.asarray(X, dtype=object) if plain.dtype.kind in "US" else plain


def learn_columns(encoder, X):
    """Set `n_features_in_` and `feature_names_in_` as scikit-learn does; raise if X is empty."""
    for axis, thing in enumerate(("sample", "feature")):
        if X.shape[axis] == 0:
            raise ValueError(
                f"Found array with 0 {thing}(s) (shape={X.shape}) while a minimum of 1 is "
                "required."
            )
    encoder.n_features_in_ = math.prod(X.shape[1:])
    vars(encoder).pop("feature_names_in_", None)
    if is_frame(X) and all(isinstance(name, str) for name in X.columns):
        encoder.feature_names_in_ = np.asarray(list(X.columns), dtype=object)


def categorical_columns(X, categorical_features, among=None):
    """Sorted indices of the categorical columns of a frame or array.

    With "auto" some columns only, or all of them, are looked at.
    """
    chosen = categorical_features
    if isinstance(chosen, str):
        if chosen != "auto":
            raise ValueError(
                f"categorical_features must be {_FORMS}; got {chosen!r}. To name one column, "
                f"write [{chosen!r}]."
            )
        chosen = None
        if is_frame(X):
            dtypes = list(X.dtypes)
            among = range(len(dtypes)) if among is None else among
            chosen = [at for at in among if _is_categorical(X, at, dtypes[at])]
    chosen = np.asarray([] if chosen is None else chosen)
    if chosen.ndim != 1:
        raise ValueError(f"categorical_features must be {_FORMS}; got {categorical_features!r}.")
    if not len(chosen):
        return np.empty(0, dtype=np.intp)
    if chosen.dtype.kind == "b":
        return _from_mask(chosen, X.shape[1])
    if chosen.dtype.kind in "iu":
        return _from_indices(chosen, X.shape[1])
    if all(isinstance(name, str) for name in chosen.tolist()):
        return _from_names(chosen.tolist(), X)
    raise ValueError(f"categorical_features must be {_FORMS}; got {categorical_features!r}.")


def _from_mask(mask, n_columns):
    """Indices of a boolean mask."""
    if len(mask) != n_columns:
        raise ValueError(
            f"categorical_features is a mask of length {len(mask)}, but X has {n_columns} "
            "columns; give one entry per column."
        )
    return np.flatnonzero(mask)


def _from_indices(indices, n_columns):
    """Indices without repetitions, counted from 0."""
    wrong = [int(i) for i in indices if not -n_columns <= i < n_columns]
    if wrong:
        raise ValueError(
            f"categorical_features names the columns {listed(wrong)}, but X has only the columns "
            f"0 to {n_columns - 1}."
        )
    return np.unique(indices.astype(np.intp) % n_columns)


def _from_names(names, X):
    """Indices of column names."""
    if not is_frame(X):
        raise ValueError(
            f"categorical_features names the columns {listed(names)}, but X is no pandas "
            "DataFrame and has no column names; give indices or a boolean mask."
        )
    present = list(X.columns)
    for fault, wrong in (
        ("X does not have", [name for name in names if name not in present]),
        ("X has several times", [name for name in names if present.count(name) > 1]),
    ):
        if wrong:
            raise ValueError(
                f"categorical_features names columns that {fault}: {listed(wrong)}. Its columns "
                f"are {listed(present, limit=20)}."
            )
    return np.unique([present.index(name) for name in names])


def listed(names, limit=5):
    """The first few names, and how many more there are."""
    shown = ", ".join(repr(name) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


def column_names(X):
    """Names of the columns as they appear in messages."""
    return list(X.columns) if is_frame(X) else list(range(X.shape[1]))


def is_text(dtype):
    """Whether a dtype of a frame holds categories or strings."""
    return is_category(dtype) or getattr(dtype, "type", None) is str


def is_category(dtype):
    """Whether a dtype of a frame is pandas' category or Arrow's dictionary."""
    return (hasattr(dtype, "categories") and hasattr(dtype, "ordered")) or is_dictionary(dtype)


def is_dictionary(dtype):
    """Whether a dtype of a frame is Arrow's dictionary."""
    return hasattr(getattr(dtype, "pyarrow_dtype", None), "index_type")


def _is_categorical(X, column, dtype):
    """Whether a column of a frame is categorical by its dtype and by what it holds."""
    if is_category(dtype) or not (is_text(dtype) or dtype.kind == "O"):
        return is_category(dtype)
    values = np.asarray(X.iloc[:, column], dtype=object)
    return holds_categories(values, X.columns[column], is_text(dtype))


def _is_date(dtype):
    """Whether a dtype of a frame is that of Arrow's dates."""
    return getattr(dtype, "type", None) is date


def common_dtype(dtypes):
    """The dtype that holds columns of these dtypes if all are numpy's numbers, otherwise None."""
    if all(isinstance(dtype, np.dtype) and dtype.kind in "biuf" for dtype in dtypes):
        return np.result_type(*dtypes)
    return None


def number_families(X, columns):
    """Positions in `columns` of those that hold bool, int64, uint64 and float64, by dtype."""
    if not is_frame(X) and X.dtype.kind in "biuf":
        return {_family(X.dtype): np.arange(len(columns))} if len(columns) else {}
    families = {}
    dtypes = list(X.dtypes) if is_frame(X) else [X.dtype] * X.shape[1]
    for place, column in enumerate(columns):
        dtype = dtypes[column]
        is_number = dtype.kind in "biuf"
        family = _family(dtype) if is_number else _numbers(X, column, _IN_A_TABLE).dtype
        families.setdefault(family, []).append(place)
    return {family: np.array(places) for family, places in families.items()}


def read_numbers(X, columns, rule=_IN_A_TABLE):
    """The columns as a (n, k) array of int64, uint64 or float64; missing values are NaN.

    The rule ends the message on a column that does not hold numbers.
    """
    if is_frame(X):
        part = X.iloc[:, columns]
        dtype = common_dtype(set(part.dtypes))
    else:
        part, dtype = X[:, columns], X.dtype
    if dtype is None or dtype.kind not in "biuf":
        block = np.column_stack([_numbers(X, column, rule) for column in columns])
    else:
        block = np.asarray(part).astype(_family(dtype), copy=False)
    return block.astype(np.int64) if block.dtype.kind == "b" else block


def blocks(n_lines, length):
    """Slices that cut lines (columns, or rows) of some length so that a block stays small."""
    step = max(1, BLOCK_SIZE // max(1, length))
    for start in range(0, n_lines, step):
        yield slice(start, start + step)


def numeric_blocks(X, numeric, places):
    """Blocks of some numeric columns with their values; raise if those are not finite."""
    for block in blocks(len(places), X.shape[0]):
        values = read_numbers(X, numeric[places[block]])
        if values.dtype.kind == "f" and not np.isfinite(values).all():
            raise not_finite_error(X, numeric)
        yield block, values


def not_finite_error(X, columns):
    """The error that names all numeric columns of X with missing or infinite values."""
    missing, infinite = [], []
    for block in blocks(len(columns), X.shape[0]):
        values = read_numbers(X, columns[block])
        if values.dtype.kind == "f":
            missing += columns[block][np.isnan(values).any(axis=0)].tolist()
            infinite += columns[block][np.isinf(values).any(axis=0)].tolist()
    if missing:
        return ValueError(
            f"Input X contains NaN. Missing values are in {_named(X, missing)}. Fill them "
            "first: put sklearn.impute.SimpleImputer or sklearn.impute.KNNImputer before the "
            "estimator in a pipeline."
        )
    return ValueError(
        "Input X contains infinity or a value too large for dtype('float64'). Such values are "
        f"in {_named(X, infinite)}. Replace them by finite numbers first."
    )


def missing_categories_error(X, columns):
    """The error that names categorical columns with missing values."""
    return ValueError(
        f"Input X contains NaN. Missing values are in the categorical {_named(X, columns)}. Fill "
        "them with a category of their own first, for example by "
        "sklearn.impute.SimpleImputer(strategy='constant') before the estimator in a pipeline."
    )


@dataclass(frozen=True)
class ArrayLayout:
    """A two-dimensional array of one dtype, and which of its objects are days or decimals."""

    dtype: np.dtype
    n_columns: int
    held: dict = field(default_factory=dict)

    def build(self, n_rows, columns):
        """The array from pairs of a column index and its values."""
        X = np.empty((n_rows, self.n_columns), dtype=self.dtype)
        for column, values in columns:
            X[:, column] = as_held(values, self.held[column]) if column in self.held else values
        return X


@dataclass(frozen=True)
class FrameLayout:
    """A data frame: names and dtypes of its columns in order, which are days or decimals."""

    columns: Any
    dtypes: tuple
    held: dict = field(default_factory=dict)

    def build(self, n_rows, columns):
        """The frame, with a RangeIndex, from pairs of a column index and its values."""
        import pandas as pd

        first = self.dtypes[0]
        if isinstance(first, np.dtype) and all(dtype == first for dtype in self.dtypes):
            # One array is much faster than thousands of columns.
            block = ArrayLayout(first, len(self.dtypes), self.held).build(n_rows, columns)
            return pd.DataFrame(block, columns=self.columns, dtype=first)
        found = {
            column: pd.Series(
                _converted(as_held(values, self.held.get(column)), self.dtypes[column]),
                dtype=self.dtypes[column],
            )
            for column, values in columns
        }
        X = pd.DataFrame({column: found[column] for column in range(len(self.dtypes))})
        X.columns = self.columns  # also where names are repeated
        return X


def layout_of(X, numeric=()):
    """The layout of a data frame or array with these numeric columns."""
    dtypes = X.dtypes if is_frame(X) else None
    if dtypes is None and X.dtype.kind != "O":
        return ArrayLayout(X.dtype, X.shape[1])
    held = {}
    for column in map(int, numeric):
        if dtypes is None or dtypes.iloc[column].kind == "O" or _is_date(dtypes.iloc[column]):
            values = np.asarray(X.iloc[:, column] if is_frame(X) else X[:, column], dtype=object)
            kind = held_in(values[~missing_in(values)])
            held |= {} if kind is None else {column: kind}
    if dtypes is None:
        return ArrayLayout(X.dtype, X.shape[1], held)
    return FrameLayout(X.columns, tuple(dtypes), held)


def layout_from(record):
    """The layout that a dict of its fields was taken from."""
    kind = FrameLayout if "columns" in record else ArrayLayout
    return kind(**record)


def _converted(values, dtype):
    """Values from which pandas makes a column of the dtype without rounding on the way."""
    if isinstance(dtype, np.dtype):
        return values.astype(dtype, copy=False)
    return values.astype(bool) if dtype.kind == "b" else values


def _named(X, columns):
    """The word "column" and the names of these columns."""
    names = column_names(X)
    plural = "s" if len(columns) > 1 else ""
    return f"column{plural} {listed([names[column] for column in columns])}"


def _family(dtype):
    """The family of a dtype: bool, int64, uint64 (only where int64 is too small) or float64."""
    if dtype.kind in "bf":
        return np.dtype(bool if dtype.kind == "b" else np.float64)
    dtype = getattr(dtype, "subtype", dtype)  # of a sparse column
    return np.dtype(np.uint64 if dtype.kind == "u" and dtype.itemsize == 8 else np.int64)


def _numbers(X, column, rule):
    """One numeric column in the dtype of its family."""
    values = X.iloc[:, column] if is_frame(X) else X[:, column]
    dtype = values.dtype
    if dtype.kind in "biuf":
        if isinstance(dtype, np.dtype):
            return np.asarray(values).astype(_family(dtype), copy=False)
        if values.isna().any():
            return values.to_numpy(dtype=np.float64, na_value=np.nan)
        return values.to_numpy(dtype=_family(dtype))
    name = column_names(X)[column]
    if is_text(dtype) or not (dtype.kind == "O" or _is_date(dtype)):
        raise ValueError(not_numbers(name, f"has dtype {dtype}", rule))
    return numbers_from(np.asarray(values, dtype=object), name, rule)
