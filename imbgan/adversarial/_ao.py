"""AO, adversarial over-sampling: an adversarial generator, whose rows the classifier accepts."""

from dataclasses import dataclass

from ..base import PAPER_NETWORK, NetEstimator, OverSampler
from ..utils._docs import documented
from ._convex import PAPER_MIX, SHORT_GAME, ConvexClassifier, ConvexGame, wasserstein
from ._game import Objectives
from ._method import GameMethod

AO = GameMethod(
    objectives=Objectives(generator="adversarial", classifier="accept"),
    adversarial_loss=wasserstein,
    defaults={
        "loss": "logit_adjusted",
        "fake_weight": 0.1,
        "fake_labels": "inverse_frequency",
        "fake_class_weight": "capped",
        "generator_classifier_weight": 0.1,
    },
    table_defaults=SHORT_GAME,
    paper_params={
        **PAPER_NETWORK,
        **PAPER_MIX,
        "loss": "cross_entropy",
        "fake_weight": 1.0,
        "fake_labels": "inverse_frequency",
        "fake_class_weight": "equal",
        "generator_classifier_weight": 1.0,
        "real_rows": "repeated",
    },
)


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class AOSampler(ConvexGame, OverSampler, NetEstimator):
    r"""Over-sample with the generator of the adversarial over-sampling game (AO).

    A generator mixes rows of a class, :math:`G(z, k) = w^\top X_k` with weights that are positive
    and sum to one. It is trained against a critic, which tells generated rows from real ones, and
    against a classifier: it minimises :math:`-D(G(z, i)) - \log(1 - Q_i(G(z, i)))`. So its rows
    gather where the classifier errs, near the borders of the classes.

    Read more in the :ref:`user guide <ao>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <game_sampler_attributes>

    See Also
    --------
    AOClassifier : The classifier of the same game.
    DOSampler : A generator whose rows are to be recognised.

    Notes
    -----
    Where the paper gives no number, and where its numbers did not do under honest model selection,
    the defaults are ours; ``AOSampler.paper_params`` holds the paper's own for ``set_params``.
    With the paper's `generator_classifier_weight` of one the generator shrinks to a point on some
    tables, of which a :class:`~imbgan.utils.CollapseWarning` warns. A fitted sampler keeps up to
    `max_anchors` training rows of each class, and so does a file made from it.

    References
    ----------
    .. [1] T. Dam et al., "Does adversarial oversampling help us?", CIKM 2021,
       equations 1, 3, 4 and 5.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import AOSampler
    >>> X, y = make_classification(300, weights=[0.9], random_state=0)
    >>> X_resampled, y_resampled = AOSampler(max_epochs=2, random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 269), (1, 269)]
    """

    mix: str = "local"
    extrapolation: float | str = "auto"
    generator_lr: float | str = "auto"
    n_members: int = 1
    max_steps: int | str | None = "auto"

    _method, paper_params = AO, AO.paper_params


@documented
class AOClassifier(ConvexClassifier):
    r"""Classify with a network that learns from rows that it tends to misclassify (AO).

    Its probabilities are those of balanced classes, or with ``proba="training"`` those of classes
    as frequent as among the training rows.

    It is trained against the generator of :class:`AOSampler` and minimises :math:`-\log Q_y(x)
    - \lambda \log Q_j(G(z, j))`: it takes generated rows for rows of their class, of small classes
    more often than of large ones.

    Read more in the :ref:`user guide <ao>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <game_attributes>

    See Also
    --------
    AOSampler : The over-sampler of the same game.
    NeuralClassifier : The same network without a game.

    Notes
    -----
    Where the paper gives no number, and where its numbers did not do under honest model selection,
    the defaults are ours; ``AOClassifier.paper_params`` holds the paper's own for ``set_params``.
    ``score`` is accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] T. Dam et al., "Does adversarial oversampling help us?", CIKM 2021,
       equations 1, 3, 4 and 5.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import AOClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = AOClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    _method, paper_params = AO, AO.paper_params | {"early_stopping": False}
