"""The plain classifier Q of the papers, which stands behind every resampler here."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch

from ..base import PAPER_NETWORK, Plan, SingleNetClassifier, class_weights, classifier_network
from ..losses import RowLoss
from ..utils._docs import documented


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class NeuralClassifier(SingleNetClassifier):
    r"""Classify with a neural network: the plain classifier Q of the papers.

    It is what stands behind every over-sampler in the comparisons of this package, and what a game
    has to beat. With ``loss="logit_adjusted"`` or ``class_weight="balanced"`` it treats classes
    alike without generating a row.

    Read more in the :ref:`user guide <neural>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <ensemble_attributes>

    See Also
    --------
    DOClassifier : The same network in a game with a generator.

    Notes
    -----
    ``NeuralClassifier.paper_params`` holds the network of the AO/DO paper for ``set_params``.
    ``score`` is accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] A. K. Menon et al., "Long-tail learning via logit adjustment", ICLR 2021.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import NeuralClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = NeuralClassifier(loss="logit_adjusted", max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    paper_params = PAPER_NETWORK | {"early_stopping": False}

    loss: str = "cross_entropy"
    class_weight: str | dict | None = None
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
        weight, prior = None, run.counts
        if self.class_weight is not None:
            weight = class_weights(self.class_weight, self.classes_, run.counts)
            # The prior is that of the rows as they weigh, so that nothing is balanced twice.
            prior = run.counts * weight
        loss = partial(RowLoss, self.loss, class_prior=prior, class_weight=weight)
        return Plan(classifier_network(run), loss)
