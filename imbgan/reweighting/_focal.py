"""The classifier that looks away from rows that it has already learned."""

from functools import partial

import torch

from ..base import OnePlayerClassifier
from ..losses import FocalLoss
from ..networks import SigmoidReadout
from ..utils._constraints import FOCAL_CONSTRAINTS
from ..utils._docs import documented
from ._class_weight import class_weights


class FocalForms(OnePlayerClassifier):
    """What a classifier with the parameter `form` has: how its network is read."""

    def _classifier_arguments(self):
        arguments = super()._classifier_arguments()
        if self.form == "sigmoid":
            arguments["module"] = partial(SigmoidReadout, arguments["module"])
        return arguments


@documented
class FocalClassifier(FocalForms):
    r"""Classify with a network that is trained with the focal loss.

    A row loses its cross-entropy times :math:`(1 - Q_y)^\gamma`, so that rows that are classified
    well, most of them of large classes, no longer fill the gradient. By itself the loss does not
    know how frequent classes are; `class_weight` does.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    focal_exponent : float, default=2.0
        :math:`\gamma`; at 0 the loss is the cross-entropy.

    class_weight : "balanced", dict or None, default=None
        Weight of a row's loss by its class; ``"balanced"`` weighs in inverse proportion to the
        rows of a class. A class that a dict does not name has weight one. The probability in the
        focal factor is not weighted.

    form : {"softmax", "sigmoid"}, default="softmax"
        Whether :math:`Q` is a softmax, or the paper's sigmoids, one for each class.

    <random_state>

    <classifier_parameters>

    Attributes
    ----------
    <attributes>

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

    _parameter_constraints = FOCAL_CONSTRAINTS

    def __init__(
        self,
        *,
        focal_exponent=2.0,
        class_weight=None,
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
        weight = class_weights(self.class_weight, self.classes_, counts)
        return partial(FocalLoss, self.focal_exponent, class_weight=weight, form=self.form)
