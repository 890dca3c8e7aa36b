"""Claims about what a player sees when it moves."""

import copy

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


class Normed(nn.Module):
    """Classifier with batch normalisation, dropout and layers that train or not."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(1)
        self.frozen = nn.BatchNorm1d(1).eval()
        self.dropout = nn.Dropout(0.5)
        self.seen = []

    def forward(self, x):
        self.seen.append([m.training for m in (self, self.norm, self.frozen, self.dropout)])
        return self.frozen(self.norm(x))


def classifying(player):
    """Return a turn whose classifier has seen real rows far from the fakes."""
    turn = turn_of(player)
    turn.players["classifier"] = classifier = Normed()
    for _ in range(100):
        classifier(torch.tensor([[103.0], [97.0]]))
    classifier.seen.clear()
    return turn, classifier


@pytest.mark.parametrize("player", ["classifier", "generator"])
def test_fakes_are_normalised_as_real_rows_are_and_leave_no_trace(player):
    turn, classifier = classifying(player)
    before = {name: value.clone() for name, value in classifier.state_dict().items()}
    logits = turn.classified_fakes()
    # The real rows have a mean of 100 and a (sample) variance of 18.
    torch.testing.assert_close(logits, (turn.fake_x - 100) / 18**0.5, rtol=1e-3, atol=1e-3)
    for name, value in classifier.state_dict().items():
        assert torch.equal(value, before[name])


def test_only_normalisation_is_settled_while_fakes_are_classified_and_it_trains_on_after():
    turn, classifier = classifying("classifier")
    turn.classified_fakes()
    assert classifier.seen == [[True, False, False, True]]
    assert classifier.norm.training
    assert not classifier.frozen.training
    before = classifier.norm.running_mean.clone()
    classifier(torch.tensor([[1.0], [2.0]]))
    assert not torch.equal(classifier.norm.running_mean, before)


def test_gradients_reach_the_generator_and_the_classifier_through_settled_layers():
    turn, classifier = classifying("generator")
    turn.classified_fakes().sum().backward()
    assert turn.players["generator"].weight.grad.item() == pytest.approx(3 / 18**0.5, rel=1e-3)
    assert classifier.norm.weight.grad is not None


def test_fakes_that_are_classified_are_those_that_the_player_sees():
    turn, _ = classifying("classifier")
    first, again = turn.classified_fakes(), turn.classified_fakes()
    assert torch.equal(first, again)
    assert turn.players["generator"].calls == 1


def test_fakes_are_normalised_with_the_statistics_of_the_real_rows_beside_them():
    turn, classifier = classifying("classifier")
    on_real, on_fake = turn.classified()
    mean, spread = turn.real_x.mean(), turn.real_x.std(correction=0)
    torch.testing.assert_close(on_real, (turn.real_x - mean) / spread, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(on_fake, (turn.fake_x - mean) / spread, rtol=1e-3, atol=1e-3)


def test_fakes_leave_no_trace_in_what_the_classifier_gathers():
    turn, classifier = classifying("classifier")
    alone = copy.deepcopy(classifier)
    turn.classified()
    alone(turn.real_x)
    for name, value in classifier.state_dict().items():
        assert torch.equal(value, alone.state_dict()[name])


def test_real_rows_as_fakes_get_the_logits_that_they_get_as_real_ones():
    turn, classifier = classifying("classifier")
    turn._fakes = turn.real_x, turn.real_y
    on_real, on_fake = turn.classified()
    torch.testing.assert_close(on_real, on_fake)


def test_gradients_of_both_readings_reach_the_classifier():
    turn, classifier = classifying("classifier")
    on_real, on_fake = turn.classified()
    on_fake.sum().backward(retain_graph=True)
    of_fake = classifier.norm.weight.grad.clone()
    on_real.square().sum().backward()
    assert of_fake.abs().sum() > 0
    assert not torch.equal(classifier.norm.weight.grad, of_fake)


def test_a_classifier_without_normalisation_reads_real_rows_and_fakes_one_after_the_other():
    turn = turn_of("classifier")
    turn.players["classifier"] = nn.Linear(1, 2)
    on_real, on_fake = turn.classified()
    assert torch.equal(on_real, turn.players["classifier"](turn.real_x))
    assert torch.equal(on_fake, turn.players["classifier"](turn.fake_x))


def test_the_global_state_is_left_alone():
    before, turn = torch.get_rng_state(), turn_of("generator")
    assert turn.fake_x.shape == (3, 1)
    turn.uniform(3)
    assert torch.equal(torch.get_rng_state(), before)
