"""GAMO, minority over-sampling: squared errors throughout, generators for minorities only."""

from dataclasses import dataclass

from ..base import PAPER_NETWORK, NetEstimator, OverSampler
from ..losses import LeastSquares, opposite_squared_error
from ..utils._docs import documented
from ._convex import PAPER_MIX, SHORT_GAME, ConvexClassifier, ConvexGame
from ._game import Objectives
from ._method import GameMethod


def least_squares(estimator):
    """Return the adversarial loss of GAMO, which has no penalty."""
    return LeastSquares()


GAMO = GameMethod(
    objectives=Objectives(generator=opposite_squared_error, classifier="accept"),
    adversarial_loss=least_squares,
    only_lacking=True,
    conditional_critic=True,
    defaults={
        "loss": "squared_error",
        "fake_weight": 1.0,
        "fake_labels": "deficit",
        "fake_class_weight": "equal",
        "generator_classifier_weight": 1.0,
    },
    table_defaults=SHORT_GAME,
    # The released code's, but for the number of epochs, where its program counts 25,000 steps, and
    # for the moments of Adam: the paper's text leaves them to it.
    paper_params={
        **PAPER_NETWORK,
        **PAPER_MIX,
        "hidden_layer_sizes": (256, 128),
        "batch_size": 32,
        "lr": 2e-4,
        "generator_lr": 2e-4,
        "critic_lr": 2e-4,
        "latent_dim": 100,
        "generator_classifier_weight": 1.0,
    },
)


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class GAMOSampler(ConvexGame, OverSampler, NetEstimator):
    r"""Over-sample with the generators of the minority over-sampling game (GAMO).

    Each class that lacks rows has a generator that mixes rows of the class with weights that are
    positive and sum to one. It is trained against a critic that sees row and label, and against a
    classifier, of which it wants the opposite of the label, each by a squared error.

    Read more in the :ref:`user guide <gamo>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <game_sampler_attributes>

    See Also
    --------
    GAMOClassifier : The classifier of the same game.

    Notes
    -----
    `penalty_weight` is not used: a least-squares critic has no penalty. The largest class has no
    generator unless `sampling_strategy` asks for rows of it. ``GAMOSampler.paper_params`` holds
    the paper's networks for ``set_params``. A fitted sampler keeps up to `max_anchors` training
    rows of each class with a generator, and so does a file made from it.

    References
    ----------
    .. [1] S. S. Mullick, S. Datta and S. Das, "Generative adversarial minority oversampling",
       ICCV 2019.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import GAMOSampler
    >>> X, y = make_classification(300, weights=[0.9], random_state=0)
    >>> X_resampled, y_resampled = GAMOSampler(max_epochs=2, random_state=0).fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 269), (1, 269)]
    """

    mix: str = "local"
    extrapolation: float | str = "auto"
    generator_lr: float | str = "auto"
    n_members: int = 1
    max_steps: int | str | None = "auto"

    # With more, rows gather beyond the boundary, where another classifier learns them.
    _method = GAMO.with_defaults(generator_classifier_weight=0.1)
    paper_params = GAMO.paper_params


@documented
class GAMOClassifier(ConvexClassifier):
    r"""Classify with a network that learns from adversarial rows of the minorities (GAMO).

    Its loss is not adjusted: the probabilities are those of classes as frequent as they are fed.
    With ``loss="logit_adjusted"`` they are those of balanced classes, unless `proba` says
    otherwise.

    The classifier minimises the squared error of its probabilities to the one-hot label, on real
    rows and on generated ones, whose classes are drawn in proportion to the rows that they lack.

    Read more in the :ref:`user guide <gamo>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <game_attributes>

    See Also
    --------
    GAMOSampler : The over-sampler of the same game.
    NeuralClassifier : The same network without a game.

    Notes
    -----
    `penalty_weight` is not used: a least-squares critic has no penalty.
    ``GAMOClassifier.paper_params`` holds the paper's networks for ``set_params``. ``score`` is
    accuracy; pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] S. S. Mullick, S. Datta and S. Das, "Generative adversarial minority oversampling",
       ICCV 2019.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import GAMOClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = GAMOClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    _method, paper_params = GAMO, GAMO.paper_params | {"early_stopping": False}
