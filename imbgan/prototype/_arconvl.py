"""Adaptive region-based convolutional learning (ARConvL)."""

from functools import partial

import torch
from sklearn.utils.validation import check_is_fitted

from ..base._estimator import optimizer_arguments
from ..engine import FirstRate
from ..losses import ARConvLLoss
from ..networks import RegionHead
from ..utils._constraints import ARCONVL_CONSTRAINTS
from ..utils._docs import documented
from ._base import PAPER_TRAINING, PrototypeClassifier

_RADII = "head.radii"


@documented
class ARConvLClassifier(PrototypeClassifier):
    r"""Classify by the nearest of class regions that are made about equally large (ARConvL).

    Each class is a region of a latent space, a centre and a radius. The radii follow the rows as
    these spread; where some region grows beyond what all could have without an overlap, rows are
    drawn to their centres, those of small classes the more, and the cross-entropy of the distances
    gets a margin. For images, as in the paper, and for tables.

    Read more in the :ref:`user guide <arconvl>`.

    Parameters
    ----------
    beta : "adaptive" or float, default="adaptive"
        Weight of the loss that draws rows to their centres. ``"adaptive"`` compares the largest
        radius with the one that all regions could have.

    margin : "adaptive" or float, default="adaptive"
        Margin of the cross-entropy, :math:`\sigma^2`. ``"adaptive"`` is by how much regions
        overlap.

    center_loss : bool, default=True
        Whether centres are driven apart by a cross-entropy of their own.

    alpha : {"min", "mean"} or float, default="min"
        Weight of a row by its class. ``"min"`` is the rows of the largest class through those of
        its own; ``"mean"`` divides these numbers by their mean where rows are drawn to centres. A
        number is the weight of all rows.

    gamma : float, default=0.05
        What keeps radii small.

    prior : bool, default=True
        Whether the cross-entropy knows the shares of the classes in training.

    temperature : float, default=1.0
        Divisor of the squared distances in :meth:`predict_proba`; training has none.

    radius_lr : float, default=1e-2
        Learning rate of the radii, which `lr_schedule` does not change.

    radius_warm_up : int, default=3
        Number of first epochs in which the radii learn at a tenth of their rate.

    <random_state>

    <backbone_parameters>

    <epoch_parameters>

    lr : float, default=1e-2
        Learning rate of network and centres. The paper's is 0.1; see Notes.

    lr_schedule : {"auto", "constant", "one_cycle", "step"}, default="step"
        ``"step"`` divides `lr` by ten after half of `max_epochs` and again after four fifths. The
        others are those of :class:`CPLClassifier`.

    weight_decay : float, default=0.0
        Weight decay, handed to `optimizer` if that has one. Radii have none.

    optimizer : type, default=torch.optim.SGD
        Optimiser of network, centres and radii.

    momentum : float, default=0.9
        Momentum, handed to `optimizer` if that has one.

    early_stopping : bool or "auto", default="auto"
        Whether a part of the training rows is held out and the epoch with the best score on it is
        kept, the later one of equals. Training stops early only where `lr_schedule` is
        ``"constant"``.

    validation_fraction : float, default=0.1
        Share of each class that is held out; a class of fewer than five rows gives none.

    n_iter_no_change : int, default=20
        Epochs without a better score after which training stops where `lr_schedule` is
        ``"constant"``.

    scoring : {"balanced_log_loss", "geometric_mean", "acsa"} or callable, default="geometric_mean"
        Score that chooses the epoch. A callable gets class codes and probabilities,
        ``scoring(y_codes, y_proba)``; greater is better. Weights of rows do not enter it: every
        row held out counts alike, but those of weight zero, which are left out beforehand.

    <data_parameters>

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

    _parameter_constraints = ARCONVL_CONSTRAINTS
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

    def __init__(
        self,
        *,
        beta="adaptive",
        margin="adaptive",
        center_loss=True,
        alpha="min",
        gamma=0.05,
        prior=True,
        temperature=1.0,
        radius_lr=1e-2,
        radius_warm_up=3,
        random_state=None,
        backbone="auto",
        n_features=64,
        hidden_layer_sizes=(96, 96),
        n_channels="auto",
        dropout=0.0,
        max_shift=0,
        flip=False,
        random_erasing=0.0,
        raw_pixels=False,
        max_epochs="auto",
        max_steps_per_epoch=200,
        batch_size=128,
        lr=1e-2,
        lr_schedule="step",
        weight_decay=0.0,
        optimizer=torch.optim.SGD,
        momentum=0.9,
        early_stopping="auto",
        validation_fraction=0.1,
        n_iter_no_change=20,
        scoring="geometric_mean",
        categorical_features="auto",
        image_shape=None,
        callbacks=None,
        device="auto",
        verbose=0,
        net_params=None,
    ):
        self._keep(locals())

    @property
    def radii_(self):
        """Radii of the classes' regions."""
        check_is_fitted(self, "net_")
        return self.net_.module_.head.radii.detach().abs().numpy()

    def _head(self):
        return partial(RegionHead, n_features=self.n_features, temperature=self.temperature)

    def _criterion(self, counts):
        names = ("beta", "margin", "center_loss", "alpha", "gamma", "prior")
        return partial(ARConvLLoss, counts, **{name: getattr(self, name) for name in names})

    def _net_arguments(self, seed, rows, device):
        given = {"weight_decay": self.weight_decay, "momentum": self.momentum}
        return {
            **super()._net_arguments(seed, rows, device),
            **optimizer_arguments("optimizer", self.optimizer, **given),
            "optimizer__param_groups": [(_RADII, {"lr": self.radius_lr, "weight_decay": 0.0})],
        }

    def _watchers(self, rows):
        first = FirstRate(_RADII, self.radius_lr / 10, self.radius_warm_up)
        return [*super()._watchers(rows), ("radii", first)]
