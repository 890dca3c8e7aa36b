"""Adaptive region-based convolutional learning (ARConvL)."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from sklearn.utils.validation import check_is_fitted

from ..engine import FirstRate
from ..losses import ARConvLLoss
from ..networks import RegionHead
from ..utils._docs import documented
from ._base import PAPER_TRAINING, PrototypeClassifier

_RADII = "head.radii"


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class ARConvLClassifier(PrototypeClassifier):
    r"""Classify by the nearest of class regions that are made about equally large (ARConvL).

    Each class is a region of a latent space, a centre and a radius. The radii follow the rows as
    these spread; where some region grows beyond what all could have without an overlap, rows are
    drawn to their centres, those of small classes the more, and the cross-entropy of the distances
    gets a margin. For images, as in the paper, and for tables.

    Read more in the :ref:`user guide <arconvl>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    radii_ : ndarray of shape (n_classes,)
        The radii of the classes' regions.

    <prototype_attributes>

    See Also
    --------
    CPLClassifier : The method without regions.
    GCPLClassifier : A pull to the centres that is the same for all.
    imbgan.inspection.RegionsDisplay : The regions, drawn.

    Notes
    -----
    :meth:`predict` takes the nearest centre, :meth:`predict_proba` the softmax of the negative
    squared distances; the shares of the classes enter neither, so that probabilities are those of
    balanced classes.

    Distances of the first steps are large, and those of small classes weigh most. With momentum,
    the mean recall on thinned digits was .60 with the paper's rate of 0.1 and .95 with 0.01. On
    MNIST with one image in a hundred of the even classes, ``paper_params`` ended with all rows in
    one class after 15 epochs of 217 steps. The default rate with the default momentum moves as far
    as the released code, which has the rate of 0.1 but whose momentum is never in effect.

    ``paper_params`` holds the paper's settings for ``set_params``; ``released_params`` those of
    the released code, which differs in the weights of the pull to the centres, has no momentum and
    reads pixels from 0 to 255. :doc:`/methods/arconvl` lists the differences.

    ``score`` is accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] S. Li et al., "ARConvL: Adaptive region-based convolutional learning for multi-class
       imbalance classification", ECML PKDD 2023.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import ARConvLClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = ARConvLClassifier(n_features=8, max_epochs=5, random_state=0).fit(X, y)
    >>> clf.centers_.shape, clf.radii_.shape
    ((2, 8), (2,))
    """

    paper_params = PAPER_TRAINING | {
        "beta": "adaptive",
        "margin": "adaptive",
        "center_loss": True,
        "alpha": "min",
        "gamma": 0.05,
        "radius_lr": 1e-2,
        "radius_warm_up": 3,
        "momentum": 0.9,
        "raw_pixels": False,
    }
    released_params = paper_params | {"alpha": "mean", "momentum": 0.0, "raw_pixels": True}

    beta: str | float = "adaptive"
    margin: str | float = "adaptive"
    center_loss: bool = True
    alpha: str | float = "min"
    gamma: float = 0.05
    prior: bool = True
    temperature: float = 1.0
    radius_lr: float = 1e-2
    radius_warm_up: int = 3
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
    lr: float = 1e-2
    lr_schedule: str = "step"
    weight_decay: float = 0.0
    optimizer: type = torch.optim.SGD
    momentum: float = 0.9
    early_stopping: bool | str = "auto"
    validation_fraction: float = 0.1
    n_iter_no_change: int = 20
    scoring: str | Callable = "geometric_mean"
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    @property
    def radii_(self):
        """Radii of the classes' regions."""
        check_is_fitted(self, "net_")
        return self.net_.module_.head.radii.detach().abs().numpy()

    def _head(self):
        return partial(RegionHead, n_features=self.n_features, temperature=self.temperature)

    def _loss(self, counts):
        names = ("beta", "margin", "center_loss", "alpha", "gamma", "prior")
        return partial(ARConvLLoss, counts, **{name: getattr(self, name) for name in names})

    def _complete(self, plan):
        first = FirstRate(_RADII, self.radius_lr / 10, self.radius_warm_up)
        plan.callbacks.append(("radii", first))
        plan.optimizer_options["momentum"] = self.momentum
        group = (_RADII, {"lr": self.radius_lr, "weight_decay": 0.0})
        plan.net_arguments["optimizer__param_groups"] = [group]
