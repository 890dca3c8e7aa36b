"""Missing entries in whatever holds labels or groups."""

import numpy as np


def n_missing(values):
    """How many are None, NaN, or a missing value of pandas."""
    if hasattr(values, "isna"):
        return int(np.asarray(values.isna()).sum())
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuSU":
        return 0
    return sum(_is_missing(value) for value in _flat(values))


def _flat(values):
    """The values one by one, as they are: an array of a list would turn NaN into text."""
    if isinstance(values, np.ndarray):
        return values.ravel().tolist()
    return list(values) if hasattr(values, "__iter__") else []


def _is_missing(value):
    """Whether it is None, or not equal to itself."""
    if value is None or type(value).__name__ == "NAType":  # pandas.NA says of nothing that it is
        return True
    return bool(np.ndim(value) == 0 and value != value)
