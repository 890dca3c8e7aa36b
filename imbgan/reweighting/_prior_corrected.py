"""The correction for the class prior after training, for any classifier."""

import numpy as np
from scipy.special import softmax
from sklearn.base import BaseEstimator, ClassifierMixin, MetaEstimatorMixin, _fit_context, clone
from sklearn.utils import get_tags
from sklearn.utils.metadata_routing import (
    MetadataRouter,
    MethodMapping,
    _routing_enabled,
    process_routing,
)
from sklearn.utils.validation import (
    _check_sample_weight,
    check_is_fitted,
    has_fit_parameter,
)

from ..base import NetEstimator
from ..utils._docs import documented
from ..utils.frames import as_pandas
from ..utils.labels import as_labels, warn_of_blanks
from ._neural import NeuralClassifier


@documented
class PriorCorrectedClassifier(ClassifierMixin, MetaEstimatorMixin, BaseEstimator):
    r"""Divide a classifier's probabilities by the class prior, and decide anew.

    Any classifier with probabilities is trained as it is; what it says of class c is divided by
    :math:`\pi_c^\tau`, with :math:`\pi_c` the share of the class among the rows, and scaled to a
    sum of one. It is the logit adjustment after training.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    estimator_ : classifier
        The fitted classifier.

    classes_ : ndarray of shape (n_classes,)
        The class labels.

    class_prior_ : ndarray of shape (n_classes,)
        Shares of the classes among the rows of fit, as they weigh.

    n_features_in_ : int
        Number of columns seen in fit, if `estimator_` tells it.

    feature_names_in_ : ndarray of shape (`n_features_in_`,)
        Their names, if `estimator_` tells them.

    See Also
    --------
    LogitAdjustedClassifier : The correction in the loss of a network, or after its training.

    Notes
    -----
    ``predict_proba`` is, at `tau` = 1, the posterior of a world in which all classes are equally
    frequent, provided that those of `estimator_` are calibrated. A probability of zero, as trees
    give it, stays zero. ``save`` writes a correction of a classifier of this package; pickle one
    of another's. ``score`` is accuracy; pass `scoring` to cross-validation when classes are
    imbalanced.

    References
    ----------
    .. [1] A. K. Menon, S. Jayasumana, A. S. Rawat, H. Jain, A. Veit, S. Kumar, "Long-tail learning
       via logit adjustment", ICLR 2021, section 4.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from sklearn.linear_model import LogisticRegression
    >>> from imbgan import PriorCorrectedClassifier
    >>> X, y = make_classification(300, weights=[0.9], random_state=0)
    >>> clf = PriorCorrectedClassifier(LogisticRegression()).fit(X, y)
    >>> bool((clf.predict(X) == 1).sum() > (clf.estimator_.predict(X) == 1).sum())
    True
    """

    def __init__(self, estimator=None, *, tau=1.0):
        self.estimator = estimator
        self.tau = tau

    save = NetEstimator.save

    def _wrapped(self):
        """Return the classifier that is asked for."""
        return NeuralClassifier() if self.estimator is None else self.estimator

    @_fit_context(prefer_skip_nested_validation=False)  # the classifier checks its own
    def fit(self, X, y, sample_weight=None, **fit_params):
        """Fit the classifier and count the classes.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            Handed to the classifier as it is; tables of polars and pyarrow as frames of pandas.

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        sample_weight : array-like of shape (n_samples,), default=None
            Weights of the rows, in the classifier and in the class shares.

        **fit_params : dict
            Further parameters of the classifier's ``fit``.

        Returns
        -------
        self : object
        """
        X, y = as_pandas(X), as_pandas(y)
        labels = as_labels(y)
        fit_params = self._routed(sample_weight, fit_params)
        self.estimator_ = clone(self._wrapped()).fit(X, y, **fit_params)
        self.classes_ = self.estimator_.classes_
        for name in ("n_features_in_", "feature_names_in_"):
            vars(self).pop(name, None)  # an earlier fit's
            if hasattr(self.estimator_, name):
                setattr(self, name, getattr(self.estimator_, name))
        unknown = np.setdiff1d(labels, self.classes_).tolist()
        if unknown:
            raise ValueError(
                f"y has the labels {unknown}, which the classifier does not know: its classes are "
                f"{self.classes_.tolist()}."
            )
        if not isinstance(self.estimator_, NetEstimator):  # which has warned itself
            warn_of_blanks(self.classes_)
        codes = np.searchsorted(self.classes_, labels)
        if sample_weight is not None:
            sample_weight = _check_sample_weight(sample_weight, codes, dtype=np.float64)
        counts = np.bincount(codes, weights=sample_weight, minlength=len(self.classes_))
        self.class_prior_ = counts / counts.sum()
        return self

    def _routed(self, sample_weight, fit_params):
        """Return what the classifier's fit is given beside the rows."""
        given = dict(fit_params)
        if sample_weight is not None:
            given["sample_weight"] = sample_weight
        if _routing_enabled():
            return process_routing(self, "fit", **given).estimator.fit
        if sample_weight is not None and not has_fit_parameter(self._wrapped(), "sample_weight"):
            raise ValueError(
                f"sample_weight was given, but {type(self._wrapped()).__name__} does not take it. "
                "Leave it out, give it under the name that the classifier's fit has for it, or "
                "use another classifier."
            )
        return given

    def predict_proba(self, X):
        """Predict corrected class probabilities.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        proba : ndarray of shape (n_samples, n_classes)
            Columns in the order of ``classes_``.
        """
        check_is_fitted(self, "estimator_")
        proba = np.asarray(self.estimator_.predict_proba(as_pandas(X)), dtype=np.float64)
        if not self.tau:
            return proba
        # A class whose rows weigh nothing is never predicted, and is left so.
        prior = np.where(self.class_prior_ > 0, self.class_prior_, 1.0)
        with np.errstate(divide="ignore"):  # the logarithm of zero is what a zero shall stay
            return softmax(np.log(proba) - self.tau * np.log(prior), axis=1)

    def predict(self, X):
        """Predict classes: those of the largest corrected probabilities.

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

    def get_metadata_routing(self):
        """Say which parameters of fit go where.

        Returns
        -------
        routing : MetadataRouter
        """
        mapping = MethodMapping().add(caller="fit", callee="fit")
        return MetadataRouter(owner=self).add(estimator=self._wrapped(), method_mapping=mapping)

    def __sklearn_tags__(self):
        tags = super().__sklearn_tags__()
        wrapped = get_tags(self._wrapped())
        tags.input_tags = wrapped.input_tags
        tags.classifier_tags = wrapped.classifier_tags
        return tags
