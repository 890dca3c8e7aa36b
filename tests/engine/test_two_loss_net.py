"""Claims about the net that makes two updates with each batch."""

import pickle

import pytest
import torch
from skorch.callbacks import Callback
from torch import nn

from imbgan.engine import OneCycle, TensorRows, TwoLossNet, restore_net, states_of


class Slope(nn.Module):
    """Criterion with a slope of its own, which writes down the weight that it meets."""

    def __init__(self, slope=1.0):
        super().__init__()
        self.slope, self.met, self.weights = slope, [], []

    def forward(self, output, y, weight=None):
        if torch.is_grad_enabled():
            self.met.append(round(output[0, 0].item(), 6))
            self.weights.append(weight)
        return self.slope * output[0, 0]


ROWS = TensorRows(torch.ones(4, 1), torch.tensor([0, 1, 0, 1]), torch.tensor([1.0, 2.0, 3.0, 4.0]))


def fitted(falling, *callbacks, **options):
    """Fit a net of one weight, which starts at one, with one batch per epoch."""
    named = [(f"callback_{i}", callback) for i, callback in enumerate(callbacks)]
    options = {"lr": 0.1, "second_lr": 0.02, "max_epochs": 3, **options}
    net = TwoLossNet(
        falling.Scale,
        Slope,
        second_criterion=Slope,
        batch_size=8,
        train_split=None,
        callbacks=named,
        **{"optimizer": torch.optim.SGD, **options},
    )
    return net.fit(ROWS, None)


def test_the_second_loss_reads_the_rows_after_the_first_update(falling):
    net = fitted(falling)
    assert net.criterion_.met == pytest.approx([1.0, 0.88, 0.76])
    assert net.second_criterion_.met == pytest.approx([0.9, 0.78, 0.66])
    assert falling.weight_of(net) == pytest.approx(1 - 3 * 0.12)


def test_both_losses_get_the_weights_of_the_rows(falling):
    net = fitted(falling)
    for loss in (net.criterion_, net.second_criterion_):
        assert all(weight.sum() == 10 for weight in loss.weights)


def test_the_optimisers_have_states_of_their_own(falling):
    # One momentum for both would carry the first slope into the second update.
    options = {"optimizer__momentum": 0.5, "second_criterion__slope": 0.0, "max_epochs": 2}
    net = fitted(falling, **options)
    assert falling.weight_of(net) == pytest.approx(1 - 0.1 - 0.15)


def test_the_second_rate_follows_the_first_one_s_schedule(falling):
    class Rates(Callback):
        def __init__(self):
            self.seen = []

        def on_batch_end(self, net, **kwargs):
            rates = [o.param_groups[0]["lr"] for o in (net.optimizer_, net.second_optimizer_)]
            self.seen.append(rates)

    watcher = Rates()
    fitted(falling, watcher, OneCycle(), max_epochs=10)
    for first, second in watcher.seen:
        assert second == pytest.approx(first / 5)
    assert watcher.seen[-1][1] < 1e-4


def test_both_losses_are_told(falling):
    record = fitted(falling).history[0]
    assert record["train_loss"] == pytest.approx(1.0)
    assert record["train_second_loss"] == pytest.approx(0.9)


def test_it_can_be_released_and_pickled_and_restored(falling):
    net = fitted(falling).release()
    assert not net.optimizer_.state
    assert not net.second_optimizer_.state
    copy = pickle.loads(pickle.dumps(net))
    assert falling.weight_of(copy) == falling.weight_of(net)
    again = TwoLossNet(falling.Scale, Slope, second_criterion=Slope, callbacks=[])
    restore_net(again, states_of(net), list(net.history))
    assert falling.weight_of(again) == falling.weight_of(net)
