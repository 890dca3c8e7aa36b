"""Claims about rounds and training steps, on a game and players of one weight each."""

import gc
import weakref
from functools import partial

import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split
from torch import nn
from torch.nn import functional as F

from imbgan.engine import GameNet, Player, PlayerHook, TensorRows
from imbgan.networks import SeededDropout


class Classifier(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return torch.cat([x * self.weight, -x * self.weight], dim=1)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(2.0))
        self.modes = []

    def forward(self, z, labels):
        self.modes.append(self.training)
        return z + self.weight + labels.unsqueeze(1)


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(3.0))

    def forward(self, x, y):
        return x.squeeze(1) * self.weight


class Game(nn.Module):
    """Game in which the loss of a player is its own weight, so that a step lowers it by the rate.

    It records every step: the player, all weights before it, and the generated rows.
    """

    def __init__(self, schedule=(("critic", "critic", "generator", "classifier"),)):
        super().__init__()
        self.schedule, self.steps, self.fakes = schedule, [], []

    def generate(self, step):
        labels = torch.randint(0, 2, (len(step.host_y),), generator=step.draws["labels"])
        noise = torch.randn((len(labels), 1), generator=step.draws["noise"])
        return step.players["generator"](noise, labels), labels

    def loss(self, step):
        weights = {name: module.weight.item() for name, module in step.players.items()}
        self.steps.append((step.player, weights))
        self.fakes.append(self.generate(step))
        return step.players[step.player].weight + 0 * self.fakes[-1][0].sum()

    classifier_loss = generator_loss = critic_loss = loss

    def forward(self, logits, labels, weight=None):
        return F.cross_entropy(logits, labels)


class EntangledGame(Game):
    """Game in which every loss depends on the weights of all players."""

    def loss(self, step):
        super().loss(step)
        players, (fake_x, fake_y) = step.players, self.fakes[-1]
        judged = players["critic"](fake_x, fake_y).mean()
        return judged + F.cross_entropy(players["classifier"](fake_x), fake_y)

    classifier_loss = generator_loss = critic_loss = loss


KINDS = {"classifier": Classifier, "generator": Generator, "critic": Critic}
PLAYERS = list(KINDS)


def rows(n_rows=8):
    return TensorRows(torch.linspace(-1, 1, n_rows).unsqueeze(1), torch.arange(n_rows) % 2)


def make(game=Game, critic=Critic, generator=Generator, **options):
    """Make a net whose players have plain gradient descent with rates of their own."""
    players = {
        "classifier": Player(Classifier, torch.optim.SGD, 0.1),
        "generator": Player(generator, torch.optim.SGD, 0.01),
        "critic": Player(critic, torch.optim.SGD, 0.001),
    }
    players |= options.pop("players", {})
    defaults = {"max_epochs": 2, "batch_size": 4, "train_split": None}
    return GameNet(players, game, **(defaults | options))


def updated(net):
    """Return the names of the players in the order of their steps."""
    return [player for player, _ in net.criterion_.steps]


def final_weights(net):
    return {name: module.weight.item() for name, module in net.player_modules().items()}


def test_each_batch_is_a_round_of_steps_in_order():
    net = make().fit(rows(), None)
    assert updated(net) == ["critic", "critic", "generator", "classifier"] * 4


def test_rounds_are_taken_in_a_cycle_that_goes_on_over_epochs():
    schedule = (("critic",), ("classifier", "generator"), ("classifier",))
    net = make(criterion__schedule=schedule).fit(rows(), None)
    expected = ["critic", "classifier", "generator", "classifier", "critic"]
    assert updated(net) == expected


@pytest.mark.parametrize("game", [Game, EntangledGame])
def test_a_step_changes_the_weights_of_its_player_only(game):
    net = make(game).fit(rows(), None)
    steps = net.criterion_.steps + [(None, final_weights(net))]
    for (player, before), (_, after) in zip(steps, steps[1:], strict=False):
        assert [name for name in PLAYERS if after[name] != before[name]] == [player]


def test_each_player_is_updated_with_its_own_learning_rate():
    net = make().fit(rows(), None)
    expected = {"classifier": 1 - 4 * 0.1, "generator": 2 - 4 * 0.01, "critic": 3 - 8 * 0.001}
    assert final_weights(net) == pytest.approx(expected, rel=1e-6)


def test_each_player_has_optimiser_options_of_its_own():
    options = {"betas": (0.5, 0.9)}
    net = make(
        players={"critic": Player(Critic, torch.optim.Adam, 0.001, options)},
        generator_optimizer__momentum=0.3,
    ).initialize()
    assert net.critic_optimizer_.param_groups[0]["betas"] == (0.5, 0.9)
    assert net.generator_optimizer_.param_groups[0]["momentum"] == 0.3
    assert net.optimizer_.param_groups[0]["momentum"] == 0
    groups = [net.optimizer_, net.generator_optimizer_, net.critic_optimizer_]
    assert [optimizer.param_groups[0]["lr"] for optimizer in groups] == [0.1, 0.01, 0.001]


