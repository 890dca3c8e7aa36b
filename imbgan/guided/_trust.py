"""How far a teacher can be trusted: its out-of-fold recalls against those of a plain pupil."""

import numpy as np
from sklearn.ensemble import RandomForestClassifier
from sklearn.model_selection import StratifiedKFold
from sklearn.utils import _safe_indexing

# Rows that are judged on: more cost time and say the same.
_MOST_ROWS, _LEAST_OF_CLASS = 1500, 50
_N_FOLDS, _N_TREES = 2, 50
# How far behind its pupil a teacher may be, and where nothing is left to it.
_ALLOWED, _LIMIT = 0.05, 0.10


def trust_in(fit_teacher, fill_up, X, rows, codes, seed):
    """Return the share of rows that a teacher may choose, from 0 to 1.

    It falls where the teacher's mean out-of-fold recall is more than five points behind that of a
    forest on plain generated rows, and is nothing from ten points on.

    Parameters
    ----------
    fit_teacher : callable
        Takes rows and class codes, trains a teacher and returns a function that gives class codes
        of rows.

    fill_up : callable
        Takes encoded rows, class codes and a random generator, and returns them with plain rows
        that make all classes as large.

    X : {ndarray, sparse matrix, DataFrame} of shape (n_rows, n_features)
        The rows as the teacher wants them.

    rows : ndarray of shape (n_rows, n_columns)
        The same rows, encoded.

    codes : ndarray of shape (n_rows,)
        Class codes.

    seed : int

    Returns
    -------
    trust : float
    """
    rng = np.random.default_rng(seed)
    part = _some_rows(codes, rng)
    codes = codes[part]
    if np.bincount(codes).min() < _N_FOLDS:
        return 1.0  # a class that cannot be in both folds says nothing
    right = np.zeros((2, len(codes)))
    folds = StratifiedKFold(_N_FOLDS, shuffle=True, random_state=seed)
    for train, test in folds.split(part, codes):
        predict = fit_teacher(_safe_indexing(X, part[train]), codes[train])
        right[0, test] = predict(_safe_indexing(X, part[test])) == codes[test]
        pupil = RandomForestClassifier(_N_TREES, random_state=seed)
        pupil.fit(*fill_up(rows[part[train]], codes[train], rng))
        right[1, test] = pupil.predict(rows[part[test]]) == codes[test]
    counts = np.bincount(codes)
    of_teacher, of_pupil = (np.mean(np.bincount(codes, row) / counts) for row in right)
    behind = of_pupil - of_teacher
    return float(np.clip((_LIMIT - behind) / (_LIMIT - _ALLOWED), 0, 1))


def _some_rows(codes, rng):
    """Return indices of at most so many rows, of which small classes keep theirs."""
    share = min(1, _MOST_ROWS / len(codes))
    parts = []
    for code in np.unique(codes):
        of_class = np.flatnonzero(codes == code)
        n = min(len(of_class), max(_LEAST_OF_CLASS, round(share * len(of_class))))
        parts.append(rng.choice(of_class, n, replace=False))
    return np.sort(np.concatenate(parts))
