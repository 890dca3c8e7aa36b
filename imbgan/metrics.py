"""The scores that the papers on adversarial oversampling report.

Two different quantities are called "G-mean" in this literature. They never share a name here:
:func:`geometric_mean_score` is the root of the product of the recalls (GAMO, AO, DO, ARConvL),
:func:`g_macro_score` the mean of ``sqrt(recall * specificity)`` (DGC, AMO, ADSO).
"""

from typing import NamedTuple

import numpy as np
from sklearn.utils import check_array, check_consistent_length, column_or_1d

__all__ = [
    "ClassCounts",
    "acsa_score",
    "balanced_log_loss",
    "f_macro_score",
    "g_macro_score",
    "geometric_mean_score",  # noqa: F822
    "majority_precision_score",
    "minority_recall_score",
]


def __getattr__(name):
    # imbalanced-learn's function, whose import would slow down that of everything that has scores.
    if name == "geometric_mean_score":
        from imblearn.metrics import geometric_mean_score

        return geometric_mean_score
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


class ClassCounts(NamedTuple):
    """Numbers of rows per class, from which all scores of predicted labels are computed.

    For code that has class codes or a confusion matrix already; the functions of this module
    take labels.

    Attributes
    ----------
    n_correct, n_true, n_predicted : ndarray of shape (n_classes,)
        Rows of each class that are predicted correctly, that are of the class, and that are
        predicted as the class.

    Examples
    --------
    >>> from imbgan.metrics import ClassCounts
    >>> counts = ClassCounts.from_confusion([[3, 1], [1, 1]])
    >>> counts.acsa(), counts.recall(1), counts.precision(0)
    (0.625, 0.5, 0.75)
    """

    n_correct: np.ndarray
    n_true: np.ndarray
    n_predicted: np.ndarray

    @classmethod
    def from_confusion(cls, confusion):
        """Count by a confusion matrix: true classes in rows, predicted ones in columns."""
        confusion = np.asarray(confusion)
        return cls(np.diag(confusion), confusion.sum(axis=1), confusion.sum(axis=0))

    @classmethod
    def from_codes(cls, true, predicted, n_classes):
        """Count by class codes from 0 to ``n_classes - 1``."""
        true, predicted = np.asarray(true), np.asarray(predicted)
        rows = (true[true == predicted], true, predicted)
        return cls(*(np.bincount(codes, minlength=n_classes) for codes in rows))

    def present(self):
        """Leave out the classes without a true row."""
        return ClassCounts(*(counts[self.n_true > 0] for counts in self))

    def recall(self, code):
        """Recall of a class that has true rows."""
        return float(self.n_correct[code] / self.n_true[code])

    def precision(self, code):
        """Precision of a class; 0 where it is never predicted."""
        return float(self.n_correct[code] / max(self.n_predicted[code], 1))

    def acsa(self):
        """Mean of the recalls, see :func:`acsa_score`."""
        return float(np.mean(self._recalls()))

    def geometric_mean(self):
        """Root of the product of the recalls of the classes that have true rows."""
        recalls = self._recalls()
        return float(np.prod(recalls) ** (1 / len(recalls)))

    def g_macro(self):
        """Mean of ``sqrt(recall * specificity)``, see :func:`g_macro_score`."""
        n_others = np.maximum(self.n_true.sum() - self.n_true, 1)
        specificities = 1.0 - (self.n_predicted - self.n_correct) / n_others
        return float(np.mean(np.sqrt(self._recalls() * specificities[self.n_true > 0])))

    def f_macro(self):
        """Mean of the F1 scores over all classes counted, see :func:`f_macro_score`."""
        return float(np.mean(2.0 * self.n_correct / (self.n_true + self.n_predicted)))

    def _recalls(self):
        present = self.n_true > 0
        return self.n_correct[present] / self.n_true[present]


def acsa_score(y_true, y_pred):
    """Average class-specific accuracy: the mean of the recalls.

    The mean goes over the classes present in ``y_true``. It is the balanced accuracy of
    scikit-learn, without its warning when a class is predicted that the truth does not hold.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n_samples,)
        True and predicted labels, of any kind that can be sorted.

    Returns
    -------
    score : float
        Between 0 and 1, larger is better.

    Raises
    ------
    ValueError
        If labels are empty, of different lengths, not finite, or strings against numbers.

    References
    ----------
    .. [1] S. S. Mullick et al., "Generative adversarial minority oversampling", ICCV 2019.

    Examples
    --------
    >>> from imbgan.metrics import acsa_score
    >>> acsa_score([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0])
    0.625
    """
    return _class_counts(y_true, y_pred)[1].acsa()


