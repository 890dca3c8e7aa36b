"""Claims about the penalty that draws slopes to zero, and about the loss_of that has it."""

import math

import pytest
import torch

from imbgan.losses import ZeroCentred, zero_centred_penalty

REAL = torch.tensor([[1.0, 2.0], [3.0, 4.0]])
FAKE = torch.tensor([[0.0, 2.0], [5.0, 8.0]])
REAL_Y, FAKE_Y = torch.tensor([0, 1]), torch.tensor([1, 1])


def square(x, y):
    """Return x_0^2 / 2, whose slope at a row is its first number."""
    return x[:, 0] ** 2 / 2


def by_odds(x, y):
    """Return the logit of 3/4 for a row whose first number is above two, of 1/5 elsewhere."""
    return torch.where(x[:, 0] > 2, math.log(3), math.log(1 / 4)) + 0 * x[:, 0]


def small_critic(x, weights):
    """Compute a critic that is nowhere linear: tanh units under a sum."""
    first, second = weights
    return torch.tanh(x @ first) @ second


def never(*shape):
    raise AssertionError("nothing has to be drawn")


@pytest.fixture
def weights():
    generator = torch.Generator().manual_seed(0)
    return [torch.randn(shape, generator=generator).double() for shape in ((3, 4), (4,))]


@pytest.fixture
def rows():
    return torch.randn(5, 3, generator=torch.Generator().manual_seed(1)).double()


def test_the_penalty_of_a_plane_is_the_square_of_its_slope():
    assert zero_centred_penalty(lambda x, y: x @ torch.tensor([3.0, 4.0]), REAL, REAL_Y) == 25


def test_the_penalty_is_the_mean_of_the_squared_slopes_at_the_rows():
    assert zero_centred_penalty(square, REAL, REAL_Y) == (1 + 9) / 2


def test_slopes_of_all_pixels_of_an_image_count():
    penalty = zero_centred_penalty(
        lambda x, y: 2 * x.flatten(1).sum(1), torch.rand(3, 2, 4, 5), torch.zeros(3)
    )
    assert penalty == 4 * 40


def test_a_flat_critic_costs_nothing_and_its_gradient_is_a_number():
    weight = torch.zeros(2, requires_grad=True)
    penalty = zero_centred_penalty(lambda x, y: x @ weight, REAL, REAL_Y)
    penalty.backward()
    assert penalty == 0
    assert weight.grad.tolist() == [0, 0]


def test_the_penalty_agrees_with_finite_differences(weights, rows, differences):
    penalty = zero_centred_penalty(lambda x, y: small_critic(x, weights), rows, None)
    slopes = [differences(lambda x: small_critic(x, weights), row) for row in rows]
    expected = torch.stack([slope.square().sum() for slope in slopes]).mean()
    assert penalty.item() == pytest.approx(expected.item(), rel=1e-8)


@pytest.mark.parametrize("layer", [0, 1])
def test_the_penalty_s_gradient_in_the_weights_agrees_with_finite_differences(
    weights, rows, layer, differences
):
    def penalty(weight):
        taken = [weight if place == layer else w for place, w in enumerate(weights)]
        return zero_centred_penalty(lambda x, y: small_critic(x, taken), rows, None)

    weight = weights[layer].clone().requires_grad_(True)
    (gradient,) = torch.autograd.grad(penalty(weight), weight)
    expected = differences(lambda w: penalty(w).detach(), weights[layer])
    torch.testing.assert_close(gradient, expected, rtol=1e-6, atol=1e-8)


def test_the_penalty_sends_no_gradients_to_the_rows():
    fake, weight = FAKE.clone().requires_grad_(True), torch.ones(2, requires_grad=True)
    zero_centred_penalty(lambda x, y: (x**2) @ weight, fake, FAKE_Y).backward()
    assert fake.grad is None
    assert weight.grad.abs().sum() > 0


def test_with_the_identity_the_critic_loses_the_difference_of_the_means():
    loss = ZeroCentred(penalty_weight=0).critic_loss(square, REAL, REAL_Y, FAKE, FAKE_Y, never)
    assert loss == (0 + 25) / 4 - (1 + 9) / 4


def test_with_the_log_the_critic_loses_the_cross_entropy_of_real_and_generated():
    loss_of = ZeroCentred(penalty_weight=0, f="log")
    loss = loss_of.critic_loss(by_odds, REAL, REAL_Y, FAKE, FAKE_Y, never)
    on_real = -(math.log(1 / 5) + math.log(3 / 4)) / 2
    on_fake = -(math.log(1 - 1 / 5) + math.log(1 - 3 / 4)) / 2
    assert loss.item() == pytest.approx(on_real + on_fake, rel=1e-6)


