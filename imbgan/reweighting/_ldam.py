"""The classifier with larger margins for smaller classes, and weights that come late."""

from functools import partial

import torch
from skorch.callbacks import Callback

from ..base import OnePlayerClassifier
from ..engine import share_done
from ..losses import LDAMLoss
from ..utils._constraints import LDAM_CONSTRAINTS
from ..utils._docs import documented


class LateWeights(Callback):
    """Let the loss weigh the classes when a share of the epochs is over.

    Parameters
    ----------
    beta : float
        Of the weights.

    share : float
        Of 10 epochs and a share of 0.8, the ninth is the first with weights.
    """

    def __init__(self, beta, share):
        self.beta, self.share = beta, share

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        if share_done(net) >= self.share:
            net.criterion_.reweight(self.beta)


@documented
class LDAMClassifier(OnePlayerClassifier):
    r"""Classify with margins that are larger for smaller classes, and deferred re-weighting.

    The logits are cosines of features and weights of unit length, times `scale`. In training the
    label's cosine is lowered by a margin that falls with the fourth root of the rows of its class.
    After most of the epochs the rows are weighed by the effective number of rows of their class.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    max_margin : float, default=0.5
        Margin of the smallest class, a difference of cosines.

    scale : float, default=30.0
        Factor of the cosines.

    beta : float, default=0.9999
        That of :class:`ClassBalancedClassifier`, for the late weights; at 0 there are none.

    reweight_from : float, default=0.8
        Share of `max_epochs` after which the weights apply; 0 is from the start, 1 never.

    <random_state>

    <classifier_parameters>

    Attributes
    ----------
    <attributes>

    See Also
    --------
    ClassBalancedClassifier : The weights from the start, without margins.

    Notes
    -----
    A fit runs to the end of `max_epochs`, as the weights would not come otherwise; validation rows
    choose the epoch, and `n_iter_no_change` has no say. A network of your own gives logits, from
    which `scale` times the margins are taken.

    ``predict_proba`` is the softmax of the logits without margins. It is the posterior of no
    world: margins make small classes more likely than in training, the late weights more so, and
    `scale` bounds how sure it can be. Calibrate it where the numbers matter. ``score`` is
    accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] K. Cao, C. Wei, A. Gaidon, N. Arechiga, T. Ma, "Learning imbalanced datasets with
       label-distribution-aware margin loss", NeurIPS 2019.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import LDAMClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = LDAMClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    _parameter_constraints = LDAM_CONSTRAINTS
    _runs_to_the_end = True  # the weights come late

    def __init__(
        self,
        *,
        max_margin=0.5,
        scale=30.0,
        beta=0.9999,
        reweight_from=0.8,
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

    def _classifier_arguments(self):
        arguments = super()._classifier_arguments()
        if self.classifier is None:
            arguments["module__cosine_scale"] = self.scale
        return arguments

    def _criterion(self, counts):
        # The network has scaled its logits already, so its margins are scaled as well.
        return partial(LDAMLoss, counts, self.max_margin * self.scale, scale=1.0)

    def _watchers(self, rows):
        late = LateWeights(self.beta, self.reweight_from)
        return [("weights", late), *super()._watchers(rows)]
