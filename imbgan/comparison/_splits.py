"""The splits of each data set, which are the same for every method."""

from collections.abc import Mapping
from copy import deepcopy
from dataclasses import dataclass
from numbers import Integral

import numpy as np
from sklearn.model_selection import StratifiedGroupKFold, check_cv

from ._fingerprint import fingerprint
from ._missing import n_missing

_FOLDS, _REPEATS = 5, 2


@dataclass(frozen=True)
class Split:
    """The rows of one split, by position."""

    repeat: int
    fold: int
    train: np.ndarray
    test: np.ndarray
    digest: str


def make_splits(cv, data, groups, random_state):
    """The splits of one data set."""
    if groups is not None and len(groups) != len(data.y):
        raise ValueError(
            f"groups has {len(groups)} entries for data set {data.name!r}, which has "
            f"{len(data.y)} rows."
        )
    try:
        if cv is None:
            pairs = repeated_folds(data.codes, groups, _FOLDS, _REPEATS, random_state)
        elif isinstance(cv, Integral):
            pairs = repeated_folds(data.codes, groups, int(cv), 1, random_state)
        else:
            pairs = _by_splitter(cv, data, groups, random_state)
        splits = [_checked(data, *pair) for pair in pairs]
        if not splits:
            raise ValueError("it gives no split.")
        return splits
    except (IndexError, TypeError, ValueError) as error:
        raise ValueError(f"Data set {data.name!r} cannot be split by cv: {error}") from error


def groups_of(groups, names):
    """The groups of each data set: one array where there is one data set, else a dict."""
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
    return {name: _as_array(groups.get(name)) for name in names}


def _as_array(groups):
    """The groups as an array, or None."""
    if groups is None:
        return None
    if n_missing(groups):
        raise ValueError("groups has rows without a group; give each a group of its own.")
    return np.asarray(groups)


def _checked(data, repeat, fold, train, test):
    """A split, provided that it can be used."""
    if len(train) == 0 or len(test) == 0:
        raise ValueError(f"fold {fold} has {len(train)} training and {len(test)} test rows.")
    if len(np.intersect1d(train, test)):
        raise ValueError(f"fold {fold} tests rows that it trains on.")
    if len(np.unique(data.codes[train])) < 2:
        raise ValueError(f"the training rows of fold {fold} are all of one class.")
    return Split(repeat, fold, train, test, fingerprint((train, test)))


def repeated_folds(codes, groups, n_splits, n_repeats, random_state):
    """Stratified folds, several times with other draws, as (repeat, fold, train, test)."""
    if n_splits < 2:
        raise ValueError(f"cv must be at least 2 folds, got {n_splits}.")
    for repeat in range(n_repeats):
        seed = None if random_state is None else [int(random_state), repeat]
        rng = np.random.default_rng(seed)
        if groups is None:
            pairs = stratified_folds(codes, n_splits, rng)
        else:
            folds = StratifiedGroupKFold(
                n_splits, shuffle=True, random_state=int(rng.integers(2**31))
            )
            pairs = folds.split(np.zeros(len(codes)), codes, groups)
        for fold, (train, test) in enumerate(pairs):
            yield repeat, fold, train, test


def stratified_folds(codes, n_splits, rng):
    """Folds in which every class is spread as evenly as it goes, and always trained.

    The rows of a class go to the folds in turn, and the next class starts where the last one
    ended. A class with fewer rows than folds is thus absent from the test part of some; one with
    a single row has it in every training part and in no test part.
    """
    fold_of = np.full(len(codes), -1)
    start = 0
    for label in np.unique(codes):
        rows = rng.permutation(np.flatnonzero(codes == label))
        if len(rows) > 1:
            fold_of[rows] = (start + np.arange(len(rows))) % n_splits
            start += len(rows)
    for fold in range(n_splits):
        yield np.flatnonzero(fold_of != fold), np.flatnonzero(fold_of == fold)


def read_cv(cv):
    """None or a number as it is; else a splitter that any number of data sets can ask."""
    is_number = isinstance(cv, Integral) and not isinstance(cv, bool)
    return cv if cv is None or is_number else check_cv(cv)


def _by_splitter(cv, data, groups, random_state):
    """The splits of a splitter as it is; one without a seed gets one, so that they come again."""
    cv = deepcopy(cv)
    if random_state is not None and getattr(cv, "random_state", 0) is None:
        cv.random_state = int(random_state)
    pairs = list(cv.split(np.zeros(len(data.y)), data.codes, groups))
    n_folds = len(pairs) // getattr(cv, "n_repeats", 1)
    for at, pair in enumerate(pairs):
        train, test = (_positions(rows, len(data.y)) for rows in pair)
        yield *divmod(at, n_folds), train, test


def _positions(rows, n_rows):
    """Rows given by position, from either end, or by a mask, as positions from the start."""
    rows = np.asarray(rows)
    if rows.dtype == bool:
        if len(rows) != n_rows:
            raise ValueError(f"a mask of {len(rows)} rows is given for {n_rows}.")
        return np.flatnonzero(rows)
    if rows.dtype == np.intp and rows.size and rows.min() >= 0 and rows.max() < n_rows:
        return rows
    if rows.size and rows.dtype.kind not in "iu":
        raise ValueError(f"rows are numbers or masks, got {rows.dtype}.")
    rows = rows.astype(np.intp)
    outside = rows[(rows < -n_rows) | (rows >= n_rows)]
    if len(outside):
        raise ValueError(f"it names row {outside[0]} of {n_rows}.")
    return rows % n_rows
