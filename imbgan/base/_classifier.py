"""The face of a classifier."""

import numpy as np
from sklearn.base import ClassifierMixin, _fit_context
from sklearn.utils import _safe_indexing
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import (
    _check_sample_weight,
    check_consistent_length,
    check_is_fitted,
    column_or_1d,
)

from ..engine import ImbalanceNet, on_device, resolve_device
from ._estimator import BaseNetEstimator


class ClassifierFace(ClassifierMixin):
    """The face of a classifier: predict_proba and predict."""

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

    def _check_training(self, X, y):
        """Check X and y and return X and class codes."""
        self._begin()
        if y is None:
            raise ValueError(
                f"This {type(self).__name__} estimator requires y to be passed, but the target y "
                "is None."
            )
        X = self._check_rows(X, reset=True)
        check_classification_targets(y)
        if type_of_target(y) not in ("binary", "multiclass"):
            raise ValueError("Multilabel and multioutput targets are not supported.")
        y = column_or_1d(y, warn=True)
        check_consistent_length(X, y)
        return X, self._read_labels(y)

    def predict_proba(self, X):
        """Predict class probabilities.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        proba : ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        return self._read("predict_proba", X)

    def _read(self, method, X):
        """Return what a method of the net makes of rows, on the device of the estimator."""
        check_is_fitted(self, "net_")
        encoded = self.encoder_.transform(self._check_rows(X, reset=False))
        with on_device(self.net_.module_, resolve_device(self.device, fallback=True)):
            return getattr(self.net_, method)(encoded)

    def _trial(self):
        """Return what the network makes of some rows."""
        rows = np.random.default_rng(0).normal(size=(4, *self.encoder_.shape))
        if self.spec_.categories:
            rows[:, -len(self.spec_.categories) :] = 0
        return self.net_.predict_proba(rows.astype(np.float32))

    def predict(self, X):
        """Predict classes: those of the largest probabilities.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        y : ndarray of shape (n_samples,)
            Class labels.
        """
        codes = self.predict_proba(X).argmax(axis=1)
        return self.classes_[codes]


class OnePlayerClassifier(ClassifierFace, BaseNetEstimator):
    """A classifier of one network and one loss.

    A method gives ``_criterion(counts)``, which returns what builds the loss from the (weighted)
    rows of each class.
    """

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y, sample_weight=None):
        """Train the network.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows; they are scaled to a mean of one. Rows of weight zero are left
            out.

        Returns
        -------
        self : object
        """
        with self._whole():
            X, codes = self._check_training(X, y)
            if sample_weight is not None:
                sample_weight = _check_sample_weight(
                    sample_weight, X, dtype=np.float64, ensure_non_negative=True
                )
                X, codes, sample_weight = _of_weight(X, codes, sample_weight)
            self._train_alone(X, codes, sample_weight)
        return self

    def _train_alone(self, X, codes, sample_weight=None):
        """Train the classifier network."""
        seed = self._seed()
        device = resolve_device(self.device)
        rows = self._encode(X, codes, seed, sample_weight)
        self._specify(rows, np.zeros(len(self.classes_), dtype=int))
        counts = np.bincount(rows.y, weights=rows.weight, minlength=len(self.classes_))
        arguments = self._net_arguments(seed, rows, device)
        net_type, cast = self._cast(counts)
        self._run(net_type, arguments | cast, rows)

    def _cast(self, counts):
        """Return the kind of the net, and what the rows of the classes decide in it."""
        return ImbalanceNet, {"criterion": self._criterion(counts)}

    def _cast_again(self, states):
        # Whatever weights the rows had, the tensors of the loss come back with the others.
        return self._cast(np.array(self.spec_.class_counts))


def _of_weight(X, codes, sample_weight):
    """Leave out rows of weight zero, and scale the weights to a mean of one."""
    rows = np.flatnonzero(sample_weight)
    if len(rows) < len(codes):
        X, codes, sample_weight = _safe_indexing(X, rows), codes[rows], sample_weight[rows]
    return X, codes, sample_weight / sample_weight.mean()
