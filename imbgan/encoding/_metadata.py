"""The encoder of metadata: columns of a table in which values may be missing."""

from __future__ import annotations

import numpy as np

from ._categories import factorize
from ._objects import as_held
from ._tables import (
    as_table,
    categorical_columns,
    column_names,
    is_dictionary,
    is_frame,
    layout_of,
    listed,
    read_numbers,
)
from ._tabular import TabularEncoder


class MetadataEncoder:
    """Encode some columns of a table, values of which may be missing.

    An encoded row holds the numeric columns, then a mark, 0 or 1, for each numeric column with
    missing values in fit, then the codes of the categorical columns. A missing number becomes the
    median of those seen in fit, a missing category a category of its own, the last; in a column
    that had none in fit it has the code -1, as a category that was not seen.
    """

    def __init__(self, columns, categorical_features="auto"):
        self.columns, self.categorical_features = columns, categorical_features

    def fit(self, X):
        """Learn medians, scaling and categories of the columns."""
        X = as_table(X)
        categorical = categorical_columns(X, self.categorical_features)
        is_categorical = np.isin(self.columns, categorical)
        self.numeric_ = np.flatnonzero(~is_categorical)  # places among the columns
        self.categorical_ = np.flatnonzero(is_categorical)
        numbers, no_number = self._read_numbers(X)
        self._check_not_empty(X, self.numeric_, no_number)
        pairs = zip(numbers, no_number, strict=True)
        self.medians_ = np.array([np.median(values[~gap]) for values, gap in pairs])
        self.marked_ = np.flatnonzero([gap.any() for gap in no_number])
        no_category, seen = [], []
        for place in self.categorical_:
            codes, values = factorize(X, self.columns[place])
            no_category.append(codes < 0)
            seen.append(values[codes.max()] if codes.max() >= 0 else None)
        self._check_not_empty(X, self.categorical_, no_category)
        self.has_missing_ = [bool(gap.any()) for gap in no_category]
        table = self._filled(X, numbers, no_number, no_category, seen)
        self.table_ = TabularEncoder(self.categorical_).fit(table)
        self.dtypes_ = tuple(X.dtypes.iloc[self.columns]) if is_frame(X) else None
        self.held_ = layout_of(X, self.columns[self.numeric_]).held
        pairs = zip(self.table_.n_categories, self.has_missing_, strict=True)
        self.n_categories = tuple(n + has_missing for n, has_missing in pairs)
        self.shape = (len(self.columns) + len(self.marked_),)
        return self

    def transform(self, X):
        """Encode rows of a table with the columns of fit."""
        X = as_table(X)
        numbers, no_number = self._read_numbers(X)
        no_category = [factorize(X, self.columns[place])[0] < 0 for place in self.categorical_]
        fills = [categories[0] for categories in self.table_.categories_]
        table = self._filled(X, numbers, no_number, no_category, fills)
        Z = self.table_.transform(table)
        marks = [no_number[place] for place in self.marked_]
        codes = Z[:, len(self.numeric_) :]
        for place, gap in enumerate(no_category):
            has_missing = self.has_missing_[place]
            codes[gap, place] = self.table_.n_categories[place] if has_missing else -1
        marks = np.array(marks, dtype=np.float32).reshape(len(marks), len(Z)).T
        return np.concatenate([Z[:, : len(self.numeric_)], marks, codes], axis=1)

    def inverse_transform(self, Z):
        """Decode rows: a table of the columns alone, in the container seen in fit."""
        n, n_marks = len(self.numeric_), len(self.marked_)
        marks, codes = Z[:, n : n + n_marks], Z[:, n + n_marks :]
        table = self.table_.inverse_transform(np.concatenate([Z[:, :n], codes], axis=1))
        for at, place in enumerate(self.marked_):
            self._empty(table, self.numeric_[place], marks[:, at] > 0.5)
        for place, has_missing in enumerate(self.has_missing_):
            if has_missing:
                limit = self.table_.n_categories[place] - 0.5
                self._empty(table, self.categorical_[place], codes[:, place] > limit)
        return table

    def to_record(self):
        """Return what a fitted encoder has learned: plain values, arrays and dtypes."""
        return vars(self) | {"table_": self.table_.to_record()}

    @classmethod
    def from_record(cls, record):
        """Return the encoder that a record was taken from."""
        encoder = cls(record["columns"], record["categorical_features"])
        vars(encoder).update(record)
        encoder.table_ = TabularEncoder.from_record(record["table_"])
        return encoder

    def _read_numbers(self, X):
        """Values of each numeric column as floats, and where they are missing."""
        numbers, gaps, infinite = [], [], []
        for column in self.columns[self.numeric_]:
            values = read_numbers(X, np.array([column]))[:, 0].astype(np.float64)
            numbers.append(values)
            gaps.append(np.isnan(values))
            if np.isinf(values).any():
                infinite.append(column_names(X)[column])
        if infinite:
            raise ValueError(
                "Input X contains infinity or a value too large for dtype('float64'). Such values "
                f"are in column{'s' if len(infinite) > 1 else ''} {listed(infinite)}. Replace "
                "them by finite numbers first, or by NaN, which is taken for a missing value."
            )
        return numbers, gaps

    def _check_not_empty(self, X, places, gaps):
        """Raise if columns have no value at all."""
        names = column_names(X)
        pairs = zip(places, gaps, strict=True)
        empty = [names[self.columns[place]] for place, gap in pairs if gap.all()]
        if empty:
            raise ValueError(
                f"All values of column{'s' if len(empty) > 1 else ''} {listed(empty)} of X are "
                "missing. Leave out what says nothing, by metadata_features."
            )

    def _filled(self, X, numbers, no_number, no_category, fills):
        """The columns as a table of their own in which no value is missing."""
        table = X.iloc[:, self.columns] if is_frame(X) else X[:, self.columns]
        if not any(gap.any() for gap in (*no_number, *no_category)):
            return table
        table = table.copy()
        for at, place in enumerate(self.numeric_):
            if no_number[at].any():
                values = np.where(no_number[at], self.medians_[at], numbers[at])
                _set_column(table, place, values)
        for place, gap, fill in zip(self.categorical_, no_category, fills, strict=True):
            if not gap.any():
                continue
            if not is_frame(table):
                table[gap, place] = fill
                continue
            column = table.iloc[:, place]
            known = getattr(
                column.dtype, "categories", [] if is_dictionary(column.dtype) else [fill]
            )
            if fill not in known:
                column = column.astype(object)
            table.isetitem(place, column.where(~gap, fill))
        return table

    def _empty(self, table, place, gap):
        """Take values out of a decoded column, which gets the dtype it had in fit."""
        held = self.held_.get(int(self.columns[place]))
        if held is not None:
            values = table.iloc[:, place] if is_frame(table) else table[:, place]
            _set_column(table, place, as_held(np.asarray(values, dtype=np.float64), held))
        if is_frame(table):
            column, dtype = table.iloc[:, place], self.dtypes_[place]
            column = column.round() if dtype.kind in "biu" else column
            table.isetitem(place, column.mask(gap).astype(dtype))
        else:
            table[gap, place] = None if table.dtype.kind == "O" else np.nan


def _set_column(table, place, values):
    """Replace the values of a column."""
    if is_frame(table):
        table.isetitem(place, values)
    else:
        table[:, place] = values
