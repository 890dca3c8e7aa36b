"""Claims about games without a critic, and about players that leave."""

import pickle

import pytest
import torch
from torch import nn
from torch.nn import functional as F

from imbgan.engine import GameNet, TensorRows

ROWS = TensorRows(torch.linspace(-1, 1, 8).unsqueeze(1), torch.arange(8) % 2)


class Classifier(nn.Linear):
    def __init__(self):
        super().__init__(1, 2)


class Generator(nn.Module):
    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(2.0))

    def forward(self, z, labels):
        return z + self.weight + labels.unsqueeze(1)


class Critic(nn.Linear):
    def __init__(self):
        super().__init__(1, 1)

    def forward(self, x, y):
        return super().forward(x).squeeze(1)


class Game(nn.Module):
    """Game in which the classifier tells real rows from generated ones of the other class."""

    rounds = (("generator", "classifier"),)

    def fake_labels(self, player, real_y, generator):
        return torch.randint(0, 2, (len(real_y),), generator=generator)

    def latent(self, labels, generator):
        return torch.randn((len(labels), 1), generator=generator)

    def loss(self, turn):
        on_fake = F.cross_entropy(turn.classified_fakes(), turn.fake_y)
        if turn.player == "generator":
            return -on_fake
        return F.cross_entropy(turn.players["classifier"](turn.real_x), turn.real_y) + on_fake

    def forward(self, logits, labels, weight=None):
        return F.cross_entropy(logits, labels)


def make(critic=None, **options):
    options = {"max_epochs": 3, "batch_size": 4, "lr": 0.1, "train_split": None, **options}
    return GameNet(Classifier, Game, generator=Generator, critic=critic, **options)


def test_a_game_without_a_critic_has_two_players():
    net = make().fit(ROWS, None)
    assert net.player_modules().keys() == {"classifier", "generator"}
    assert not hasattr(net, "critic_")
    assert not hasattr(net, "critic_optimizer_")
    assert {"train_classifier_loss", "train_generator_loss"} < net.history[-1].keys()
    assert "train_critic_loss" not in net.history[-1]


def test_players_of_a_game_without_a_critic_learn():
    net = make(generator_lr=0.01)
    net.initialize()
    before = net.module_.weight.detach().clone()
    net.partial_fit(ROWS, None)
    assert net.generator_.weight != 2
    assert not torch.equal(net.module_.weight, before)


def test_a_critic_that_never_moves_changes_nothing_for_the_others():
    without, idle = make(generator_lr=0.01), make(Critic, generator_lr=0.01)
    for net in (without, idle):
        net.fit(ROWS, None)
    assert "critic" in idle.player_modules()
    assert torch.equal(without.module_.weight, idle.module_.weight)
    assert torch.equal(without.generator_.weight, idle.generator_.weight)


def test_options_for_a_missing_critic_are_not_asked_for():
    net = make(critic_lr=1e9, critic_optimizer=None).fit(ROWS, None)
    assert len(net.history) == 3


@pytest.mark.parametrize("critic", [None, Critic])
def test_to_dismiss_a_critic_takes_one_or_none(critic):
    net = make(critic).fit(ROWS, None).release()
    net.dismiss("critic")
    assert not hasattr(net, "critic_")
    assert net.generate(torch.tensor([0, 1]), torch.Generator()).shape == (2, 1)
    net.dismiss("generator", "critic")
    assert net.player_modules().keys() == {"classifier"}
    assert net.predict_proba(ROWS.X).shape == (8, 2)


def test_a_game_without_a_critic_comes_back_from_a_pickle_and_from_its_tensors():
    net = make().fit(ROWS, None).release()
    copies = pickle.loads(pickle.dumps(net)), make().restore(net.states(), list(net.history))
    labels = torch.tensor([1, 0, 1])
    rows = net.generate(labels, torch.Generator().manual_seed(0))
    for copy in copies:
        assert torch.equal(copy.generate(labels, torch.Generator().manual_seed(0)), rows)
        assert (copy.predict_proba(ROWS.X) == net.predict_proba(ROWS.X)).all()
        assert len(copy.history) == 3