@pytest.mark.parametrize(
    ("penalty_at", "expected"),
    [
        ("real", (1**2 + 3**2) / 2),
        ("fake", (0**2 + 5**2) / 2),
        # 3/4 of the way from 1 to 0, and 1/4 of the way from 3 to 5.
        ("between", (0.25**2 + 3.5**2) / 2),
    ],
)
@pytest.mark.parametrize("f", ["identity", "log"])
def test_the_weighted_penalty_is_taken_where_it_is_asked_for(penalty_at, expected, f):
    def draw(*shape):
        assert (shape, penalty_at) == ((2, 1), "between")
        return torch.tensor([[0.75], [0.25]])

    rows = REAL, REAL_Y, FAKE, FAKE_Y
    with_penalty = ZeroCentred(2, penalty_at, f).critic_loss(square, *rows, draw)
    without = ZeroCentred(0, penalty_at, f).critic_loss(square, *rows, never)
    assert (with_penalty - without).item() == pytest.approx(2 * expected, rel=1e-6)


@pytest.mark.parametrize(
    ("penalty_at", "labels"), [("real", [0, 1]), ("fake", [1, 1]), ("between", [0, 1])]
)
def test_where_the_slope_is_taken_the_critic_sees_the_labels_of_these_rows(penalty_at, labels):
    seen = []

    def critic(x, y):
        seen.append(y.tolist())
        return x.sum(1)

    loss_of = ZeroCentred(1, penalty_at)
    loss_of.critic_loss(critic, REAL, REAL_Y, FAKE, FAKE_Y, lambda *shape: torch.full(shape, 0.5))
    assert seen == [[0, 1], [1, 1], labels]


def test_by_default_the_penalty_is_ten_times_the_slope_at_real_rows():
    rows = REAL, REAL_Y, FAKE, FAKE_Y
    assert ZeroCentred().critic_loss(square, *rows, never) == (25 / 4 - 10 / 4) + 10 * 5


def test_with_the_identity_the_generator_wants_a_high_number():
    assert ZeroCentred().generator_loss(square, FAKE, FAKE_Y) == -(0 + 25) / 4


def test_with_the_log_the_generator_loses_the_log_of_being_found_out():
    loss = ZeroCentred(f="log").generator_loss(by_odds, FAKE, FAKE_Y)
    expected = (math.log(1 - 1 / 5) + math.log(1 - 3 / 4)) / 2
    assert loss.item() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("f", ["identity", "log"])
def test_a_critic_that_is_very_sure_has_finite_losses(f):
    rows = REAL, REAL_Y, FAKE, FAKE_Y
    for sign in (1, -1):
        loss_of = ZeroCentred(f=f)
        loss = loss_of.critic_loss(
            lambda x, y, sign=sign: sign * 1e4 * (x[:, 0] - 2), *rows, never
        )
        assert torch.isfinite(loss)
    assert torch.isfinite(
        ZeroCentred(f=f).generator_loss(lambda x, y: 1e4 * x[:, 0], FAKE, FAKE_Y)
    )


@pytest.mark.parametrize("f", ["identity", "log"])
def test_gradients_flow_through_the_critic_to_the_fakes(f):
    fake = FAKE.clone().requires_grad_(True)
    ZeroCentred(f=f).generator_loss(
        lambda x, y: x @ torch.tensor([0.3, 0.4]), fake, FAKE_Y
    ).backward()
    assert (fake.grad < 0).all()


@pytest.mark.parametrize("penalty_at", ["real", "fake", "between"])
def test_a_critic_learns_to_tell_the_rows_apart(penalty_at):
    critic = torch.nn.Linear(2, 1)
    loss_of, rows = ZeroCentred(0.01, penalty_at, "log"), (REAL, REAL_Y, FAKE, FAKE_Y)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        torch.nn.init.normal_(critic.weight)
    losses, optimizer = [], torch.optim.Adam(critic.parameters(), lr=0.05)
    for _ in range(50):
        optimizer.zero_grad()
        loss = loss_of.critic_loss(
            lambda x, y: critic(x).squeeze(1), *rows, lambda *shape: torch.full(shape, 0.5)
        )
        loss.backward()
        optimizer.step()
        losses.append(loss.item())
    assert losses[-1] < losses[0]
