"""Gaussian affinity: several centres for each class, and margins between affinities."""

from functools import partial

import torch

from ..losses import AffinityLoss
from ..networks import AffinityHead
from ..utils._constraints import AFFINITY_CONSTRAINTS
from ..utils._docs import documented
from ._base import PAPER_TRAINING_OF_RIVALS, PrototypeClassifier


@documented
class AffinityClassifier(PrototypeClassifier):
    r"""Classify by the largest Gaussian affinity with one of the centres of a class.

    Each class has one or more centres among the features :math:`f(x)`, and the affinity :math:`a_j
    = \max_t \exp(-\lVert f(x) - c_{jt} \rVert^2 / \sigma)`. The loss asks that the affinity with
    the own class exceed each other one by a margin, and that all centres be equally far from each
    other, so that no class has more room than another. For tables and images.

    Read more in the :ref:`user guide <prototypes>`.

    Parameters
    ----------
    n_centers : int, default=1
        Centres of each class.

    margin : float, default=0.75
        What the affinity with the own class shall exceed the others by.

    sigma : float or "auto", default="auto"
        Squared distance at which an affinity has fallen to :math:`1 / e`. ``"auto"`` is
        `n_features`; see Notes.

    spread_weight : float, default=1.0
        Weight of the variance of the squared distances between centres.

    temperature : float, default=0.2
        :meth:`predict_proba` is the softmax of the affinities divided by this number.

    <random_state>

    <backbone_parameters>

    <training_parameters>

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

    _parameter_constraints = AFFINITY_CONSTRAINTS
    paper_params = PAPER_TRAINING_OF_RIVALS | {"sigma": 10.0, "margin": 0.75}

    def __init__(
        self,
        *,
        n_centers=1,
        margin=0.75,
        sigma="auto",
        spread_weight=1.0,
        temperature=0.2,
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
        lr=2e-3,
        lr_schedule="auto",
        weight_decay=1e-3,
        optimizer=torch.optim.AdamW,
        early_stopping="auto",
        validation_fraction=0.15,
        n_iter_no_change=20,
        scoring="balanced_log_loss",
        categorical_features="auto",
        image_shape=None,
        callbacks=None,
        device="auto",
        verbose=0,
        net_params=None,
    ):
        self._keep(locals())

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

    def _criterion(self, counts):
        return partial(AffinityLoss, self.margin, self._sigma(), self.spread_weight)
