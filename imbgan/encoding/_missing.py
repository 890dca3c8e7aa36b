"""Missing and infinite values: errors that name the columns and the way out."""

from __future__ import annotations

import numpy as np

from ._reading import blocks, column_names, listed, read_numbers


def check_finite(values, X, numeric):
    """Raise, naming all faulty numeric columns of X, if some values read are not finite."""
    if values.dtype.kind != "f" or np.isfinite(values).all():
        return
    missing, infinite = [], []
    for block in blocks(numeric, X.shape[0]):
        values = read_numbers(X, numeric[block])
        if values.dtype.kind == "f":
            missing += numeric[block][np.isnan(values).any(axis=0)].tolist()
            infinite += numeric[block][np.isinf(values).any(axis=0)].tolist()
    names = column_names(X)
    if missing:
        raise ValueError(
            f"Input X contains NaN. Missing values are in {_columns(names, missing)}. Fill them "
            "first: put sklearn.impute.SimpleImputer or sklearn.impute.KNNImputer before the "
            "estimator in a pipeline."
        )
    raise ValueError(
        "Input X contains infinity or a value too large for dtype('float64'). Such values are "
        f"in {_columns(names, infinite)}. Replace them by finite numbers first."
    )


def report_missing_categories(X, missing):
    """Raise if there are categorical columns with missing values, naming them."""
    if missing:
        raise ValueError(
            "Input X contains NaN. Missing values are in the categorical "
            f"{_columns(column_names(X), missing)}. Fill them with a category of their own "
            "first, for example by sklearn.impute.SimpleImputer(strategy='constant') before the "
            "estimator in a pipeline."
        )


def _columns(names, indices):
    """The word and the names."""
    return f"column{'s' if len(indices) > 1 else ''} {listed([names[i] for i in indices])}"
