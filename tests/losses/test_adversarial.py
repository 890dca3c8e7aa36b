"""Claims about the adversarial losses, on critics that are plain functions."""

import math

import pytest
import torch

from imbgan.losses import LeastSquares, Wasserstein, norm_one_penalty

REAL = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
FAKE = torch.tensor([[0.0, 2.0], [5.0, 8.0]])
REAL_Y, FAKE_Y = torch.tensor([0, 1]), torch.tensor([1, 1])


def halves(*shape):
    return torch.full(shape, 0.5)


def slope(a, b):
    """Return the critic a x_0 + b x_1, whose gradient is (a, b) everywhere."""
    return lambda x, y: a * x[:, 0] + b * x[:, 1]


def small_critic(x, weights):
    """Compute a critic that is nowhere linear: tanh units under a sum."""
    first, second = weights
    return torch.tanh(x @ first) @ second


@pytest.fixture
def weights():
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(shape, generator=generator).double() for shape in ((3, 4), (4,))]


@pytest.fixture
def rows():
    generator = torch.Generator().manual_seed(1)
    real, fake = torch.randn(2, 5, 3, generator=generator).double()
    return real, fake, torch.rand(5, 1, generator=generator).double()


def penalty_by_differences(weights, rows, differences):
    """Work out the penalty with the norm of the critic's slope taken by finite differences."""
    real, fake, share = rows
    excess = []
    for x, g, s in zip(real, fake, share, strict=True):
        between = x + s * (g - x)
        norm = differences(lambda p: small_critic(p, weights), between).norm()
        excess.append((norm - 1) ** 2)
    return torch.stack(excess).mean()


def test_the_penalty_of_a_plane_is_the_square_of_its_slope_s_distance_from_one():
    # |(3, 4)| = 5 and (5 - 1)^2 = 16, wherever the points lie.
    assert norm_one_penalty(slope(3, 4), REAL, FAKE, REAL_Y, halves(2, 1)) == 16


def test_a_slope_of_one_costs_nothing():
    penalty = norm_one_penalty(slope(0.6, 0.8), REAL, FAKE, REAL_Y, halves(2, 1))
    assert penalty.item() == pytest.approx(0, abs=1e-12)


def test_a_flat_critic_costs_one_and_its_gradient_is_a_number():
    weight = torch.zeros(2, requires_grad=True)
    penalty = norm_one_penalty(lambda x, y: x @ weight, REAL, FAKE, REAL_Y, halves(2, 1))
    penalty.backward()
    assert penalty == 1
    assert torch.isfinite(weight.grad).all()


def test_the_penalty_is_taken_at_the_share_of_the_way_to_the_fake():
    # The slope of x_0^2 / 2 is x_0: 3/4 of the way from 1 to 0 and 1/4 of the way from 3 to 5.
    share = torch.tensor([[0.75], [0.25]])
    penalty = norm_one_penalty(lambda x, y: x[:, 0] ** 2 / 2, REAL, FAKE, REAL_Y, share)
    assert penalty.item() == pytest.approx(((0.25 - 1) ** 2 + (3.5 - 1) ** 2) / 2)


def test_the_critic_sees_the_real_labels_between_the_rows():
    seen = []
    norm_one_penalty(lambda x, y: seen.append(y) or x.sum(1), REAL, FAKE, REAL_Y, halves(2, 1))
    assert [labels.tolist() for labels in seen] == [[0, 1]]


def test_images_are_mixed_row_by_row():
    real = torch.zeros(2, 1, 3, 3)
    fake = torch.ones(2, 1, 3, 3)
    seen = []

    def critic(x, y):
        seen.append(x.detach())
        return 2 * x.flatten(1).sum(1)

    penalty = norm_one_penalty(critic, real, fake, REAL_Y, torch.tensor([[0.25], [0.5]]))
    assert seen[0][0].unique().tolist() == [0.25]
    assert seen[0][1].unique().tolist() == [0.5]
    assert penalty.item() == pytest.approx((2 * 3 - 1) ** 2)


def test_the_penalty_agrees_with_finite_differences(weights, rows, differences):
    real, fake, share = rows
    penalty = norm_one_penalty(lambda x, y: small_critic(x, weights), real, fake, None, share)
    expected = penalty_by_differences(weights, rows, differences)
    assert penalty.item() == pytest.approx(expected.item(), rel=1e-8)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_penalty_s_gradient_in_the_weights_agrees_with_finite_differences(
    weights, rows, layer, differences
):
    real, fake, share = rows

    def penalty(weight):
        taken = [weight if place == layer else w for place, w in enumerate(weights)]
        return norm_one_penalty(lambda x, y: small_critic(x, taken), real, fake, None, share)

    weight = weights[layer].clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(penalty(weight), weight)
    expected = differences(lambda w: penalty(w).detach(), weights[layer])
    torch.testing.assert_close(gradient, expected, rtol=1e-6, atol=1e-8)


