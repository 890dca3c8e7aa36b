"""BayesianClassifier: a network with Gaussian weights, averaged over draws of them."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from scipy.special import entr
from skorch.callbacks import Callback

from ..base import Plan, SingleNetClassifier, class_weights
from ..losses import EvidenceLoss, RowLoss
from ..networks import BayesianNet
from ..utils._docs import documented


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class BayesianClassifier(SingleNetClassifier):
    r"""Classify with a network whose weights are Gaussian (Bayes by backprop).

    Each weight has a mean and a deviation, which are trained to lower the loss on drawn weights
    and to stay near a prior. Predictions are averaged over draws, and their disagreement tells
    what the network does not know.

    Read more in the :ref:`user guide <bayesian>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <attributes>

    See Also
    --------
    NeuralClassifier : An ensemble of networks with plain weights.

    Notes
    -----
    The loss of a row is its cross-entropy plus `temperature` times the divergence of posterior
    from prior over the number of rows; with a temperature of 1 that is the evidence lower bound.
    The released code has the divergence of the prior from the posterior, which is the wrong way
    round and is not offered here; its other settings are ``released_params``.
    Drawn weights are the same in each prediction, so that ``predict_proba`` twice is equal and a
    row's probabilities depend on no other row. ``score`` is accuracy; pass `scoring` to
    cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] K. Shridhar, F. Laumann, M. Liwicki, "A comprehensive guide to Bayesian convolutional
       neural network with variational inference", 2019.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import BayesianClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = BayesianClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> epistemic, aleatoric = clf.predict_uncertainty(X)
    >>> epistemic.shape
    (300,)
    """

    released_params = {
        "temperature": 0.1,
        "warm_up": 0.0,
        "prior_std": 0.1,
        "batch_size": 256,
        "lr": 1e-3,
        "max_epochs": 200,
        "validation_fraction": 0.2,
    }

    loss: str = "cross_entropy"
    class_weight: str | dict | None = None
    temperature: float = 0.01
    warm_up: float = 0.25
    prior_std: float = 0.1
    n_draws: int = 20
    random_state: Any = None
    hidden_layer_sizes: tuple = (64, 64)
    n_channels: int = 16
    max_shift: int = 0
    flip: bool = False
    max_epochs: int | str = "auto"
    max_steps_per_epoch: int | None = 200
    batch_size: int = 128
    lr: float = 5e-3
    lr_schedule: str = "auto"
    optimizer: type = torch.optim.Adam
    early_stopping: bool | str = "auto"
    validation_fraction: float = 0.15
    n_iter_no_change: int = 20
    scoring: str | Callable = "balanced_log_loss"
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    weight_decay = 0.0  # the prior takes its place
    _needs_batches = False

    def _plan(self, run):
        weight = class_weights(self.class_weight, self.classes_, run.counts)
        prior = run.counts if weight is None else run.counts * weight
        rows = partial(RowLoss, self.loss, class_prior=prior, class_weight=weight)
        network = partial(
            BayesianNet,
            run.spec,
            hidden_layer_sizes=tuple(self.hidden_layer_sizes),
            n_channels=self.n_channels,
            n_draws=self.n_draws,
            max_shift=self.max_shift,
            flip=self.flip,
        )
        loss = partial(_evidence, rows, len(run.rows.y), self.prior_std, self.temperature)
        warm_up = WarmUp(self.temperature, self.warm_up * run.n_epochs)
        return Plan(network, loss, callbacks=[("warm_up", warm_up)])

    def predict_uncertainty(self, X):
        """Split the uncertainty of predictions into what more rows could tell and what not.

        Both are entropies in nats: their sum is that of ``predict_proba``.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        epistemic : ndarray of shape (n_samples,)
            Entropy of the mean over the draws, less the mean of their entropies: how far they
            disagree.

        aleatoric : ndarray of shape (n_samples,)
            Mean of the draws' entropies.

        Raises
        ------
        NotFittedError
            If the classifier is not fitted.
        """
        drawn = self._apply_net("outputs", X, "features")
        drawn = drawn.reshape(len(drawn), -1, len(self.classes_)).astype(float)
        aleatoric = entr(drawn).sum(axis=2).mean(axis=1)
        return entr(drawn.mean(axis=1)).sum(axis=1) - aleatoric, aleatoric


class WarmUp(Callback):
    """Raise the temperature of the loss evenly over the first epochs.

    Parameters
    ----------
    temperature : float
        What it comes to.

    n_epochs : float
        Epochs until then.
    """

    def __init__(self, temperature, n_epochs):
        self.temperature, self.n_epochs = temperature, n_epochs

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        share = min(1.0, len(net.history) / max(self.n_epochs, 1.0))
        net.criterion_.temperature = share * self.temperature


def _evidence(rows, *args):
    return EvidenceLoss(rows(), *args)
