"""Claims about the parts of ARConvL's loss, on points that were worked out by hand."""

import math

import pytest
import torch

from imbgan.losses import (
    adaptive_beta,
    adaptive_margin,
    benchmark_radius,
    center_cross_entropy,
    center_distances,
    distribution_loss,
    margin_cross_entropy,
    region_loss,
    upper_bound_radius,
)

# A line with centres at 0, 2 and 6: half ways to the nearest other one 1, 1 and 2.
CENTERS = torch.tensor([[0.0], [2.0], [6.0]])
SMALL = torch.tensor([0.1, 0.1, 0.1])


def numbers(*values):
    return [torch.tensor(float(value)) for value in values]


def test_distances_between_centres_are_squared():
    assert center_distances(CENTERS).tolist() == [[0, 4, 36], [4, 0, 16], [36, 16, 0]]


def test_the_benchmark_is_half_the_smallest_distance():
    assert benchmark_radius(CENTERS) == 1


@pytest.mark.parametrize(
    ("radii", "expected"),
    [([0.1, 0.1, 0.1], 2.0), ([0.1, 2.5, 0.1], 2.5), ([0.1, -3.0, 0.1], 3.0)],
)
def test_the_upper_bound_is_the_largest_radius_or_half_way(radii, expected):
    assert upper_bound_radius(CENTERS, torch.tensor(radii)) == expected


def test_neither_radius_lets_a_gradient_through():
    centers, radii = CENTERS.clone().requires_grad_(True), SMALL.clone().requires_grad_(True)
    assert not benchmark_radius(centers).requires_grad
    assert not upper_bound_radius(centers, radii).requires_grad


@pytest.mark.parametrize(
    ("benchmark", "upper", "beta", "margin"),
    [
        (1, 1, 0, 0),  # all regions alike
        (1, 1.2, 0.44, 0.44),
        (2, 2.4, 0.44, 1.76),
        (2, 2.5, 0.5625, 2.25),
        (1, math.sqrt(2), 1, 1),  # where both reach their ends
        (1, 5, 1, 1),
        (3, 5, 1, 9),
    ],
)
def test_beta_and_margin(benchmark, upper, beta, margin):
    radii = numbers(benchmark, upper)
    assert adaptive_beta(*radii).item() == pytest.approx(beta, abs=1e-6)
    assert adaptive_margin(*radii).item() == pytest.approx(margin, abs=1e-5)


def test_centres_in_one_place_give_numbers():
    benchmark, upper = (
        benchmark_radius(torch.zeros(3, 2)),
        upper_bound_radius(torch.zeros(3, 2), SMALL),
    )
    assert adaptive_beta(benchmark, upper) == 1
    assert adaptive_margin(benchmark, upper) == 0
    assert adaptive_beta(*numbers(0, 0)) == 0


def test_the_region_loss_of_rows_outside_and_inside():
    distances = torch.tensor([[9.0, 0.0], [0.0, 0.25], [0.0, 16.0]])
    found = region_loss(
        distances, torch.tensor([1.0, 2.0]), torch.tensor([0, 1, 1]), torch.tensor([1.0, 10.0])
    )
    outside, inside, far = (3 - 1) ** 2 + 0.05, 10 * 0.05 * 4, 10 * ((4 - 2) ** 2 + 0.05 * 4)
    assert found.tolist() == pytest.approx([outside, inside, far])


def test_the_slope_of_the_region_loss_in_a_radius():
    radii = torch.tensor([1.0, 2.0], requires_grad=True)
    loss = region_loss(
        torch.tensor([[9.0, 0.0]]), radii, torch.tensor([0]), torch.tensor([3.0, 1.0]), gamma=0.1
    )
    loss.sum().backward()
    # 3 * (2 * (3 - 1) * -1 + 2 * 0.1 * 1)
    assert radii.grad.tolist() == pytest.approx([-11.4, 0.0])


