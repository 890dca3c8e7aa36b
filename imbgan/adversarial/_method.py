"""What the estimators of all games share: the settings of a method, its plan, generated rows."""

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import partial

import numpy as np
import torch
from sklearn.base import _fit_context

from ..base import (
    NetClassifier,
    OverSampler,
    Plan,
    check_training_rows,
    fresh_fit,
    lacking_classes,
    optimizer_options,
    rows_to_draw,
    train,
)
from ..engine import Player, PlayerHook, WeightAverage
from ..losses import RowLoss
from ..networks import sample_categories
from ._game import Game, Objectives

# Parameters of an estimator that go to the game as they are.
_GAME_OPTIONS = (
    "loss",
    "fake_weight",
    "fake_labels",
    "fake_class_weight",
    "generator_classifier_weight",
)


@dataclass(frozen=True)
class GameMethod:
    """The settings of a method that plays a game.

    Parameters
    ----------
    objectives : Objectives
        What generator and classifier minimise on generated rows.

    adversarial_loss : callable or None
        Makes the loss of critic and generator from the estimator; None without a critic.

    defaults : dict
        What "auto" stands for in the method's parameters.

    paper_params : dict
        The settings of the paper, for ``set_params``.

    game : type, default=Game

    only_lacking : bool, default=False
        Whether only classes that lack rows get a generator.

    conditional_critic : bool, default=False
        Whether the critic sees the label beside the row.
    """

    objectives: Objectives
    adversarial_loss: Callable | None
    defaults: dict
    paper_params: dict = field(default_factory=dict)
    game: type = Game
    only_lacking: bool = False
    conditional_critic: bool = False

    def with_defaults(self, **defaults):
        """Return the method with other defaults."""
        return replace(self, defaults=self.defaults | defaults)


class GameClassifier(NetClassifier):
    """The classifier of a game."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Play the game and keep its classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        Returns
        -------
        self : object
            The fitted classifier.
        """
        with fresh_fit(self):
            X, codes = check_training_rows(self, X, y)
            train(self, X, codes, rows_to_draw(self, self.classes_[codes]))
        return self


def classes_to_generate(estimator, run, counts, n_to_draw):
    """Set ``generated_classes_`` and return the codes of the classes that get a generator.

    Without one no game is played: where no class lacks rows, and in a classifier that would not
    notice the game, as generated rows have no weight.
    """
    lacking = lacking_classes(counts, n_to_draw)
    is_played = isinstance(estimator, OverSampler) or run.value("fake_weight") > 0
    codes = lacking if estimator._method.only_lacking else np.arange(len(counts))
    codes = codes[: len(codes) * bool(is_played and lacking.size)]
    estimator.generated_classes_ = tuple(estimator.classes_[codes].tolist())
    return tuple(codes.tolist())


def plan_game(run, network, critic, **options):
    """Return the plan of a game, or of its classifier alone where no game is played.

    Parameters
    ----------
    run : Run

    network : callable
        Builds the classifier.

    critic : callable or None
        Builds the critic.

    **options : dict
        Further arguments of the game.

    Returns
    -------
    plan : Plan
    """
    estimator, counts = run.estimator, run.counts.tolist()
    if not run.generated:
        return Plan(network, partial(RowLoss, run.value("loss"), class_prior=counts))
    method = estimator._method
    if method.adversarial_loss is not None:
        options["adversarial_loss"] = method.adversarial_loss(estimator)
    for name in _GAME_OPTIONS:
        options[name] = run.value(name)
    game = partial(
        method.game,
        run.spec,
        run.generated,
        counts,
        latent_dim=estimator.latent_dim,
        critic_steps=estimator.critic_steps,
        **{"objectives": method.objectives, **options},
    )
    plan = Plan(run.strategy.classifier(network, run), game, _players(run, critic))
    plan.callbacks.append(("generator", PlayerHook("generator", run.strategy.start_epoch)))
    if isinstance(estimator, OverSampler):
        plan.kept.add("generator")
        plan.callbacks.append(("average", WeightAverage("generator")))
    return plan


def _players(run, critic):
    """Return generator and critic; of a fitted net that is built again, those that it kept."""
    if run.states is not None:
        if "generator" not in run.states:
            return {}
        critic = None
    rates = run.estimator.generator_lr, run.estimator.critic_lr
    builds, players = (run.strategy.build(run), critic), {}
    options = optimizer_options(torch.optim.Adam, betas=(0.5, 0.9))
    for name, build, lr in zip(("generator", "critic"), builds, rates, strict=True):
        if build is not None:
            players[name] = Player(build, torch.optim.Adam, lr, options)
    return players


@torch.no_grad()
def generate_rows(estimator, codes, seed, block_size):
    """Generate encoded rows of some classes, in blocks, in the order asked for.

    Parameters
    ----------
    estimator : OverSampler
        A fitted one.

    codes : ndarray of shape (n_rows,)
        Class codes.

    seed : int

    block_size : int
        Rows that are generated at a time.

    Returns
    -------
    rows : ndarray of shape (n_rows, ...)
    """
    generator, game, spec = estimator.net_.generator_, estimator.net_.criterion_, estimator.spec_
    generator.eval()
    stream = torch.Generator().manual_seed(seed)
    # A block that mixes the classes keeps all parts of the generator equally busy.
    order = torch.randperm(len(codes), generator=stream)
    labels = torch.from_numpy(codes)[order]
    rows = torch.empty(len(codes), *spec.shape)
    for at, block in zip(order.split(block_size), labels.split(block_size), strict=True):
        noise = torch.randn(len(block), game.latent_dim, generator=stream)
        drawn = generator(noise, block)
        rows[at] = sample_categories(drawn, spec, stream)
    return rows.numpy()
