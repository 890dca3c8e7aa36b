"""Claims about the learning rate of one cycle."""

import pickle
import warnings

import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split
from torch import nn

from imbgan.engine import BestEpoch, GameNet, OneCycle, TensorRows


class Rates(Callback):
    """Callback that writes down the rate of each step, and which batches are validation."""

    def __init__(self):
        self.of_steps = []

    def on_batch_begin(self, net, batch=None, training=False, **kwargs):
        if training:
            self.of_steps.append(net.optimizer_.param_groups[0]["lr"])


def rows(n_rows):
    return TensorRows(torch.ones(n_rows, 1), torch.arange(n_rows) % 2)


def rates(falling, n_rows=20, cycle=None, **options):
    """Fit a net and return the rate of each step."""
    watcher = Rates()
    options = {"batch_size": 4, "train_split": None, **options}
    net = falling.make(watcher, cycle or OneCycle(), **options).fit(rows(n_rows), None)
    # Each step lowers the weight by its rate.
    assert falling.weight_of(net) == pytest.approx(1 - sum(watcher.of_steps), abs=1e-5)
    return watcher.of_steps


def test_the_rate_rises_to_lr_and_falls_to_almost_nothing(falling):
    of_steps = rates(falling, max_epochs=20, lr=0.3)
    peak = of_steps.index(max(of_steps))
    assert of_steps[0] == pytest.approx(0.3 / 25)
    assert of_steps[peak] == pytest.approx(0.3, rel=1e-3)
    assert 0 < of_steps[-1] < 0.3 / 1000
    assert peak == 29  # of a hundred steps
    assert all(a < b for a, b in zip(of_steps[:peak], of_steps[1 : peak + 1], strict=True))
    assert all(a > b for a, b in zip(of_steps[peak:], of_steps[peak + 1 :], strict=False))


def test_the_share_of_the_rise_can_be_chosen(falling):
    of_steps = rates(falling, cycle=OneCycle(rise=0.7), max_epochs=20)
    assert of_steps.index(max(of_steps)) == 69


@pytest.mark.parametrize(
    ("n_rows", "options", "n_steps"),
    [
        (20, {"max_epochs": 4}, 20),
        (21, {"max_epochs": 4}, 20),  # a tail of one joins the batch before it
        (22, {"max_epochs": 4}, 24),
        (20, {"max_epochs": 7, "max_steps_per_epoch": 2}, 12),  # 2, 2, 1, 2, 2, 1, 2
        (20, {"max_epochs": 5, "max_steps_per_epoch": 5}, 25),
        (20, {"max_epochs": 5, "max_steps_per_epoch": 50}, 25),
        (20, {"max_epochs": 9, "batch_size": 100}, 9),
    ],
)
def test_the_cycle_ends_with_the_last_step(falling, n_rows, options, n_steps):
    of_steps = rates(falling, n_rows, **options)
    assert len(of_steps) == n_steps
    assert max(of_steps) > 0.08
    assert of_steps[-1] < 0.1 / 1000 < of_steps[-2]


@pytest.mark.parametrize("n_steps", [1, 2, 3, 4, 5])
def test_the_shortest_fits_learn(falling, n_steps):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        of_steps = rates(falling, n_rows=4, max_epochs=n_steps)
    assert len(of_steps) == n_steps
    assert max(of_steps) > 0.05


def test_validation_does_not_move_the_rate(falling):
    alone = rates(falling, max_epochs=5)
    assert rates(falling, max_epochs=5, train_split=predefined_split(rows(50))) == alone


def test_a_fit_may_end_early(falling):
    best = BestEpoch(falling.scripted(3, 2, 1), patience=2)
    net = falling.make(best, OneCycle(), max_epochs=50).fit(falling.rows, None)
    assert len(net.history) == 3


def test_a_callback_begins_a_new_cycle_with_each_fit(falling):
    cycle = OneCycle()
    first = rates(falling, cycle=cycle, max_epochs=4)
    assert rates(falling, cycle=cycle, max_epochs=4) == first


def test_batches_are_those_of_a_fit_without_a_schedule(falling):
    class Seen(Callback):
        def __init__(self):
            self.labels = []

        def on_batch_begin(self, net, batch=None, **kwargs):
            self.labels.append(batch[1].tolist())

    plain, scheduled = Seen(), Seen()
    falling.make(plain, batch_size=4, train_split=None).fit(rows(18), None)
    falling.make(scheduled, OneCycle(), batch_size=4, train_split=None).fit(rows(18), None)
    assert scheduled.labels == plain.labels


def test_nothing_of_the_schedule_is_left_and_the_net_can_be_pickled(falling):
    cycle = OneCycle()
    net = falling.make(cycle).fit(falling.rows, None)
    assert cycle.scheduler_ is None
    copy = pickle.loads(pickle.dumps(net.release()))
    assert falling.weight_of(copy) == falling.weight_of(net)


class WeightGame(nn.Module):
    """Game whose players lose their weight."""

    rounds = (("critic", "generator", "classifier"),)

    def loss(self, turn):
        return turn.players[turn.player].weight * 1


def test_in_a_game_only_the_classifier_has_the_schedule(falling):
    watcher = Rates()
    net = GameNet(
        falling.Scale,
        WeightGame,
        generator=falling.Scale,
        critic=falling.Scale,
        optimizer=torch.optim.SGD,
        generator_lr=0.01,
        generator_optimizer=torch.optim.SGD,
        callbacks=[("rates", watcher), ("cycle", OneCycle())],
        lr=0.1,
        max_epochs=6,
        train_split=None,
    ).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - sum(watcher.of_steps))
    assert watcher.of_steps[-1] < 1e-4
    assert net.generator_.weight.item() == pytest.approx(1 - 6 * 0.01)
