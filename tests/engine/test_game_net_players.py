"""Claims about games of two and of four players, whose names the engine has never heard of."""

import copy
import pickle

import numpy as np
import pytest
import torch
from skorch.helper import predefined_split
from torch import nn
from torch.nn import functional as F

from imbgan.engine import (
    BestEpoch,
    FiniteLosses,
    GameNet,
    Player,
    TensorRows,
    WeightAverage,
    restore_net,
    states_of,
)
from imbgan.networks import SeededDropout

ROWS = TensorRows(torch.linspace(-1, 1, 8).unsqueeze(1), torch.arange(8) % 2)


class Forger(nn.Module):
    """Network that draws rows around a place of its own."""

    def __init__(self, start):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(float(start)))

    def forward(self, noise):
        return noise + self.weight


class Expert(nn.Module):
    """Network of two numbers for a row, of one weight and a silent half."""

    def __init__(self, start):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(float(start)))
        self.dropout = SeededDropout(0.5)

    def forward(self, x):
        return self.dropout(torch.cat([x * self.weight, -x * self.weight], dim=1))


class Recording(nn.Module):
    """Game that records each step: the player, and all weights before it."""

    schedule = ()

    def __init__(self):
        super().__init__()
        self.steps = []

    def __getattr__(self, name):
        if name.endswith("_loss"):  # of any player
            return self.loss
        return super().__getattr__(name)

    def loss(self, step):
        weights = {name: module.weight.item() for name, module in step.players.items()}
        self.steps.append((step.player, weights))
        return self.loss_of(step)

    def forward(self, output, y, weight=None):
        return F.cross_entropy(output, y)


class Falling(Recording):
    """Game in which the loss of a player is its weight, so that a step lowers it by its rate."""

    def loss_of(self, step):
        return step.players[step.player].weight * 1


class Entangled(Recording):
    """Game in which forgers want their rows to be taken for class one, and experts do not."""

    def loss_of(self, step):
        stream, fakes = step.draws["noise"], []
        for module in step.players.values():
            if isinstance(module, Forger):
                noise = torch.randn(step.real_x.shape, generator=stream)
                fakes.append(module(noise))
        loss, n_experts = 0, 0
        for module in step.players.values():
            if isinstance(module, Expert):
                on_fakes = torch.cat([module(fake) for fake in fakes])
                wanted = torch.full((len(on_fakes),), int(step.player in ("anna", "ben", "pen")))
                loss = loss + F.cross_entropy(on_fakes, wanted)
                loss = loss + F.cross_entropy(module(step.real_x), step.real_y)
                n_experts += 1
        return loss / n_experts


class FallingOfFour(Falling):
    schedule = (("carl", "carl", "anna"), ("ben",), ("dora", "ben", "carl"))


class EntangledOfFour(Entangled):
    schedule = (("carl", "dora", "anna", "ben"), ("dora",))


class FallingOfTwo(Falling):
    schedule = (("pen",), ("eye", "pen"))


class EntangledOfTwo(Entangled):
    schedule = (("eye", "pen"),)


# Two generators and two critics, of which the second predicts; one of each.
FOUR = {"anna": (Forger, 2), "ben": (Forger, -2), "carl": (Expert, 1), "dora": (Expert, 3)}
TWO = {"pen": (Forger, 2), "eye": (Expert, 1)}
RATES = {"anna": 0.1, "ben": 0.01, "carl": 0.001, "dora": 0.0001, "pen": 0.03, "eye": 0.2}
GAMES = {
    "four": (FOUR, "dora", FallingOfFour, EntangledOfFour),
    "two": (TWO, "eye", FallingOfTwo, EntangledOfTwo),
}
of_both = pytest.mark.parametrize("size", GAMES)


class Start:
    """Builds a network from what it starts with."""

    def __init__(self, kind, value):
        self.kind, self.value = kind, value

    def __call__(self):
        return self.kind(self.value)


def make(size, is_entangled=True, **options):
    kinds, predictor, falling, entangled = GAMES[size]
    players = {
        name: Player(Start(kind, start), torch.optim.SGD, RATES[name])
        for name, (kind, start) in kinds.items()
    }
    defaults = {"max_epochs": 3, "batch_size": 4, "train_split": None, "predictor": predictor}
    game = entangled if is_entangled else falling
    return GameNet(players, game, **(defaults | options))


def weights(net):
    return {name: module.weight.item() for name, module in net.player_modules().items()}


def starts(size):
    return {name: float(start) for name, (_, start) in GAMES[size][0].items()}


