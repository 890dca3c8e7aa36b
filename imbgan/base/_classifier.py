"""The face of a classifier."""

import numpy as np
from sklearn.base import ClassifierMixin
from sklearn.utils.multiclass import check_classification_targets, type_of_target
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d

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
        check_is_fitted(self, "net_")
        encoded = self.encoder_.transform(self._check_rows(X, reset=False))
        with on_device(self.net_.module_, resolve_device(self.device, fallback=True)):
            return self.net_.predict_proba(encoded)

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

    def _train_alone(self, X, codes, sample_weight=None):
        """Train the classifier network."""
        seed = self._seed()
        device = resolve_device(self.device)
        rows = self._encode(X, codes, seed, sample_weight)
        self._specify(rows, np.zeros(len(self.classes_), dtype=int))
        counts = np.bincount(rows.y, weights=rows.weight, minlength=len(self.classes_))
        arguments = self._net_arguments(seed, rows, device)
        self._run(ImbalanceNet, {**arguments, "criterion": self._criterion(counts)}, rows)

    def _cast_again(self, states):
        # Whatever weights the rows had, the tensors of the loss come back with the others.
        return ImbalanceNet, {"criterion": self._criterion(np.array(self.spec_.class_counts))}
