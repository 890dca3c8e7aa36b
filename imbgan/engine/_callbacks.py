"""Callbacks of a fit: best epoch, losses that are not finite, averaged weights, progress."""

import math
import warnings
from copy import deepcopy

import torch
from sklearn.exceptions import ConvergenceWarning
from skorch.callbacks import Callback
from tqdm.auto import tqdm


def _copies(net):
    """Copy the states of all players, each on its own device."""
    modules = net.player_modules()
    return {name: deepcopy(module.state_dict()) for name, module in modules.items()}


def _load_copies(net, copies):
    """Load the states of all players."""
    for name, module in net.player_modules().items():
        module.load_state_dict(copies[name])


def _are_finite(net):
    """Tell whether the weights of all players are."""
    modules = net.player_modules().values()
    return all(p.isfinite().all().item() for module in modules for p in module.parameters())


def _broken_losses(net):
    """Return the names of the last epoch's losses that are not finite."""
    last = net.history[-1] if net.history else {}
    return [
        name for name, value in last.items() if name.endswith("loss") and not math.isfinite(value)
    ]


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

    def __init__(self, score, patience=20, tolerance=0.0, later_of_equals=False):
        self.score, self.patience, self.tolerance = score, patience, tolerance
        self.later_of_equals = later_of_equals

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
    """End a fit whose losses are no longer finite, with the last weights that gave finite ones.

    They are those from which the last epoch with finite losses began: what that epoch left behind
    is what broke the next one. A :class:`~sklearn.exceptions.ConvergenceWarning` says so.
    """

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.proven_ = self.newest_ = _copies(net)

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        broken = _broken_losses(net)
        if not broken:
            self.proven_, self.newest_ = self.newest_, _copies(net)
            return
        _load_copies(net, self.proven_)
        warnings.warn(
            f"Training stopped in epoch {len(net.history)}, where these losses are no longer "
            f"finite: {', '.join(broken)}. The last weights that gave finite ones are kept. Try "
            "a smaller lr, generator_lr or critic_lr.",
            ConvergenceWarning,
            stacklevel=2,
        )
        net.stop()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        if not _broken_losses(net) and not _are_finite(net):
            # No loss has seen what the last step did.
            _load_copies(net, self.proven_)
            warnings.warn(
                f"The last step of epoch {len(net.history)} left weights that are not finite. "
                "Those before the epoch are kept. Try a smaller lr, generator_lr or critic_lr.",
                ConvergenceWarning,
                stacklevel=2,
            )
        self.proven_ = self.newest_ = None


class WeightAverage(Callback):
    """Keep an exponential average of a player's weights, validate it, and end the fit with it.

    From the validation of an epoch until the next epoch begins the player has the averaged
    weights, so that other callbacks see at the end of an epoch what was validated.

    Parameters
    ----------
    player : str, default="classifier"

    decay : float, default=0.99
        Share of the old average in the new one; smaller in the first steps.
    """

    def __init__(self, player="classifier", decay=0.99):
        self.player, self.decay = player, decay

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.weights_ = list(net.player_modules()[self.player].parameters())
        self.average_ = [p.detach().clone() for p in self.weights_]
        self.steps_, self.shown_ = 0, False

    def on_batch_begin(self, net, batch=None, training=False, **kwargs):
        if not training and not self.shown_:
            self._exchange()

    @torch.no_grad()
    def on_batch_end(self, net, batch=None, training=False, **kwargs):
        if training:
            self.steps_ += 1
            decay = min(self.decay, self.steps_ / (self.steps_ + 9))
            torch._foreach_lerp_(self.average_, self.weights_, 1 - decay)

    @torch.no_grad()
    def _exchange(self):
        for parameter, average in zip(self.weights_, self.average_, strict=True):
            parameter.data, average.data = average.data, parameter.data
        self.shown_ = not self.shown_

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        if self.shown_:
            self._exchange()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        # The average of a broken epoch must not replace the weights that were brought back.
        if not self.shown_ and not _broken_losses(net):
            self._exchange()
        self.average_ = self.weights_ = None


class PlayerHooks(Callback):
    """Let a player prepare itself when an epoch begins and finish when the fit ends.

    Parameters
    ----------
    player : str

    hooks : object
        Has ``start_epoch(network, rows, labels)``, with the training rows and the random stream
        of labels, and ``finish(network)``.
    """

    def __init__(self, player, hooks):
        self.player, self.hooks = player, hooks

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        network = net.player_modules()[self.player]
        self.hooks.start_epoch(network, dataset_train, net.draws_["labels"])

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.hooks.finish(net.player_modules()[self.player])
        self.hooks = None


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
        self.bar_.set_postfix(
            {name.removeprefix("train_"): f"{v:.3g}" for name, v in shown.items()}
        )
        self.bar_.update()

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.bar_.close()
        self.bar_ = None