def others(size):
    return set(GAMES[size][0]) - {GAMES[size][1]}


@pytest.mark.parametrize(
    ("size", "expected"),
    [
        ("four", ["carl carl anna", "ben", "dora ben carl", "carl carl anna", "ben"]),
        ("two", ["pen", "eye pen", "pen", "eye pen", "pen"]),
    ],
)
def test_rounds_are_taken_in_a_cycle_over_batches_and_epochs(size, expected):
    net = make(size, is_entangled=False, max_epochs=5, max_steps_per_epoch=1).fit(ROWS, None)
    updated = [player for player, _ in net.criterion_.steps]
    assert updated == " ".join(expected).split()


@of_both
def test_the_loss_of_a_player_lowers_its_own_weight_by_its_own_rate_and_no_other_s(size):
    net = make(size, is_entangled=False).fit(ROWS, None)
    steps = [*net.criterion_.steps, (None, weights(net))]
    for (player, before), (_, after) in zip(steps, steps[1:], strict=False):
        expected = before | {player: before[player] - RATES[player]}
        assert after == pytest.approx(expected, rel=1e-6)
        assert all(after[name] == before[name] for name in before if name != player)
    assert steps[0][1] == starts(size)
    assert {player for player, _ in steps[:-1]} == set(starts(size))


@of_both
def test_a_step_changes_one_player_however_the_losses_depend_on_all(size):
    net = make(size).fit(ROWS, None)
    steps = [*net.criterion_.steps, (None, weights(net))]
    for (player, before), (_, after) in zip(steps, steps[1:], strict=False):
        assert [name for name in before if after[name] != before[name]] == [player]


@of_both
def test_the_history_has_the_mean_over_rounds_of_the_last_loss_of_every_player(size):
    schedule = GAMES[size][2].schedule
    n_rows = 4 * len(schedule)  # so that an epoch is a whole cycle
    rows = TensorRows(torch.linspace(-1, 1, n_rows).unsqueeze(1), torch.arange(n_rows) % 2)
    net = make(size, is_entangled=False).fit(rows, None)
    steps = iter(net.criterion_.steps)
    for record in net.history:
        losses = {f"train_{name}_loss": [] for name in starts(size)}
        for players in schedule:
            before = {f"train_{name}_loss": next(steps)[1][name] for name in players}
            for name, loss in before.items():
                losses[name].append(loss)
        # The loss of the player that predicts is there under skorch's name too.
        losses["train_loss"] = losses[f"train_{GAMES[size][1]}_loss"]
        assert {name for name in record if name.endswith("_loss")} == losses.keys()
        for name, of_rounds in losses.items():
            assert record[name] == pytest.approx(np.mean(of_rounds), rel=1e-5)


@of_both
def test_the_player_that_is_named_predicts_and_is_validated(size):
    predictor = GAMES[size][1]
    net = make(size, train_split=predefined_split(ROWS)).fit(ROWS, None)
    assert net.player_modules()[predictor] is net.module_
    logits = net.module_.eval()(ROWS.X)
    expected = F.cross_entropy(logits, ROWS.y).item()
    assert net.history[-1]["valid_loss"] == pytest.approx(expected, rel=1e-6)
    proba = torch.softmax(logits, dim=1).detach().numpy()
    np.testing.assert_allclose(net.predict_proba(ROWS.X), proba, rtol=1e-6)
    assert net.predict(ROWS.X).tolist() == proba.argmax(1).tolist()


@of_both
def test_any_player_may_be_the_one_that_predicts(size):
    other = {"four": "carl", "two": "eye"}[size]
    net = make(size, is_entangled=False, predictor=other).fit(ROWS, None)
    plain = make(size, is_entangled=False).fit(ROWS, None)
    assert weights(net) == weights(plain)  # each keeps its optimiser and its rate
    assert net.module_.weight.item() == weights(plain)[other]


@of_both
def test_two_fits_of_one_seed_are_bit_identical_and_of_two_seeds_differ(size):
    first, again, other = (weights(make(size, seed=s).fit(ROWS, None)) for s in (0, 0, 1))
    assert first == again
    assert first != other


@of_both
def test_a_fit_leaves_the_global_state_alone(size):
    before = torch.get_rng_state()
    make(size).fit(ROWS, None)
    assert torch.equal(torch.get_rng_state(), before)