def test_options_given_by_name_win_over_those_of_a_player():
    options = {"momentum": 0.5, "weight_decay": 0.1}
    players = {name: Player(kind, torch.optim.SGD, 0.1, options) for name, kind in KINDS.items()}
    net = make(
        players=players,
        lr=0.2,
        optimizer__momentum=0.6,
        critic_optimizer__momentum=0.7,
        generator_optimizer__lr=0.3,
    ).initialize()
    found = {}
    for name in ("optimizer", "generator_optimizer", "critic_optimizer"):
        group = getattr(net, f"{name}_").param_groups[0]
        found[name] = group["lr"], group["momentum"], group["weight_decay"]
    assert found == {
        "optimizer": (0.2, 0.6, 0.1),
        "generator_optimizer": (0.3, 0.5, 0.1),
        "critic_optimizer": (0.1, 0.7, 0.1),
    }


def test_players_that_are_never_updated_receive_no_gradients():
    net = make(EntangledGame, criterion__schedule=(("generator",),)).fit(rows(), None)
    assert net.generator_.weight.grad is not None
    assert net.module_.weight.grad is None
    assert net.critic_.weight.grad is None


def test_a_player_may_have_frozen_weights():
    class HalfFrozen(Critic):
        def __init__(self):
            super().__init__()
            self.fixed = nn.Parameter(torch.tensor(5.0), requires_grad=False)

    net = make(critic=HalfFrozen).fit(rows(), None)
    assert net.critic_.weight.item() == pytest.approx(3 - 8 * 0.001)
    assert net.critic_.fixed == 5


def test_a_player_whose_weights_are_all_frozen_stays_as_it_is():
    class Frozen(Critic):
        def __init__(self):
            super().__init__()
            self.requires_grad_(False)

    net, plain = (make(critic=kind).fit(rows(), None) for kind in (Frozen, Critic))
    assert net.critic_.weight == 3
    assert net.module_.weight == plain.module_.weight
    assert net.generator_.weight == plain.generator_.weight
    assert net.history[-1]["train_critic_loss"] == pytest.approx(3)


def test_weights_that_a_callback_freezes_when_an_epoch_begins_stay_as_they_are():
    class Freeze(Callback):
        def on_epoch_begin(self, net, **kwargs):
            net.critic_.weight.requires_grad_(len(net.history) != 2)

    class TwoWeights(Critic):
        def __init__(self):
            super().__init__()
            self.other = nn.Parameter(torch.tensor(1.0))

        def forward(self, x, y):
            return super().forward(x, y) * self.other

    net = make(EntangledGame, TwoWeights, callbacks=[("freeze", Freeze())]).fit(rows(), None)
    of_critic = [before["critic"] for _, before in net.criterion_.steps]
    assert len(set(of_critic[:4])) == 3  # two batches with two steps of the critic each
    assert len(set(of_critic[8:])) == 1


def test_each_step_draws_numbers_of_its_own():
    net = make().fit(rows(), None)
    noise = [fake.detach() - fake.detach().mean() for fake, _ in net.criterion_.fakes]
    first, second = noise[:2]
    assert not torch.allclose(first, second)


def test_a_step_has_the_batch_and_its_labels_on_the_device_and_on_the_host():
    seen = []

    class Looking(Game):
        def critic_loss(self, step):
            seen.append((step.real_x.flatten().tolist(), step.real_y, step.host_y))
            return step.players["critic"].weight * 1

    make(Looking, max_epochs=1, criterion__schedule=(("critic",),)).fit(rows(), None)
    assert sorted(sum((x for x, _, _ in seen), [])) == rows().X.flatten().tolist()
    for x, real_y, host_y in seen:
        assert torch.equal(real_y, host_y)
        assert real_y.tolist() == [round((value + 1) * 3.5) % 2 for value in x]


def test_a_step_has_the_weights_of_its_rows_where_they_have_any():
    seen = []

    class Looking(Game):
        def critic_loss(self, step):
            seen.append((step.real_x.flatten(), step.weight))
            return step.players["critic"].weight * 1

    net = make(Looking, max_epochs=1, criterion__schedule=(("critic",),))
    data = rows()
    net.fit(data, None)
    assert all(weight is None for _, weight in seen)
    seen.clear()
    net.fit(TensorRows(data.X, data.y, 2 + data.X.flatten()), None)
    assert seen and all(torch.equal(weight, 2 + x) for x, weight in seen)


def test_the_history_has_the_mean_loss_of_each_player():
    # The generator loses 2, 1.99 in the first epoch, the classifier 1, 0.9 and so on.
    schedule = (("critic", "generator", "classifier"),)
    net = make(criterion__schedule=schedule).fit(rows(), None)
    for place, epoch in enumerate(net.history):
        assert epoch["train_classifier_loss"] == pytest.approx(0.95 - 0.2 * place)
        assert epoch["train_generator_loss"] == pytest.approx(1.995 - 0.02 * place)
        assert epoch["train_critic_loss"] == pytest.approx(2.9995 - 0.002 * place)


