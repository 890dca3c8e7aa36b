"""Claims about what watches a fit, on real networks of a few weights."""

import math
import time
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
    FiniteLosses,
    GameNet,
    Player,
    TensorRows,
    TimeLimit,
    WeightAverage,
)


class CrossEntropy(nn.Module):
    def forward(self, logits, y, weight=None):
        return F.cross_entropy(logits, y)


def test_the_best_epoch_s_weights_are_restored(falling):
    net = falling.make(BestEpoch(falling.scripted(1, 5, 3, 4, 2, 0))).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 2 * 0.1)
    assert net.history[:, "valid_score"] == [1, 5, 3, 4, 2, 0]
    assert net.history[:, "valid_score_best"] == [True, True, False, False, False, False]


def test_the_best_epoch_of_a_network_with_layers_is_restored_whole(falling):
    generator = torch.Generator().manual_seed(0)
    X = torch.randn(30, 2, generator=generator)
    data = TensorRows(X, (X.sum(1) > 0).long())
    seen, best = falling.Weights(), BestEpoch(falling.scripted(1, 2, 9, 4, 5, 6))
    net = falling.make(seen, best, module=lambda: nn.Linear(2, 2), criterion=CrossEntropy)
    net.set_params(train_split=predefined_split(data)).fit(data, None)
    third, last = seen.seen[2], seen.seen[5]
    kept = list(net.module_.parameters())
    assert all(torch.equal(a, b) for a, b in zip(kept, third, strict=True))
    assert not any(torch.equal(a, b) for a, b in zip(kept, last, strict=True))


def test_training_stops_when_nothing_improves_for_the_patience(falling):
    net = falling.make(BestEpoch(falling.scripted(1, 5, 3, 4, 9), patience=2), max_epochs=50).fit(
        falling.rows, None
    )
    assert len(net.history) == 4
    assert falling.weight_of(net) == pytest.approx(1 - 2 * 0.1)


@pytest.mark.parametrize("patient_steps, n_epochs", [(None, 11), (14, 8), (15, 9), (4, 6)])
def test_it_also_stops_after_so_many_batches_but_not_before_five_epochs(
    falling, patient_steps, n_epochs
):
    best = BestEpoch(lambda y, proba: 1.0, 10, patient_steps)
    net = falling.make(best, max_epochs=50, batch_size=2).fit(falling.rows, None)
    assert net.history[:, "train_batch_count"] == [2] * n_epochs


def test_gains_below_the_tolerance_are_none(falling):
    best = BestEpoch(falling.scripted(1, 1.05, 1.15, 1.2, 1.24), patience=2, tolerance=0.1)
    net = falling.make(best, max_epochs=50).fit(falling.rows, None)
    assert net.history[:, "valid_score_best"] == [True, False, True, False, False]
    assert falling.weight_of(net) == pytest.approx(1 - 3 * 0.1)


def test_equal_scores_keep_the_earlier_epoch(falling):
    net = falling.make(BestEpoch(falling.scripted(1, 2, 2, 2, 2, 2))).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 2 * 0.1)


def test_equal_scores_keep_the_later_epoch_where_asked_to(falling):
    best = BestEpoch(falling.scripted(1, 2, 2, 1, 2, 1), later_of_equals=True)
    net = falling.make(best).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 5 * 0.1)


def test_scores_that_only_equal_the_best_do_not_prolong_the_fit(falling):
    best = BestEpoch(falling.scripted(1, 2, 2, 2, 2, 2), patience=3, later_of_equals=True)
    net = falling.make(best, max_epochs=50).fit(falling.rows, None)
    assert len(net.history) == 5  # three after the second, the last that was better
    assert net.history[:, "valid_score_best"] == [True] * 5
    assert falling.weight_of(net) == pytest.approx(1 - 5 * 0.1)


def test_a_gain_of_just_the_tolerance_equals_nothing(falling):
    best = BestEpoch(falling.scripted(1, 1.5, 1, 0, 0, 0), tolerance=0.5, later_of_equals=True)
    net = falling.make(best).fit(falling.rows, None)
    assert net.history[:, "valid_score_best"] == [True, False, True, False, False, False]


def test_a_score_that_is_no_number_equals_none(falling):
    best = BestEpoch(falling.scripted(1, math.nan, math.nan, 1, 0, 0), later_of_equals=True)
    net = falling.make(best).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 4 * 0.1)


def test_a_score_that_is_never_a_number_stops_with_the_last_weights(falling):
    net = falling.make(BestEpoch(lambda y, proba: math.nan, patience=3)).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 3 * 0.1)


