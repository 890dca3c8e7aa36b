"""Claims about games whose critic has its gradient drawn to zero, worked out by hand."""

from math import exp, log, log1p

import pytest
import torch

from imbgan.adversarial._game import Game, Objectives
from imbgan.losses import ZeroCentred

SLOPE = torch.tensor([3.0, 0.0, 4.0])


@pytest.fixture
def game(spec):
    def build(generator="cooperative", generator_classifier_weight=1.0, **options):
        return Game(
            spec,
            (0, 1, 2),
            (60, 30, 10),
            objectives=Objectives(generator, "accept"),
            adversarial_loss=ZeroCentred(**options),
            generator_classifier_weight=generator_classifier_weight,
        )

    return build


def bowl(x, y):
    """Critic whose slope at a row is the row."""
    return x.square().sum(dim=1) / 2


def numbers(step):
    """What the linear critic says of the real rows and of the fakes."""
    return (step.real_x @ SLOPE).tolist(), (step.fake_x @ SLOPE).tolist()


def test_the_critic_tells_real_from_fake_and_keeps_a_slope_of_zero(game, move, loss_of):
    step = move("critic")
    real, fake = numbers(step)
    gap = (sum(fake) - sum(real)) / 2
    # The slope is five everywhere, so its square is 25.
    assert loss_of(game(), step).item() == pytest.approx(gap + 10 * 25)
    assert loss_of(game(penalty_weight=0.5), step).item() == pytest.approx(gap + 12.5)
    assert loss_of(game(penalty_weight=0.0), step).item() == pytest.approx(gap)


@pytest.mark.parametrize("place", ["real", "fake", "between"])
def test_the_slope_is_taken_where_the_parameter_says(place, game, move, loss_of):
    step = move("critic", players={"critic": bowl})
    share = torch.rand(2, 1, generator=torch.Generator().manual_seed(0))
    at = {
        "real": step.real_x,
        "fake": step.fake_x,
        "between": torch.lerp(step.real_x, step.fake_x, share),
    }[place]
    gap = bowl(step.fake_x, None).mean() - bowl(step.real_x, None).mean()
    wanted = gap + 10 * at.square().sum(dim=1).mean()
    assert loss_of(game(penalty_at=place), step).item() == pytest.approx(wanted.item())


def test_with_the_logarithm_it_is_the_loss_of_the_first_gan(game, move, loss_of):
    step = move("critic")
    real, fake = numbers(step)
    # -log sigmoid(d) is log(1 + exp(-d)), and -log(1 - sigmoid(d)) is log(1 + exp(d)).
    wanted = sum(log1p(exp(-d)) for d in real) / 2 + sum(log1p(exp(d)) for d in fake) / 2
    assert loss_of(game(f="log", penalty_weight=0.0), step).item() == pytest.approx(wanted)


@pytest.mark.parametrize(
    "objective, told",
    [
        ("cooperative", -(log(0.25) + log(0.8)) / 2),
        ("adversarial", -(log(1 - 0.25) + log(1 - 0.8)) / 2),
    ],
)
def test_the_generator_fools_the_critic_and_has_the_objective_chosen(
    objective, told, game, move, loss_of
):
    step = move("generator")
    _, fake = numbers(step)
    loss = loss_of(game(objective, generator_classifier_weight=3.0), step)
    assert loss.item() == pytest.approx(-sum(fake) / 2 + 3 * told)


def test_with_the_logarithm_the_generator_wants_the_critic_to_say_one(game, move, loss_of):
    step = move("generator")
    _, fake = numbers(step)
    loss = loss_of(game(f="log", generator_classifier_weight=0.0), step)
    assert loss.item() == pytest.approx(-sum(log1p(exp(d)) for d in fake) / 2)