@of_both
def test_a_released_net_comes_back_from_a_pickle_and_from_its_tensors(size):
    net = make(size).fit(ROWS, None).release()
    copies = (
        pickle.loads(pickle.dumps(net)),
        restore_net(make(size), states_of(net), list(net.history)),
    )
    assert states_of(net).keys() == {*starts(size), "criterion"}
    for copied in copies:
        assert weights(copied) == weights(net)
        assert np.array_equal(copied.predict_proba(ROWS.X), net.predict_proba(ROWS.X))
        assert list(copied.history) == list(net.history)


@of_both
@pytest.mark.parametrize("n_kept", [0, 1])
def test_players_that_are_not_kept_are_dropped_with_their_optimisers(size, n_kept):
    kept = set(sorted(others(size))[:n_kept])
    net = make(size).fit(ROWS, None)
    before, proba = weights(net), net.predict_proba(ROWS.X)
    net.release(kept)
    assert net.player_modules().keys() == {GAMES[size][1]} | kept
    for name in others(size) - kept:
        assert not hasattr(net, f"{name}_")
        assert not hasattr(net, f"{name}_optimizer_")
    assert weights(net) == {name: before[name] for name in net.player_modules()}
    assert np.array_equal(net.predict_proba(ROWS.X), proba)
    copied = pickle.loads(pickle.dumps(net))
    assert copied.player_modules().keys() == net.player_modules().keys()
    assert states_of(net).keys() == {*net.player_modules(), "criterion"}


@of_both
def test_all_players_are_kept_where_none_are_named(size):
    net = make(size).fit(ROWS, None).release()
    assert net.player_modules().keys() == set(starts(size))
    assert not any(module.training for module in net.player_modules().values())


@of_both
def test_a_net_with_fewer_players_takes_the_tensors_of_those_that_were_kept(size):
    net = make(size).fit(ROWS, None).release(kept=())
    _, predictor, _, game = GAMES[size]
    kind, start = GAMES[size][0][predictor]
    alone = GameNet({predictor: Player(Start(kind, start))}, game, predictor=predictor)
    restore_net(alone, states_of(net), list(net.history))
    assert np.array_equal(alone.predict_proba(ROWS.X), net.predict_proba(ROWS.X))


@of_both
def test_callbacks_know_all_players(size):
    average = {"four": "anna", "two": "pen"}[size]
    scores = iter([1, 3, 2])
    callbacks = [
        ("average", WeightAverage(average, decay=0.5)),
        ("finite", FiniteLosses()),
        ("best", BestEpoch(lambda y, proba: next(scores))),
    ]
    split = predefined_split(ROWS)
    net = make(size, callbacks=callbacks, train_split=split).fit(ROWS, None)
    two_epochs = make(size, callbacks=callbacks[:1], max_epochs=2, train_split=split)
    assert weights(net) == weights(two_epochs.fit(ROWS, None))


@of_both
def test_the_draws_of_layers_differ_from_player_to_player(size):
    net = make(size).initialize()
    experts = [m for m in net.player_modules().values() if isinstance(m, Expert)]
    x = torch.ones(60, 1)
    outputs = [expert(x) == 0 for expert in [*experts, experts[0]]]
    for first, second in zip(outputs, outputs[1:], strict=False):
        assert not torch.equal(first, second)


def test_a_player_that_is_never_updated_changes_nothing_for_the_others():
    class Idle(FallingOfTwo):
        pass

    kinds = TWO | {"idle": (Expert, 5)}
    players = {n: Player(Start(*kinds[n]), torch.optim.SGD, RATES.get(n, 1e9)) for n in kinds}
    options = {"max_epochs": 3, "batch_size": 4, "train_split": None, "predictor": "eye"}
    idle = GameNet(players, Idle, **options).fit(ROWS, None)
    alone = GameNet({n: players[n] for n in TWO}, Idle, **options).fit(ROWS, None)
    assert weights(idle) == weights(alone) | {"idle": 5.0}
    assert "train_idle_loss" not in idle.history[-1]


def test_players_are_built_in_their_order_after_the_one_that_predicts():
    built = []

    class Noted(Start):
        def __call__(self):
            built.append(self.value)
            return super().__call__()

    players = {name: Player(Noted(kind, start)) for name, (kind, start) in FOUR.items()}
    GameNet(players, FallingOfFour, predictor="dora").initialize()
    assert built == [3, 2, -2, 1]


def test_options_of_players_are_not_shared():
    first, second = Player(Expert), Player(Expert)
    first.options["betas"] = (0.5, 0.9)
    assert second.options == {}
    assert copy.copy(first) == first
