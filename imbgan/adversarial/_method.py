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
    classifier_network,
    fresh_fit,
    rows_to_draw,
    train,
)
from ..engine import (
    Player,
    PlayerHook,
    WeightAverage,
    block_rows,
    in_halves,
    limited_threads,
    on_device,
    optimizer_options,
    resolve_device,
)
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
    "latent_dim",
    "critic_steps",
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

    table_defaults : dict, default={}
        What "auto" stands for on tables, where that is not the same for all methods.

    game : type, default=Game

    only_lacking : bool, default=False
        Whether only classes that lack rows get a generator.

    conditional_critic : bool, default=False
        Whether the critic sees the label beside the row.

    holds_out_in_turn : bool, default=False
        Whether each member of an ensemble may hold out other rows. Not where it would learn from
        generated rows of which classes the rows are that it holds out.
    """

    objectives: Objectives
    adversarial_loss: Callable | None
    defaults: dict
    paper_params: dict = field(default_factory=dict)
    table_defaults: dict = field(default_factory=dict)
    game: type = Game
    only_lacking: bool = False
    conditional_critic: bool = False
    holds_out_in_turn: bool = False

    def with_defaults(self, **defaults):
        """Return the method with other defaults."""
        return replace(self, defaults=self.defaults | defaults)


@dataclass(kw_only=True, eq=False, repr=False)
class GameClassifier(NetClassifier):
    """The classifier of a game, whose epoch may be chosen on rows held out."""

    early_stopping: bool | str = "auto"
    validation_fraction: float | str = "auto"
    n_iter_no_change: int = 20
    scoring: str | Callable = "balanced_log_loss"
    proba: str = "balanced"

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y, **unsupported):
        """Play the game and keep its classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        **unsupported : dict
            Refused, weights of rows too: a critic knows none.

        Returns
        -------
        self : object
            The fitted classifier.
        """
        if unsupported:
            raise TypeError(
                f"{type(self).__name__}.fit takes X and y alone, got {sorted(unsupported)}. A "
                "game has no weights of rows; repeat rows, or use NeuralClassifier, which takes "
                "sample_weight."
            )
        with fresh_fit(self):
            X, codes = check_training_rows(self, X, y)
            self.class_prior_ = np.bincount(codes) / len(codes)
            train(self, X, codes, rows_to_draw(self, self.classes_[codes]))
        return self

    def _prior_factor(self):
        loss, rows = self.loss, self.real_rows
        if (self._method.defaults["loss"] if loss == "auto" else loss) == "logit_adjusted":
            return self.class_prior_
        if (self._method.defaults["real_rows"] if rows == "auto" else rows) == "original":
            return np.ones(len(self.class_prior_))
        counts = np.array(self.spec_.class_counts)
        return self.class_prior_ / (counts + self.spec_.n_to_draw)


def plan_game(run, classifier, generator, critic, **options):
    """Return the plan of a game.

    Parameters
    ----------
    run : Run

    classifier, generator : callable
        Build these players.

    critic : callable or None
        Builds the critic, where the game has one.

    **options : dict
        Further arguments of the game.

    Returns
    -------
    plan : Plan
    """
    estimator, method = run.estimator, run.estimator._method
    for name in _GAME_OPTIONS:
        options[name] = run.value(name)
    game = partial(method.game, run.spec, run.generated, run.counts.tolist(), **options)
    plan, adam = Plan(classifier, game), torch.optim.Adam
    adam_options = optimizer_options(adam, run.device, betas=(0.5, 0.9))
    rates = run.value("generator_lr"), estimator.critic_lr
    for name, build, lr in zip(("generator", "critic"), (generator, critic), rates, strict=True):
        # A fitted net is built again with the players that it has kept.
        if build is not None and (run.states is None or name in run.states):
            plan.players[name] = Player(build, adam, lr, adam_options)
    if run.by_member is not None and estimator.fake_weight == "auto":
        plan.alone = plan_classifier(run, classifier, is_alone=True)
    if run.strategy.needs_epochs:
        plan.callbacks.append(("generator", PlayerHook("generator", run.strategy.start_epoch)))
    if isinstance(estimator, OverSampler):
        plan.kept.add("generator")
        plan.callbacks.append(("average", WeightAverage("generator")))
    return plan


def plan_classifier(run, network=None, **options):
    """Return the plan of the classifier alone, without a game.

    Parameters
    ----------
    run : Run

    network : callable, default=None
        Builds the classifier; by default that of the estimator.

    **options : dict
        Further fields of the plan.

    Returns
    -------
    plan : Plan
    """
    loss = partial(RowLoss, run.value("loss"), class_prior=run.counts.tolist())
    return Plan(network or classifier_network(run), loss, **options)


def generate_rows(estimator, codes, seed):
    """Generate encoded rows of some classes, in blocks, in the order asked for.

    Parameters
    ----------
    estimator : OverSampler
        A fitted one.

    codes : ndarray of shape (n_rows,)
        Class codes.

    seed : int

    Returns
    -------
    rows : ndarray of shape (n_rows, ...)
    """
    net = on_device(estimator.net_, resolve_device(estimator.device, fallback=True))
    generator, game, spec = net.generator_.eval(), net.criterion_, estimator.spec_
    device = next(generator.parameters()).device
    block_size = getattr(generator, "rows_per_block", None)
    block_size = block_size or block_rows(generator, game.latent_dim)
    stream = torch.Generator().manual_seed(seed)
    # A block that mixes the classes keeps all parts of the generator equally busy.
    order = torch.randperm(len(codes), generator=stream)
    labels = torch.from_numpy(codes)[order]
    rows = torch.empty(len(codes), *spec.shape)
    # Numbers are drawn on the CPU, so that every device gives the same rows.
    work = net.work_of(spec.shape) * min(block_size, len(codes))
    with limited_threads(work), torch.no_grad():
        for at, block in zip(order.split(block_size), labels.split(block_size), strict=True):
            noise = torch.randn(len(block), game.latent_dim, generator=stream)
            drawn = in_halves(generator, device, noise, block).cpu()
            rows[at] = sample_categories(drawn, spec, stream) if spec.categories else drawn
    return rows.numpy()
