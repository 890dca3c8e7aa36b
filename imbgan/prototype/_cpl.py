"""Convolutional prototype learning: a centre for each class, and distances as logits."""

from functools import partial

import torch

from ..losses import DistanceCrossEntropy
from ..utils._docs import documented
from ._base import PAPER_TRAINING_OF_RIVALS, PrototypeClassifier


@documented
class CPLClassifier(PrototypeClassifier):
    r"""Classify by the nearest class centre in a latent space that is learned (CPL).

    A network turns rows into features, and each class has a centre among them. Both learn from the
    cross-entropy of :math:`\operatorname{softmax}_j(-\lVert f(x) - c_j \rVert^2 / T)`. Nothing in
    it knows of imbalance: it is what :class:`ARConvLClassifier` builds on. For tables and images.

    Read more in the :ref:`user guide <prototypes>`.

    Parameters
    ----------
    temperature : float, default=1.0
        The :math:`T` of the distances, in training and in :meth:`predict_proba`.

    <random_state>

    <backbone_parameters>

    <training_parameters>

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

    def __init__(
        self,
        *,
        temperature=1.0,
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

    def _criterion(self, counts):
        return partial(DistanceCrossEntropy, self.temperature)
