"""Claims about the losses of distances to centres: CPL, GCPL and affinities."""

import math
import pickle

import pytest
import torch

from imbgan.losses import (
    AffinityLoss,
    DistanceCrossEntropy,
    cross_entropy,
    own_distances,
    uneven_spread,
)

DISTANCES = torch.tensor([[1.0, 4.0, 9.0], [2.0, 0.5, 2.0]])
LABELS = torch.tensor([0, 2])
CENTERS = torch.zeros(3, 1, 2)


def affinities(distances, **params):
    loss = AffinityLoss(**{"spread_weight": 0.0, **params})
    return loss((distances, CENTERS), LABELS)


def test_logits_are_negative_squared_distances():
    first = math.log(1 + math.exp(-3) + math.exp(-8))
    second = math.log(2 + math.exp(1.5))
    found = DistanceCrossEntropy().rows(DISTANCES, LABELS)
    assert found.tolist() == pytest.approx([first, second], rel=1e-6)
    assert DistanceCrossEntropy()(DISTANCES, LABELS).item() == pytest.approx((first + second) / 2)


def test_a_temperature_divides_the_distances():
    torch.testing.assert_close(
        DistanceCrossEntropy(temperature=2.0)(DISTANCES, LABELS),
        DistanceCrossEntropy()(DISTANCES / 2, LABELS),
    )


def test_half_the_squared_distance_to_the_own_centre_comes_on_top():
    plain = DistanceCrossEntropy()(DISTANCES, LABELS).item()
    drawn = DistanceCrossEntropy(prototype_weight=0.1)(DISTANCES, LABELS).item()
    assert drawn - plain == pytest.approx(0.1 * 0.5 * (1 + 2) / 2)


def test_what_stands_behind_the_distances_is_not_read():
    loss = DistanceCrossEntropy(prototype_weight=0.3)
    assert loss((DISTANCES, None, None), LABELS) == loss(DISTANCES, LABELS)


@pytest.mark.parametrize("loss", [DistanceCrossEntropy(), DistanceCrossEntropy(1.0, 0.1)])
def test_members_are_added_up_and_rows_weighed(loss):
    of_one = loss.rows(DISTANCES, LABELS)
    weight = torch.tensor([3.0, 1.0])
    found = loss(DISTANCES.expand(4, 2, 3), LABELS, weight)
    assert found.item() == pytest.approx(4 * (3 * of_one[0] + of_one[1]).item() / 2)


@pytest.mark.parametrize("scale", [1e-30, 1e30])
def test_extreme_distances_give_numbers_and_slopes_that_are_numbers(scale):
    distances = (scale * DISTANCES).requires_grad_(True)
    loss = DistanceCrossEntropy(prototype_weight=0.1)(distances, LABELS)
    loss.backward()
    assert loss.isfinite()
    assert distances.grad.isfinite().all()


def test_own_distances_are_those_of_the_labels_for_each_member():
    both = torch.stack([DISTANCES, 2 * DISTANCES])
    assert own_distances(both, LABELS).tolist() == [[1.0, 2.0], [2.0, 4.0]]


def test_an_affinity_that_leads_by_the_margin_loses_nothing():
    # exp(0) = 1 against exp(-2) = 0.135: a lead of 0.865.
    distances = torch.tensor([[[0.0], [20.0], [20.0]], [[20.0], [20.0], [0.0]]])
    assert affinities(distances, margin=0.8).item() == 0
    lacking = 2 * (0.9 - (1 - math.exp(-2)))
    assert affinities(distances, margin=0.9).item() == pytest.approx(lacking, rel=1e-5)


def test_of_several_centres_the_nearest_counts():
    near = torch.tensor([1.0, 4.0, 9.0]).expand(2, 3)
    several = torch.stack([near + 5, near, near + 50], dim=2)
    assert affinities(several) == affinities(near.unsqueeze(2))


def test_affinities_vanish_with_small_sigma_and_with_them_all_slopes():
    distances = (64 * torch.ones(2, 3, 1)).requires_grad_(True)
    slopes = [
        torch.autograd.grad(affinities(distances, sigma=sigma), distances)[0].abs().max()
        for sigma in (0.5, 10.0, 64.0)
    ]
    assert slopes[0] < 1e-30
    assert slopes[2] > 20 * slopes[1]


def test_the_uneven_spread_is_the_variance_of_the_pairs():
    # Squared distances 9, 25, 16: their mean is 50 / 3.
    centers = torch.tensor([[0.0, 0.0], [3.0, 0.0], [3.0, 4.0]])
    expected = sum((d - 50 / 3) ** 2 for d in (9, 25, 16)) / 3
    assert uneven_spread(centers).item() == pytest.approx(expected)


def test_corners_of_a_triangle_with_equal_sides_are_spread_evenly():
    corners = torch.tensor([[0.0, 0.0], [1.0, 0.0], [0.5, math.sqrt(0.75)]])
    assert uneven_spread(corners).item() == pytest.approx(0, abs=1e-10)


@pytest.mark.parametrize("n_centers", [1, 2])
def test_fewer_than_three_centres_cannot_be_uneven(n_centers):
    centers = torch.randn(n_centers, 3, requires_grad=True)
    spread = uneven_spread(centers)
    spread.backward()
    assert spread == 0
    assert not centers.grad.any()


def test_the_spread_of_all_centres_comes_on_top_with_its_weight():
    centers = torch.tensor([[[0.0], [1.0]], [[3.0], [7.0]], [[2.0], [2.0]]])
    distances = torch.full((2, 3, 2), 5.0)
    alone = AffinityLoss(spread_weight=0.0)((distances, centers), LABELS)
    both = AffinityLoss(spread_weight=0.5)((distances, centers), LABELS)
    assert (both - alone).item() == pytest.approx(uneven_spread(centers.flatten(0, 1)) / 2)


def test_members_with_affinities_are_added_up():
    distances, centers = torch.rand(2, 3, 2), torch.rand(3, 2, 4)
    loss = AffinityLoss()
    members = (distances.expand(5, 2, 3, 2), centers.expand(5, 3, 2, 4))
    alone = loss((distances, centers), LABELS).item()
    assert loss(members, LABELS).item() == pytest.approx(5 * alone, rel=1e-5)


def test_a_plain_loop_learns_with_it():
    torch.manual_seed(0)
    labels = torch.arange(60) % 3
    features = torch.eye(3)[labels] + 0.1 * torch.randn(60, 3)
    centers = torch.rand(3, 3, requires_grad=True)
    optimizer, loss = torch.optim.SGD([centers], 0.5), DistanceCrossEntropy(0.5)
    for _ in range(200):
        optimizer.zero_grad()
        loss((features.unsqueeze(1) - centers).square().sum(-1), labels).backward()
        optimizer.step()
    nearest = (features.unsqueeze(1) - centers).square().sum(-1).argmin(1)
    assert (nearest == labels).all()


@pytest.mark.parametrize("loss", [DistanceCrossEntropy(0.5, 0.1), AffinityLoss(0.4, 3.0)])
def test_they_can_be_pickled(loss):
    again = pickle.loads(pickle.dumps(loss))
    output = (
        DISTANCES if isinstance(loss, DistanceCrossEntropy) else DISTANCES[..., None],
        CENTERS,
    )
    assert again(output, LABELS) == loss(output, LABELS)


def test_without_temperature_and_weight_it_is_the_cross_entropy_of_the_package():
    expected = cross_entropy(-DISTANCES, LABELS).mean()
    assert DistanceCrossEntropy()(DISTANCES, LABELS) == expected
