"""Gaussian affinity: several centres for each class, and margins between affinities."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..losses import AffinityLoss
from ..networks import AffinityHead
from ..utils._docs import documented
from ._base import PAPER_TRAINING_OF_RIVALS, PrototypeClassifier


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class AffinityClassifier(PrototypeClassifier):
    r"""Classify by the largest Gaussian affinity with one of the centres of a class.

    Each class has one or more centres among the features :math:`f(x)`, and the affinity :math:`a_j
    = \max_t \exp(-\lVert f(x) - c_{jt} \rVert^2 / \sigma)`. The loss asks that the affinity with
    the own class exceed each other one by a margin, and that all centres be equally far from each
    other, so that no class has more room than another. For tables and images.

    Read more in the :ref:`user guide <prototypes>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    centers_ : ndarray of shape (n_classes, n_centers, n_features)
        The centres of the classes, in the latent space of :meth:`transform`.

    <attributes>

    See Also
    --------
    CPLClassifier : One centre for each class, and cross-entropy.
    ARConvLClassifier : Regions around the centres.

    Notes
    -----
    The published `sigma` is 10 for MNIST and 90 for CIFAR-10. Batch-normalised features have
    squared lengths of about `n_features`, and so are their first squared distances to the centres;
    where `sigma` is much smaller, affinities and slopes vanish, those of rare classes last of all
    to come back. Hence the default.

    With two classes of one centre each there is but one distance, and nothing to spread.

    With few classes the centres start far apart, and plain gradient descent on the spread needs a
    small rate: the rate of 0.1 in ``paper_params`` suits ten classes and diverges with five.

    ``paper_params`` holds, for ``set_params``, how the ARConvL paper trains it on grey images,
    `sigma` included; for colour images it has ``margin=0.43``. ``score`` is accuracy; pass
    `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] M. Hayat et al., "Gaussian affinity for max-margin class imbalanced learning", ICCV
       2019.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import AffinityClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = AffinityClassifier(n_centers=3, max_epochs=5, random_state=0).fit(X, y)
    >>> clf.centers_.shape
    (2, 3, 64)
    """

    paper_params = PAPER_TRAINING_OF_RIVALS | {"sigma": 10.0, "margin": 0.75}

    n_centers: int = 1
    margin: float = 0.75
    sigma: float | str = "auto"
    spread_weight: float = 1.0
    temperature: float = 0.2
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

    def _sigma(self):
        return float(self.n_features) if self.sigma == "auto" else self.sigma

    def _head(self):
        return partial(
            AffinityHead,
            n_features=self.n_features,
            n_centers=self.n_centers,
            sigma=self._sigma(),
            temperature=self.temperature,
        )

    def _loss(self, counts):
        return partial(AffinityLoss, self.margin, self._sigma(), self.spread_weight)