def g_macro_score(y_true, y_pred):
    """Mean over the classes of ``sqrt(recall * specificity)``.

    The mean goes over the classes present in ``y_true``, each against all others; without any
    other row the specificity counts as 1. This is the "G-mean" of DGC, AMO and ADSO, not the
    root of the product of the recalls, which is :func:`geometric_mean_score`.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n_samples,)
        True and predicted labels, of any kind that can be sorted.

    Returns
    -------
    score : float
        Between 0 and 1, larger is better.

    Raises
    ------
    ValueError
        As in :func:`acsa_score`.

    References
    ----------
    .. [1] T. Dam et al., "Latent preserving generative adversarial network for imbalance
       classification", ICIP 2022.

    Examples
    --------
    >>> from imbgan.metrics import g_macro_score, geometric_mean_score
    >>> y_true, y_pred = [0, 0, 1, 1, 2, 2], [0, 0, 1, 2, 1, 1]
    >>> round(g_macro_score(y_true, y_pred), 4), float(geometric_mean_score(y_true, y_pred))
    (0.5, 0.0)
    """
    return _class_counts(y_true, y_pred)[1].g_macro()


def f_macro_score(y_true, y_pred):
    """Mean over the classes of the F1 score of each class.

    The mean goes over every class of ``y_true`` or ``y_pred``, as in scikit-learn's ``f1_score``
    with ``average="macro"``. The F1 score of a class that is never predicted rightly is 0, also
    where its precision is 0/0.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n_samples,)
        True and predicted labels, of any kind that can be sorted.

    Returns
    -------
    score : float
        Between 0 and 1, larger is better.

    Raises
    ------
    ValueError
        As in :func:`acsa_score`.

    Examples
    --------
    >>> from imbgan.metrics import f_macro_score
    >>> round(f_macro_score([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0]), 3)
    0.625
    """
    # Every class counted here has a row on one side at least, so no denominator is 0.
    return _class_counts(y_true, y_pred)[1].f_macro()


def majority_precision_score(y_true, y_pred, *, majority=None):
    """Precision of the majority class.

    How far a prediction of the large class can be trusted. The papers mean the largest class of
    the *training* set: name it with ``majority`` where the test set differs.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n_samples,)
        True and predicted labels, of any kind that can be sorted.
    majority : label, default=None
        The majority class. None takes the most frequent (first of equals) of ``y_true``.

    Returns
    -------
    score : float
        Between 0 and 1, larger is better; 0 where the class is never predicted.

    Raises
    ------
    ValueError
        As in :func:`acsa_score`, or if ``majority`` does not occur on either side.

    Examples
    --------
    >>> from imbgan.metrics import majority_precision_score
    >>> majority_precision_score([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0])
    0.75
    """
    labels, counts = _class_counts(y_true, y_pred)
    if majority is None:
        return counts.precision(int(np.argmax(counts.n_true)))
    return counts.precision(_position(labels, majority, "majority"))


def minority_recall_score(y_true, y_pred, *, minority=None):
    """Recall of the minority class.

    The papers mean the smallest class of the *training* set: name it with ``minority`` where
    the test set is balanced or differs.

    Parameters
    ----------
    y_true, y_pred : array-like of shape (n_samples,)
        True and predicted labels, of any kind that can be sorted.
    minority : label, default=None
        The minority class. None takes the least frequent (first of equals) of ``y_true``.

    Returns
    -------
    score : float
        Between 0 and 1, larger is better.

    Raises
    ------
    ValueError
        As in :func:`acsa_score`, or if ``minority`` does not occur in ``y_true``.

    Examples
    --------
    >>> from imbgan.metrics import minority_recall_score
    >>> minority_recall_score([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0])
    0.5
    """
    labels, counts = _class_counts(y_true, y_pred)
    labels, counts = labels[counts.n_true > 0], counts.present()
    if minority is None:
        return counts.recall(int(np.argmin(counts.n_true)))
    return counts.recall(_position(labels, minority, "minority"))


