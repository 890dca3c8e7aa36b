"""Building tables of the kind that was seen in fit."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np

from ._reading import is_frame


@dataclass(frozen=True)
class ArrayLayout:
    """A two-dimensional array of one dtype."""

    dtype: np.dtype
    n_columns: int

    def to_record(self):
        """The fields by name."""
        return {"dtype": self.dtype, "n_columns": self.n_columns}

    def build(self, n_rows, columns):
        """The array from pairs of a column index and its values."""
        X = np.empty((n_rows, self.n_columns), dtype=self.dtype)
        for column, values in columns:
            X[:, column] = values
        return X


@dataclass(frozen=True)
class FrameLayout:
    """A data frame: the names of its columns and their dtypes, in order."""

    columns: Any
    dtypes: tuple

    def to_record(self):
        """The fields by name."""
        return {"columns": self.columns, "dtypes": self.dtypes}

    def build(self, n_rows, columns):
        """The frame, with a RangeIndex, from pairs of a column index and its values."""
        import pandas as pd

        first = self.dtypes[0]
        if isinstance(first, np.dtype) and all(dtype == first for dtype in self.dtypes):
            # One array is much faster than thousands of columns.
            block = ArrayLayout(first, len(self.dtypes)).build(n_rows, columns)
            return pd.DataFrame(block, columns=self.columns, dtype=first)
        found = {
            column: pd.Series(_cast(values, self.dtypes[column]), dtype=self.dtypes[column])
            for column, values in columns
        }
        X = pd.DataFrame({column: found[column] for column in range(len(self.dtypes))})
        X.columns = self.columns  # also where names are repeated
        return X


def layout_from(record):
    """The layout that a dict of its fields was taken from."""
    kind = FrameLayout if "columns" in record else ArrayLayout
    return kind(**record)


def layout_of(X):
    """The layout of a data frame or array."""
    if is_frame(X):
        return FrameLayout(X.columns, tuple(X.dtypes))
    return ArrayLayout(X.dtype, X.shape[1])


def _cast(values, dtype):
    """Values that pandas turns into the dtype without a detour that rounds."""
    if isinstance(dtype, np.dtype):
        return values.astype(dtype, copy=False)
    return values.astype(bool) if dtype.kind == "b" else values
