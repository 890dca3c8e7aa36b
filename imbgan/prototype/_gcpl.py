"""Generalised convolutional prototype learning: rows are drawn to the centre of their class."""

from functools import partial

import torch

from ..losses import DistanceCrossEntropy
from ..utils._constraints import GCPL_CONSTRAINTS
from ..utils._docs import documented
from ._base import PAPER_TRAINING_OF_RIVALS, PrototypeClassifier


@documented
class GCPLClassifier(PrototypeClassifier):
    r"""Classify by the nearest class centre, to which rows are drawn in training (GCPL).

    To the loss of :class:`CPLClassifier` comes :math:`\frac{\lambda}{2} \lVert f(x) - c_y
    \rVert^2`, which makes classes compact. It is not weighed by class, so that large classes pull
    the most. For tables and images.

    Read more in the :ref:`user guide <prototypes>`.

    Parameters
    ----------
    prototype_weight : float, default=0.1
        The :math:`\lambda` above.

    temperature : float, default=1.0
        The divisor of the squared distances, in training and in :meth:`predict_proba`.

    <random_state>

    <backbone_parameters>

    <training_parameters>

    Attributes
    ----------
    <prototype_attributes>

    See Also
    --------
    CPLClassifier : The same without the pull.
    ARConvLClassifier : A pull whose strength adapts, with classes weighed.

    Notes
    -----
    :meth:`predict_proba` is the softmax of the negative squared distances. ``paper_params`` holds,
    for ``set_params``, how the ARConvL paper trains it; the authors' own program has
    ``prototype_weight=0.001``. ``score`` is accuracy; pass `scoring` to cross-validation when
    classes are imbalanced.

    References
    ----------
    .. [1] H.-M. Yang et al., "Robust classification with convolutional prototype learning", CVPR
       2018.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import GCPLClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = GCPLClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    _parameter_constraints = GCPL_CONSTRAINTS
    paper_params = PAPER_TRAINING_OF_RIVALS | {"prototype_weight": 0.1}

    def __init__(
        self,
        *,
        prototype_weight=0.1,
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
        return partial(DistanceCrossEntropy, self.temperature, self.prototype_weight)
