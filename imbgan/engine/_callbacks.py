"""Callbacks of a fit: best epoch, numbers that are not finite, averaged weights, progress."""

import math
import time
import warnings
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass
from functools import partial

import numpy as np
import torch
from sklearn.exceptions import ConvergenceWarning
from skorch.callbacks import Callback

from ._environment import random_streams
from ._game_net import TrainingStep

with warnings.catch_warnings():
    # Of a notebook without widgets, in which it falls back on text.
    warnings.simplefilter("ignore")
    from tqdm.auto import tqdm

# A line of 80 columns has room for it, and for a bar.
_TIMES = "[{elapsed}<{remaining}{postfix}]"
_BAR = "{desc}: {percentage:3.0f}%|{bar}| {n_fmt}/{total_fmt} epochs " + _TIMES
# Epochs that are waited for a better score, however many batches they have.
_LEAST_WAIT = 5
# Training rows whose outputs are looked at after each epoch.
_N_TRIED = 16
# By so much of itself a score must be better, and by so many standard errors, from so many draws.
_LEAST_GAIN, _N_ERRORS, _N_DRAWN = 0.1, 2, 100


def _copies(net, storage=None):
    """Copy the states of all players, each on its own device, into storage where there is some.

    What a network calls its ``fixed_tensors`` is left out.
    """
    storage = {} if storage is None else storage
    for name, module in net.player_modules().items():
        fixed = getattr(module, "fixed_tensors", ())
        for key, value in module.state_dict().items():
            there = storage.get((name, key))
            if key in fixed:
                continue
            if torch.is_tensor(there) and there.shape == value.shape:
                there.copy_(value)
            else:
                storage[name, key] = deepcopy(value)
    return storage


def _load_copies(net, copies):
    """Load the states of all players."""
    for name, module in net.player_modules().items():
        state = module.state_dict()
        for key in state:
            state[key] = copies.get((name, key), state[key])
        module.load_state_dict(state)


@torch.no_grad()
def _trial(net, X, host_y):
    """Return what the networks make of some rows: tensors that ought to be finite.

    These are probabilities, or what a game or a network says by a method ``trial``, and what a
    game generates for the step of the player that comes first.
    """
    game, is_training, players = net.criterion_, net.module_.training, net.player_modules()
    net._set_training(False)
    if hasattr(game, "trial"):
        outputs = [game.trial(players, X)]
    elif hasattr(net.module_, "trial"):
        outputs = [net.module_.trial(X)]
    else:
        output = net.module_(X)
        to_proba = getattr(net.module_, "probabilities", None)
        if to_proba is None and torch.is_tensor(output):
            to_proba = partial(torch.softmax, dim=-1)
        outputs = [output if to_proba is None else to_proba(output)]
    if hasattr(game, "generate"):
        draws = random_streams(net.seed, X.device)  # those of the fit must not go on
        first = game.schedule[0][0]
        step = TrainingStep(first, players, X, host_y.to(X.device), host_y, draws)
        outputs.append(game.generate(step)[0])
    net._set_training(is_training)
    for output in outputs:
        if isinstance(output, (tuple, list)):
            outputs += output  # which are looked at in their turn
    return list(filter(torch.is_tensor, outputs))


@dataclass(eq=False)
class BestEpoch(Callback):
    """Score the validation rows after every epoch, stop in time, and restore the best weights.

    Parameters
    ----------
    score : callable
        ``score(y, proba)`` with class codes and probabilities; greater is better.

    patience : int, default=20
        Epochs without improvement after which training stops. A score that equals the best one is
        no improvement, whichever epoch is kept.

    patient_steps : int, default=None
        Batches without improvement after which training stops too, but not before five epochs.

    tolerance : float, default=0.0
        Gain over the best score that counts as an improvement.

    later_of_equals : bool, default=False
        Whether of epochs with the same score the last is kept, not the first.
    """

    score: Callable
    patience: int = 20
    patient_steps: int | None = None
    tolerance: float = 0.0
    later_of_equals: bool = False

    remembered = ("best_score_", "best_weights_", "improved_epoch_")  # from epoch to epoch

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.best_score_, self.best_weights_ = -math.inf, None
        self.improved_epoch_ = 0

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        score = math.nan  # no score can speak for weights that give no numbers
        if not (net.broken_losses or net.has_diverged):
            score = float(self.score(dataset_valid.host_y.numpy(), net.valid_proba))
        epoch = len(net.history)
        improved = score > self.best_score_ + self.tolerance
        kept = improved or (self.later_of_equals and score == self.best_score_)
        if improved:
            self.improved_epoch_ = epoch
        if kept:
            # An interrupt while they are written over must not leave half of them.
            storage, self.best_weights_ = self.best_weights_, None
            self.best_score_, self.best_weights_ = score, _copies(net, storage)
        net.history.record("valid_score", score)
        net.history.record("valid_score_best", kept)
        # Scores that stay the same, as those of few rows do, must not train on for ever.
        n_waited = epoch - self.improved_epoch_
        n_steps = n_waited * net.history[-1]["train_batch_count"]
        is_long = self.patient_steps and n_steps >= self.patient_steps and n_waited >= _LEAST_WAIT
        if n_waited >= self.patience or is_long:
            net.stop()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        if self.best_weights_ is not None:
            _load_copies(net, self.best_weights_)
            self.best_weights_ = None