def test_the_score_sees_the_labels_and_probabilities_of_the_validation_rows(falling):
    seen = []
    valid = TensorRows(torch.tensor([[0.3], [-2.0], [0.5]]), torch.tensor([1, 0, 1]))

    def score(y, proba):
        seen.append((y.tolist(), proba))
        return 0

    net = falling.make(
        BestEpoch(score), train_split=predefined_split(valid), max_epochs=1, batch_size=2
    )
    net.fit(falling.rows, None)
    (labels, proba), weight = seen[0], 1 - 2 * 0.1  # two batches have gone by
    assert labels == [1, 0, 1]
    x = np.array([0.3, -2.0, 0.5])
    np.testing.assert_allclose(proba[:, 0], 1 / (1 + np.exp(-2 * weight * x)), rtol=1e-5)


def test_losses_that_stay_finite_change_nothing(falling):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net = falling.make(FiniteLosses()).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 6 * 0.1)
    assert len(net.history) == 6


def test_a_loss_that_is_no_number_ends_the_fit_with_a_warning(falling):
    net = falling.make(FiniteLosses(), criterion__broken_at=3)
    with pytest.warns(ConvergenceWarning, match="epoch 3.*finite: train_loss, valid_loss.*lr"):
        net.fit(falling.rows, None)
    assert len(net.history) == 3
    # The second epoch, the last one with a finite loss, began with what the first left behind.
    assert falling.weight_of(net) == pytest.approx(1 - 0.1)


def test_a_loss_that_is_never_a_number_leaves_the_weights_as_they_were(falling):
    with pytest.warns(ConvergenceWarning, match="epoch 1"):
        net = falling.make(FiniteLosses(), criterion__broken_at=1).fit(falling.rows, None)
    assert falling.weight_of(net) == 1


def test_a_step_that_throws_the_weights_away_is_taken_back(falling):
    # The loss of the first epoch is finite, as are the weights that its one step leaves. What they
    # make of a row is not.
    layers = nn.Sequential(nn.Linear(1, 4), nn.Linear(4, 2))
    net = falling.make(FiniteLosses(), module=lambda: layers, criterion=CrossEntropy, lr=1e30)
    net.set_params(train_split=None)
    with pytest.warns(ConvergenceWarning, match="epoch 1 left weights whose outputs are not fin"):
        net.fit(falling.rows, None)
    assert np.isfinite(net.predict_proba(falling.rows.X)).all()


def test_networks_that_never_give_numbers_are_an_error(falling):
    class Empty(falling.Scale):
        def forward(self, x):
            return super().forward(x) / 0

    net = falling.make(FiniteLosses(), module=Empty)
    with pytest.warns(ConvergenceWarning), pytest.raises(ValueError, match="before the first"):
        net.fit(falling.rows, None)


def test_infinities_that_a_network_has_from_the_start_are_none_of_training_s(falling):
    class Masked(falling.Scale):
        def __init__(self):
            super().__init__()
            self.register_buffer("mask", torch.tensor([-math.inf, 0.0]))

    with warnings.catch_warnings():
        warnings.simplefilter("error")
        net = falling.make(FiniteLosses(), module=Masked).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 6 * 0.1)


def test_a_network_says_itself_what_is_to_be_finite(falling):
    class Spoken(falling.Scale):
        def trial(self, rows):
            return rows / (self.weight - 0.75).clamp_min(0)  # without a number below .75

    with pytest.warns(ConvergenceWarning, match="epoch 3 left weights whose outputs"):
        net = falling.make(FiniteLosses(), module=Spoken).fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 2 * 0.1)


@pytest.mark.parametrize("finite_first", [True, False])
def test_weights_without_outputs_do_not_enter_through_the_average(falling, finite_first):
    class Spoken(falling.Scale):
        def trial(self, rows):
            return rows / (self.weight - 0.75).clamp_min(0)

    watchers = [FiniteLosses(), WeightAverage(decay=0.5)]
    watchers = watchers if finite_first else watchers[::-1]
    net = falling.make(*watchers, module=Spoken, train_split=None)
    with pytest.warns(ConvergenceWarning):
        net.fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 2 * 0.1)


def test_copies_are_written_over_and_leave_out_what_is_fixed(falling):
    class Anchored(falling.Scale):
        fixed_tensors = ("anchors",)

        def __init__(self):
            super().__init__()
            self.register_buffer("anchors", torch.zeros(1000))

    class Look(Callback):
        def __init__(self):
            self.places, self.names = set(), set()

        def on_epoch_end(self, net, **kwargs):
            for _, it in net.callbacks_:
                for copies in (getattr(it, "newest_", None), getattr(it, "best_weights_", None)):
                    for (_, key), tensor in (copies or {}).items():
                        self.places.add(tensor.data_ptr())
                        self.names.add(key)

    look = Look()
    watchers = [FiniteLosses(), BestEpoch(falling.scripted(*range(6))), look]
    falling.make(*watchers, module=Anchored).fit(falling.rows, None)
    assert look.names == {"weight"}
    assert len(look.places) == 3  # of the newest, the one before, and the best


