"""The classifier that leaves the class prior out of its logits, in training or afterwards."""

from functools import partial

import torch

from ..base import OnePlayerClassifier
from ..losses import LogitAdjustedLoss, RowLoss, log_prior
from ..networks import ShiftedReadout
from ..utils._constraints import LOGIT_ADJUSTED_CONSTRAINTS
from ..utils._docs import documented


@documented
class LogitAdjustedClassifier(OnePlayerClassifier):
    r"""Classify with a network whose logits are corrected for the class prior.

    In the loss, :math:`\tau \log \pi_c` is added to the logits while training, and predictions use
    the logits alone. Post hoc, the network is trained with the plain cross-entropy, and
    :math:`\tau \log \pi_c` is taken from its logits to predict. Never both.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    tau : float, default=1.0
        Strength of the correction. At 0 there is none; 1 is best for the mean of the recalls
        wherever the logits are good estimates.

    post_hoc : bool, default=False
        Whether the correction is made after training instead of in the loss.

    <random_state>

    <classifier_parameters>

    Attributes
    ----------
    <attributes>

    See Also
    --------
    PriorCorrectedClassifier : The correction post hoc, for any classifier.

    NeuralClassifier : Has ``loss="logit_adjusted"``, which is this with `tau` at 1.

    Notes
    -----
    ``predict_proba`` is, at `tau` = 1, the posterior of a world in which all classes are equally
    frequent. Multiplied by :math:`\pi_c^\tau` and divided by its sum it becomes the posterior
    under the class shares of the training rows: exactly for one member, approximately where
    several are averaged, as each would have to be multiplied on its own. The shares are those of
    the rows that are trained on, as they weigh, without the validation part; a class without any
    is not corrected. The epoch is chosen by corrected probabilities in either form. ``score`` is
    accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] A. K. Menon, S. Jayasumana, A. S. Rawat, H. Jain, A. Veit, S. Kumar, "Long-tail learning
       via logit adjustment", ICLR 2021.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import LogitAdjustedClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = LogitAdjustedClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    _parameter_constraints = LOGIT_ADJUSTED_CONSTRAINTS

    def __init__(
        self,
        *,
        tau=1.0,
        post_hoc=False,
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
        return RowLoss if self.post_hoc else partial(LogitAdjustedLoss, counts, self.tau)

    def _cast(self, counts):
        net_type, cast = super()._cast(counts)
        if self.post_hoc:
            cast["module"] = partial(ShiftedReadout, self._classifier_arguments()["module"])
            cast["module__shift"] = self.tau * log_prior(counts)
        return net_type, cast
