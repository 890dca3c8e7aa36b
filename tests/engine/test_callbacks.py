"""Claims about what watches a fit, on real networks of a few weights."""

import math
import warnings

import numpy as np
import pytest
import torch
from sklearn.exceptions import ConvergenceWarning
from skorch.callbacks import Callback
from skorch.helper import predefined_split
from torch import nn
from torch.nn import functional as F

from imbgan.engine import (
    BestEpoch,
    EpochProgress,
    FiniteLosses,
    GameNet,
    ImbalanceNet,
    TensorRows,
    WeightAverage,
)


class Scale(nn.Module):
    """Network of one weight, which starts at one."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return torch.cat([x * self.weight, -x * self.weight], dim=1)


class Falling(nn.Module):
    """Criterion whose slope in the weight is one, so that each step lowers it by the rate.

    Each training batch from number `broken_at` on has no number for a loss.
    """

    def __init__(self, broken_at=math.inf):
        super().__init__()
        self.broken_at, self.n_steps = broken_at, 0

    def forward(self, logits, y, weight=None):
        learns = torch.is_grad_enabled()
        self.n_steps += learns
        is_broken = learns and self.n_steps >= self.broken_at
        return logits[0, 0] * (math.nan if is_broken else 1)


class CrossEntropy(nn.Module):
    def forward(self, logits, y, weight=None):
        return F.cross_entropy(logits, y)


class Weights(Callback):
    """Callback that writes down the classifier's weights at the end of each epoch."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, net, **kwargs):
        self.seen.append([p.detach().clone() for p in net.module_.parameters()])


ONES = TensorRows(torch.ones(4, 1), torch.tensor([0, 1, 0, 1]))


def make(*callbacks, module=Scale, criterion=Falling, **options):
    """Make a net of one batch per epoch whose weight falls by a tenth in each."""
    defaults = {
        "max_epochs": 6,
        "batch_size": 8,
        "lr": 0.1,
        "train_split": predefined_split(ONES),
    }
    named = [(f"callback_{i}", callback) for i, callback in enumerate(callbacks)]
    return ImbalanceNet(module, criterion, callbacks=named, **{**defaults, **options})


def scripted(*scores):
    """Return a score that takes its values from a script."""
    script = iter(scores)
    return lambda y, proba: next(script)


def weight_of(net):
    return net.module_.weight.item()


def test_the_best_epoch_s_weights_are_restored():
    net = make(BestEpoch(scripted(1, 5, 3, 4, 2, 0))).fit(ONES, None)
    assert weight_of(net) == pytest.approx(1 - 2 * 0.1)
    assert net.history[:, "valid_score"] == [1, 5, 3, 4, 2, 0]
    assert net.history[:, "valid_score_best"] == [True, True, False, False, False, False]