def test_the_history_has_the_parts_of_a_loss_that_the_game_records():
    class Parted(Game):
        def generator_loss(self, step):
            loss = super().generator_loss(step)
            step.parts["half_loss"] = loss / 2
            return loss

    net = make(Parted, max_epochs=1).fit(rows(), None)
    epoch = net.history[0]
    assert epoch["train_half_loss"] == pytest.approx(epoch["train_generator_loss"] / 2)


def test_losses_are_weighted_by_the_rows_of_their_batch():
    schedule = (("generator", "classifier"),)
    net = make(criterion__schedule=schedule, max_epochs=1).fit(rows(7), None)  # batches of 4 and 3
    assert net.history[0]["train_classifier_loss"] == pytest.approx((4 * 1 + 3 * 0.9) / 7)


def test_a_player_that_is_left_out_of_rounds_is_averaged_over_those_it_is_in():
    schedule = (("critic",), ("critic", "generator", "classifier"))
    net = make(criterion__schedule=schedule, max_epochs=1).fit(rows(), None)
    assert net.history[0]["train_generator_loss"] == pytest.approx(2)


def test_validation_is_the_classifier_s_loss_on_real_rows():
    net = make(train_split=predefined_split(rows(3)), max_epochs=1).fit(rows(), None)
    expected = F.cross_entropy(net.module_(rows(3).X), rows(3).y)
    assert net.history[0]["valid_loss"] == pytest.approx(expected.item(), rel=1e-6)


def test_two_fits_of_one_seed_are_bit_identical_and_of_two_seeds_differ():
    first, again, other = (
        final_weights(make(EntangledGame, seed=seed).fit(rows(), None)) for seed in (0, 0, 1)
    )
    assert first == again
    assert first != other


def test_a_fit_leaves_the_global_state_alone():
    before = torch.get_rng_state()
    make(EntangledGame).fit(rows(), None)
    assert torch.equal(torch.get_rng_state(), before)


def test_layers_of_two_players_draw_different_numbers():
    class Dropping(Critic):
        def __init__(self):
            super().__init__()
            self.dropout = SeededDropout(0.5)

    generator = partial(nn.Sequential, SeededDropout(0.5), nn.Linear(1, 1))
    net = make(generator=generator, critic=Dropping).initialize()
    x = torch.ones(50)
    assert not torch.equal(net.generator_[0](x), net.critic_.dropout(x))


def test_a_player_may_prepare_itself_before_each_epoch():
    offered = []

    def prepare(network, data, labels):
        offered.append((len(network.modes), data.X.shape, data.host_y.tolist()))
        assert torch.rand(1, generator=labels) < 1

    make(callbacks=[("prepare", PlayerHook("generator", prepare))]).fit(rows(4), None)
    labels = [0, 1, 0, 1]
    assert offered == [(0, (4, 1), labels), (4, (4, 1), labels)]


def test_all_players_train_whatever_a_callback_has_asked_of_the_net():
    class Asking(Callback):
        def on_batch_end(self, net, training=False, **kwargs):
            if training:
                net.predict_proba(rows().X)
                net.generator_.eval()

    net = make(callbacks=[("ask", Asking())]).fit(rows(), None)
    assert net.generator_.modes == [True] * 16


def test_a_released_game_forgets_what_builds_the_players():
    data = rows()  # held by what builds the generator, and by nothing else
    held = weakref.ref(data)
    net = make(generator=lambda data=data: Generator()).fit(rows(), None).release()
    del data
    gc.collect()
    assert held() is None
    assert net.player_modules().keys() == set(PLAYERS)
    assert not any(net.player_modules()[player].training for player in PLAYERS)


def test_players_that_are_not_kept_are_gone():
    net = make().fit(rows(), None).release(kept=())
    assert net.player_modules().keys() == {"classifier"}
    for name in ("generator", "critic"):
        assert not hasattr(net, f"{name}_")
        assert not hasattr(net, f"{name}_optimizer_")
    assert net.predict_proba(rows().X).shape == (8, 2)


def test_callbacks_see_the_gradients_of_each_step():
    class Watcher(Callback):
        def __init__(self):
            self.slopes = []

        def on_grad_computed(self, net, named_parameters, **kwargs):
            self.slopes += [parameter.grad.item() for _, parameter in named_parameters]

    watcher = Watcher()
    make(callbacks=[("watch", watcher)], max_epochs=1).fit(rows(), None)
    assert watcher.slopes == [1.0] * 8


def test_two_games_train_alike_when_an_epoch_is_cut_into_steps():
    whole = make(EntangledGame, max_epochs=1).fit(rows(), None)
    cut = make(EntangledGame, max_epochs=2, max_steps_per_epoch=1).fit(rows(), None)
    assert final_weights(whole) == final_weights(cut)
