"""Reading columns out of arrays, sparse matrices and data frames, one kind of error for all."""

# Authors: The imbgan developers
# SPDX-License-Identifier: BSD-3-Clause

from __future__ import annotations

import numpy as np
from scipy.sparse import issparse

# Numbers held in memory while a table is read piece by piece.
BLOCK_SIZE = 2**21


def is_frame(X):
    """Whether X is a pandas data frame (pandas itself need not be installed)."""
    return hasattr(X, "iloc") and hasattr(X, "dtypes")


def as_table(X):
    """X as a data frame or a dense two-dimensional array."""
    if is_frame(X):
        return X
    if issparse(X):
        X = X.toarray()
    if not isinstance(X, np.ndarray):
        plain = np.asarray(X)
        # A list of mixed rows would turn its numbers into strings.
        X = np.asarray(X, dtype=object) if plain.dtype.kind in "US" else plain
    if X.ndim != 2:
        raise ValueError(
            f"Expected 2D array, got {X.ndim}D array instead. Reshape your data: X.reshape(-1, 1) "
            "if it has one feature, X.reshape(1, -1) if it is one sample."
        )
    if X.dtype.kind == "c":
        raise ValueError("Complex data not supported: give real and imaginary parts as columns.")
    return X


def column_names(X):
    """Names of the columns as they appear in messages."""
    return list(X.columns) if is_frame(X) else list(range(X.shape[1]))


def listed(names, limit=5):
    """The first few names, and how many more there are."""
    shown = ", ".join(repr(name) for name in names[:limit])
    return shown if len(names) <= limit else f"{shown} and {len(names) - limit} more"


def is_text(dtype):
    """Whether a dtype of a frame holds categories or strings."""
    return is_category(dtype) or getattr(dtype, "type", None) is str


def is_category(dtype):
    """Whether a dtype of a frame is pandas' category."""
    return hasattr(dtype, "categories") and hasattr(dtype, "ordered")


def number_family(X, column):
    """The dtype in which a numeric column is computed: int64, uint64 or float64."""
    return _numbers(X, column).dtype


def read_numbers(X, columns):
    """The named columns as a (n, k) array of int64, uint64 or float64; missing values are NaN."""
    if not is_frame(X) and X.dtype.kind in "biuf":
        block = X[:, columns]
        return block.astype(_family(block.dtype), copy=False)
    if not len(columns):
        return np.empty((len(X), 0))
    return np.column_stack([_numbers(X, column) for column in columns])


def blocks(columns, n_rows):
    """Slices that cut the columns so that a piece of n_rows rows stays small."""
    width = max(1, BLOCK_SIZE // max(1, n_rows))
    return [slice(start, start + width) for start in range(0, len(columns), width)]


def factorize(X, column):
    """Codes of a column and the list of values that they stand for; missing values are -1."""
    if not is_frame(X):
        return _factorize(X[:, column])
    series = X.iloc[:, column]
    if is_category(series.dtype):
        return series.cat.codes.to_numpy(), list(series.cat.categories)
    missing = series.isna().to_numpy()
    values = series.to_numpy() if series.dtype.kind in "biuf" else series.to_numpy(dtype=object)
    return _factorize(values, missing)


def missing_in(values):
    """Mask of the None, NaN, NA and NaT among objects."""
    return np.fromiter((_is_missing(value) for value in values), dtype=bool, count=len(values))


def _family(dtype):
    """The dtype in which numbers of a dtype are computed."""
    if dtype.kind == "f":
        return np.dtype(np.float64)
    return np.dtype(np.uint64 if dtype.kind == "u" and dtype.itemsize == 8 else np.int64)


def _numbers(X, column):
    """One numeric column in the dtype of its family."""
    if not is_frame(X):
        values, dtype = X[:, column], X.dtype
    else:
        values = X.iloc[:, column]
        dtype = values.dtype
    if getattr(dtype, "kind", "O") not in "biuf":
        name = column_names(X)[column]
        if is_text(dtype) or dtype.kind != "O":
            raise ValueError(_not_numbers(name, f"has dtype {dtype}"))
        return _from_objects(np.asarray(values, dtype=object), name)
    if isinstance(values, np.ndarray) or isinstance(dtype, np.dtype):
        return np.asarray(values).astype(_family(dtype), copy=False)
    if values.isna().any():
        return values.to_numpy(dtype=np.float64, na_value=np.nan)
    family = np.float64 if dtype.kind == "f" else np.uint64 if dtype.kind == "u" else np.int64
    return values.to_numpy(dtype=family)


def _from_objects(values, name):
    """Python numbers in the dtype of their family."""
    kinds = {type(value) for value in values}
    if any(issubclass(kind, (str, bytes)) for kind in kinds):
        example = next(value for value in values if isinstance(value, (str, bytes)))
        raise ValueError(_not_numbers(name, f"holds {example!r}"))
    if kinds and all(issubclass(kind, (bool, int, np.bool_, np.integer)) for kind in kinds):
        for family in (np.int64, np.uint64):
            try:
                return values.astype(family)
            except OverflowError:
                continue
    values = np.where(missing_in(values), np.nan, values)
    try:
        return values.astype(np.float64)
    except TypeError as error:
        raise TypeError(f"{_not_numbers(name, 'holds other objects')} ({error})") from error
    except ValueError as error:
        raise ValueError(f"{_not_numbers(name, 'holds other objects')} ({error})") from error


def _not_numbers(name, finding):
    """What to do about a column that is neither numbers nor declared categorical."""
    return (
        f"Column {name!r} of X {finding}, but is not declared categorical and so must hold "
        "numbers: list it in categorical_features, or convert it to numbers."
    )


def _factorize(values, missing=None):
    """Codes and values of a one-dimensional array."""
    if values.dtype.kind == "O":
        missing = missing_in(values) if missing is None else missing
        table = {}
        codes = np.fromiter(
            (
                -1 if gone else table.setdefault(value, len(table))
                for value, gone in zip(values, missing, strict=True)
            ),
            dtype=np.intp,
            count=len(values),
        )
        return codes, list(table)
    unique, codes = np.unique(values, return_inverse=True)
    if unique.dtype.kind == "f" and len(unique) and np.isnan(unique[-1]):
        codes[codes == len(unique) - 1] = -1
        unique = unique[:-1]
    return codes, unique.tolist()


def _is_missing(value):
    """Whether an object stands for a missing value."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    # Only NaN differs from itself; arrays and the like are no missing values.
    return isinstance(value, (float, np.floating)) and value != value
