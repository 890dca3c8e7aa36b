"""The classifier whose rows weigh by the effective number of rows of their class."""

from functools import partial

import torch

from ..losses import ClassBalancedLoss
from ..utils._constraints import CLASS_BALANCED_CONSTRAINTS
from ..utils._docs import documented
from ._focal import FocalForms


@documented
class ClassBalancedClassifier(FocalForms):
    r"""Classify with a network whose loss weighs classes by the effective number of their rows.

    Rows of a large class repeat each other, so :math:`n` of them count as
    :math:`(1 - \beta^n) / (1 - \beta)`. With `focal_exponent` it is the class-balanced focal loss.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    beta : float, default=0.9999
        In [0, 1]. At 0 all rows weigh alike, at 1 in inverse proportion to the rows of their
        class. Beyond some :math:`1 / (1 - \beta)` rows a class counts hardly more.

    focal_exponent : float, default=0.0
        At 0 the loss is the weighted cross-entropy, otherwise the weighted focal loss.

    form : {"softmax", "sigmoid"}, default="softmax"
        Whether the probabilities in the loss are a softmax, or sigmoids, one for each class.

    <random_state>

    <classifier_parameters>

    Attributes
    ----------
    <attributes>

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

    _parameter_constraints = CLASS_BALANCED_CONSTRAINTS

    def __init__(
        self,
        *,
        beta=0.9999,
        focal_exponent=0.0,
        form="softmax",
        random_state=None,
        classifier=None,
        n_members=16,
        hidden_layer_sizes=(96, 96),
        n_channels=16,
        dropout="auto",
        max_shift=0,
        flip=False,
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
        return partial(ClassBalancedLoss, counts, self.beta, self.focal_exponent, self.form)
