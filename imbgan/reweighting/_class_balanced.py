"""The classifier whose rows weigh by the effective number of rows of their class."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..base import Plan, SingleNetClassifier
from ..losses import ClassBalancedLoss
from ..utils._docs import documented
from ._focal import network_of_form


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class ClassBalancedClassifier(SingleNetClassifier):
    r"""Classify with a network whose loss weighs classes by the effective number of their rows.

    Rows of a large class repeat each other, so :math:`n` of them count as
    :math:`(1 - \beta^n) / (1 - \beta)`. With `focal_exponent` it is the class-balanced focal loss.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <ensemble_attributes>

    See Also
    --------
    FocalClassifier : The focal loss with weights of your own.

    NeuralClassifier : Has ``class_weight="balanced"``, the limit of `beta` at 1.

    Notes
    -----
    ``predict_proba`` is the softmax of the logits, or the sigmoids divided by their sum. It speaks
    of a world in which classes are as frequent as their rows weigh: with `beta` near 1 of balanced
    classes, with small `beta` of those in training. ``ClassBalancedClassifier.released_params``
    holds the loss of the released code for ``set_params``. ``score`` is accuracy; pass `scoring`
    to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] Y. Cui, M. Jia, T.-Y. Lin, Y. Song, S. Belongie, "Class-balanced loss based on effective
       number of samples", CVPR 2019.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import ClassBalancedClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = ClassBalancedClassifier(beta=0.999, max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    released_params = {"beta": 0.9999, "focal_exponent": 1.0, "form": "sigmoid"}

    beta: float = 0.9999
    focal_exponent: float = 0.0
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
        loss = partial(ClassBalancedLoss, run.counts, self.beta, self.focal_exponent, self.form)
        return Plan(network_of_form(run), loss)