def balanced_log_loss(y_true, y_proba, labels=None):
    """Class-balanced log loss: the mean over classes of the mean of ``-log p(true class)``.

    Each class present in ``y_true`` has the same weight, whatever its number of rows. Unlike the
    scores made of recalls it moves with every row: a steadier guide on a small validation part.
    Probabilities are clipped below at the machine epsilon of their dtype.

    Parameters
    ----------
    y_true : array-like of shape (n_samples,)
        True labels, of any kind that can be sorted.
    y_proba : array-like of shape (n_samples, n_classes) or (n_samples,)
        Predicted probabilities, one column per class in the order of ``labels``. A single
        column is the probability of the second of two classes, as in scikit-learn.
    labels : array-like of shape (n_classes,), default=None
        The classes of the columns, where ``y_true`` may lack one. None: the sorted ones of it.

    Returns
    -------
    loss : float
        Not negative, smaller is better.

    Raises
    ------
    ValueError
        If columns and labels differ in number, ``labels`` lacks a label of ``y_true``, or a
        probability is NaN or outside [0, 1].

    Examples
    --------
    >>> from imbgan.metrics import balanced_log_loss
    >>> proba = [[0.5, 0.5], [0.5, 0.5], [0.5, 0.5], [0.75, 0.25]]
    >>> round(balanced_log_loss([0, 0, 0, 1], proba), 4)  # (log 2 + log 4) / 2
    1.0397
    """
    y_true = _labels_1d(y_true, "y_true")
    labels = np.unique(y_true) if labels is None else np.asarray(labels)
    proba = _probability_columns(y_proba, len(labels))
    check_consistent_length(y_true, proba)
    unknown = np.setdiff1d(y_true, labels)
    if len(unknown):
        raise ValueError(f"y_true holds labels that are not in `labels`: {unknown.tolist()}.")
    order = np.argsort(labels)
    codes = order[np.searchsorted(labels[order], y_true)]
    return -_negative_log_loss(codes, proba)


def _negative_log_loss(codes, proba):
    """Minus the balanced log loss, of class codes and a column of probabilities for each."""
    own = np.take_along_axis(proba, codes[:, None], axis=1)[:, 0]
    losses = np.log(np.maximum(own, np.finfo(proba.dtype).eps), dtype=np.float64)
    counts = np.bincount(codes, minlength=proba.shape[1])
    sums = np.bincount(codes, weights=losses, minlength=proba.shape[1])
    return float(np.mean(sums[counts > 0] / counts[counts > 0]))


def _acsa_of_codes(codes, proba):
    return ClassCounts.from_codes(codes, proba.argmax(axis=1), proba.shape[1]).acsa()


def _geometric_mean_of_codes(codes, proba):
    return ClassCounts.from_codes(codes, proba.argmax(axis=1), proba.shape[1]).geometric_mean()


# Scores of class codes and probabilities, by which the nets of estimators choose the epoch; larger
# is better.
SCORES_OF_CODES = {
    "balanced_log_loss": _negative_log_loss,
    "geometric_mean": _geometric_mean_of_codes,
    "acsa": _acsa_of_codes,
    "balanced_accuracy": _acsa_of_codes,
}


def _labels_1d(y, name):
    """Labels as a 1-D array of one kind that numpy can sort."""
    y = column_or_1d(y)
    if len(y) == 0:
        raise ValueError(f"{name} is empty: at least one row is needed.")
    if y.dtype.kind == "f" and not np.all(np.isfinite(y)):
        raise ValueError(f"{name} holds NaN or infinity, which are no class labels.")
    if y.dtype.kind == "O" and len({isinstance(value, str) for value in y}) > 1:
        raise ValueError(f"{name} mixes strings with other values; use labels of one kind.")
    return y


def _class_counts(y_true, y_pred):
    """The labels of either side, sorted, and the counts of each."""
    y_true, y_pred = _labels_1d(y_true, "y_true"), _labels_1d(y_pred, "y_pred")
    check_consistent_length(y_true, y_pred)
    if isinstance(y_true[0], str) != isinstance(y_pred[0], str):
        # Joined, numpy would turn 1 into "1" and count it as equal.
        raise ValueError("y_true and y_pred must both be strings or both be numbers.")
    labels, codes = np.unique(np.concatenate([y_true, y_pred]), return_inverse=True)
    true, predicted = codes[: len(y_true)], codes[len(y_true) :]
    return labels, ClassCounts.from_codes(true, predicted, len(labels))


def _position(labels, label, name):
    """Position of one label among the sorted ones."""
    if label not in labels.tolist():
        raise ValueError(f"{name}={label!r} does not occur; labels are {labels.tolist()}.")
    return labels.tolist().index(label)


def _probability_columns(y_proba, n_labels):
    """Probabilities as a checked array with one column per label."""
    dtypes = [np.float64, np.float32]
    proba = check_array(y_proba, ensure_2d=False, dtype=dtypes, input_name="y_proba")
    if proba.ndim == 1:
        proba = np.column_stack([1.0 - proba, proba])
    if proba.shape[1] != n_labels:
        found = f"y_proba has {proba.shape[1]} columns but there are {n_labels} labels"
        raise ValueError(f"{found}; name the classes of the columns with `labels`.")
    # Sums of float32 softmax outputs may pass 1 by some units in the last place.
    if proba.min() < 0.0 or proba.max() > 1.0 + 1e-5:
        raise ValueError("y_proba holds values outside [0, 1]; pass probabilities, not logits.")
    return proba
