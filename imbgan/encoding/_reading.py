"""Reading columns out of arrays, sparse matrices and data frames, one kind of error for all."""

from __future__ import annotations

import numpy as np
from scipy.sparse import issparse

# Numbers held in memory while a table is read piece by piece.
BLOCK_SIZE = 2**21
# Why a column must hold numbers, and what to do about it.
_IN_A_TABLE = (
    "is not declared categorical and so must hold numbers: list it in categorical_features, or "
    "convert it to numbers."
)


def is_frame(X):
    """Whether X is a pandas data frame; pandas itself need not be installed.

    Parameters
    ----------
    X : object
        The data.

    Returns
    -------
    bool
        True for a data frame.

    Examples
    --------
    >>> from imbgan.encoding import is_frame
    >>> is_frame([[0.0, 1.0]])
    False
    """
    return all(hasattr(X, name) for name in ("iloc", "dtypes", "columns"))


def as_table(X):
    """X as a data frame or a dense two-dimensional array."""
    if is_frame(X):
        return X
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
    if isinstance(X, np.ndarray):
        return X
    plain = np.asarray(X)
    return np.asarray(X, dtype=object) if plain.dtype.kind in "US" else plain


def check_size(X):
    """Raise unless there are rows and columns."""
    for axis, thing in enumerate(("sample", "feature")):
        if X.shape[axis] == 0:
            raise ValueError(
                f"Found array with 0 {thing}(s) (shape={X.shape}) while a minimum of 1 is "
                "required."
            )


def column_names(X):
    """Names of the columns as they appear in messages."""
    return list(X.columns) if is_frame(X) else list(range(X.shape[1]))


def learn_names(encoder, X):
    """Keep the names of a frame on the encoder where all are strings, as scikit-learn does."""
    vars(encoder).pop("feature_names_in_", None)
    names = column_names(X)
    if is_frame(X) and all(isinstance(name, str) for name in names):
        encoder.feature_names_in_ = np.asarray(names, dtype=object)


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


def number_families(X, columns):
    """What each of the numeric columns holds: bool, int64, uint64 or float64."""
    dtypes = list(X.dtypes) if is_frame(X) else [X.dtype] * X.shape[1]
    return [
        _family(dtypes[column]) if dtypes[column].kind in "biuf" else _numbers(X, column).dtype
        for column in columns
    ]


def read_numbers(X, columns, rule=_IN_A_TABLE):
    """The columns as a (n, k) array of int64, uint64 or float64; missing values are NaN.

    The rule ends the message on a column that does not hold numbers.
    """
    part = X.iloc[:, columns] if is_frame(X) else X[:, columns]
    dtypes = set(part.dtypes) if is_frame(X) else {X.dtype}
    if all(isinstance(dtype, np.dtype) and dtype.kind in "biuf" for dtype in dtypes):
        block = np.asarray(part).astype(_family(np.result_type(*dtypes)), copy=False)
    else:
        block = np.column_stack([_numbers(X, column, rule) for column in columns])
    return block.astype(np.int64) if block.dtype.kind == "b" else block


def blocks(lines, length):
    """Slices that cut lines (columns, or rows) of some length so that a piece stays small."""
    width = max(1, BLOCK_SIZE // max(1, length))
    return [slice(start, start + width) for start in range(0, len(lines), width)]


def missing_in(values):
    """Mask of the None, NaN, NA and NaT among objects."""
    return np.fromiter((_is_missing(value) for value in values), dtype=bool, count=len(values))


def _family(dtype):
    """The family of a dtype: bool, int64, uint64 (only where int64 is too small) or float64."""
    if dtype.kind in "bf":
        return np.dtype(bool if dtype.kind == "b" else np.float64)
    dtype = getattr(dtype, "subtype", dtype)  # of a sparse column
    return np.dtype(np.uint64 if dtype.kind == "u" and dtype.itemsize == 8 else np.int64)


def _numbers(X, column, rule=_IN_A_TABLE):
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
    if is_text(dtype) or dtype.kind != "O":
        raise ValueError(_not_numbers(name, f"has dtype {dtype}", rule))
    return _from_objects(np.asarray(values, dtype=object), name, rule)


def _from_objects(values, name, rule):
    """Python numbers in the dtype of their family."""
    kinds = {type(value) for value in values}
    if any(issubclass(kind, (str, bytes)) for kind in kinds):
        example = next(value for value in values if isinstance(value, (str, bytes)))
        raise ValueError(_not_numbers(name, f"holds {example!r}", rule))
    if kinds <= {bool, np.bool_}:
        return values.astype(bool)
    if all(issubclass(kind, (int, np.bool_, np.integer)) for kind in kinds):
        for family in (np.int64, np.uint64):
            try:
                return values.astype(family)
            except OverflowError:
                continue
    values = np.where(missing_in(values), np.nan, values)
    try:
        return values.astype(np.float64)
    except (TypeError, ValueError) as error:
        message = f"{_not_numbers(name, 'holds other objects', rule)} ({error})"
        kind = TypeError if isinstance(error, TypeError) else ValueError
        raise kind(message) from error


def _not_numbers(name, finding, rule):
    """What to do about a column that does not hold numbers."""
    return f"Column {name!r} of X {finding}, but {rule}"


def _is_missing(value):
    """Whether an object stands for a missing value."""
    if value is None or type(value).__name__ in ("NAType", "NaTType"):
        return True
    # Only NaN differs from itself; arrays and the like are no missing values.
    return isinstance(value, (float, np.floating)) and value != value
