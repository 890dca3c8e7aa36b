"""The classifier with larger margins for smaller classes, and weights that come late."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from skorch.callbacks import Callback

from ..base import Plan, SingleNetClassifier, classifier_network
from ..engine import share_done
from ..losses import LDAMLoss
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
@dataclass(kw_only=True, eq=False, repr=False)
class LDAMClassifier(SingleNetClassifier):
    r"""Classify with margins that are larger for smaller classes, and deferred re-weighting.

    The logits are cosines of features and weights of unit length, times `scale`. In training the
    label's cosine is lowered by a margin that falls with the fourth root of the rows of its class.
    After most of the epochs the rows are weighed by the effective number of rows of their class.

    Read more in the :ref:`user guide <reweighting>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <ensemble_attributes>

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

    max_margin: float = 0.5
    scale: float = 30.0
    beta: float = 0.9999
    reweight_from: float = 0.8
    threshold: Any = "balanced"
    random_state: Any = None
    classifier: Callable | None = None
    n_members: int | str = "auto"
    hidden_layer_sizes: tuple = (64, 64)
    n_channels: int = 16
    dropout: float | str = "auto"
    max_shift: int = 0
    flip: bool = False
    max_epochs: int | str = "auto"
    max_steps_per_epoch: int | None = 200
    batch_size: int = 128
    lr: float = 2e-3
    lr_schedule: str = "auto"
    weight_decay: float = 1e-3
    optimizer: type = torch.optim.AdamW
    early_stopping: bool | str = "auto"
    validation_fraction: float | str = "auto"
    n_iter_no_change: int | str = "auto"
    scoring: str | Callable = "balanced_log_loss"
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    def _plan(self, run):
        late = LateWeights(self.beta, self.reweight_from)
        return Plan(
            classifier_network(run, cosine_scale=self.scale),
            # The network has scaled its logits already, so its margins are scaled as well.
            partial(LDAMLoss, run.counts, self.max_margin * self.scale, scale=1.0),
            callbacks=[("weights", late)],
            to_the_end=True,  # the weights come late
        )
