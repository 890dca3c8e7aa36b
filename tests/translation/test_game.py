"""Claims about the game of CycleGAN, on numbers computed by hand."""

from types import SimpleNamespace

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.translation._game import ImageBuffer, Pairs, TranslationGame

SPEC = DataSpec((1,), class_counts=(4, 4), n_to_draw=(0, 0))


class Add(nn.Module):
    def __init__(self, number):
        super().__init__()
        self.number = nn.Parameter(torch.tensor(float(number)))

    def forward(self, x):
        return x + self.number


class Times(nn.Module):
    def __init__(self, number):
        super().__init__()
        self.number = nn.Parameter(torch.tensor(float(number)))

    def forward(self, x):
        return x * self.number


def step_of(a, b, *, there=2.0, back=-1.0, target=0.5, source=1.0):
    generators, critics = Pairs(nn.Identity, 1), Pairs(nn.Identity, 1)
    generators.of_target[0], generators.of_source[0] = Add(there), Add(back)
    critics.of_target[0], critics.of_source[0] = Times(target), Times(source)
    rows = torch.tensor([[a], [b]])
    draws = {"labels": torch.Generator().manual_seed(0)}
    players = {"generator": generators, "critic": critics}
    return SimpleNamespace(players=players, real_x=rows, draws=draws, parts={})


def test_the_generators_lower_the_adversarial_the_cycle_and_the_identity_loss():
    game = TranslationGame(SPEC, 1, cycle_weight=10.0, identity_weight=5.0)
    # a = 1 becomes 3, judged 1.5; b = 4 becomes 3, judged 3; both come back 1 off.
    adversarial = (1.5 - 1) ** 2 + (3 - 1) ** 2
    expected = adversarial + 10 * (1 + 1) + 5 * (2 + 1)
    assert game.generator_loss(step_of(1.0, 4.0)).item() == pytest.approx(expected)


def test_the_parts_of_the_generators_loss_are_recorded_without_their_weights():
    game, step = TranslationGame(SPEC, 1), step_of(1.0, 4.0)
    game.generator_loss(step)
    parts = {name: part.item() for name, part in step.parts.items()}
    assert parts == pytest.approx({"adversarial_loss": 4.25, "cycle_loss": 2, "identity_loss": 3})


def test_mixed_precision_leaves_the_losses_of_other_devices_as_they_are():
    losses = []
    for mixed_precision in (False, True):
        game, step = TranslationGame(SPEC, 1, mixed_precision=mixed_precision), step_of(1.1, 4.3)
        losses.append((game.generator_loss(step).item(), game.critic_loss(step).item()))
    assert losses[0] == losses[1]


def test_the_critics_lower_half_of_the_squares_on_real_and_generated_rows():
    game, step = TranslationGame(SPEC, 1), step_of(1.0, 4.0)
    game.generator_loss(step)
    of_target = ((0.5 * 4 - 1) ** 2 + (0.5 * 3) ** 2) / 2
    of_source = ((1 - 1) ** 2 + 3**2) / 2
    assert game.critic_loss(step).item() == pytest.approx(of_target + of_source)


def test_the_losses_reach_only_the_generators_through_generated_rows():
    game, step = TranslationGame(SPEC, 1), step_of(1.0, 4.0)
    game.generator_loss(step)
    game.critic_loss(step).backward()
    assert all(weights.grad is None for weights in step.players["generator"].parameters())
    assert all(weights.grad is not None for weights in step.players["critic"].parameters())


def test_two_classes_have_pairs_of_their_own():
    game = TranslationGame(SPEC, 2, identity_weight=0.0)
    first, second = step_of(1.0, 4.0), step_of(2.0, 7.0, there=1.0, back=1.0)
    alone = TranslationGame(SPEC, 1, identity_weight=0.0)
    expected = alone.generator_loss(first) + alone.generator_loss(second)
    for player in ("generator", "critic"):
        for side in ("of_target", "of_source"):
            getattr(first.players[player], side).extend(getattr(second.players[player], side))
    first.real_x = torch.cat([first.real_x, second.real_x])
    assert game.generator_loss(first).item() == pytest.approx(expected.item())


def test_a_buffer_gives_back_what_comes_in_until_it_is_full():
    buffer, rows = ImageBuffer(3), torch.arange(3.0).reshape(3, 1)
    assert torch.equal(buffer.exchange(rows, torch.Generator()), rows)


def test_a_full_buffer_gives_an_earlier_row_about_half_of_the_time():
    buffer, stream = ImageBuffer(50), torch.Generator().manual_seed(0)
    buffer.exchange(torch.zeros(50, 1), stream)
    given = buffer.exchange(torch.ones(40, 1), stream)
    assert 10 <= int((given == 0).sum()) <= 30
    assert len(buffer.rows) == 50
