"""The classifier mixin, and the classifiers of one network."""

from numbers import Real

import numpy as np
from sklearn.base import ClassifierMixin, _fit_context
from sklearn.utils import _safe_indexing
from sklearn.utils.class_weight import compute_class_weight
from sklearn.utils.validation import _check_sample_weight, check_is_fitted

from ._checks import check_rows, check_training_rows, fresh_fit
from ._estimator import NetEstimator
from ._fit import train

_SMALLEST_FACTOR = 1e-12


class NetClassifier(ClassifierMixin, NetEstimator):
    """Classifier of a net: ``predict_proba`` and ``predict``.

    One with a parameter ``proba`` gives ``_prior_factor()``: what the probabilities of the net are
    multiplied by, class by class, to speak of the shares of the classes among the training rows.
    """

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        tags.input_tags.sparse = True
        return tags

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
        proba = self._apply_net("predict_proba", X)
        if getattr(self, "proba", "balanced") == "balanced":
            return proba
        # A class without weight has a share of zero, and must not leave zeros alone in a row.
        weighed = proba * np.maximum(self._prior_factor(), _SMALLEST_FACTOR)
        return (weighed / weighed.sum(axis=1, keepdims=True)).astype(proba.dtype)

    def _apply_net(self, method, X):
        """Return what a method of the net gives for rows, on the device of the estimator."""
        check_is_fitted(self, "net_")
        encoded = self.encoder_.transform(check_rows(self, X, reset=False))
        return getattr(self._net_on_device()[0], method)(encoded)

    def _trial(self):
        """Return probabilities of some rows, by which two fitted estimators are compared."""
        rows = np.random.default_rng(0).normal(size=(4, *self.encoder_.shape))
        if self.spec_.categories:
            rows[:, -len(self.spec_.categories) :] = 0
        X = self.encoder_.inverse_transform(rows.astype(np.float32))
        return self.predict_proba(X)

    def predict(self, X):
        """Predict classes: those of the largest probabilities, by default of balanced classes.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        y : ndarray of shape (n_samples,)
            Class labels.
        """
        return self.classes_[self._apply_net("predict_proba", X).argmax(axis=1)]


class SingleNetClassifier(NetClassifier):
    """A classifier of one network and one loss, which takes weights of rows."""

    _n_to_draw = None  # how many rows of each class the fit is to add, by the class codes

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
        with fresh_fit(self):
            X, codes = check_training_rows(self, X, y)
            all_rows, weighty = X, None
            if sample_weight is not None:
                sample_weight = _check_sample_weight(
                    sample_weight, X, dtype=np.float64, ensure_non_negative=True
                )
                weighty = np.flatnonzero(sample_weight)
                if len(weighty) < len(codes):
                    X, codes = _safe_indexing(X, weighty), codes[weighty]
                    sample_weight = sample_weight[weighty]
                sample_weight = sample_weight / sample_weight.mean()
            n_to_draw = None if self._n_to_draw is None else self._n_to_draw(codes)
            train(self, X, codes, n_to_draw, sample_weight)
            if weighty is not None and hasattr(self, "oof_proba_"):
                # No member has trained on rows without weight.
                proba = self.predict_proba(all_rows)
                proba[weighty] = self.oof_proba_
                self.oof_proba_ = proba
        return self


def class_weights(class_weight, classes, counts):
    """Return the weight of each class's rows, or None where all weigh alike.

    Parameters
    ----------
    class_weight : "balanced", dict or None

    classes : ndarray of shape (n_classes,)
        Labels.

    counts : ndarray of shape (n_classes,)
        Rows of each class, as they weigh.

    Returns
    -------
    weights : ndarray of shape (n_classes,) or None

    Raises
    ------
    ValueError
        If a dict names a class that is not there, or a weight that is negative or no number.
    """
    if class_weight is None:
        return None
    if isinstance(class_weight, str):
        codes = np.arange(len(counts))
        counts = np.maximum(counts, 1e-12)  # of a class whose rows weigh nothing
        return compute_class_weight(class_weight, classes=codes, y=codes, sample_weight=counts)
    labels = classes.tolist()
    unknown = [label for label in class_weight if label not in labels]
    if unknown:
        raise ValueError(
            f"class_weight names the classes {unknown}, which y does not have: its classes "
            f"are {labels}."
        )
    weights = [class_weight.get(label, 1.0) for label in labels]
    if not all(isinstance(weight, Real) and weight >= 0 for weight in weights):
        raise ValueError(
            f"class_weight must give numbers that are not negative, got {class_weight}."
        )
    return np.array(weights, dtype=np.float64)
