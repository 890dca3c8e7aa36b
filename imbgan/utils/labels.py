"""Labels: read from any container, and rows chosen by them."""

import numpy as np
from scipy.sparse import issparse
from sklearn.utils import column_or_1d
from sklearn.utils.multiclass import type_of_target

from ._warnings import ImbalanceWarning, warn_user
from .frames import as_pandas

# A class with fewer rows than this gives none to the validation part.
MIN_ROWS_TO_SPLIT = 5
# Folds that the members of an ensemble hold out.
_N_FOLDS, _SMALLEST_WEIGHT = 8, 1e-30


def as_labels(y):
    """Check labels and return them as an array.

    Parameters
    ----------
    y : array-like of shape (n_rows,)
        Of any container and kind. A frame of one column is that column, categories are the labels
        that they stand for.

    Returns
    -------
    y : ndarray of shape (n_rows,)

    Raises
    ------
    ValueError
        If labels are missing, of several kinds, or none of classes.
    """
    if y is None:
        raise ValueError("fit requires y to be passed, but the target y is None.")
    dtype = getattr(y, "dtype", None)
    if not isinstance(dtype, np.dtype) or dtype.kind not in "biu":
        y = _told_labels(y)
    kind = type_of_target(y, input_name="y")
    if kind.endswith(("indicator", "multioutput")):
        raise ValueError(
            "Multilabel and multioutput targets are not supported. If each row has a one in the "
            "column of its class, pass y.argmax(axis=1)."
        )
    if not len(y):
        raise ValueError("Found array with 0 sample(s) as y while a minimum of 1 is required.")
    if kind == "unknown":
        raise ValueError(
            f"Unknown label type: y is an array of objects of type {type(y[0]).__name__}, which "
            "scikit-learn does not take for labels; turn them into strings or integers, "
            "y.astype(str) say."
        )
    if kind.startswith("continuous"):
        raise ValueError(
            "Unknown label type: y holds numbers that are no class labels; is it a regression "
            "target?"
        )
    return column_or_1d(y, warn=True)


def _told_labels(y):
    """Turn labels that may be missing or of several kinds into an array of one kind."""
    y = as_pandas(y)
    if hasattr(y, "columns") and y.shape[1] == 1:
        y = y[y.columns[0]]
    missing = n_missing(y)
    if missing:
        raise ValueError(f"y holds {missing} missing labels (None or NaN); drop these rows first.")
    dtype = getattr(y, "dtype", None)
    if hasattr(dtype, "categories"):
        y = y.astype(dtype.categories.dtype)
    elif hasattr(dtype, "numpy_dtype"):  # else nullable integers become floats
        y = y.to_numpy(dtype.numpy_dtype)
    is_list = isinstance(y, (list, tuple))  # numpy would turn all of it into strings
    if (is_list or getattr(y, "dtype", None) == np.dtype(object)) and np.ndim(y) == 1:
        if len({isinstance(it, str) for it in y}) > 1:
            raise ValueError(
                "Unknown label type: y mixes strings with other values; use labels of one kind."
            )
    return y if issparse(y) else np.asarray(y)


def alike_but_for_blanks(classes):
    """List pairs of labels that only blanks tell apart.

    Parameters
    ----------
    classes : iterable of object
        Labels; those that are no text are passed over.

    Returns
    -------
    pairs : list of tuple of str
    """
    seen, pairs = {}, []
    for label in sorted({label for label in classes if isinstance(label, str)}):
        other = seen.setdefault(label.strip(), label)
        if other != label:
            pairs.append((other, label))
    return pairs


def warn_of_blanks(classes):
    """Warn of labels that only blanks tell apart.

    It is for where the labels enter, once, and not for each reading of them.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
    """
    for other, label in alike_but_for_blanks(classes.tolist()):
        warn_user(
            f"The labels {other!r} and {label!r} differ in blanks only and are two classes. "
            "If they are one, strip them: y.str.strip() of a Series.",
            ImbalanceWarning,
        )


def n_missing(values):
    """Number of entries that are None, NaN, NaT or NA, in a frame, an array or a list."""
    if hasattr(values, "isna"):
        return int(np.asarray(values.isna()).sum())
    if issparse(values) or getattr(getattr(values, "dtype", None), "kind", "O") in "biuSU":
        return 0
    missing = [
        # pandas.NA equals nothing, not even NA
        value is None
        or type(value).__name__ == "NAType"
        or (np.ndim(value) == 0 and value != value)
        for value in np.asarray(values, dtype=object).ravel()
    ]
    return sum(map(bool, missing))


