"""Schedules of the learning rates."""

from contextlib import contextmanager

from skorch.callbacks import Callback
from torch.optim.lr_scheduler import OneCycleLR


@contextmanager
def others_kept(optimizer):
    """Leave the rates of the groups that have their own, which come first, as they are."""
    kept = [group["lr"] for group in optimizer.param_groups[:-1]]
    yield
    for group, rate in zip(optimizer.param_groups, kept, strict=False):
        group["lr"] = rate


class OneCycle(Callback):
    """Let the classifier's learning rate rise to ``lr`` and fall to almost nothing, once in a fit.

    Parameters
    ----------
    rise : float, default=0.3
        Share of the steps in which it rises.
    """

    remembered = ("scheduler_", "left_")  # from epoch to epoch

    def __init__(self, rise=0.3):
        self.rise = rise

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        n_steps = net.get_iterator(X, training=True).n_batches(net.max_epochs)
        highest = net.optimizer_.param_groups[-1]["lr"]
        # The only step of a fit would be the last one, in which the rate is almost nothing.
        with others_kept(net.optimizer_):
            self.scheduler_ = OneCycleLR(
                net.optimizer_, highest, max(n_steps, 2), pct_start=self.rise, cycle_momentum=False
            )
        self.left_ = n_steps - 1

    def on_batch_end(self, net, batch=None, training=False, **kwargs):
        if training and self.left_:
            with others_kept(net.optimizer_):
                self.scheduler_.step()
            self.left_ -= 1

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.scheduler_ = None


def share_done(net):
    """Return the share of the epochs that are over, when one begins.

    Compared with a share, the quotient is the number that the share is written as; the product of
    share and epochs may be off.

    Parameters
    ----------
    net : ImbalanceNet

    Returns
    -------
    share : float
    """
    return (len(net.history) - 1) / net.max_epochs


class StepWise(Callback):
    """Multiply the classifier's learning rate by a factor when parts of the epochs are over.

    Parameters
    ----------
    drops : tuple of float, default=(0.5, 0.8)
        Shares of the epochs after which the rate drops: of 50 epochs, the 26th and the 41st are
        the first with a lower rate.

    factor : float, default=0.1
        What the rate is multiplied by.
    """

    remembered = ()  # follows from the epoch

    def __init__(self, drops=(0.5, 0.8), factor=0.1):
        self.drops, self.factor = drops, factor

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.start_ = net.optimizer_.param_groups[-1]["lr"]

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        n_drops = sum(share_done(net) >= share for share in self.drops)
        # Groups with rates of their own come first and are left alone.
        net.optimizer_.param_groups[-1]["lr"] = self.start_ * self.factor**n_drops


class FirstRate(Callback):
    """Give some parameters a lower learning rate in the first epochs.

    Parameters
    ----------
    names : str
        The pattern by which the net's optimiser has these parameters in a group of their own.

    rate : float
        The rate of the first epochs.

    n_epochs : int
        How many these are.
    """

    remembered = ()

    def __init__(self, names, rate, n_epochs):
        self.names, self.rate, self.n_epochs = names, rate, n_epochs

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        patterns = [pattern for pattern, _ in net.optimizer__param_groups]
        self.group_ = patterns.index(self.names)
        self.later_ = net.optimizer_.param_groups[self.group_]["lr"]

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        is_first = len(net.history) <= self.n_epochs
        rate = self.rate if is_first else self.later_
        net.optimizer_.param_groups[self.group_]["lr"] = rate


class LinearDecay(Callback):
    """Let the learning rates of all players fall to almost nothing in the last epochs.

    Parameters
    ----------
    start : float, default=0.5
        Share of the epochs in which the rates are kept.
    """

    remembered = ()

    def __init__(self, start=0.5):
        self.start = start

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        self.rates_ = []
        for name in net._optimizers:
            for group in getattr(net, f"{name}_").param_groups:
                self.rates_.append((group, group["lr"]))

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        left = min(1.0, (1 - share_done(net)) / (1 - self.start))
        for group, rate in self.rates_:
            group["lr"] = rate * left

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.rates_ = None


# By the words of the parameter `lr_schedule`.
SCHEDULES = {"constant": None, "linear": LinearDecay, "one_cycle": OneCycle, "step": StepWise}