def is_clearly_better(net, other, rng):
    """Tell whether a net is better on validation rows by a tenth and by two standard errors.

    Parameters
    ----------
    net, other : ImbalanceNet
        Trained, with the best epoch of a :class:`BestEpoch` named "best" in place, on validation
        rows with weights by member.

    rng : numpy.random.Generator
        Draws the rows of each class anew, to find the standard error of the gain.

    Returns
    -------
    is_better : bool
    """
    gain = net.best_score - other.best_score
    if not gain > _LEAST_GAIN * abs(other.best_score):
        return False
    rows = net.train_split(None)[1]
    ours = net.validated_proba(rows, rows.weight)
    theirs = other.validated_proba(rows, rows.weight)
    score, y, gains = dict(net.callbacks_)["best"].score, rows.host_y.numpy(), []
    drawn, classes = np.empty_like(y), [np.flatnonzero(y == code) for code in np.unique(y)]
    for _ in range(_N_DRAWN):
        for own in classes:
            drawn[own] = rng.choice(own, len(own))
        gains.append(score(y, ours[drawn]) - score(y, theirs[drawn]))
    return bool(gain > _N_ERRORS * np.std(gains))


class FiniteLosses(Callback):
    """End a fit whose losses, weights or outputs are no longer finite, with the last that were.

    Where a loss is not finite these are the weights from which the last epoch with finite losses
    began: what that epoch left behind is what broke the next one. Where an epoch leaves weights
    that are not finite, or give outputs that are not, which no loss has seen yet, they are those
    from before the epoch. A :class:`~sklearn.exceptions.ConvergenceWarning` says so. The outputs
    are probabilities of a few training rows, and what a game with a method ``generate(step)``
    generates in a step of its first player. A network with other outputs has a method
    ``trial(rows)``, a game may have ``trial(players, rows)``: each returns tensors. The callback
    comes after :class:`WeightAverage` and before :class:`BestEpoch`, which leaves out the epochs
    that it finds broken.

    Two copies of the states of all players are kept, in the same memory throughout the fit.

    Raises
    ------
    ValueError
        At the end of a fit, if the outputs of the untrained networks are not finite either.
    """

    remembered = ("newest_", "proven_")

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        every = max(1, len(X.y) // _N_TRIED)
        self.tried_ = X.X[::every][:_N_TRIED], X.host_y[::every][:_N_TRIED]
        self.newest_, self.proven_, self.watched_ = _copies(net), None, set()
        for at, value in self.newest_.items():
            # A mask of a user's network may hold infinities from the start.
            if torch.is_tensor(value) and value.isfinite().all():
                self.watched_.add(at)

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        broken, epoch = net.broken_losses, len(net.history)
        finding = None if broken else self._finding(net)
        if not broken and finding is None:
            self.newest_, self.proven_ = _copies(net, self.proven_), self.newest_
            return
        if broken:
            finding = (
                f"Training stopped in epoch {epoch}, where these losses are no longer finite: "
                f"{', '.join(broken)}. The last weights that gave finite ones are kept."
            )
        else:
            finding = f"The last step of epoch {epoch} left {finding}. Those before it are kept."
        self._take_back(net, finding, self.proven_ if broken and self.proven_ else self.newest_)
        net.stop()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        # Averaged weights may be in place now, or those of an epoch that was interrupted.
        finding = self._finding(net)
        if finding and not net.has_diverged:
            self._take_back(net, f"Training ended with {finding}. Others are kept.", self.newest_)
            finding = self._finding(net)
        self.tried_ = self.proven_ = self.newest_ = None
        if finding:
            raise ValueError(
                f"Not even before the first step are numbers finite: there are {finding}. Look at "
                "the parameters of the network and of its loss for one that is extreme."
            )

    def _finding(self, net):
        """Say what is not finite, or nothing."""
        states = []
        for name, module in net.player_modules().items():
            for key, value in module.state_dict().items():
                if (name, key) in self.watched_:
                    states.append(value)
        outputs = _trial(net, *self.tried_)
        for what, tensors in (("weights", states), ("weights whose outputs", outputs)):
            is_finite = True
            for tensor in tensors:
                is_finite = tensor.isfinite().all() & is_finite
            if not is_finite:
                return f"{what} {'that ' if tensors is states else ''}are not finite"
        return None

    def _take_back(self, net, finding, copies):
        """Load earlier states and warn."""
        _load_copies(net, copies)
        net.has_diverged = True
        # Of the players the first is the one that predicts.
        rates = ["lr", *(f"{name}_lr" for name in list(net.player_modules())[1:])]
        warnings.warn(
            f"{finding} Try a smaller {' or '.join(rates)}.", ConvergenceWarning, stacklevel=3
        )


@dataclass(eq=False)
class WeightAverage(Callback):
    """Keep an exponential average of a player's weights, validate it, and end the fit with it.

    From the validation of an epoch until training goes on the player has the averaged weights, so
    that other callbacks see at the end of an epoch what was validated.

    Parameters
    ----------
    player : str, default="classifier"

    decay : float, default=0.99
        Share of the old average in the new one; smaller in the first steps.
    """

    player: str = "classifier"
    decay: float = 0.99

    remembered = ("trained_", "average_", "steps_")

    @torch.no_grad()
    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.weights_ = list(net.player_modules()[self.player].parameters())
        self.trained_ = list(map(torch.detach, self.weights_))
        self.average_ = list(map(torch.clone, self.trained_))
        self.steps_, self.is_shown_ = 0, False

    def on_batch_begin(self, net, batch=None, training=False, **kwargs):
        self._show(not training)

    @torch.no_grad()
    def on_batch_end(self, net, batch=None, training=False, **kwargs):
        if training:
            self.steps_ += 1
            decay = min(self.decay, self.steps_ / (self.steps_ + 9))
            # A tenth of the time of AveragedModel, which also copies buffers.
            torch._foreach_lerp_(self.average_, self.trained_, 1 - decay)

    def _show(self, is_shown):
        """Put the average, or what is trained, in the place of the weights."""
        if self.is_shown_ != is_shown:
            shown = self.average_ if is_shown else self.trained_
            for weights, values in zip(self.weights_, shown, strict=True):
                weights.data = values
            self.is_shown_ = is_shown

    def on_train_end(self, net, X=None, y=None, **kwargs):
        # The average of a broken epoch must not replace the weights that were brought back.
        if not net.has_diverged:
            self.is_shown_ = None  # an interrupt may have left some of each
            self._show(True)
        self.weights_ = self.trained_ = self.average_ = None


@dataclass(eq=False)
class PlayerHook(Callback):
    """Let a player prepare itself when an epoch begins.

    Parameters
    ----------
    player : str

    hook : callable
        Called as ``hook(network, rows, labels)`` with the training rows and the random stream of
        labels.
    """

    player: str
    hook: Callable

    remembered = ()

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        self.hook(net.player_modules()[self.player], dataset_train, net.draws_["labels"])


@dataclass(eq=False)
class TimeLimit(Callback):
    """End a fit with the epoch in which its time is up.

    Parameters
    ----------
    deadline : float
        When, by the clock of :func:`time.monotonic`. Several fits may share it.
    """

    deadline: float

    remembered = ()

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        if time.monotonic() >= self.deadline:
            net.stop()


class EpochProgress(Callback):
    """A progress bar over epochs: time, expected end, and the loss that matters, which stay.

    It is that of the validation rows, or of the player that predicts.

    Parameters
    ----------
    title : str, default="fit"
        What stands before the bar.
    """

    remembered = ()

    def __init__(self, title="fit"):
        self.title = title

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.bar_ = tqdm(total=net.max_epochs, desc=self.title, bar_format=_BAR)

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        epoch, main = net.history[-1], f"train_{net.main_loss}"
        name = next(name for name in ("valid_loss", main, "train_loss") if name in epoch)
        value = f"{name.removeprefix('train_')}={epoch[name]:.3g}"
        self.bar_.set_postfix_str(value, refresh=False)
        self.bar_.update()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.bar_.close()
        self.bar_ = None
