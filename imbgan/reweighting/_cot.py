"""The classifier that also flattens the probabilities of the wrong classes."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..base import Plan, SingleNetClassifier, classifier_network
from ..engine import TwoLossNet
from ..losses import ComplementEntropy, RowLoss
from ..utils import ImbalanceWarning
from ..utils._docs import documented
from ..utils._warnings import warn_user


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class COTClassifier(SingleNetClassifier):
    r"""Classify with a network that is trained with a complement objective.

    Each batch brings two updates: one with the cross-entropy, and then, with the rows read anew,
    one that raises the entropy of the probabilities of the wrong classes, so that none of them
    stands out. Both have an optimiser of their own.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <ensemble_attributes>

    See Also
    --------
    NeuralClassifier : The first update alone.

    Notes
    -----
    With two classes there is one wrong class, whose entropy is zero whatever the network says. The
    network is then trained with the first loss alone, and an ``ImbalanceWarning`` says so.

    ``predict_proba`` is the softmax of the logits. It speaks of classes as frequent as in
    training, or balanced with ``loss="logit_adjusted"``; the second update makes the wrong classes
    more alike than they are. ``COTClassifier.released_params`` holds the divisor of the released
    code for ``set_params``. ``score`` is accuracy; pass `scoring` to cross-validation when
    classes are imbalanced.

    References
    ----------
    .. [1] H.-Y. Chen, P.-H. Wang, C.-H. Liu, S.-C. Chang, J.-Y. Pan, Y.-T. Chen, W. Wei, D.-C.
       Juan, "Complement objective training", ICLR 2019.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from imbgan import COTClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> clf = COTClassifier(max_epochs=5, random_state=0).fit(X[:120], y[:120])
    >>> clf.predict_proba(X).shape
    (150, 3)
    """

    released_params = {"complement_divide_by": "classes"}

    loss: str = "cross_entropy"
    complement_lr: float | None = None
    complement_divide_by: str = "wrong_classes"
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

    def _plan(self, run):
        plan = Plan(classifier_network(run), partial(RowLoss, self.loss, class_prior=run.counts))
        if len(run.counts) > 2:
            plan.net = partial(
                TwoLossNet,
                second_criterion=partial(ComplementEntropy, self.complement_divide_by),
                second_lr=self.lr if self.complement_lr is None else self.complement_lr,
            )
        elif run.states is None:
            warn_user(
                "With two classes the complement entropy is identically zero, as there is one "
                f"wrong class. The network is trained with loss={self.loss!r} alone, as "
                "NeuralClassifier does.",
                ImbalanceWarning,
            )
        return plan
