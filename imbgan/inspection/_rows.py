"""Checks of the arguments of measures and displays: pairs of sets of rows, and numbers."""

from numbers import Integral

import numpy as np
from scipy import sparse
from sklearn.utils import check_array

from ..utils.frames import as_pandas

# Distances are made of squares.
_LARGEST = 1e100


def paired_rows(first, second, names=("X_real", "X_generated")):
    """Two sets of rows as float64 arrays with the same columns; images are flattened."""
    first, second = as_pandas(first), as_pandas(second)
    _check_column_names(first, second, names)
    first, second = _rows(first, names[0]), _rows(second, names[1])
    if first.shape[1] != second.shape[1]:
        raise ValueError(
            f"{names[0]} has {first.shape[1]} columns (or pixels) and {names[1]} has "
            f"{second.shape[1]}; pass rows with the same columns."
        )
    return first, second


def check_count(value, name):
    """ValueError that names the parameter unless it is a positive integer."""
    if isinstance(value, bool) or not isinstance(value, Integral) or value < 1:
        raise ValueError(f"{name} must be a positive integer, got {value!r}.")


def on_scale_of(first, second, standardize):
    """Both sets, shifted by the means of the first and, if asked, divided by its deviations."""
    # Distances do not change by the shift, but they lose fewer digits near the origin.
    mean, scale = first.mean(axis=0), 1.0
    if standardize:
        scale = first.std(axis=0)
        # The spread of a constant column may differ from 0 by rounding.
        scale[scale <= 1e-12 * np.abs(mean)] = 1.0
    return (first - mean) / scale, (second - mean) / scale


def _rows(X, name):
    """One set of rows."""
    if sparse.issparse(X):
        raise ValueError(f"{name} is sparse; pass {name}.toarray().")
    if hasattr(X, "iloc"):
        _check_numbers(X, name)
    else:
        X = np.asarray(X)
        if X.ndim not in (2, 4):
            raise ValueError(
                f"{name} has the shape {X.shape}; pass rows of shape (n_samples, n_features) or "
                "images of shape (n_samples, channels, height, width)."
            )
        X = X.reshape(len(X), int(np.prod(X.shape[1:])))
    X = check_array(X, dtype=np.float64, input_name=name)
    if np.abs(X).max() > _LARGEST:
        raise ValueError(f"{name} has numbers beyond {_LARGEST:g}; scale it, for the squares.")
    return X


def _check_numbers(frame, name):
    """Raise for the columns of a frame that are not numbers."""
    wrong = [
        label for at, label in enumerate(frame.columns) if not _is_of_numbers(frame.iloc[:, at])
    ]
    if wrong:
        raise ValueError(
            f"{name} has columns that are not numbers: {wrong}. Encode them, both sets in the "
            "same way, or leave them out."
        )


def _is_of_numbers(column):
    """Whether a column of a frame holds numbers; an object column may."""
    from pandas.api.types import is_numeric_dtype, is_object_dtype

    if not is_object_dtype(column.dtype):
        return is_numeric_dtype(column.dtype)
    try:
        column.astype(float)
    except (TypeError, ValueError):
        return False
    return True


def _check_column_names(first, second, names):
    """Raise if both sets have names of columns and they differ."""
    if not (hasattr(first, "iloc") and hasattr(second, "iloc")):
        return
    ours, theirs = list(first.columns), list(second.columns)
    if ours != theirs:
        differing = [f"{a!r} and {b!r}" for a, b in zip(ours, theirs, strict=False) if a != b]
        found = differing[0] if differing else f"{len(ours)} and {len(theirs)} columns"
        raise ValueError(
            f"{names[0]} and {names[1]} must have the same columns in the same order; the first "
            f"difference is {found}."
        )
