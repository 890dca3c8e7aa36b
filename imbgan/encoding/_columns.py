"""Which columns are categorical."""

from __future__ import annotations

import numpy as np

from ._reading import is_frame, is_text, listed

_FORMS = (
    "'auto', None, a boolean mask with one entry per column, column indices, or column names "
    "of a data frame"
)


def categorical_columns(X, categorical_features):
    """Sorted indices of the categorical columns of a frame or array."""
    if categorical_features is None:
        return np.empty(0, dtype=np.intp)
    if isinstance(categorical_features, str):
        if categorical_features != "auto":
            raise ValueError(
                f"categorical_features must be {_FORMS}; got {categorical_features!r}. To name "
                f"one column, write [{categorical_features!r}]."
            )
        dtypes = X.dtypes if is_frame(X) else ()
        return np.flatnonzero([is_text(dtype) for dtype in dtypes])
    chosen = np.asarray(categorical_features)
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
