"""Convolutional prototype learning: a centre for each class, and distances as logits."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..losses import DistanceCrossEntropy
from ..utils._docs import documented
from ._base import PAPER_TRAINING_OF_RIVALS, PrototypeClassifier


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class CPLClassifier(PrototypeClassifier):
    r"""Classify by the nearest class centre in a latent space that is learned (CPL).

    A network turns rows into features, and each class has a centre among them. Both learn from the
    cross-entropy of :math:`\operatorname{softmax}_j(-\lVert f(x) - c_j \rVert^2 / T)`. Nothing in
    it knows of imbalance: it is what :class:`ARConvLClassifier` builds on. For tables and images.

    Read more in the :ref:`user guide <prototypes>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <prototype_attributes>

    See Also
    --------
    GCPLClassifier : The same, with rows drawn to their centres.
    ARConvLClassifier : Regions around the centres, and imbalance taken into account.

    Notes
    -----
    :meth:`predict_proba` is the softmax above. ``paper_params`` holds, for ``set_params``, how the
    ARConvL paper trains it. ``score`` is accuracy; pass `scoring` to cross-validation when classes
    are imbalanced.

    References
    ----------
    .. [1] H.-M. Yang et al., "Robust classification with convolutional prototype learning", CVPR
       2018.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import CPLClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = CPLClassifier(n_features=8, max_epochs=5, random_state=0).fit(X, y)
    >>> clf.transform(X).shape, clf.centers_.shape
    ((300, 8), (2, 8))
    """

    paper_params = PAPER_TRAINING_OF_RIVALS

    temperature: float = 1.0
    random_state: Any = None
    backbone: str | Callable = "auto"
    n_features: int = 64
    hidden_layer_sizes: tuple = (96, 96)
    n_channels: int | str = "auto"
    dropout: float = 0.0
    max_shift: int = 0
    flip: bool = False
    random_erasing: float = 0.0
    raw_pixels: bool = False
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

    def _loss(self, counts):
        return partial(DistanceCrossEntropy, self.temperature)
