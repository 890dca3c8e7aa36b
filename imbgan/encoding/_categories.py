"""Codes of categorical columns."""

from __future__ import annotations

import numpy as np

from ._tables import column_names, is_category, is_dictionary, is_frame, missing_in


def factorize(X, column):
    """Codes of a column and the list of values that they stand for; missing values are -1."""
    if not is_frame(X):
        values, missing = X[:, column], None
    else:
        series = X.iloc[:, column]
        if is_dictionary(series.dtype):
            return _factorize_dictionary(series.array.__arrow_array__())
        if is_category(series.dtype):
            return series.cat.codes.to_numpy(), list(series.cat.categories)
        values = series.to_numpy(dtype=None if series.dtype.kind in "biuf" else object)
        missing = series.isna().to_numpy()
    if values.dtype.kind != "O":
        return _factorize_plain(values)
    missing = missing_in(values) if missing is None else missing
    try:
        return _factorize_objects(values, missing)
    except TypeError as error:
        raise TypeError(
            f"Column {column_names(X)[column]!r} of X is declared categorical, so each value "
            f"must be a string, a number or another hashable object ({error})."
        ) from error


def category_order(X, column, codes, values):
    """The categories of a factorized column: sorted, or in the order of the category dtype."""
    seen = np.unique(codes)
    values = [values[code] for code in seen[seen >= 0]]
    if not (is_frame(X) and is_category(X.dtypes.iloc[column])):
        try:
            values = sorted(values)
        except TypeError:  # numbers beside strings
            values = sorted(values, key=lambda value: (type(value).__name__, str(value)))
    return _as_array(values)


def recode(codes, values, categories):
    """Codes with respect to the categories, -1 for what is not among them."""
    known = {value: code for code, value in enumerate(categories.tolist())}
    table = np.array([known.get(value, -1) for value in values] + [-1])
    return table[codes]  # a code of -1 points at the last entry


def decode(codes, categories):
    """The categories of codes, which are rounded and clipped to those that exist."""
    return categories[np.clip(np.rint(codes), 0, len(categories) - 1).astype(np.intp)]


def _factorize_plain(values):
    """Codes and values of an array of numbers or strings."""
    unique, codes = np.unique(values, return_inverse=True)
    if unique.dtype.kind == "f" and len(unique) and np.isnan(unique[-1]):  # NaN comes last
        codes[codes == len(unique) - 1] = -1
        unique = unique[:-1]
    return codes, unique.tolist()


def _factorize_dictionary(column):
    """Codes and values of a column of Arrow's dictionary type, in the order of the dictionary."""
    column = column.unify_dictionaries()
    values = column.chunk(0).dictionary.to_pylist() if column.num_chunks else []
    known = {value: code for code, value in enumerate(values) if value is not None}
    codes = (known.get(value, -1) for value in column.to_pylist())
    return np.fromiter(codes, dtype=np.intp, count=len(column)), values


def _factorize_objects(values, missing):
    """Codes and values of an array of objects, in the order in which they appear."""
    table = {}
    codes = (
        -1 if is_missing else table.setdefault(value, len(table))
        for value, is_missing in zip(values, missing, strict=True)
    )
    codes = np.fromiter(codes, dtype=np.intp, count=len(values))
    return codes, list(table)


def _as_array(values):
    """An array of numbers where that keeps their type, otherwise of objects."""
    numbers = np.asarray(values)
    if numbers.ndim == 1 and numbers.dtype.kind in "biuf":
        if [type(value) for value in numbers.tolist()] == [type(value) for value in values]:
            return numbers
    objects = np.empty(len(values), dtype=object)
    objects[:] = values
    return objects
