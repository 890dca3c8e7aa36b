"""The classifier that looks away from rows that it has already learned."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..base import Plan, SingleNetClassifier, class_weights, classifier_network
from ..losses import FocalLoss
from ..networks import SigmoidOutput
from ..utils._docs import documented


def network_of_form(run):
    """Return what builds the classifier network for the parameter `form`."""
    network = classifier_network(run)
    return partial(SigmoidOutput, network) if run.estimator.form == "sigmoid" else network


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class FocalClassifier(SingleNetClassifier):
    r"""Classify with a network that is trained with the focal loss.

    A row loses its cross-entropy times :math:`(1 - Q_y)^\gamma`, so that rows that are classified
    well, most of them of large classes, no longer fill the gradient. By itself the loss does not
    know how frequent classes are; `class_weight` does.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <ensemble_attributes>

    See Also
    --------
    ClassBalancedClassifier : The same with weights by the effective number of rows.

    NeuralClassifier : Exponent 0, with class weights or the adjusted loss.

    Notes
    -----
    ``predict_proba`` is the softmax of the logits, or the sigmoids divided by their sum. Without
    `class_weight` it speaks of classes as frequent as in training, but is less sure of itself than
    a calibrated posterior: the loss has its minimum elsewhere. ``FocalClassifier.paper_params``
    holds the paper's form of the loss for ``set_params``. ``score`` is accuracy; pass `scoring` to
    cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] T.-Y. Lin, P. Goyal, R. Girshick, K. He, P. Dollar, "Focal loss for dense object
       detection", ICCV 2017.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import FocalClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = FocalClassifier(class_weight="balanced", max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    paper_params = {"form": "sigmoid", "focal_exponent": 2.0}

    focal_exponent: float = 2.0
    class_weight: str | dict | None = None
    form: str = "softmax"
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
        weight = class_weights(self.class_weight, self.classes_, run.counts)
        loss = partial(FocalLoss, self.focal_exponent, class_weight=weight, form=self.form)
        return Plan(network_of_form(run), loss)
