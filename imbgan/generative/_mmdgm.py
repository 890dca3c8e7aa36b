"""MMDGMClassifier: a max-margin classifier in the latent space of an autoencoder."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..base import Plan, SingleNetClassifier, class_weights
from ..engine import on_device
from ..losses import MaxMarginLoss
from ..networks import ConditionalMaxMarginNet, MaxMarginNet
from ..utils._docs import documented
from ._latent_space import class_gaussians


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class MMDGMClassifier(SingleNetClassifier):
    r"""Classify by margins in the latent space of a variational autoencoder (mmDGM).

    An encoder gives a Gaussian of latent vectors for each row, a decoder makes the row of a draw
    from it, and a linear classifier reads the mean. They are trained together, so that the latent
    space explains the rows and parts the classes.

    Read more in the :ref:`user guide <mmdgm>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <latent_attributes>

    See Also
    --------
    NeuralClassifier : Networks without a decoder.
    BayesianClassifier : A network whose weights, not its latent vectors, are Gaussian.

    Notes
    -----
    The loss of a row is its hinge (:func:`~imbgan.losses.crammer_singer`) plus
    :math:`\lambda` times its negative evidence lower bound, divided by the number of columns or
    pixels (:func:`~imbgan.losses.negative_evidence`); `class_weight` weighs both. The method
    treats no class specially unless `class_weight` says so. Numbers and pixels have a Gaussian
    of variance one half, categories a cross-entropy.

    The paper's outputs are expectations of a linear function over the latent vector, which are
    that function of its mean, and so they are here. The released code reads the last layer of the
    encoder instead (``on="encoder"``), gives grey pixels a Bernoulli distribution, and with
    ``conditional=True`` feeds the predicted label; here that is the true one, and classifier and
    encoder share their first layers. Its other settings are ``released_params``, without its
    weight decay.

    ``predict_proba`` is the softmax of the margins: scores that are not calibrated. ``score`` is
    accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] C. Li, J. Zhu, T. Shi, B. Zhang, "Max-margin deep generative models", NIPS 2015.

    .. [2] C. Li, J. Zhu, B. Zhang, "Max-margin deep generative models for (semi-)supervised
       learning", IEEE Transactions on Pattern Analysis and Machine Intelligence 40, 2018.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import MMDGMClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = MMDGMClassifier(class_weight="balanced", max_epochs=5, random_state=0).fit(X, y)
    >>> clf.embed(X).shape, clf.latent_means_.shape
    ((300, 64), (2, 64))
    """

    released_params = {
        "on": "encoder",
        "latent_dim": 50,
        "evidence_weight": 0.784,  # 1e-3 for each of 784 pixels
        "hidden_layer_sizes": (500, 500),
        "dropout": 0.5,
        "max_epochs": 600,
        "max_steps_per_epoch": None,
        "batch_size": 500,
        "lr": 3e-4,
        "lr_schedule": "constant",
        "weight_decay": 0.0,
        "optimizer": torch.optim.Adam,
        "early_stopping": False,
    }

    class_weight: str | dict | None = None
    latent_dim: int = 64
    margin: float = 1.0
    evidence_weight: float = 1.0
    on: str = "latent"
    conditional: bool = False
    random_state: Any = None
    hidden_layer_sizes: tuple = (96, 96)
    n_channels: int = 16
    dropout: float | str = "auto"
    max_shift: int = 0
    flip: bool = False
    max_epochs: int | str = "auto"
    max_steps_per_epoch: int | None = 200
    batch_size: int = 128
    lr: float = 2e-3
    lr_schedule: str = "auto"
    weight_decay: float = 1e-3
    optimizer: type = torch.optim.AdamW
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

    def _plan(self, run):
        weight = class_weights(self.class_weight, self.classes_, run.counts)
        loss = partial(
            MaxMarginLoss, self.margin, self.evidence_weight, run.spec.spans, class_weight=weight
        )
        network = partial(
            ConditionalMaxMarginNet if self.conditional else partial(MaxMarginNet, on=self.on),
            run.spec,
            self.latent_dim,
            n_members=1,
            hidden_layer_sizes=tuple(self.hidden_layer_sizes),
            n_channels=self.n_channels,
            dropout=run.value("dropout"),
            max_shift=self.max_shift,
            flip=self.flip,
        )
        return Plan(network, loss, finish=self._describe_classes)

    def _describe_classes(self, run):
        """Set the class Gaussians of the latent codes."""
        latent = on_device(self.net_, run.device).outputs(run.rows.X, "features")
        gaussians = class_gaussians(latent, run.rows.y, len(self.classes_))
        self.latent_means_ = gaussians.means.numpy()
        self.latent_covariances_ = gaussians.covariances.numpy()

    def decision_function(self, X):
        """Return the outputs of the classifier, whose differences are the margins.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        Returns
        -------
        decision : ndarray of shape (n_samples, n_classes) or (n_samples,)
            Columns in the order of ``classes_``; of two classes the second one's output less the
            first one's.

        Raises
        ------
        NotFittedError
            If the classifier is not fitted.
        """
        margins = self._apply_net("outputs", X)
        return margins[:, 1] - margins[:, 0] if len(self.classes_) == 2 else margins

    def embed(self, X):
        """Return the means of the latent vectors of rows.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, or images of shape (n_samples, channels, height, width).

        Returns
        -------
        embedding : ndarray of shape (n_samples, latent_dim)
            With ``conditional=True`` the encoder is told the labels that are predicted.

        Raises
        ------
        NotFittedError
            If the classifier is not fitted.
        """
        return self._apply_net("outputs", X, "features")
