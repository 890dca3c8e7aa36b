"""Claims about what a player sees when it moves."""

import pytest
import torch
from torch import nn

from imbgan.engine import Turn
from imbgan.engine._turn import Draws

REAL_X, REAL_Y = torch.tensor([[1.0], [2.0], [3.0]]), torch.tensor([0, 1, 1])


class Plus(nn.Module):
    """Generator that adds a weight to the noise and the label."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(0.5))
        self.calls = 0

    def forward(self, z, labels):
        self.calls += 1
        return z + labels.unsqueeze(1) + self.weight


class Asked:
    """Game that remembers what it was asked for."""

    def __init__(self):
        self.calls = []

    def fake_labels(self, player, real_y, generator):
        self.calls.append((player, real_y.tolist()))
        return torch.randint(0, 2, (len(real_y),), generator=generator)

    def latent(self, labels, generator):
        return torch.randn((len(labels), 1), generator=generator)


def turn_of(player, seed=0, game=None):
    draws = Draws(torch.Generator().manual_seed(seed), torch.Generator().manual_seed(seed + 1))
    players = {"generator": Plus()}
    return Turn(game or Asked(), player, players, REAL_X, REAL_Y, REAL_Y, draws)


def test_fakes_are_drawn_when_they_are_first_asked_for_and_once():
    turn = turn_of("critic")
    assert turn.game.calls == []
    fake_x, fake_y = turn.fake_x, turn.fake_y
    assert turn.fake_x is fake_x
    assert turn.fake_y is fake_y
    assert turn.game.calls == [("critic", [0, 1, 1])]
    assert turn.players["generator"].calls == 1


def test_fakes_are_what_the_generator_makes_of_labels_and_noise():
    turn = turn_of("classifier")
    labels = torch.randint(0, 2, (3,), generator=torch.Generator().manual_seed(0))
    noise = torch.randn((3, 1), generator=torch.Generator().manual_seed(1))
    assert torch.equal(turn.fake_y, labels)
    assert torch.equal(turn.fake_x, noise + labels.unsqueeze(1) + 0.5)


@pytest.mark.parametrize("player", ["critic", "classifier"])
def test_gradients_do_not_reach_the_generator_on_another_s_turn(player):
    assert not turn_of(player).fake_x.requires_grad


def test_gradients_reach_the_generator_on_its_own_turn():
    turn = turn_of("generator")
    turn.fake_x.sum().backward()
    assert turn.players["generator"].weight.grad == 3


def test_turns_that_follow_each_other_draw_fakes_of_their_own():
    draws = Draws(torch.Generator().manual_seed(0), torch.Generator().manual_seed(1))
    first, second = (
        Turn(Asked(), "critic", {"generator": Plus()}, REAL_X, REAL_Y, REAL_Y, draws)
        for _ in range(2)
    )
    assert not torch.equal(first.fake_x, second.fake_x)


def test_uniform_numbers_stand_in_a_column_and_follow_the_stream():
    first, again, other = (turn_of("critic", seed).uniform(50) for seed in (0, 0, 5))
    assert first.shape == (50, 1)
    assert 0 <= first.min() < 0.2 < 0.8 < first.max() < 1
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_the_global_state_is_left_alone():
    before, turn = torch.get_rng_state(), turn_of("generator")
    assert turn.fake_x.shape == (3, 1)
    turn.uniform(3)
    assert torch.equal(torch.get_rng_state(), before)
