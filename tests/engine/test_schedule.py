"""Claims about the schedules of learning rates."""

import pickle
import warnings

import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split
from torch import nn

from imbgan.engine import BestEpoch, FirstRate, GameNet, OneCycle, Player, StepWise, TensorRows


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


def test_a_rate_given_to_the_optimiser_is_the_highest(falling):
    of_steps = rates(falling, max_epochs=20, lr=0.3, optimizer__lr=0.05)
    assert max(of_steps) == pytest.approx(0.05, rel=1e-3)


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
    """Game in which the loss of a player is its weight."""

    schedule = (("critic", "generator", "classifier"),)

    def loss(self, step):
        return step.players[step.player].weight * 1

    critic_loss = generator_loss = classifier_loss = loss


def test_in_a_game_only_the_classifier_has_the_schedule(falling):
    watcher = Rates()
    players = {
        "classifier": Player(falling.Scale, torch.optim.SGD, 0.1),
        "generator": Player(falling.Scale, torch.optim.SGD, 0.01),
        "critic": Player(falling.Scale),
    }
    net = GameNet(
        players,
        WeightGame,
        callbacks=[("rates", watcher), ("cycle", OneCycle())],
        max_epochs=6,
        train_split=None,
    ).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - sum(watcher.of_steps))
    assert watcher.of_steps[-1] < 1e-4
    assert net.generator_.weight.item() == pytest.approx(1 - 6 * 0.01)


class Groups(Callback):
    """Callback that writes down the rates of all groups in each epoch."""

    def __init__(self):
        self.of_epochs = []

    def on_epoch_end(self, net, **kwargs):
        self.of_epochs.append([group["lr"] for group in net.optimizer_.param_groups])


class TwoScales(nn.Module):
    """Network of two weights."""

    def __init__(self):
        super().__init__()
        self.slow, self.fast = (nn.Parameter(torch.tensor(1.0)) for _ in range(2))

    def forward(self, x):
        return torch.cat([x * self.slow, -x * self.fast], dim=1)


def groups(falling, *callbacks, **options):
    """Fit a net, of whose two weights one has a rate of its own, and return the rates."""
    watcher = Groups()
    falling.make(
        *callbacks,
        watcher,
        module=TwoScales,
        optimizer__param_groups=[("slow", {"lr": 0.5})],
        train_split=None,
        **options,
    ).fit(rows(8), None)
    return watcher.of_epochs


@pytest.mark.parametrize(
    ("max_epochs", "firsts"),
    [
        (1, (2, 2)),  # half of an epoch is over when it is done, and then there is no other
        (2, (2, 3)),
        (3, (3, 4)),
        (5, (4, 5)),
        (15, (9, 13)),
        (50, (26, 41)),
        (100, (51, 81)),
    ],
)
def test_steps_come_after_half_and_four_fifths_of_the_epochs(falling, max_epochs, firsts):
    of_steps = rates(falling, 4, StepWise(), max_epochs=max_epochs, lr=0.01)
    low, lowest = firsts
    expected = [10 ** -(2 + (e >= low) + (e >= lowest)) for e in range(1, max_epochs + 1)]
    assert of_steps == pytest.approx(expected)


def test_a_step_is_not_late_by_what_a_decimal_is_off(falling):
    # 0.55 * 100 is a little more than 55.
    of_steps = rates(falling, 4, StepWise(drops=(0.55,)), max_epochs=100, lr=0.01)
    assert of_steps[:55] == pytest.approx([0.01] * 55)
    assert of_steps[55:] == pytest.approx([0.001] * 45)


def test_places_and_size_of_the_steps_can_be_chosen(falling):
    of_steps = rates(falling, 4, StepWise(drops=(0.25,), factor=0.5), max_epochs=8, lr=0.1)
    assert of_steps == pytest.approx([0.1] * 2 + [0.05] * 6)


@pytest.mark.parametrize("schedule", [OneCycle, StepWise])
def test_a_schedule_leaves_groups_with_rates_of_their_own_alone(falling, schedule):
    own, others = zip(*groups(falling, schedule(), max_epochs=10), strict=True)
    assert set(own) == {0.5}
    assert len(set(others)) > 2


def test_the_first_epochs_of_a_group_have_another_rate(falling):
    own, others = zip(
        *groups(falling, OneCycle(), FirstRate("slow", 0.01, 3), max_epochs=6), strict=True
    )
    assert own == (0.01, 0.01, 0.01, 0.5, 0.5, 0.5)
    assert 0.01 not in others


def test_no_first_epochs_change_nothing(falling):
    own, _ = zip(*groups(falling, FirstRate("slow", 0.01, 0), max_epochs=3), strict=True)
    assert own == (0.5, 0.5, 0.5)


def test_a_step_wise_schedule_begins_anew_with_each_fit(falling):
    steps = StepWise()
    assert rates(falling, 4, steps, max_epochs=5) == rates(falling, 4, steps, max_epochs=5)
