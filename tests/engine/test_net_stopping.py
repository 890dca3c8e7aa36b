"""Claims about fits that end before their last epoch."""

import pytest
from skorch.callbacks import Callback


class Doing(Callback):
    """Do something to the net at a point of an epoch, and count the ends of epochs."""

    def __init__(self, at, epoch, action):
        self.at, self.epoch, self.action, self.n_ends = at, epoch, action, 0

    def _act(self, net, point):
        if point == self.at and len(net.history) == self.epoch:
            self.action(net)

    def on_batch_end(self, net, **kwargs):
        self._act(net, "batch")

    def on_epoch_end(self, net, **kwargs):
        self._act(net, "epoch")
        self.n_ends += 1


def stop(net):
    net.stop()


def interrupt(net):
    raise KeyboardInterrupt


def test_a_net_that_is_told_to_stop_ends_with_the_epoch_which_all_callbacks_see_end(falling):
    first, second = Doing("epoch", 3, stop), Doing("epoch", -1, stop)
    net = falling.make(first, second, max_epochs=9).fit(falling.rows, None)
    assert len(net.history) == first.n_ends == second.n_ends == 3
    assert not net.was_interrupted


def test_a_stop_is_forgotten_in_the_next_fit(falling):
    net = falling.make(Doing("epoch", 2, stop), max_epochs=4).fit(falling.rows, None)
    net.set_params(callbacks=[]).fit(falling.rows, None)
    assert len(net.history) == 4


@pytest.mark.parametrize(("at", "n_whole"), [("batch", 2), ("epoch", 3)])
def test_an_interrupt_leaves_whole_epochs_and_is_remembered(falling, at, n_whole):
    net = falling.make(Doing(at, 3, interrupt), max_epochs=9).fit(falling.rows, None)
    assert len(net.history) == n_whole
    assert net.was_interrupted


def test_a_fit_that_runs_to_its_end_was_not_interrupted(falling):
    assert not falling.make(max_epochs=2).fit(falling.rows, None).was_interrupted