def by_label(x, y):
    """Return 10 for a row of class 0, and for class 1 its first number."""
    return torch.where(y == 0, torch.tensor(10.0), x[:, 0])


def test_wasserstein_without_penalty_is_the_difference_of_the_means():
    loss = Wasserstein(penalty_weight=0).critic_loss(by_label, REAL, REAL_Y, FAKE, FAKE_Y, halves)
    assert loss == (0 + 5) / 2 - (10 + 3) / 2


def test_wasserstein_adds_the_weighted_penalty():
    loss = Wasserstein(penalty_weight=10).critic_loss(
        slope(3, 4), REAL, REAL_Y, FAKE, FAKE_Y, halves
    )
    on_fake, on_real = (8 + 15 + 32) / 2, (3 + 8 + 9 + 16) / 2
    assert loss == on_fake - on_real + 10 * 16


def test_wasserstein_penalises_between_the_rows_that_it_draws():
    drawn = []

    def draw(*shape):
        drawn.append(shape)
        return torch.tensor([[0.75], [0.25]])

    loss_of = Wasserstein(penalty_weight=2)
    loss = loss_of.critic_loss(lambda x, y: x[:, 0] ** 2 / 2, REAL, REAL_Y, FAKE, FAKE_Y, draw)
    penalty = ((0.25 - 1) ** 2 + (3.5 - 1) ** 2) / 2
    assert loss.item() == pytest.approx(25 / 4 - (1 + 9) / 4 + 2 * penalty)
    assert drawn == [(2, 1)]


def test_the_wasserstein_generator_wants_a_high_number():
    assert Wasserstein().generator_loss(by_label, FAKE, FAKE_Y) == -(0 + 5) / 2


def by_odds(x, y):
    """Return the logit of 3/4 for a row whose first number is above two, of 1/5 elsewhere."""
    return torch.where(x[:, 0] > 2, math.log(3), math.log(1 / 4))


def test_least_squares_draws_targets_near_one_and_zero():
    drawn = iter([torch.tensor([[0.5], [1.0]]), torch.tensor([[0.25], [0.0]])])
    loss_of = LeastSquares(smoothing=0.2)
    loss = loss_of.critic_loss(by_odds, REAL, REAL_Y, FAKE, FAKE_Y, lambda *shape: next(drawn))
    on_real = ((1 / 5 - 0.9) ** 2 + (3 / 4 - 0.8) ** 2) / 2
    on_fake = ((1 / 5 - 0.05) ** 2 + (3 / 4 - 0) ** 2) / 2
    assert loss.item() == pytest.approx(on_real + on_fake, rel=1e-6)


def test_least_squares_without_smoothing_aims_at_one_and_zero():
    loss = LeastSquares(smoothing=0).critic_loss(by_odds, REAL, REAL_Y, FAKE, FAKE_Y, halves)
    expected = ((1 / 5 - 1) ** 2 + (3 / 4 - 1) ** 2) / 2 + ((1 / 5) ** 2 + (3 / 4) ** 2) / 2
    assert loss.item() == pytest.approx(expected, rel=1e-6)


def test_the_least_squares_generator_aims_at_one():
    expected = ((1 / 5 - 1) ** 2 + (3 / 4 - 1) ** 2) / 2
    assert LeastSquares().generator_loss(by_odds, FAKE, FAKE_Y).item() == pytest.approx(
        expected, rel=1e-6
    )


@pytest.mark.parametrize("loss_of", [Wasserstein(), LeastSquares()])
def test_gradients_flow_through_the_critic_to_the_fakes(loss_of):
    fake = FAKE.clone().requires_grad_(True)
    loss_of.generator_loss(slope(0.3, 0.4), fake, FAKE_Y).backward()
    assert (fake.grad < 0).all()


@pytest.mark.parametrize("loss_of", [Wasserstein(), LeastSquares()])
def test_a_critic_learns_to_tell_the_rows_apart(loss_of):
    critic = torch.nn.Linear(2, 1)
    with torch.no_grad():
        critic.weight.fill_(0.1)
        critic.bias.fill_(0.0)
    loss = loss_of.critic_loss(
        lambda x, y: critic(x).squeeze(1), REAL, REAL_Y, FAKE, FAKE_Y, halves
    )
    loss.backward()
    assert critic.weight.grad.abs().min() > 0
