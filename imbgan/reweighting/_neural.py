"""The plain classifier Q of the papers, which stands behind every resampler here."""

from functools import partial

import torch

from ..base import PAPER_NETWORK, OnePlayerClassifier
from ..losses import RowLoss
from ..utils._constraints import NEURAL_CONSTRAINTS
from ..utils._docs import documented
from ._class_weight import class_weights


@documented
class NeuralClassifier(OnePlayerClassifier):
    r"""Classify with a neural network: the plain classifier Q of the papers.

    It is what stands behind every over-sampler in the comparisons of this package, and what a game
    has to beat. With ``loss="logit_adjusted"`` or ``class_weight="balanced"`` it treats classes
    alike without generating a row.

    Read more in the :ref:`user guide <neural>`.

    Parameters
    ----------
    loss : {"cross_entropy", "logit_adjusted"}, default="cross_entropy"
        ``"logit_adjusted"`` adds the log of the class shares to the logits in training, so that
        predictions are those of balanced classes.

    class_weight : "balanced", dict or None, default=None
        Weight of a row's loss by its class; ``"balanced"`` weighs in inverse proportion to the
        rows of a class. A class that a dict does not name has weight one.

    <random_state>

    <classifier_parameters>

    Attributes
    ----------
    <attributes>

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

    paper_params = PAPER_NETWORK

    _parameter_constraints = NEURAL_CONSTRAINTS

    def __init__(
        self,
        *,
        loss="cross_entropy",
        class_weight=None,
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
        # The prior is that of the rows as they weigh, so that nothing is balanced twice.
        prior = counts if weight is None else counts * weight
        return partial(RowLoss, self.loss, class_prior=prior, class_weight=weight)
