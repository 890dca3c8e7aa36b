"""The training path of all estimators, games and single networks, from checked rows to a net."""

import time
from dataclasses import dataclass, field
from functools import partial
from typing import Any

import numpy as np
from sklearn.utils import _safe_indexing, check_random_state
from skorch.helper import predefined_split

from ..encoding import DataSpec, make_encoder
from ..engine import (
    SCHEDULES,
    BestEpoch,
    EpochProgress,
    FiniteLosses,
    GameNet,
    Player,
    TensorRows,
    TimeLimit,
    is_clearly_better,
    optimizer_options,
    resolve_device,
    stream_seeds,
)
from ..metrics import SCORES_OF_CODES
from ..utils import ImbalanceWarning
from ..utils._warnings import warn_user
from ..utils.labels import MIN_ROWS_TO_SPLIT, member_weights, repeated_rows, validation_split
from ._checkpoint import Checkpoint
from ._checks import check_given, check_scoring
from ._defaults import IMAGE_DEFAULTS, N_MEMBERS, PATIENT_STEPS, TABLE_DEFAULTS, default_epochs
from ._plan import EncodedRows, tell_interrupt
from ._sampler import lacking_classes
from ._tasks import EpochTasks, with_callbacks

# Of more rows the members of an ensemble score a part after every epoch.
_MOST_SCORED = 100_000


