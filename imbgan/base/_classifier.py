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
from ._threshold import check_threshold, decision_costs

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

    def _apply_net(self, method, X, *args):
        """Return what a method of the net gives for rows, on the device of the estimator."""
        check_is_fitted(self, "net_")
        encoded = self.encoder_.transform(check_rows(self, X, reset=False))
        return getattr(self._net_on_device()[0], method)(encoded, *args)

    def _trial(self):
        """Return probabilities of some rows, by which two fitted estimators are compared."""
        rows = np.random.default_rng(0).normal(size=(4, *self.encoder_.shape))
        if self.spec_.categories:
            rows[:, -len(self.spec_.categories) :] = 0
        X = self.encoder_.inverse_transform(rows.astype(np.float32))
        return self.predict_proba(X)

    def predict(self, X):
        """Predict classes: those of the largest probabilities that the net gives.

        Where the classifier has a parameter `threshold`, this decides.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        y : ndarray of shape (n_samples,)
            Class labels.
        """
        proba, costs = self._apply_net("predict_proba", X), getattr(self, "decision_costs_", None)
        codes = proba.argmax(axis=1) if costs is None else (proba @ costs).argmin(axis=1)
        return self.classes_[codes]


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
        threshold = getattr(self, "threshold", "balanced")
        is_balanced = isinstance(threshold, str) and threshold == "balanced"
        with fresh_fit(self):
            X, codes = all_rows, _ = check_training_rows(self, X, y)
            costs = 1.0 - np.eye(len(self.classes_))
            if not is_balanced:
                check_threshold(threshold, len(costs))
            if sample_weight is not None:
                X, codes, sample_weight, is_weighty = _weighed(X, codes, sample_weight)
            if hasattr(self, "proba"):
                counts = np.bincount(codes, weights=sample_weight, minlength=len(costs))
                self.class_prior_ = counts / len(codes)
            n_to_draw = None if self._n_to_draw is None else self._n_to_draw(codes)
            train(self, X, codes, n_to_draw, sample_weight, needs_folds=not is_balanced)
            if not is_balanced:
                costs = decision_costs(threshold, codes, self.oof_proba_, sample_weight)
            if sample_weight is not None and hasattr(self, "oof_proba_"):
                # No member has trained on rows without weight.
                proba = self._apply_net("predict_proba", all_rows)
                proba[is_weighty], self.oof_proba_ = self.oof_proba_, proba
            if hasattr(self, "threshold"):
                self.decision_costs_ = costs
                if len(costs) == 2:
                    gains = costs[0, 1] - costs[0, 0], costs[1, 0] - costs[1, 1]
                    self.threshold_ = float(gains[0] / (gains[0] + gains[1]))
        return self


def _weighed(X, codes, sample_weight):
    """Return the rows that have weight, their codes and weights, and which these are."""
    sample_weight = _check_sample_weight(
        sample_weight, X, dtype=np.float64, ensure_non_negative=True
    )
    is_weighty = sample_weight > 0
    if not is_weighty.any():  # scikit-learn says so from 1.9 on
        raise ValueError("sample_weight must have at least one non-zero weight.")
    if not is_weighty.all():
        weighty = np.flatnonzero(is_weighty)
        X, codes = _safe_indexing(X, weighty), codes[weighty]
        sample_weight = sample_weight[weighty]
    return X, codes, sample_weight / sample_weight.mean(), is_weighty


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