def test_a_validation_loss_that_is_no_number_ends_the_fit_too(falling):
    wide = TensorRows(torch.tensor([[math.inf]]), torch.tensor([0]))
    net = falling.make(FiniteLosses(), train_split=predefined_split(wide), criterion=CrossEntropy)
    with pytest.warns(ConvergenceWarning, match="epoch 1.*finite: valid_loss"):
        net.fit(falling.rows, None)


@pytest.mark.parametrize("finite_first", [True, False])
def test_the_best_epoch_before_a_broken_one_is_restored(falling, finite_first):
    watchers = [FiniteLosses(), BestEpoch(falling.scripted(1, 2, 3, 4, 5))]
    net = falling.make(*(watchers if finite_first else watchers[::-1]), criterion__broken_at=4)
    with pytest.warns(ConvergenceWarning):
        net.fit(falling.rows, None)
    assert falling.weight_of(net) == pytest.approx(1 - 3 * 0.1)


class BrokenGame(nn.Module):
    """Game whose players lose their weight, until the critic has no number any more."""

    schedule = (("critic", "generator", "classifier"),)

    def __init__(self):
        super().__init__()
        self.n_rounds = 0

    def critic_loss(self, step):
        self.n_rounds += 1
        return self.loss(step) * (math.nan if self.n_rounds == 3 else 1)

    def loss(self, step):
        return step.players[step.player].weight * 1

    generator_loss = classifier_loss = loss


def test_all_players_of_a_broken_game_are_restored(falling):
    rates = {"classifier": 0.1, "generator": 0.01, "critic": 0.001}
    net = GameNet(
        {name: Player(falling.Scale, torch.optim.SGD, lr) for name, lr in rates.items()},
        BrokenGame,
        callbacks=[("finite", FiniteLosses())],
        max_epochs=5,
        train_split=None,
    )
    with pytest.warns(ConvergenceWarning, match="epoch 3.*finite: train_critic_loss"):
        net.fit(falling.rows, None)
    reached = [net.module_.weight.item(), net.generator_.weight.item(), net.critic_.weight.item()]
    assert reached == pytest.approx([0.9, 0.99, 0.999])


def test_the_rates_to_lower_are_those_of_the_players_that_there_are(falling):
    players = {name: Player(falling.Scale) for name in ("classifier", "generator", "critic")}
    game = GameNet(
        players, BrokenGame, callbacks=[("finite", FiniteLosses())], max_epochs=5, train_split=None
    )
    with pytest.warns(ConvergenceWarning, match=r"a smaller lr or generator_lr or critic_lr\.$"):
        game.fit(falling.rows, None)
    alone = falling.make(FiniteLosses(), criterion__broken_at=3)
    with pytest.warns(ConvergenceWarning, match=r"a smaller lr\.$"):
        alone.fit(falling.rows, None)


@pytest.mark.parametrize("user_callbacks", [False, True])
def test_every_callback_sees_batches_begin_and_end(falling, user_callbacks):
    class Seeing(Callback):
        def __init__(self):
            self.seen = []

        def on_batch_begin(self, net, batch=None, training=False, **kwargs):
            self.seen.append(("begins", training))

        def on_batch_end(self, net, batch=None, training=False, **kwargs):
            self.seen.append(("ends", training))

    seeing = Seeing()
    falling.make(seeing, max_epochs=2, user_callbacks=user_callbacks).fit(falling.rows, None)
    of_epoch = [("begins", True), ("ends", True), ("begins", False), ("ends", False)]
    assert seeing.seen == of_epoch * 2


def test_without_the_progress_bar_a_fit_is_silent(falling, capsys):
    falling.make(BestEpoch(falling.scripted(*range(6))), FiniteLosses(), WeightAverage()).fit(
        falling.rows, None
    )
    assert capsys.readouterr() == ("", "")


def test_callbacks_keep_no_weights_after_the_fit(falling):
    watchers = [FiniteLosses(), WeightAverage(), BestEpoch(falling.scripted(*range(6)))]
    falling.make(*watchers).fit(falling.rows, None)
    for watcher in watchers:
        kept = [value for value in vars(watcher).values() if isinstance(value, dict | list)]
        assert kept == []


def test_a_network_without_a_finite_weight_ends_with_an_error_too(falling):
    class Lost(falling.Scale):
        def __init__(self):
            super().__init__()
            self.weight.data.fill_(math.nan)

    net = falling.make(FiniteLosses(), module=Lost)
    with pytest.warns(ConvergenceWarning), pytest.raises(ValueError, match="before the first"):
        net.fit(falling.rows, None)


def test_a_fit_ends_with_the_epoch_in_which_its_time_is_up(falling):
    net = falling.make(TimeLimit(time.monotonic() - 1), max_epochs=50).fit(falling.rows, None)
    assert len(net.history) == 1
    assert not net.was_interrupted
    net = falling.make(TimeLimit(time.monotonic() + 1e6), max_epochs=5).fit(falling.rows, None)
    assert len(net.history) == 5
