"""The data sets of a comparison: read, checked, with their fingerprints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn import datasets as bundled
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import type_of_target

from ..datasets import fetch_table, table_names
from ._fingerprint import fingerprint

_BUNDLED = ("breast_cancer", "digits", "iris", "wine")
KNOWN = (*_BUNDLED, *table_names())
_RATIO_MARK = " @ "


def variant_name(name, ratio):
    """The name of a data set thinned to an imbalance ratio: `digits @ 10`."""
    return f"{name}{_RATIO_MARK}{ratio:g}"


def base_name(name):
    return name.partition(_RATIO_MARK)[0]


@dataclass(frozen=True)
class Dataset:
    """One data set: `codes` are the positions of the labels `y` among the sorted `classes`."""

    name: str
    X: Any
    y: np.ndarray
    classes: np.ndarray
    codes: np.ndarray
    digest: str

    @property
    def imbalance_ratio(self):
        counts = np.bincount(self.codes)
        return float(counts.max() / counts.min())

    @property
    def rarest(self):
        return int(np.argmin(np.bincount(self.codes)))


def read_datasets(datasets):
    if isinstance(datasets, str):
        datasets = [datasets]
    if not isinstance(datasets, Mapping):
        if not all(isinstance(it, str) for it in datasets):
            raise ValueError("datasets must be a dict, {'name': (X, y)}, or a list of names.")
        datasets = {name: name for name in datasets}
    if not datasets:
        raise ValueError("datasets is empty: give at least one.")
    return {name: _read(name, given) for name, given in datasets.items()}


def _read(name, given):
    if not isinstance(name, str):
        raise ValueError(f"The names of datasets must be strings, got {name!r}.")
    X, y = _parts(name, given)
    try:
        y = _labels(y)
        if sparse.issparse(X):
            X = X.tocsr()
        elif not hasattr(X, "shape"):
            X = np.asarray(X)
        if X.shape[0] != len(y):
            raise ValueError(f"X has {X.shape[0]} rows, but y has {len(y)}.")
        classes, codes = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(f"y has only the class {classes.tolist()}; two are needed.")
        return Dataset(name, X, y, classes, codes, fingerprint((X, y)))
    except (TypeError, ValueError) as error:
        raise ValueError(f"Data set {name!r}: {error}") from error


def _parts(name, given):
    if isinstance(given, str):
        if given in _BUNDLED:
            return getattr(bundled, f"load_{given}")(return_X_y=True)
        if given in KNOWN:
            return fetch_table(given, return_X_y=True)
        raise ValueError(
            f"There is no data set {given!r}; known names are {list(KNOWN)}. "
            "Others are given as {'name': (X, y)}."
        )
    if isinstance(given, Mapping) and {"data", "target"} <= given.keys():
        return given["data"], given["target"]
    if isinstance(given, (tuple, list)) and len(given) == 2:
        return given
    raise ValueError(
        f"Data set {name!r} must be (X, y), a Bunch with data and target, or the name of a "
        f"table, got {type(given).__name__}. Of one frame give (frame.drop(columns='label'), "
        "frame['label'])."
    )


def _labels(y):
    if hasattr(y, "columns") and y.shape[1] == 1:
        y = y.iloc[:, 0]
    missing = n_missing(y)
    if missing:
        raise ValueError(f"y holds {missing} missing labels; drop these rows first.")
    if hasattr(getattr(y, "dtype", None), "numpy_dtype"):  # else nullable integers become floats
        y = y.to_numpy(y.dtype.numpy_dtype)
    y = column_or_1d(y)
    if y.dtype.kind == "O" and len({isinstance(value, str) for value in y}) > 1:
        raise ValueError("y mixes strings with other values; use labels of one kind.")
    kind = type_of_target(y)
    if kind == "unknown":
        raise ValueError(
            f"y is an array of objects of type {type(y[0]).__name__}, which scikit-learn does "
            "not take for labels; turn them into strings or integers, y.astype(str) say."
        )
    if kind.startswith("continuous"):
        raise ValueError("y holds numbers that are no class labels; is it a regression target?")
    return y


def n_missing(values):
    """Number of entries that are None, NaN, NaT or NA, in a frame, an array or a list."""
    if hasattr(values, "isna"):
        return int(np.asarray(values.isna()).sum())
    if isinstance(values, np.ndarray) and values.dtype.kind in "biuSU":
        return 0
    return sum(map(_is_missing, np.asarray(values, dtype=object).ravel()))


def _is_missing(value):
    if value is None or type(value).__name__ == "NAType":  # pandas.NA equals nothing, not even NA
        return True
    return bool(np.ndim(value) == 0 and value != value)