@dataclass
class Run:
    """A running fit: what its steps have found out, for those that follow.

    Parameters
    ----------
    estimator : NetEstimator

    seed : int
        Everything random in the fit follows from it.

    device : str

    seeds : dict of str to int, default={}
        Seeds of the random streams.

    n_rows : int, default=0
        Rows of the fit, for as long as no spec counts those that train.

    by_member : tuple of ndarray of shape (n_members, n_rows), default=None
        Weights of the rows in training and in validation, where members hold out rows in turn.

    generated : tuple of int, default=()
        Codes of the classes that get a generator; without one no game is played.

    strategy : GeneratorStrategy, default=None
        How the game gets its generator.

    rows : EncodedRows, default=None

    spec : DataSpec, default=None

    counts : ndarray of shape (n_classes,), default=None
        Rows of each class that the classifier is fed, as they weigh.

    states : dict of str to dict of str to tensor, default=None
        Tensors by network, where a fitted net is built again instead of trained.

    checkpoint : Checkpoint, default=None

    started : float
        When the fit began, by the clock of :func:`time.monotonic`.
    """

    estimator: Any
    seed: int
    device: str
    seeds: dict = field(default_factory=dict)
    n_rows: int = 0
    by_member: tuple | None = None
    generated: tuple = ()
    strategy: Any = None
    rows: EncodedRows | None = None
    spec: DataSpec | None = None
    counts: np.ndarray | None = None
    states: dict | None = None
    checkpoint: Checkpoint | None = None
    started: float = field(default_factory=time.monotonic)

    def value(self, name, is_image=None):
        """Return a parameter, or where it is "auto" the default of the method or of the data.

        Parameters
        ----------
        name : str
            None is returned where the estimator has no such parameter.

        is_image : bool, default=None
            Kind of the data; by default what the spec says.
        """
        value, method = getattr(self.estimator, name, None), self.estimator._method
        if not isinstance(value, str) or value != "auto":
            return value
        if method is not None and name in method.defaults:
            return method.defaults[name]
        if name == "n_members":
            n_rows = self.n_rows if self.spec is None else sum(self.spec.class_counts)
            of_few, of_many, few = N_MEMBERS
            return of_few if n_rows <= few else of_many
        is_image = self.spec.has_image if is_image is None else is_image
        of_tables = TABLE_DEFAULTS | getattr(method, "table_defaults", {})
        return (IMAGE_DEFAULTS if is_image else of_tables)[name]

    @property
    def row_shapes(self):
        """Shapes of the rows that the classifier reads; those of generated rows are expanded."""
        expanded = self.strategy is not None and self.spec.categories
        return [self.spec.shape, *([(self.spec.expanded_width,)] if expanded else [])]

    @property
    def n_epochs(self):
        """Largest number of epochs."""
        if self.estimator.max_epochs != "auto":
            return self.estimator.max_epochs
        max_steps, is_image = self.value("max_steps"), self.spec.has_image
        return default_epochs(max_steps, self.steps_per_epoch, is_image)

    @property
    def steps_per_epoch(self):
        """About how many batches an epoch has."""
        order = self.rows.order
        n_fed = len(self.rows.y if order is None else order)
        steps = max(1, n_fed // self.estimator.batch_size)
        return min(steps, self.estimator.max_steps_per_epoch or steps)


@with_callbacks
def train(estimator, X, codes, n_to_draw=None, sample_weight=None, *, needs_folds=False):
    """Train an estimator on checked rows and set its fitted attributes.

    Parameters
    ----------
    estimator : NetEstimator
        Its ``classes_`` are known.

    X : {ndarray, sparse matrix, DataFrame}

    codes : ndarray of shape (n_rows,)
        Class codes.

    n_to_draw : ndarray of shape (n_classes,), default=None
        What the sampling strategy adds to each class.

    sample_weight : ndarray of shape (n_rows,), default=None

    needs_folds : bool, default=False
        Whether members of an ensemble must hold out rows in turn.

    Returns
    -------
    run : Run
        The encoded rows and what else the fit has found out.
    """
    counts = np.bincount(codes, minlength=len(estimator.classes_))
    n_to_draw = np.zeros_like(counts) if n_to_draw is None else n_to_draw
    seed = check_random_state(estimator.random_state).randint(2**31 - 1)
    checkpoint = None if estimator.checkpoint is None else Checkpoint(estimator, seed)
    seed = seed if checkpoint is None else checkpoint.seed
    device, seeds = resolve_device(estimator.device), stream_seeds(seed)
    run = Run(estimator, seed, device, seeds, len(codes), checkpoint=checkpoint)
    if estimator._method is not None:
        _prepare_game(run, counts, n_to_draw)
    holds_out = estimator._holds_out_rows and _selects_epochs(run, X)
    parts = _hold_out(run, X, codes, sample_weight) if holds_out else (None, None)
    if estimator.callbacks or needs_folds:
        check_given(run, parts[1] is not None, needs_folds)
    _encode(run, X, codes, sample_weight, n_to_draw, *parts)
    if estimator._augment is not None:
        estimator._augment(run)
    run.counts = np.bincount(run.rows.y, weights=run.rows.weight, minlength=len(counts))
    if run.value("real_rows") == "repeated":
        run.counts = run.counts + run.spec.n_to_draw
        rng = np.random.default_rng(run.seeds["rows"])
        run.rows.order = repeated_rows(run.rows.y, run.counts, rng)
    run.strategy = estimator._strategy() if run.generated else None
    if run.strategy is not None:
        run.strategy.fit_prior(run)
    estimator.spec_ = run.spec  # from here on for callbacks too
    plan = estimator._plan(run)
    rows, weight = run.rows, run.rows.weight if run.by_member is None else run.by_member[0]
    data = TensorRows.from_arrays(rows.X, rows.y, weight, rows.order, device=run.device)
    net, plan = _trained(run, plan, data)
    if run.by_member is not None:
        estimator.oof_proba_ = net.validated_proba(data, run.by_member[1])
    estimator.net_ = net.release(plan.kept)
    if plan.finish is not None:
        plan.finish(run)
    if net.was_interrupted:
        tell_interrupt(net)
    elif checkpoint is not None:
        checkpoint.finish()
    return run


def _trained(run, plan, data):
    """Train the net of a plan; return both, or the net and the plan of the classifier alone."""
    alone = None if plan.alone is None else _trained(run, plan.alone, data)[0]
    limit = run.value("time_limit")
    is_over = limit is not None and time.monotonic() >= run.started + limit
    if alone is None or not (alone.was_interrupted or is_over):
        net = make_net(run, plan)
        (net.fit if run.checkpoint is None else partial(run.checkpoint.fit, net))(data, None)
        if alone is None:
            return net, plan
        if is_clearly_better(net, alone, np.random.default_rng(run.seeds["split"])):
            return net, plan
    run.generated, run.strategy, run.estimator.generated_classes_ = (), None, ()
    return alone, plan.alone


def _selects_epochs(run, X):
    """Tell whether a validation part chooses the epoch."""
    estimator = run.estimator
    is_image = estimator.image_shape is not None or np.ndim(X) > 2
    if estimator._reads_images is not None:
        is_image = estimator._reads_images(X)
    # Features are columns of a table, whatever they are made of.
    if is_image and run.generated:
        strategy = estimator._strategy()
        is_image = not (strategy and strategy.reads_features(is_image))
    if not isinstance(estimator.early_stopping, str):
        return estimator.early_stopping
    # At the end of a cycle the rate is almost nothing, and no epoch is a better guess.
    return run.value("lr_schedule", is_image) != "one_cycle"


def _hold_out(run, X, codes, sample_weight):
    """Return the indices of the training rows and of the validation rows, or None for both.

    Those of the training rows alone are None where members of an ensemble hold out rows in turn.
    """
    estimator, rng = run.estimator, np.random.default_rng(run.seeds["split"])
    is_plain = getattr(estimator._method, "holds_out_in_turn", estimator._method is None)
    is_plain = is_plain and estimator.image_shape is None and np.ndim(X) < 3
    by_member = is_plain and estimator.validation_fraction == "auto"
    n_members = run.value("n_members") or 1
    by_member = by_member and n_members > 1 and not estimator.classifier
    if by_member and len(codes) <= _MOST_SCORED:
        valid_part = np.flatnonzero(np.bincount(codes)[codes] >= MIN_ROWS_TO_SPLIT)
    else:
        fraction = run.value("validation_fraction", is_image=False)
        train_part, valid_part = validation_split(codes, fraction, rng)
    if len(np.unique(codes[valid_part])) < 2:
        warn_user(
            "Fewer than two classes have the five rows that a validation part needs, so the last "
            "epoch is kept instead of the best one. Set early_stopping=False to train on all rows "
            "silently.",
            ImbalanceWarning,
        )
        return None, None
    if callable(estimator.scoring):
        check_scoring(estimator.scoring, len(estimator.classes_))
    if by_member:
        run.by_member = member_weights(codes, n_members, rng, sample_weight)
        return None, valid_part
    return train_part, valid_part


def _prepare_game(run, counts, n_to_draw):
    """Find the classes that get a generator.

    No game is played where no class lacks rows, nor in a classifier in which no row would weigh.
    """
    estimator, lacking = run.estimator, lacking_classes(counts, n_to_draw)
    is_played = run.value("fake_weight") != 0 or estimator._plays_always
    codes = lacking if estimator._method.only_lacking else np.arange(len(counts))
    codes = codes if is_played and lacking.size else codes[:0]
    run.generated = tuple(codes.tolist())
    estimator.generated_classes_ = tuple(estimator.classes_[codes].tolist())


def _encode(run, X, codes, sample_weight, n_to_draw, train_part, valid_part):
    """Fit the encoder on the training part, encode all rows, split them and describe them."""
    estimator = run.estimator
    if estimator._make_encoder is None:
        encoder = make_encoder(X, estimator.categorical_features, estimator.image_shape)
    else:
        encoder = estimator._make_encoder(X)
    # The training part is copied for this line only, so that one copy of X exists at a time.
    encoder.fit(X if train_part is None else _safe_indexing(X, train_part))
    estimator.encoder_ = encoder
    has_image = len(encoder.shape) == 3 or getattr(encoder, "image_part", ())
    if estimator.batch_size == 1 and has_image and estimator._needs_batches:
        raise ValueError(
            "batch_size=1 does not do for images, whose networks normalise over the images of a "
            "batch; use batch_size=2 or more."
        )
    encoded = encoder.transform(X)
    run.rows = EncodedRows(encoded, codes, sample_weight)
    if run.by_member is not None:
        run.rows.held_out = encoded[valid_part], codes[valid_part], run.by_member[1][:, valid_part]
    elif valid_part is not None:
        parts = []
        for part in (train_part, valid_part):
            weight = None if sample_weight is None else sample_weight[part]
            parts.append((encoded[part], codes[part], weight))
        run.rows = EncodedRows(*parts[0], held_out=parts[1])
    if run.checkpoint is not None:
        run.checkpoint.compare(run.rows)
    # The strategy counts all rows; those that are held out take their share of it along.
    share = len(run.rows.y) / len(codes)
    run.spec = DataSpec(
        shape=encoder.shape,
        class_counts=np.bincount(run.rows.y, minlength=len(n_to_draw)),
        n_to_draw=np.rint(n_to_draw * share).astype(int),
        categories=encoder.n_categories,
        image_part=getattr(encoder, "image_part", ()),
    )


def make_net(run, plan):
    """Return the skorch net of a plan, not yet trained."""
    estimator = run.estimator
    options, main = dict(estimator.net_params or {}), plan.main_player
    absent = set() if estimator._method is None else {*estimator._players} - {main, *plan.players}
    if options.get("optimizer__foreach"):
        options.setdefault("optimizer__fused", False)  # torch allows one of the two
    arguments = {
        "seed": run.seed,
        "max_epochs": run.n_epochs,
        "max_steps_per_epoch": estimator.max_steps_per_epoch,
        "batch_size": estimator.batch_size,
        "train_split": None,
        "callbacks": _callbacks(run, plan),
        "user_callbacks": bool(estimator.callbacks),
        "device": run.device,
        "verbose": 0,
        **plan.net_arguments,
    }
    if run.rows.held_out is not None:
        held_out = TensorRows.from_arrays(*run.rows.held_out, device=run.device)
        arguments["train_split"] = predefined_split(held_out)
    if run.states is not None:  # nothing is trained any more
        arguments["callbacks"] = []
        absent.add("callbacks")
    for name in list(options):
        if name.partition("__")[0].removesuffix("_optimizer") in absent:
            del options[name]
    optimizer = estimator.optimizer
    taken = {"weight_decay": estimator.weight_decay, **plan.optimizer_options}
    taken = optimizer_options(optimizer, run.device, **taken)
    if plan.players or main != "classifier":
        players = {main: Player(plan.network, optimizer, estimator.lr, taken), **plan.players}
        return GameNet(players, plan.criterion, predictor=main, **(arguments | options))
    arguments |= {"optimizer": optimizer, "lr": estimator.lr}
    for name, value in taken.items():
        arguments[f"optimizer__{name}"] = value
    return plan.net(plan.network, plan.criterion, **(arguments | options))


def _callbacks(run, plan):
    """Return the callbacks of the method and those of every fit."""
    estimator = run.estimator
    callbacks = [*plan.callbacks, ("finite", FiniteLosses())]
    schedule = SCHEDULES[run.value("lr_schedule")]
    if run.rows.held_out is not None:
        scoring = estimator.scoring
        score = SCORES_OF_CODES[scoring] if isinstance(scoring, str) else scoring
        # The rate of a schedule is high for long; scores rise when it falls at the end.
        n_waited = run.n_epochs if schedule or plan.to_the_end else run.value("n_iter_no_change")
        n_steps = PATIENT_STEPS if estimator.n_iter_no_change == "auto" else None
        best = BestEpoch(score, n_waited, n_steps, later_of_equals=plan.later_of_equals)
        callbacks.append(("best", best))
    if schedule:
        callbacks.append(("schedule", schedule()))
    if run.value("time_limit") is not None:
        callbacks.append(("time", TimeLimit(run.started + estimator.time_limit)))
    if estimator.verbose:
        callbacks.append(("progress", EpochProgress("without game" if plan.is_alone else "fit")))
    if plan.is_alone:
        return callbacks
    if getattr(estimator, "_skl_callbacks", None):
        callbacks.append(("tasks", EpochTasks(estimator, run.n_epochs)))
    return callbacks + list(estimator.callbacks or [])
