"""The data sets of a comparison: read, checked, with their fingerprints."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
from scipy import sparse
from sklearn import datasets as bundled

from ..datasets import fetch_table, table_names
from ..utils.frames import as_pandas
from ..utils.labels import as_labels, warn_of_blanks
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
        X, y = as_pandas(X), as_labels(y)
        if sparse.issparse(X):
            X = X.tocsr()
        elif not hasattr(X, "shape"):
            X = np.asarray(X)
        if X.shape[0] != len(y):
            raise ValueError(f"X has {X.shape[0]} rows, but y has {len(y)}.")
        classes, codes = np.unique(y, return_inverse=True)
        if len(classes) < 2:
            raise ValueError(f"y has only the class {classes.tolist()}; two are needed.")
        warn_of_blanks(classes)
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
