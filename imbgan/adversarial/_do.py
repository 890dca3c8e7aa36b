"""DO, data-space over-sampling: a cooperative generator, whose rows the classifier rejects."""

from dataclasses import dataclass

from ..base import PAPER_NETWORK, NetEstimator, OverSampler
from ..utils._docs import documented
from ._convex import PAPER_MIX, SHORT_GAME, ConvexClassifier, ConvexGame, wasserstein
from ._game import Objectives
from ._method import GameMethod

DO = GameMethod(
    objectives=Objectives(generator="cooperative", classifier="reject"),
    adversarial_loss=wasserstein,
    defaults={
        "loss": "logit_adjusted",
        "fake_weight": 0.1,
        "fake_labels": "real_batch",
        "fake_class_weight": "capped",
        "generator_classifier_weight": 0.1,
    },
    table_defaults=SHORT_GAME,
    paper_params={
        **PAPER_NETWORK,
        **PAPER_MIX,
        "loss": "cross_entropy",
        "fake_weight": 1.0,
        "fake_labels": "real_batch",
        "fake_class_weight": "equal",
        "generator_classifier_weight": 1.0,
        "real_rows": "repeated",
    },
    holds_out_in_turn=True,
)


@documented
@dataclass(kw_only=True, eq=False, repr=False)
class DOSampler(ConvexGame, OverSampler, NetEstimator):
    r"""Over-sample with the generator of the data-space over-sampling game (DO).

    A generator mixes rows of a class, :math:`G(z, k) = w^\top X_k` with weights that are positive
    and sum to one. It is trained against a critic, which tells generated rows from real ones, and
    in cooperation with a classifier, which shall recognise its rows: it minimises
    :math:`-D(G(z, i)) - \log Q_i(G(z, i))`. So its rows are typical for their class.

    Read more in the :ref:`user guide <do>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <game_sampler_attributes>

    See Also
    --------
    DOClassifier : The classifier of the same game.
    AOSampler : A generator whose rows are to be misclassified.

    Notes
    -----
    Where the paper gives no number, and where its numbers did not do under honest model selection,
    the defaults are ours; ``DOSampler.paper_params`` holds the paper's own for ``set_params``. A
    fitted sampler keeps up to `max_anchors` training rows of each class, and so does a file made
    from it.

    References
    ----------
    .. [1] T. Dam et al., "Does adversarial oversampling help us?", CIKM 2021,
       equations 1, 6, 7 and 8.

    Examples
    --------
    >>> from collections import Counter
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import DOSampler
    >>> X, y = make_classification(300, weights=[0.9], random_state=0)
    >>> sampler = DOSampler(max_epochs=2, random_state=0)
    >>> X_resampled, y_resampled = sampler.fit_resample(X, y)
    >>> sorted(Counter(y_resampled.tolist()).items())
    [(0, 269), (1, 269)]
    >>> sampler.sample(5, 1).shape
    (5, 20)
    """

    mix: str = "local"
    extrapolation: float | str = "auto"
    generator_lr: float | str = "auto"
    n_members: int = 1
    max_steps: int | str | None = "auto"

    # With more, rows gather where a class is recognised and leave the rest of it empty.
    _method = DO.with_defaults(generator_classifier_weight=0.01)
    paper_params = DO.paper_params


@documented
class DOClassifier(ConvexClassifier):
    r"""Classify with a network that learns to reject typical mixes of rows (DO).

    Its probabilities are those of balanced classes, or with ``proba="training"`` those of classes
    as frequent as among the training rows.

    The classifier is trained with the generator and the critic of :class:`DOSampler` and minimises
    :math:`-\log Q_y(x) - \lambda \log(1 - Q_k(G(z, k)))`: it accepts real rows and rejects mixes
    of the rows of a class as members of that class, which keeps it from growing sure of itself
    inside the classes.

    Read more in the :ref:`user guide <do>`.

    Parameters
    ----------
    <parameters>

    Attributes
    ----------
    <do_attributes>

    See Also
    --------
    DOSampler : The over-sampler of the same game.
    NeuralClassifier : The same network without a game.

    Notes
    -----
    Where the paper gives no number, and where its numbers did not do under honest model selection,
    the defaults are ours; ``DOClassifier.paper_params`` holds the paper's own for ``set_params``.
    The paper weighs rejection by one, which makes a class with few rows vanish on some tables;
    hence the small `fake_weight`, capped by the size of the smallest class. On most tables the
    classifier alone is as good, so that with ``fake_weight="auto"`` both are trained, and the game
    has to earn its place; ``generated_classes_`` is empty where it did not. ``score`` is accuracy;
    pass `scoring` to cross-validation when classes are imbalanced.

    References
    ----------
    .. [1] T. Dam et al., "Does adversarial oversampling help us?", CIKM 2021,
       equations 1, 6, 7 and 8.

    Examples
    --------
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import DOClassifier
    >>> X, y = make_classification(300, weights=[0.9], class_sep=2, random_state=0)
    >>> clf = DOClassifier(max_epochs=5, random_state=0).fit(X, y)
    >>> clf.predict_proba(X).shape
    (300, 2)
    """

    _method, paper_params = DO, DO.paper_params | {"early_stopping": False}
