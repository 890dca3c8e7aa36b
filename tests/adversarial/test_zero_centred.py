"""Claims about games whose critic has its slope drawn to zero, worked out by hand."""

from math import exp, log, log1p

import pytest
import torch

from imbgan.adversarial._zero_centred import ZeroCentredGame

SLOPE = torch.tensor([3.0, 0.0, 4.0])


@pytest.fixture
def game(spec):
    def build(generator_aim="favour", **options):
        return ZeroCentredGame(
            spec, (0, 1, 2), (60, 30, 10), generator_aim=generator_aim, **options
        )

    return build


def bowl(x, y):
    """Critic whose slope at a row is the row."""
    return x.square().sum(dim=1) / 2


def numbers(turn):
    """What the linear critic says of the real rows and of the fakes."""
    return (turn.real_x @ SLOPE).tolist(), (turn.fake_x @ SLOPE).tolist()


def test_the_critic_tells_real_from_fake_and_keeps_a_slope_of_zero(game, move):
    turn = move("critic")
    real, fake = numbers(turn)
    gap = (sum(fake) - sum(real)) / 2
    # The slope is five everywhere, so its square is 25.
    assert game().loss(turn).item() == pytest.approx(gap + 10 * 25)
    assert game(penalty_weight=0.5).loss(turn).item() == pytest.approx(gap + 12.5)
    assert game(penalty_weight=0.0).loss(turn).item() == pytest.approx(gap)


@pytest.mark.parametrize("place", ["real", "fake", "between"])
def test_the_slope_is_taken_where_the_parameter_says(place, game, move):
    turn = move("critic", players={"critic": bowl})
    at = {
        "real": turn.real_x,
        "fake": turn.fake_x,
        "between": (turn.real_x + turn.fake_x) / 2,  # the uniform numbers are a half
    }[place]
    gap = bowl(turn.fake_x, None).mean() - bowl(turn.real_x, None).mean()
    wanted = gap + 10 * at.square().sum(dim=1).mean()
    assert game(penalty_at=place).loss(turn).item() == pytest.approx(wanted.item())


def test_with_the_logarithm_it_is_the_contest_of_the_first_gan(game, move):
    turn = move("critic")
    real, fake = numbers(turn)
    # -log sigmoid(d) is log(1 + exp(-d)), and -log(1 - sigmoid(d)) is log(1 + exp(d)).
    wanted = sum(log1p(exp(-d)) for d in real) / 2 + sum(log1p(exp(d)) for d in fake) / 2
    assert game(f="log", penalty_weight=0.0).loss(turn).item() == pytest.approx(wanted)


@pytest.mark.parametrize(
    "aim, told",
    [
        ("favour", -(log(0.25) + log(0.8)) / 2),
        ("fool", -(log(1 - 0.25) + log(1 - 0.8)) / 2),
    ],
)
def test_the_generator_fools_the_critic_and_has_the_aim_chosen(aim, told, game, move):
    turn = move("generator")
    _, fake = numbers(turn)
    loss = game(aim, persuade_weight=3.0).loss(turn)
    assert loss.item() == pytest.approx(-sum(fake) / 2 + 3 * told)


def test_with_the_logarithm_the_generator_wants_the_critic_to_say_one(game, move):
    turn = move("generator")
    _, fake = numbers(turn)
    loss = game(f="log", persuade_weight=0.0).loss(turn)
    assert loss.item() == pytest.approx(-sum(log1p(exp(d)) for d in fake) / 2)
