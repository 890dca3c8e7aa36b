"""Claims about turns and moves, on a game and players of one weight each."""

import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split
from torch import nn
from torch.nn import functional as F

from imbgan.engine import GameNet, TensorRows
from imbgan.networks import SeededDropout

PLAYERS = ["classifier", "generator", "critic"]


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


class Redrawing(Generator):
    """Generator that remembers when it was offered rows, and when it was told to forget them."""

    def __init__(self):
        super().__init__()
        self.offered, self.settled = [], False

    def redraw(self, X, y, generator):
        self.offered.append((len(self.modes), X.shape, y.tolist()))

    def settle(self):
        self.settled = True


class Critic(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(3.0))

    def forward(self, x, y):
        return x.squeeze(1) * self.weight


class Game(nn.Module):
    """Game whose players lose their own weight, so that a move lowers it by the learning rate.

    It writes down every turn: the player, all weights before the move, and whether the fakes and
    the weights carry gradients.
    """

    def __init__(self, rounds=(("critic", "critic", "generator", "classifier"),)):
        super().__init__()
        self.rounds, self.turns, self.fakes = rounds, [], []

    def fake_labels(self, player, real_y, generator):
        return torch.randint(0, 2, (len(real_y),), generator=generator)

    def latent(self, labels, generator):
        return torch.randn((len(labels), 1), generator=generator)

    def loss(self, turn):
        weights = {name: module.weight.item() for name, module in turn.players.items()}
        self.turns.append((turn.player, weights))
        self.fakes.append(turn.fake_x)
        return turn.players[turn.player].weight + 0 * turn.fake_x.sum()

    def forward(self, logits, labels, weight=None):
        return F.cross_entropy(logits, labels)


class EntangledGame(Game):
    """Game in which every loss depends on the weights of all players."""

    def loss(self, turn):
        super().loss(turn)
        players = turn.players
        judged = players["critic"](turn.fake_x, turn.fake_y).mean()
        return judged + F.cross_entropy(players["classifier"](turn.fake_x), turn.fake_y)


def rows(n_rows=8):
    return TensorRows(torch.linspace(-1, 1, n_rows).unsqueeze(1), torch.arange(n_rows) % 2)


def make(criterion=Game, **options):
    defaults = {
        "generator": Generator,
        "critic": Critic,
        "max_epochs": 2,
        "batch_size": 4,
        "lr": 0.1,
        "generator_lr": 0.01,
        "critic_lr": 0.001,
        "train_split": None,
        **{f"{player}_optimizer": torch.optim.SGD for player in ("generator", "critic")},
    }
    return GameNet(Classifier, criterion, **{**defaults, **options})


def played(net):
    return [player for player, _ in net.criterion_.turns]


def final_weights(net):
    return {name: module.weight.item() for name, module in net.player_modules().items()}


def test_each_batch_is_a_round_of_turns_in_order():
    net = make().fit(rows(), None)
    assert played(net) == ["critic", "critic", "generator", "classifier"] * 4


def test_rounds_are_taken_in_a_cycle_that_goes_on_over_epochs():
    rounds = (("critic",), ("classifier", "generator"), ("classifier",))
    net = make(criterion__rounds=rounds).fit(rows(), None)
    expected = ["critic", "classifier", "generator", "classifier", "critic"]
    assert played(net) == expected


@pytest.mark.parametrize("game", [Game, EntangledGame])
def test_only_the_mover_s_weights_change_on_its_turn(game):
    net = make(game).fit(rows(), None)
    turns = net.criterion_.turns + [(None, final_weights(net))]
    for (mover, before), (_, after) in zip(turns, turns[1:], strict=False):
        assert [name for name in PLAYERS if after[name] != before[name]] == [mover]


def test_each_player_moves_with_its_own_learning_rate():
    net = make().fit(rows(), None)
    expected = {"classifier": 1 - 4 * 0.1, "generator": 2 - 4 * 0.01, "critic": 3 - 8 * 0.001}
    assert final_weights(net) == pytest.approx(expected, rel=1e-6)


