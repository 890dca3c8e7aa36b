"""The plain classifier Q of the papers, which stands behind every resampler here."""

from functools import partial
from numbers import Real

import numpy as np
import torch
from sklearn.base import _fit_context
from sklearn.utils import _safe_indexing
from sklearn.utils.validation import _check_sample_weight

from ..base import PAPER_NETWORK, OnePlayerClassifier
from ..losses import RowLoss
from ..utils._constraints import NEURAL_CONSTRAINTS
from ..utils._docs import documented


@documented
class NeuralClassifier(OnePlayerClassifier):
    r"""Classify with a neural network: the plain classifier Q of the papers.

    It is what stands behind every over-sampler in the comparisons of this package, and what a game
    has to beat. With ``loss="logit_adjusted"`` or ``class_weight="balanced"`` it treats classes
    alike without generating a row.

    Read more in the :ref:`user guide <neural>`.

    Parameters
    ----------
    loss : {"cross_entropy", "logit_adjusted"}, default="cross_entropy"
        ``"logit_adjusted"`` adds the log of the class shares to the logits in training, so that
        predictions are those of balanced classes.

    class_weight : "balanced", dict or None, default=None
        Weight of a row's loss by its class; ``"balanced"`` weighs in inverse proportion to the
        rows of a class. A class that a dict does not name has weight one.

    <random_state>

    <classifier_parameters>

    Attributes
    ----------
    <attributes>

    See Also
    --------
    DOClassifier : The same network in a game with a generator.

    Notes
    -----
    ``NeuralClassifier.paper_params`` holds the network of the AO/DO paper for ``set_params``.
    ``score`` is accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] A. K. Menon et al., "Long-tail learning via logit adjustment", ICLR 2021.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import NeuralClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = NeuralClassifier(loss="logit_adjusted", max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    paper_params = PAPER_NETWORK

    _parameter_constraints = NEURAL_CONSTRAINTS

    def __init__(
        self,
        *,
        loss="cross_entropy",
        class_weight=None,
        random_state=None,
        classifier=None,
        n_members=16,
        hidden_layer_sizes=(96, 96),
        n_channels=16,
        dropout="auto",
        max_shift=0,
        flip=False,
        max_epochs="auto",
        max_steps_per_epoch=200,
        batch_size=128,
        lr=2e-3,
        lr_schedule="auto",
        weight_decay=1e-3,
        optimizer=torch.optim.AdamW,
        early_stopping="auto",
        validation_fraction=0.15,
        n_iter_no_change=20,
        scoring="balanced_log_loss",
        categorical_features="auto",
        image_shape=None,
        callbacks=None,
        device="auto",
        verbose=0,
        net_params=None,
    ):
        self._keep(locals())

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
        X, codes = self._check_training(X, y)
        if sample_weight is not None:
            sample_weight = _check_sample_weight(
                sample_weight, X, dtype=np.float64, ensure_non_negative=True
            )
            X, codes, sample_weight = _of_weight(X, codes, sample_weight)
        self._train_alone(X, codes, sample_weight)
        return self

    def _criterion(self, counts):
        weight = self._class_weight(counts)
        # The prior is that of the rows as they weigh, so that nothing is balanced twice.
        prior = counts if weight is None else counts * weight
        return partial(RowLoss, self.loss, class_prior=prior, class_weight=weight)

    def _class_weight(self, counts):
        """Return the weight of each class's rows, or None."""
        if self.class_weight is None:
            return None
        if isinstance(self.class_weight, str):
            return counts.sum() / (len(counts) * np.maximum(counts, 1e-12))
        labels = self.classes_.tolist()
        unknown = [label for label in self.class_weight if label not in labels]
        if unknown:
            raise ValueError(
                f"class_weight names the classes {unknown}, which y does not have: its classes "
                f"are {labels}."
            )
        weights = [self.class_weight.get(label, 1.0) for label in labels]
        if not all(isinstance(weight, Real) and weight >= 0 for weight in weights):
            raise ValueError(
                f"class_weight must give numbers that are not negative, got {self.class_weight}."
            )
        return np.array(weights, dtype=np.float64)


def _of_weight(X, codes, sample_weight):
    """Leave out rows of weight zero, and scale the weights to a mean of one."""
    rows = np.flatnonzero(sample_weight)
    if len(rows) < len(codes):
        X, codes, sample_weight = _safe_indexing(X, rows), codes[rows], sample_weight[rows]
    return X, codes, sample_weight / sample_weight.mean()