def test_the_best_epoch_of_a_network_with_layers_is_restored_whole():
    generator = torch.Generator().manual_seed(0)
    X = torch.randn(30, 2, generator=generator)
    data = TensorRows(X, (X.sum(1) > 0).long())
    seen, best = Weights(), BestEpoch(scripted(1, 2, 9, 4, 5, 6))
    net = make(seen, best, module=lambda: nn.Linear(2, 2), criterion=CrossEntropy)
    net.set_params(train_split=predefined_split(data)).fit(data, None)
    third, last = seen.seen[2], seen.seen[5]
    kept = list(net.module_.parameters())
    assert all(torch.equal(a, b) for a, b in zip(kept, third, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(kept, last, strict=True))


def test_training_stops_when_nothing_improves_for_the_patience():
    net = make(BestEpoch(scripted(1, 5, 3, 4, 9), patience=2), max_epochs=50).fit(ONES, None)
    assert len(net.history) == 4
    assert weight_of(net) == pytest.approx(1 - 2 * 0.1)


def test_gains_below_the_tolerance_are_none():
    best = BestEpoch(scripted(1, 1.05, 1.15, 1.2, 1.24), patience=2, tolerance=0.1)
    net = make(best, max_epochs=50).fit(ONES, None)
    assert net.history[:, "valid_score_best"] == [True, False, True, False, False]
    assert weight_of(net) == pytest.approx(1 - 3 * 0.1)


def test_equal_scores_keep_the_earlier_epoch():
    net = make(BestEpoch(scripted(1, 2, 2, 2, 2, 2))).fit(ONES, None)
    assert weight_of(net) == pytest.approx(1 - 2 * 0.1)


def test_a_score_that_is_never_a_number_stops_with_the_last_weights():
    net = make(BestEpoch(lambda y, proba: math.nan, patience=3)).fit(ONES, None)
    assert weight_of(net) == pytest.approx(1 - 3 * 0.1)


def test_the_score_sees_the_labels_and_probabilities_of_the_validation_rows():
    seen = []
    valid = TensorRows(torch.tensor([[0.3], [-2.0], [0.5]]), torch.tensor([1, 0, 1]))

    def score(y, proba):
        seen.append((y.tolist(), proba))
        return 0

    net = make(BestEpoch(score), train_split=predefined_split(valid), max_epochs=1, batch_size=2)
    net.fit(ONES, None)
    (labels, proba), weight = seen[0], 1 - 2 * 0.1  # two batches have gone by
    assert labels == [1, 0, 1]
    x = np.array([0.3, -2.0, 0.5])
    np.testing.assert_allclose(proba[:, 0], 1 / (1 + np.exp(-2 * weight * x)), rtol=1e-5)


def test_losses_that_stay_finite_change_nothing():
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net = make(FiniteLosses()).fit(ONES, None)
    assert weight_of(net) == pytest.approx(1 - 6 * 0.1)
    assert len(net.history) == 6


def test_a_loss_that_is_no_number_ends_the_fit_with_a_warning():
    net = make(FiniteLosses(), criterion__broken_at=3)
    with pytest.warns(ConvergenceWarning, match="epoch 3.*finite: train_loss, valid_loss.*lr"):
        net.fit(ONES, None)
    assert len(net.history) == 3
    # The second epoch, the last one with a finite loss, began with what the first left behind.
    assert weight_of(net) == pytest.approx(1 - 0.1)


def test_a_loss_that_is_never_a_number_leaves_the_weights_as_they_were():
    with pytest.warns(ConvergenceWarning, match="epoch 1"):
        net = make(FiniteLosses(), criterion__broken_at=1).fit(ONES, None)
    assert weight_of(net) == 1


def test_a_step_that_throws_the_weights_away_is_taken_back():
    # The loss of the first epoch is finite, what its one step makes of the weights is not.
    layers = nn.Sequential(nn.Linear(1, 4), nn.Linear(4, 2))
    net = make(FiniteLosses(), module=lambda: layers, criterion=CrossEntropy, lr=1e30)
    net.set_params(train_split=None)
    with pytest.warns(ConvergenceWarning, match="epoch 2"):
        net.fit(ONES, None)
    assert np.isfinite(net.predict_proba(ONES.X)).all()


def test_a_validation_loss_that_is_no_number_ends_the_fit_too():
    wide = TensorRows(torch.tensor([[math.inf]]), torch.tensor([0]))
    net = make(FiniteLosses(), train_split=predefined_split(wide), criterion=CrossEntropy)
    with pytest.warns(ConvergenceWarning, match="epoch 1.*finite: valid_loss"):
        net.fit(ONES, None)


@pytest.mark.parametrize("finite_first", [True, False])
def test_the_best_epoch_before_a_broken_one_is_restored(finite_first):
    watchers = [FiniteLosses(), BestEpoch(scripted(1, 2, 3, 4, 5))]
    net = make(*(watchers if finite_first else watchers[::-1]), criterion__broken_at=4)
    with pytest.warns(ConvergenceWarning):
        net.fit(ONES, None)
    assert weight_of(net) == pytest.approx(1 - 3 * 0.1)


class BrokenGame(nn.Module):
    """Game whose players lose their weight, until the critic has no number any more."""

    rounds = (("critic", "generator", "classifier"),)

    def __init__(self):
        super().__init__()
        self.n_rounds = 0

    def loss(self, turn):
        self.n_rounds += turn.player == "critic"
        is_broken = self.n_rounds == 3 and turn.player == "critic"
        return turn.players[turn.player].weight * (math.nan if is_broken else 1)


def test_all_players_of_a_broken_game_are_restored():
    net = GameNet(
        Scale,
        BrokenGame,
        generator=Scale,
        critic=Scale,
        generator_lr=0.01,
        critic_lr=0.001,
        optimizer=torch.optim.SGD,
        generator_optimizer=torch.optim.SGD,
        critic_optimizer=torch.optim.SGD,
        callbacks=[("finite", FiniteLosses())],
        lr=0.1,
        max_epochs=5,
        train_split=None,
    )
    with pytest.warns(ConvergenceWarning, match="epoch 3.*finite: train_critic_loss"):
        net.fit(ONES, None)
    reached = [net.module_.weight.item(), net.generator_.weight.item(), net.critic_.weight.item()]
    assert reached == pytest.approx([0.9, 0.99, 0.999])


def averages(n_steps, decay):
    """Work out the average after each step of a weight that falls from one by a tenth."""
    average, after = 1.0, []
    for step in range(1, n_steps + 1):
        share = min(decay, step / (step + 9))
        average = share * average + (1 - share) * (1 - 0.1 * step)
        after.append(average)
    return after


@pytest.mark.parametrize("decay", [0.0, 0.2, 0.99])
@pytest.mark.parametrize("split", [None, predefined_split(ONES)])
def test_the_average_of_the_weights_is_left_behind(decay, split):
    net = make(WeightAverage(decay=decay), train_split=split).fit(ONES, None)
    assert weight_of(net) == pytest.approx(averages(6, decay)[-1], rel=1e-6)


def test_epochs_are_judged_by_the_average_and_trained_on_without_it():
    net = make(WeightAverage(decay=0.5)).fit(ONES, None)
    trained = [1 - 0.1 * step for step in range(6)]
    assert net.history[:, "train_loss"] == pytest.approx(trained, rel=1e-5)
    assert net.history[:, "valid_loss"] == pytest.approx(averages(6, 0.5), rel=1e-5)


def test_whatever_looks_at_the_end_of_an_epoch_sees_what_was_judged():
    before, after = Weights(), Weights()
    make(before, WeightAverage(decay=0.5), after).fit(ONES, None)
    for seen in (before, after):
        assert [w.item() for (w,) in seen.seen] == pytest.approx(averages(6, 0.5), rel=1e-6)


@pytest.mark.parametrize("average_first", [True, False])
@pytest.mark.parametrize("patience", [2, 20])
def test_the_average_of_the_best_epoch_is_restored_in_any_order(average_first, patience):
    watchers = [WeightAverage(decay=0.5), BestEpoch(scripted(1, 2, 9, 4, 5, 6), patience)]
    net = make(*(watchers if average_first else watchers[::-1])).fit(ONES, None)
    assert weight_of(net) == pytest.approx(averages(6, 0.5)[2], rel=1e-6)


@pytest.mark.parametrize("average_first", [True, False])
@pytest.mark.parametrize("split", [None, predefined_split(ONES)])
def test_a_broken_epoch_does_not_enter_through_the_average(average_first, split):
    watchers = [WeightAverage(decay=0.5), FiniteLosses()]
    net = make(
        *(watchers if average_first else watchers[::-1]),
        criterion__broken_at=4,
        train_split=split,
    )
    with pytest.warns(ConvergenceWarning):
        net.fit(ONES, None)
    # What the third epoch began with: the weight itself, or its average where that was judged.
    expected = 1 - 2 * 0.1 if split is None else averages(2, 0.5)[-1]
    assert weight_of(net) == pytest.approx(expected, rel=1e-6)


def test_the_average_of_another_player_leaves_the_classifier_alone():
    class Game(BrokenGame):
        def loss(self, turn):
            return turn.players[turn.player].weight * 1

    net = GameNet(
        Scale,
        Game,
        generator=Scale,
        critic=Scale,
        generator_lr=0.1,
        optimizer=torch.optim.SGD,
        generator_optimizer=torch.optim.SGD,
        callbacks=[("average", WeightAverage("generator", decay=0.5))],
        lr=0.1,
        max_epochs=6,
        train_split=None,
    ).fit(ONES, None)
    assert weight_of(net) == pytest.approx(1 - 6 * 0.1)
    assert net.generator_.weight.item() == pytest.approx(averages(6, 0.5)[-1], rel=1e-6)


def test_the_progress_bar_shows_epochs_and_losses(capsys):
    make(BestEpoch(scripted(*range(6))), EpochProgress()).fit(ONES, None)
    shown = capsys.readouterr().err
    assert "/6" in shown
    assert "loss=1" in shown
    assert "valid_loss=0.9" in shown
    assert "valid_score=5" in shown


def test_without_the_progress_bar_a_fit_is_silent(capsys):
    make(BestEpoch(scripted(*range(6))), FiniteLosses(), WeightAverage()).fit(ONES, None)
    assert capsys.readouterr() == ("", "")


def test_callbacks_keep_no_weights_after_the_fit():
    watchers = [FiniteLosses(), WeightAverage(), BestEpoch(scripted(*range(6)))]
    make(*watchers).fit(ONES, None)
    for watcher in watchers:
        kept = [value for value in vars(watcher).values() if isinstance(value, dict | list)]
        assert kept == []