def test_the_region_loss_reaches_the_radii_alone():
    features = torch.randn(5, 2, requires_grad=True)
    centers = torch.randn(3, 2, requires_grad=True)
    distances = (features.unsqueeze(1) - centers).square().sum(-1)
    radii = SMALL.clone().requires_grad_(True)
    region_loss(distances, radii, torch.arange(5) % 3, torch.ones(3)).sum().backward()
    assert features.grad is None
    assert centers.grad is None
    assert radii.grad.abs().min() > 0


def test_a_row_at_its_centre_has_no_infinite_slope():
    radii = torch.tensor([0.1, 0.1], requires_grad=True)
    region_loss(torch.zeros(1, 2), radii, torch.tensor([0]), torch.ones(2)).sum().backward()
    assert radii.grad.isfinite().all()


def test_a_negative_radius_counts_as_a_positive_one():
    args = (torch.tensor([[9.0, 0.0]]),), (torch.tensor([0]), torch.ones(2))
    one, other = (region_loss(*args[0], torch.tensor([r, 1.0]), *args[1]) for r in (1.5, -1.5))
    assert one == other


def test_the_distribution_loss_weighs_own_distances():
    distances = torch.tensor([[9.0, 1.0], [2.0, 3.0]])
    found = distribution_loss(distances, torch.tensor([0, 1]), torch.tensor([1.0, 10.0]))
    assert found.tolist() == [9.0, 30.0]


def test_the_margin_brings_the_other_centres_nearer_and_the_prior_weighs_them():
    prior = torch.tensor([0.75, 0.25])
    found = margin_cross_entropy(
        torch.tensor([[1.0, 2.0]]), torch.tensor([1]), 0.5, prior.log()
    ).item()
    own, other = 0.25 * math.exp(-2.0), 0.75 * math.exp(-1.0 + 0.5)
    assert found == pytest.approx(-math.log(own / (own + other)))


def test_the_loss_of_centres():
    found = center_cross_entropy(CENTERS, 1.0)
    first = math.log(1 + math.exp(-4 + 1) + math.exp(-36 + 1))
    last = math.log(1 + math.exp(-36 + 1) + math.exp(-16 + 1))
    assert found[0].item() == pytest.approx(first, rel=1e-6)
    assert found[2].item() == pytest.approx(last, abs=1e-6)


def test_the_loss_of_centres_drives_them_apart():
    centers = torch.tensor([[0.0], [0.5]], requires_grad=True)
    center_cross_entropy(centers, 0.0).mean().backward()
    assert centers.grad[0] > 0 > centers.grad[1]


def test_centres_in_one_place_get_no_slope_that_is_no_number():
    centers = torch.zeros(4, 3, requires_grad=True)
    loss = center_cross_entropy(centers, 0.0).mean()
    loss.backward()
    assert loss.item() == pytest.approx(math.log(4))
    assert centers.grad.isfinite().all()


@pytest.mark.parametrize("scale", [1e-30, 1e15, 1e30])
def test_extreme_distances_give_numbers(scale):
    distances = (scale * torch.tensor([[1.0, 2.0], [3.0, 1.0]])).requires_grad_(True)
    labels = torch.tensor([1, 0])
    loss = margin_cross_entropy(distances, labels, 1.0, torch.tensor([-9.0, -1e-4])).sum()
    loss.backward()
    assert loss.isfinite()
    assert distances.grad.isfinite().all()


def test_members_keep_values_of_their_own():
    centers = torch.stack([CENTERS, 3 * CENTERS])
    radii = torch.stack([SMALL, torch.tensor([0.1, 0.1, 7.0])])
    assert benchmark_radius(centers).tolist() == [1, 3]
    assert upper_bound_radius(centers, radii).tolist() == [2, 7]
    margins = torch.tensor([1.0, 0.5])
    both = center_cross_entropy(centers, margins)
    for member in range(2):
        alone = center_cross_entropy(centers[member], margins[member])
        torch.testing.assert_close(both[member], alone)
    distances, labels = torch.rand(2, 4, 3), torch.tensor([0, 1, 2, 0])
    both = region_loss(distances, radii, labels, torch.ones(3))
    torch.testing.assert_close(both[1], region_loss(distances[1], radii[1], labels, torch.ones(3)))
