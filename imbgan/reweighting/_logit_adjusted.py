"""The classifier that leaves the class prior out of its logits, in training or afterwards."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..base import Plan, SingleNetClassifier, classifier_network
from ..losses import LogitAdjustedLoss, RowLoss, log_prior
from ..networks import ShiftedOutput
from ..utils._docs import documented


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class LogitAdjustedClassifier(SingleNetClassifier):
    r"""Classify with a network whose logits are corrected for the class prior.

    Its probabilities are those of balanced classes, or with ``proba="training"`` those of classes
    as frequent as among the training rows.

    In the loss, :math:`\tau \log \pi_c` is added to the logits while training, and predictions use
    the logits alone. Post hoc, the network is trained with the plain cross-entropy, and
    :math:`\tau \log \pi_c` is taken from its logits to predict. Never both.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <adjusted_attributes>

    See Also
    --------
    PriorCorrectedClassifier : The correction post hoc, for any classifier.

    NeuralClassifier : Has ``loss="logit_adjusted"``, which is this with `tau` at 1.

    Notes
    -----
    ``predict_proba`` is, at `tau` = 1, the posterior of a world in which all classes are equally
    frequent. With ``proba="training"`` it is multiplied by :math:`\pi_c^\tau` and divided by its
    sum, which makes it the posterior under the class shares of the training rows: exactly for one
    member, approximately where several are averaged, as each would have to be multiplied on its
    own. The shares in the loss are those of the rows that are trained on, as they weigh, without a
    validation part; a class without any is not corrected. The epoch is chosen by corrected
    probabilities in either form. ``score`` is accuracy; pass `scoring` to cross-validation when
    classes are imbalanced.

    References
    ----------
    .. [1] A. K. Menon, S. Jayasumana, A. S. Rawat, H. Jain, A. Veit, S. Kumar, "Long-tail learning
       via logit adjustment", ICLR 2021.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import LogitAdjustedClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = LogitAdjustedClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    tau: float = 1.0
    post_hoc: bool = False
    proba: str = "balanced"
    threshold: Any = "balanced"
    random_state: Any = None
    classifier: Callable | None = None
    n_members: int | str = "auto"
    hidden_layer_sizes: tuple = (64, 64)
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
    validation_fraction: float | str = "auto"
    n_iter_no_change: int | str = "auto"
    scoring: str | Callable = "balanced_log_loss"
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    def _prior_factor(self):
        return self.class_prior_**self.tau

    def _plan(self, run):
        network = classifier_network(run)
        if self.post_hoc:
            shift = self.tau * log_prior(run.counts)
            return Plan(partial(ShiftedOutput, network, shift), RowLoss)
        return Plan(network, partial(LogitAdjustedLoss, run.counts, self.tau))
