"""The splits of each data set, which are the same for every method."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, check_cv

from ..utils.labels import n_missing
from ._fingerprint import fingerprint


@dataclass(frozen=True)
class Split:
    """The rows of one split, by position."""

    repeat: int
    fold: int
    train: np.ndarray
    test: np.ndarray
    digest: str


class RepeatedFolds:
    """Stratified folds, repeated, for classes of any size.

    The rows of a class go to the folds in turn, and the next class starts at the fold after. A
    class with fewer rows than folds is absent from the test part of some; one with a single row
    is in every training part and in no test part. With groups the folds are those of
    scikit-learn's StratifiedGroupKFold.
    """

    def __init__(self, n_splits=5, n_repeats=2, random_state=None):
        self.n_splits = n_splits
        self.n_repeats = n_repeats
        self.random_state = random_state

    def split(self, X, y, groups=None):
        if self.n_splits < 2 or self.n_repeats < 1:
            raise ValueError(
                "cv must be at least 2 folds, at least once, got "
                f"{self.n_splits} folds, {self.n_repeats} times."
            )
        codes = np.unique(y, return_inverse=True)[1]
        for repeat in range(self.n_repeats):
            seed = None if self.random_state is None else [int(self.random_state), repeat]
            rng = np.random.default_rng(seed)
            if groups is None:
                yield from self._folds(codes, rng)
            else:
                seed = int(rng.integers(2**31))
                folds = StratifiedGroupKFold(self.n_splits, shuffle=True, random_state=seed)
                yield from folds.split(X, codes, groups)

    def _folds(self, codes, rng):
        fold_of = np.full(len(codes), -1)
        start = 0
        for code in range(codes.max() + 1):
            rows = rng.permutation(np.flatnonzero(codes == code))
            if len(rows) > 1:
                fold_of[rows] = (start + np.arange(len(rows))) % self.n_splits
                start += len(rows)
        for fold in range(self.n_splits):
            yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)


def read_cv(cv):
    """The splitter of an argument `cv`, which can split any number of data sets."""
    if cv is None:
        return RepeatedFolds()
    is_number = isinstance(cv, Integral) and not isinstance(cv, bool)
    return RepeatedFolds(int(cv), 1) if is_number else check_cv(cv)


def make_splits(cv, data, groups, random_state):
    """The splits of one data set; a splitter without a seed gets `random_state`."""
    if groups is not None and len(groups) != len(data.y):
        raise ValueError(
            f"groups has {len(groups)} entries for data set {data.name!r}, which has "
            f"{len(data.y)} rows."
        )
    cv = deepcopy(cv)
    if random_state is not None and getattr(cv, "random_state", 0) is None:
        cv.random_state = int(random_state)
    try:
        pairs = list(cv.split(np.zeros(len(data.y)), data.codes, groups))
        n_folds = len(pairs) // getattr(cv, "n_repeats", 1)
        splits = [_split(data, *divmod(at, n_folds), *pair) for at, pair in enumerate(pairs)]
        if not splits:
            raise ValueError("it gives no split.")
        return splits
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(f"Data set {data.name!r} cannot be split by cv: {error}") from error


def _split(data, repeat, fold, train, test):
    """A checked split of rows that are given by position, from either end, or by a mask."""
    positions = np.arange(len(data.y))
    train, test = (positions[np.asarray(rows)] for rows in (train, test))
    if len(train) == 0 or len(test) == 0:
        raise ValueError(f"fold {fold} has {len(train)} training and {len(test)} test rows.")
    if len(np.intersect1d(train, test)):
        raise ValueError(f"fold {fold} tests rows that it trains on.")
    if len(np.unique(data.codes[train])) < 2:
        raise ValueError(f"the training rows of fold {fold} are all of one class.")
    return Split(repeat, fold, train, test, fingerprint((train, test)))


def groups_of(groups, names):
    """The groups of each data set: one array for a single data set, else a dict."""
    if groups is None:
        return dict.fromkeys(names)
    if not isinstance(groups, Mapping):
        if len(names) > 1:
            raise ValueError(
                "With several datasets groups must be a dict of their names and arrays."
            )
        groups = dict.fromkeys(names, groups)
    unknown = [name for name in groups if name not in names]
    if unknown:
        raise ValueError(f"groups names data sets that are not there: {unknown}.")
    if any(map(n_missing, groups.values())):
        raise ValueError("groups has rows without a group; give each a group of its own.")
    return {name: np.asarray(groups[name]) if name in groups else None for name in names}