def test_each_player_has_optimiser_options_of_its_own():
    net = make(
        critic_optimizer=torch.optim.Adam,
        critic_optimizer__betas=(0.5, 0.9),
        generator_optimizer__momentum=0.3,
    ).initialize()
    assert net.critic_optimizer_.param_groups[0]["betas"] == (0.5, 0.9)
    assert net.generator_optimizer_.param_groups[0]["momentum"] == 0.3
    assert net.optimizer_.param_groups[0]["momentum"] == 0
    groups = [net.optimizer_, net.generator_optimizer_, net.critic_optimizer_]
    assert [optimizer.param_groups[0]["lr"] for optimizer in groups] == [0.1, 0.01, 0.001]


def test_gradients_reach_the_generator_on_its_turn_only():
    net = make().fit(rows(), None)
    carries = [fake.requires_grad for fake in net.criterion_.fakes]
    assert carries == [player == "generator" for player in played(net)]


def test_players_that_never_move_receive_no_gradients():
    net = make(EntangledGame, criterion__rounds=(("generator",),)).fit(rows(), None)
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


def test_each_move_has_fakes_of_its_own():
    net = make().fit(rows(), None)
    noise = [fake.detach() - fake.detach().mean() for fake in net.criterion_.fakes]
    first, second = noise[:2]
    assert not torch.allclose(first, second)


def test_the_history_has_the_mean_loss_of_each_player():
    # The generator loses 2, 1.99 in the first epoch, the classifier 1, 0.9 and so on.
    rounds = (("critic", "generator", "classifier"),)
    net = make(criterion__rounds=rounds).fit(rows(), None)
    for place, epoch in enumerate(net.history):
        assert epoch["train_classifier_loss"] == pytest.approx(0.95 - 0.2 * place)
        assert epoch["train_generator_loss"] == pytest.approx(1.995 - 0.02 * place)
        assert epoch["train_critic_loss"] == pytest.approx(2.9995 - 0.002 * place)


def test_losses_are_weighted_by_the_rows_of_their_batch():
    rounds = (("generator", "classifier"),)
    net = make(criterion__rounds=rounds, max_epochs=1).fit(rows(7), None)  # batches of 4 and 3
    assert net.history[0]["train_classifier_loss"] == pytest.approx((4 * 1 + 3 * 0.9) / 7)


def test_a_player_that_sits_out_rounds_is_averaged_over_those_it_played():
    rounds = (("critic",), ("critic", "generator", "classifier"))
    net = make(criterion__rounds=rounds, max_epochs=1).fit(rows(), None)
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

    net = make(generator=lambda: nn.Sequential(SeededDropout(0.5), nn.Linear(1, 1)))
    net.set_params(critic=Dropping).initialize()
    x = torch.ones(50)
    assert not torch.equal(net.generator_[0](x), net.critic_.dropout(x))


def test_the_generator_may_redraw_its_anchors_before_each_epoch():
    net = make(generator=Redrawing).fit(rows(4), None)
    labels = [0, 1, 0, 1]
    assert net.generator_.offered == [(0, (4, 1), labels), (4, (4, 1), labels)]


def test_generated_rows_follow_labels_and_the_noise_generator():
    net = make().fit(rows(), None)
    labels = torch.tensor([1, 0, 1])
    drawn = [net.generate(labels, torch.Generator().manual_seed(s)) for s in (0, 0, 1)]
    noise = torch.randn((3, 1), generator=torch.Generator().manual_seed(0))
    torch.testing.assert_close(drawn[0], noise + net.generator_.weight + labels.unsqueeze(1))
    assert torch.equal(drawn[0], drawn[1])
    assert not torch.equal(drawn[0], drawn[2])
    assert not drawn[0].requires_grad
    assert net.generator_.modes[-1] is False


def test_a_released_game_forgets_where_the_training_rows_are():
    net = make(generator=Redrawing).fit(rows(), None).release()
    assert net.generator_.settled
    assert net.generator is None
    assert not any(net.player_modules()[player].training for player in PLAYERS)


def test_dismissed_players_are_gone():
    net = make().fit(rows(), None).release()
    net.dismiss("generator", "critic")
    assert not hasattr(net, "generator_")
    assert not hasattr(net, "critic_optimizer_")
    assert net.predict_proba(rows().X).shape == (8, 2)


def test_callbacks_see_the_gradients_of_each_mover():
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
