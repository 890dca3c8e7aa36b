"""Schedules of the classifier's learning rate."""

from skorch.callbacks import Callback
from torch.optim.lr_scheduler import OneCycleLR


class OneCycle(Callback):
    """Let the classifier's learning rate rise to ``lr`` and fall to almost nothing, once in a fit.

    Parameters
    ----------
    rise : float, default=0.3
        Share of the steps in which it rises.
    """

    def __init__(self, rise=0.3):
        self.rise = rise

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        n_steps = net.get_iterator(X, training=True).n_batches(net.max_epochs)
        # The only step of a fit would be the last one, in which the rate is almost nothing.
        self.scheduler_ = OneCycleLR(
            net.optimizer_, net.lr, max(n_steps, 2), pct_start=self.rise, cycle_momentum=False
        )
        self.left_ = n_steps - 1

    def on_batch_end(self, net, batch=None, training=False, **kwargs):
        if training and self.left_:
            self.scheduler_.step()
            self.left_ -= 1

    def on_train_end(self, net, X=None, y=None, **kwargs):
        self.scheduler_ = None
