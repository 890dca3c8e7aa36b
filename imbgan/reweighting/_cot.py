"""The classifier that also flattens the probabilities of the wrong classes."""

import warnings
from functools import partial

import torch

from ..base import OnePlayerClassifier
from ..engine import TwoLossNet
from ..losses import ComplementEntropy, RowLoss
from ..utils import ImbalanceWarning
from ..utils._constraints import COT_CONSTRAINTS
from ..utils._docs import documented


@documented
class COTClassifier(OnePlayerClassifier):
    r"""Classify with a network that is trained with a complement objective.

    Each batch brings two updates: one with the cross-entropy, and then, with the rows read anew,
    one that raises the entropy of the probabilities of the wrong classes, so that none of them
    stands out. Both have an optimiser of their own.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    loss : {"cross_entropy", "logit_adjusted"}, default="cross_entropy"
        Loss of the first update. ``"logit_adjusted"`` adds the log of the class shares to the
        logits; the complement objective itself does not know how frequent classes are.

    complement_lr : float or None, default=None
        Learning rate of the second update; None is `lr`. It follows the same schedule.

    complement_divide_by : {"wrong_classes", "classes"}, default="wrong_classes"
        What the entropy is divided by: the number of wrong classes, as in the paper, or of all, as
        in its code.

    <random_state>

    <classifier_parameters>

    Attributes
    ----------
    <attributes>

    See Also
    --------
    NeuralClassifier : The first update alone.

    Notes
    -----
    With two classes there is one wrong class, whose entropy is zero whatever the network says. The
    network is then trained with the first loss alone, and an ``ImbalanceWarning`` says so.

    ``predict_proba`` is the softmax of the logits. It speaks of classes as frequent as in
    training, or balanced with ``loss="logit_adjusted"``; the second update makes the wrong classes
    more alike than they are. ``COTClassifier.released_params`` holds the divisor of the released
    code for ``set_params``. ``score`` is accuracy; pass `scoring` to cross-validation when
    classes are imbalanced.

    References
    ----------
    .. [1] H.-Y. Chen, P.-H. Wang, C.-H. Liu, S.-C. Chang, J.-Y. Pan, Y.-T. Chen, W. Wei, D.-C.
       Juan, "Complement objective training", ICLR 2019.

    Examples
    --------
    >>> from sklearn.datasets import load_iris
    >>> from imbgan import COTClassifier
    >>> X, y = load_iris(return_X_y=True)
    >>> clf = COTClassifier(max_epochs=5, random_state=0).fit(X[:120], y[:120])
    >>> clf.predict_proba(X).shape
    (150, 3)
    """

    released_params = {"complement_divide_by": "classes"}

    _parameter_constraints = COT_CONSTRAINTS

    def __init__(
        self,
        *,
        loss="cross_entropy",
        complement_lr=None,
        complement_divide_by="wrong_classes",
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

    def _train_alone(self, X, codes, sample_weight=None):
        if len(self.classes_) == 2:
            warnings.warn(
                "With two classes the complement entropy is identically zero, as there is one "
                f"wrong class. The network is trained with loss={self.loss!r} alone, as "
                "NeuralClassifier does.",
                ImbalanceWarning,
                stacklevel=4,
            )
        super()._train_alone(X, codes, sample_weight)

    def _criterion(self, counts):
        return partial(RowLoss, self.loss, class_prior=counts)

    def _cast(self, counts):
        net_type, cast = super()._cast(counts)
        if len(counts) == 2:
            return net_type, cast
        cast["second_criterion"] = partial(ComplementEntropy, self.complement_divide_by)
        cast["second_lr"] = self.lr if self.complement_lr is None else self.complement_lr
        return TwoLossNet, cast
