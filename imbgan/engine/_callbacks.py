"""Callbacks of a fit: best epoch, losses that are not finite, averaged weights, progress."""

import math
import time
import warnings
from collections.abc import Callable
from copy import deepcopy
from dataclasses import dataclass

import torch
from sklearn.exceptions import ConvergenceWarning
from skorch.callbacks import Callback
from tqdm.auto import tqdm


def _copies(net):
    """Copy the states of all players, each on its own device."""
    copies = {}
    for name, module in net.player_modules().items():
        copies[name] = deepcopy(module.state_dict())
    return copies


def _load_copies(net, copies):
    """Load the states of all players."""
    for name, module in net.player_modules().items():
        module.load_state_dict(copies[name])


def _broken_losses(net):
    """Return the names of the last epoch's losses that are not finite."""
    broken = []
    for name, value in net.history[-1].items() if net.history else ():
        if name.endswith("loss") and not math.isfinite(value):
            broken.append(name)
    return broken


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

    tolerance : float, default=0.0
        Gain over the best score that counts as an improvement.

    later_of_equals : bool, default=False
        Whether of epochs with the same score the last is kept, not the first.
    """

    score: Callable
    patience: int = 20
    tolerance: float = 0.0
    later_of_equals: bool = False

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.best_score_, self.best_weights_ = -math.inf, None
        self.improved_epoch_ = 0

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        score = math.nan  # no score can speak for weights that give no numbers
        if not _broken_losses(net):
            score = float(self.score(dataset_valid.host_y.numpy(), net.valid_proba))
        epoch = len(net.history)
        improved = score > self.best_score_ + self.tolerance
        kept = improved or (self.later_of_equals and score == self.best_score_)
        if improved:
            self.improved_epoch_ = epoch
        if kept:
            self.best_score_, self.best_weights_ = score, _copies(net)
        net.history.record("valid_score", score)
        net.history.record("valid_score_best", kept)
        # Scores that stay the same, as those of few rows do, must not train on for ever.
        if epoch - self.improved_epoch_ >= self.patience:
            net.stop()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        if self.best_weights_ is not None:
            _load_copies(net, self.best_weights_)
            self.best_weights_ = None


class FiniteLosses(Callback):
    """End a fit whose losses or weights are no longer finite, with the last ones that were.

    Where a loss is not finite these are the weights from which the last epoch with finite losses
    began: what that epoch left behind is what broke the next one. Where the last step of an epoch
    broke the weights, which no loss has seen yet, they are those from before the epoch. A
    :class:`~sklearn.exceptions.ConvergenceWarning` says so.
    """

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.proven_ = self.newest_ = _copies(net)

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        broken, epoch = _broken_losses(net), len(net.history)
        is_finite = not broken
        for module in net.player_modules().values() if is_finite else ():
            for weights in module.parameters():
                is_finite = is_finite and weights.isfinite().all().item()
        if is_finite:
            self.proven_, self.newest_ = self.newest_, _copies(net)
            return
        _load_copies(net, self.proven_ if broken else self.newest_)
        finding = (
            f"Training stopped in epoch {epoch}, where these losses are no longer finite: "
            f"{', '.join(broken)}. The last weights that gave finite ones are kept."
            if broken
            else f"The last step of epoch {epoch} left weights that are not finite. Those before "
            "the epoch are kept."
        )
        # Of the players the first is the one that predicts.
        rates = ["lr", *(f"{name}_lr" for name in list(net.player_modules())[1:])]
        warnings.warn(
            f"{finding} Try a smaller {' or '.join(rates)}.",
            ConvergenceWarning,
            stacklevel=2,
        )
        net.stop()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.proven_ = self.newest_ = None


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

    @torch.no_grad()
    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.weights_ = list(net.player_modules()[self.player].parameters())
        self.average_ = list(map(torch.clone, self.weights_))
        self.steps_, self.is_shown_ = 0, False

    def on_batch_begin(self, net, batch=None, training=False, **kwargs):
        self._show(not training)

    @torch.no_grad()
    def on_batch_end(self, net, batch=None, training=False, **kwargs):
        if training:
            self.steps_ += 1
            decay = min(self.decay, self.steps_ / (self.steps_ + 9))
            # A tenth of the time of AveragedModel, which also copies buffers.
            torch._foreach_lerp_(self.average_, self.weights_, 1 - decay)

    def _show(self, is_shown):
        """Exchange the weights and their average unless the right ones are there."""
        if self.is_shown_ != is_shown:
            for weights, average in zip(self.weights_, self.average_, strict=True):
                weights.data, average.data = average.data, weights.data
            self.is_shown_ = is_shown

    def on_train_end(self, net, X=None, y=None, **kwargs):
        # The average of a broken epoch must not replace the weights that were brought back.
        finite = [average.isfinite().all() for average in self.average_]
        if torch.stack(finite).all() and not _broken_losses(net):
            self._show(True)
        self.weights_ = self.average_ = None


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

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        if time.monotonic() >= self.deadline:
            net.stop()


class EpochProgress(Callback):
    """A progress bar over epochs with the players' losses.

    Parameters
    ----------
    title : str, default="fit"
        What stands before the bar.
    """

    def __init__(self, title="fit"):
        self.title = title

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.bar_ = tqdm(total=net.max_epochs, desc=self.title, unit="epoch", leave=False)

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        shown = {k: v for k, v in net.history[-1].items() if k.endswith(("_loss", "_score"))}
        if f"train_{net.main_loss}" != "train_loss":  # of a game, where it is there by both names
            shown.pop("train_loss", None)
        self.bar_.set_postfix(
            {name.removeprefix("train_"): f"{v:.3g}" for name, v in shown.items()}
        )
        self.bar_.update()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.bar_.close()
        self.bar_ = None
