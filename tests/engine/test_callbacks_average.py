"""Claims about averaged weights, alone and beside the other callbacks."""

import math

import pytest
import torch
from sklearn.exceptions import ConvergenceWarning
from skorch.callbacks import Callback
from torch import nn

from imbgan.engine import BestEpoch, FiniteLosses, GameNet, Player, WeightAverage


class WeightGame(nn.Module):
    """Game in which the loss of a player is its weight."""

    schedule = (("critic", "generator", "classifier"),)

    def loss(self, step):
        return step.players[step.player].weight * 1

    critic_loss = generator_loss = classifier_loss = loss


def averages(n_steps, decay):
    """Work out the average after each step of a weight that falls from one by a tenth."""
    average, after = 1.0, []
    for step in range(1, n_steps + 1):
        share = min(decay, step / (step + 9))
        average = share * average + (1 - share) * (1 - 0.1 * step)
        after.append(average)
    return after


@pytest.mark.parametrize("decay", [0.0, 0.2, 0.99])
@pytest.mark.parametrize("validated", [False, True])
def test_the_average_of_the_weights_is_left_behind(falling, decay, validated):
    options = {} if validated else {"train_split": None}
    net = falling.make(WeightAverage(decay=decay), **options).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(averages(6, decay)[-1], rel=1e-6)


def test_epochs_are_judged_by_the_average_and_trained_on_without_it(falling):
    net = falling.make(WeightAverage(decay=0.5)).fit(falling.rows, None)
    trained = [1 - 0.1 * step for step in range(6)]
    assert net.history[:, "train_loss"] == pytest.approx(trained, rel=1e-5)
    assert net.history[:, "valid_loss"] == pytest.approx(averages(6, 0.5), rel=1e-5)


def test_whatever_looks_at_the_end_of_an_epoch_sees_what_was_judged(falling):
    before, after = falling.Weights(), falling.Weights()
    falling.make(before, WeightAverage(decay=0.5), after).fit(falling.rows, None)
    for seen in (before, after):
        assert [w.item() for (w,) in seen.seen] == pytest.approx(averages(6, 0.5), rel=1e-6)


@pytest.mark.parametrize("average_first", [True, False])
@pytest.mark.parametrize("patience", [2, 20])
def test_the_average_of_the_best_epoch_is_restored_in_any_order(falling, average_first, patience):
    watchers = [WeightAverage(decay=0.5), BestEpoch(falling.scripted(1, 2, 9, 4, 5, 6), patience)]
    net = falling.make(*(watchers if average_first else watchers[::-1])).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(averages(6, 0.5)[2], rel=1e-6)


@pytest.mark.parametrize("average_first", [True, False])
@pytest.mark.parametrize("validated", [False, True])
def test_a_broken_epoch_does_not_enter_through_the_average(falling, average_first, validated):
    watchers = [WeightAverage(decay=0.5), FiniteLosses()]
    options = {} if validated else {"train_split": None}
    watchers = watchers if average_first else watchers[::-1]
    net = falling.make(*watchers, criterion__broken_at=4, **options)
    with pytest.warns(ConvergenceWarning):
        net.fit(falling.rows, None)
    # What the third epoch began with: the weight itself, or its average where that was judged.
    expected = 1 - 2 * 0.1 if not validated else averages(2, 0.5)[-1]
    assert falling.weight_of(net) == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("average_first", [True, False])
def test_a_last_step_that_breaks_the_weights_does_not_enter_through_the_average(
    falling, average_first
):
    class Leap(Callback):
        def on_epoch_begin(self, net, **kwargs):
            if len(net.history) == 3:
                net.optimizer_.param_groups[0]["lr"] = math.inf

    watchers = [WeightAverage(decay=0.5), FiniteLosses()]
    watchers = watchers if average_first else watchers[::-1]
    net = falling.make(Leap(), *watchers, max_epochs=3, train_split=None)
    with pytest.warns(ConvergenceWarning, match="last step of epoch 3 left weights that are not"):
        net.fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 2 * 0.1)


def test_no_weights_are_kept_after_the_fit(falling):
    average = WeightAverage(decay=0.5)
    falling.make(average).fit(falling.rows, None)
    assert average.average_ is average.weights_ is None


def test_the_average_of_another_player_leaves_the_classifier_alone(falling):
    falls = Player(falling.Scale, torch.optim.SGD, 0.1)
    net = GameNet(
        {"classifier": falls, "generator": falls, "critic": Player(falling.Scale)},
        WeightGame,
        callbacks=[("average", WeightAverage("generator", decay=0.5))],
        max_epochs=6,
        train_split=None,
    ).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 6 * 0.1)
    assert net.generator_.weight.item() == pytest.approx(averages(6, 0.5)[-1], rel=1e-6)