def repeated_rows(y_codes, targets, rng):
    """Indices that repeat the rows of small classes up to a target.

    All rows come once, in their order. Then follow, class by class, complete further passes over
    the rows of the class and a last part drawn without replacement.

    Parameters
    ----------
    y_codes : array-like of shape (n_samples,)
        Classes as integers from 0.
    targets : array-like of shape (n_classes,)
        Number of rows that each class shall have. A class that has more keeps them all.
    rng : numpy.random.Generator
        Draws the last part.

    Returns
    -------
    rows : ndarray of shape (n_rows,), dtype=intp
        Row indices; class k has max(count, target) of them.

    Raises
    ------
    ValueError
        If a class without rows has a positive target, or a class has no target.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.utils.labels import repeated_rows
    >>> rows = repeated_rows([0, 0, 0, 0, 1], [4, 3], np.random.default_rng(0))
    >>> [int(row) for row in rows]
    [0, 1, 2, 3, 4, 4, 4]
    """
    y_codes = np.asarray(y_codes)
    if len(y_codes) and y_codes.max() >= len(targets):
        raise ValueError(
            f"There are rows of class {y_codes.max()}, but targets names only "
            f"{len(targets)} classes."
        )
    parts = [np.arange(len(y_codes))]
    for code, target in enumerate(targets):
        rows = np.flatnonzero(y_codes == code)
        missing = int(target) - len(rows)
        if missing <= 0:
            continue
        if not len(rows):
            raise ValueError(f"Class {code} has no rows that could be repeated {target} times.")
        passes, rest = divmod(missing, len(rows))
        parts += [np.tile(rows, passes), rng.choice(rows, size=rest, replace=False)]
    return np.concatenate(parts).astype(np.intp, copy=False)


def validation_split(y_codes, fraction, rng):
    """Split rows into a training and a validation part, class by class.

    A class of n rows gives ``max(1, round(fraction * n))`` rows to the validation part if it has
    at least five, otherwise none. It always keeps one for training.

    Parameters
    ----------
    y_codes : array-like of shape (n_samples,)
        Classes as integers from 0.
    fraction : float
        Part of each class to set aside, between 0 and 1.
    rng : numpy.random.Generator
        Draws the rows.

    Returns
    -------
    train : ndarray of shape (n_train,), dtype=intp
        Sorted indices of the training rows.
    valid : ndarray of shape (n_valid,), dtype=intp
        Sorted indices of the validation rows.

    Raises
    ------
    ValueError
        If the fraction is not between 0 and 1.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.utils.labels import validation_split
    >>> y = np.repeat([0, 1, 2], [20, 5, 4])
    >>> train, valid = validation_split(y, 0.1, np.random.default_rng(0))
    >>> np.bincount(y[valid], minlength=3)
    array([2, 1, 0])
    """
    if not 0 < fraction < 1:
        raise ValueError(f"fraction must lie between 0 and 1, got {fraction!r}.")
    y_codes = np.asarray(y_codes)
    in_valid = np.zeros(len(y_codes), dtype=bool)
    for code in np.unique(y_codes):
        rows = np.flatnonzero(y_codes == code)
        if len(rows) < MIN_ROWS_TO_SPLIT:
            continue
        n_valid = min(max(1, round(fraction * len(rows))), len(rows) - 1)
        in_valid[rng.choice(rows, size=n_valid, replace=False)] = True
    return np.flatnonzero(~in_valid), np.flatnonzero(in_valid)


def member_weights(y_codes, n_members, rng, sample_weight=None):
    """Let the members of an ensemble hold out rows in turn, by weights of rows for each member.

    The rows are dealt into folds, class by class, and a member holds out one fold: eight folds,
    or half as many as members where these are fewer than 16, so that the members of either half
    hold out all of them. What a member lacks of a class the other rows of the class make up for,
    so that to every member the classes are as frequent as among all rows.

    Parameters
    ----------
    y_codes : ndarray of shape (n_samples,)
        Classes as integers from 0.
    n_members : int
        At least two.
    rng : numpy.random.Generator
        Deals the rows.
    sample_weight : ndarray of shape (n_samples,), default=None
        Weights of the rows that those of the members are multiplied by.

    Returns
    -------
    trained : ndarray of shape (n_members, n_samples), dtype=float32
        Weights in training: zero where a member holds out a row.
    held : ndarray of shape (n_members, n_samples), dtype=float32
        Weights in validation: zero where a member trains on a row. Those of a row have the mean
        one over the members, or the weight of the row.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.utils.labels import member_weights
    >>> y = np.repeat([0, 1], [4, 2])
    >>> trained, held = member_weights(y, 4, np.random.default_rng(0))
    >>> (trained[0] > 0).sum(), trained[0].sum(), held.mean(axis=0)
    (np.int64(3), np.float32(6.0), array([1., 1., 1., 1., 1., 1.], dtype=float32))
    """
    n_folds = min(_N_FOLDS, max(2, n_members // 2))
    order = rng.permutation(len(y_codes))
    order = order[np.argsort(y_codes[order], kind="stable")]
    fold = np.empty(len(order), dtype=np.intp)
    fold[order] = np.arange(len(order)) % n_folds
    of_member = np.arange(n_members) % n_folds
    counts = np.zeros((n_folds, y_codes.max() + 1), dtype=np.float32)
    np.add.at(counts, (fold, y_codes), 1)
    n_all = counts.sum(axis=0)
    factor = n_all / np.maximum(n_all - counts, 1)  # by fold that is held out, and class
    share = np.float32(n_members) / np.bincount(of_member).astype(np.float32)
    is_held, zero = fold == of_member[:, None], np.float32(0)
    trained = np.where(is_held, zero, factor[of_member][:, y_codes])
    held = np.where(is_held, share[fold], zero)
    if sample_weight is not None:
        # In single precision a row of next to no weight must still have members.
        weight = np.float32(sample_weight).clip(_SMALLEST_WEIGHT)
        trained, held = trained * weight, held * weight
    return trained, held
