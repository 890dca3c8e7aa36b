"""Claims about the networks whose classes are centres."""

import math
from functools import partial

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import (
    AffinityHead,
    CenterHead,
    PrototypeNet,
    RegionHead,
    squared_distances,
)

TABLE = DataSpec((2,), class_counts=(5, 3, 2), n_to_draw=(0, 0, 0))
IMAGES = DataSpec((1, 8, 8), class_counts=(5, 3), n_to_draw=(0, 0))


def with_centers(head, centers):
    head.centers.data = torch.tensor(centers)
    return head


def test_distances_are_the_sums_of_squared_differences():
    features, centers = torch.randn(6, 5), torch.randn(3, 5)
    expected = torch.cdist(features.double(), centers.double()).square().float()
    torch.testing.assert_close(squared_distances(features, centers), expected)


def test_distances_keep_their_digits_far_from_the_origin():
    far = torch.tensor([[4096.0, 4096.0]])
    assert squared_distances(far + torch.tensor([0.5, 0.0]), far) == 0.25
    assert squared_distances(far, far) == 0


def test_no_distance_is_negative_and_no_slope_is_no_number():
    features = torch.randn(50, 64, requires_grad=True)
    distances = squared_distances(features, features.detach())
    distances.sum().backward()
    assert distances.min() >= 0
    assert features.grad.isfinite().all()


def test_centres_start_within_the_bounds_of_he_uniform_where_classes_count_as_inputs():
    centers = CenterHead(10, 500).centers
    assert 0.99 * math.sqrt(0.6) < centers.abs().max() <= math.sqrt(0.6)


def test_radii_start_at_a_tenth_and_come_out_with_distances_and_centres():
    head = RegionHead(3, 4)
    distances, centers, radii = head(torch.zeros(2, 4))
    assert radii.tolist() == pytest.approx([0.1] * 3)
    assert centers is head.centers
    torch.testing.assert_close(distances, centers.square().sum(1).expand(2, 3))


@pytest.mark.parametrize("kind", [CenterHead, RegionHead])
def test_probabilities_are_the_softmax_of_distances_through_the_temperature(kind):
    head = with_centers(kind(2, 1, temperature=2.0), [[0.0], [2.0]])
    found = head.probabilities(head(torch.tensor([[0.5]])))
    odds = math.exp((2.25 - 0.25) / 2)
    assert found.tolist()[0] == pytest.approx([odds / (1 + odds), 1 / (1 + odds)])


def test_affinities_are_those_with_the_nearest_centre_of_a_class():
    head = with_centers(
        AffinityHead(2, 1, n_centers=2, sigma=4.0, temperature=0.5),
        [[[0.0], [9.0]], [[3.0], [-9.0]]],
    )
    output = head(torch.tensor([[1.0], [8.0]]))
    assert output[0].tolist() == [[[1, 64], [4, 100]], [[64, 1], [25, 289]]]
    first = torch.softmax(torch.tensor([math.exp(-0.25), math.exp(-1.0)]) / 0.5, 0)
    torch.testing.assert_close(head.probabilities(output)[0], first, atol=1e-5, rtol=1e-5)


def test_far_from_all_centres_the_nearest_one_is_still_the_most_probable():
    head = with_centers(AffinityHead(2, 1, sigma=1.0), [[[0.0]], [[1.0]]])
    far = head.probabilities(head(torch.tensor([[50.0], [-50.0]]))).detach()
    assert far.argmax(dim=1).tolist() == [1, 0]
    assert far == pytest.approx(0.5, abs=1e-3)


@pytest.mark.parametrize("head", [CenterHead, RegionHead, AffinityHead])
@pytest.mark.parametrize("scale", [0.0, 1e9])
def test_extreme_features_give_probabilities(head, scale):
    head = head(3, 4)
    found = head.probabilities(head(scale * torch.randn(10, 4))).detach()
    assert found.sum(dim=1) == pytest.approx(1)
    assert found.isfinite().all()


def net(spec, **options):
    return PrototypeNet(
        spec,
        backbone=lambda spec: nn.Flatten(),
        head=partial(CenterHead, n_features=spec.n_features),
        **options,
    )


def test_a_net_is_its_features_and_its_head():
    module, x = net(TABLE), torch.randn(4, 2)
    assert torch.equal(module.features(x), x)
    distances, centers = module(x)
    assert torch.equal(distances, squared_distances(x, centers))
    assert torch.equal(module.probabilities((distances, centers)), torch.softmax(-distances, 1))


def test_raw_pixels_are_read_from_0_to_255():
    x = torch.tensor([-1.0, 0.0, 1.0]).repeat(2, 1, 8, 3)[..., :8]
    found = net(IMAGES, raw_pixels=True).features(x)
    assert found.unique().tolist() == [0, 127.5, 255]


def test_pixels_far_out_are_clipped():
    assert net(IMAGES).features(torch.full((2, 1, 8, 8), 1e9)).max() == 6


@pytest.mark.parametrize("option", [{"max_shift": 2}, {"flip": True}, {"random_erasing": 1.0}])
def test_images_are_changed_in_training_alone(option):
    module, x = net(IMAGES, **option), torch.rand(9, 1, 8, 8)
    assert not torch.equal(module.features(x), x.flatten(1))
    assert torch.equal(module.eval().features(x), x.flatten(1))
