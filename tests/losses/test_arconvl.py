"""Claims about the whole loss of ARConvL."""

import math
import pickle

import pytest
import torch

from imbgan.losses import ARConvLLoss, DistanceCrossEntropy

COUNTS = [40, 10, 4]
LABELS = torch.tensor([0, 0, 0, 1, 1, 2])
PLAIN = {"beta": 0.0, "margin": 0.0, "center_loss": False, "alpha": 1.0, "prior": False}


@pytest.fixture
def world():
    """Features, centres and radii of three classes, with gradients."""
    generator = torch.Generator().manual_seed(0)
    features = torch.randn(6, 4, generator=generator, requires_grad=True)
    centers = torch.randn(3, 4, generator=generator, requires_grad=True)
    radii = torch.tensor([0.5, 0.2, 0.1], requires_grad=True)
    return features, centers, radii


def output(features, centers, radii):
    return (features.unsqueeze(-2) - centers).square().sum(-1), centers, radii


def slopes(loss, world):
    return torch.autograd.grad(
        loss(output(*world), LABELS), world, allow_unused=True, materialize_grads=True
    )


def test_the_parts_of_a_point_that_was_worked_out():
    # Two centres, a distance of 2 apart: benchmark 1, and the second radius is the upper bound.
    centers, radii = torch.tensor([[0.0], [2.0]]), torch.tensor([0.5, 1.2])
    features, labels = torch.tensor([[1.0], [1.0]]), torch.tensor([0, 1])
    parts = ARConvLLoss([30, 10]).parts(output(features, centers, radii), labels)
    beta = margin = 1.2**2 - 1
    region = ((0.5**2 + 0.05 * 0.25) + 3 * 0.05 * 1.44) / 2
    first = math.log(1 + math.exp(margin) / 3)
    second = math.log(1 + 3 * math.exp(margin))
    assert {name: part.item() for name, part in parts.items()} == pytest.approx(
        {
            "region": region,
            "distribution": beta * (1 + 3) / 2,
            "margin": (first + second) / 2,
            "centers": math.log(1 + math.exp(-4 + margin)),
        },
        rel=1e-5,
    )


def test_the_loss_is_the_sum_of_its_parts(world):
    loss = ARConvLLoss(COUNTS)
    assert loss(output(*world), LABELS) == sum(loss.parts(output(*world), LABELS).values())


def test_without_what_it_adds_its_gradient_is_that_of_cpl(world):
    ours = slopes(ARConvLLoss(COUNTS, **PLAIN), world)
    theirs = slopes(DistanceCrossEntropy(), world)
    for one, other in zip(ours[:2], theirs[:2], strict=True):
        torch.testing.assert_close(one, other)
    assert ours[2].abs().min() > 0  # the radii still learn


def test_radii_learn_from_the_region_loss_alone(world):
    parts = ARConvLLoss(COUNTS).parts(output(*world), LABELS)
    for name, part in parts.items():
        of_part = torch.autograd.grad(
            part, world, retain_graph=True, allow_unused=True, materialize_grads=True
        )
        reaches = [bool(slope.any()) for slope in of_part]
        expected = {
            "region": [False, False, True],
            "distribution": [True, True, False],
            "margin": [True, True, False],
            "centers": [False, True, False],
        }
        assert reaches == expected[name]


def test_emphasis_is_the_largest_class_through_the_own_one():
    assert ARConvLLoss(COUNTS).alpha.tolist() == [1, 4, 10]
    assert ARConvLLoss(COUNTS).distribution_alpha.tolist() == [1, 4, 10]


def test_the_released_code_takes_the_mean_out_of_the_distribution_loss_alone():
    released = ARConvLLoss(COUNTS, alpha="mean")
    assert released.alpha.tolist() == [1, 4, 10]
    assert released.distribution_alpha.tolist() == pytest.approx([0.2, 0.8, 2.0])


def test_classes_without_rows_do_not_change_that_mean():
    released = ARConvLLoss([40, 0, 10, 4, 0], alpha="mean")
    assert released.distribution_alpha.tolist() == pytest.approx([0.2, 0, 0.8, 2.0, 0])


def test_at_a_hundred_to_one_it_is_fifty_times_weaker():
    loss = ARConvLLoss([100, 1] * 5, alpha="mean")
    assert (loss.alpha / loss.distribution_alpha)[0].item() == pytest.approx(50.5)


def test_a_fixed_beta_and_margin_are_taken_as_they_are(world):
    found = ARConvLLoss(COUNTS, beta=0.3, margin=0.7).parts(output(*world), LABELS)
    other = ARConvLLoss(COUNTS, beta=0.6, margin=0.7).parts(output(*world), LABELS)
    assert other["distribution"].item() == pytest.approx(2 * found["distribution"].item())
    assert other["margin"] == found["margin"]
    wider = ARConvLLoss(COUNTS, beta=0.3, margin=1.7).parts(output(*world), LABELS)
    assert wider["margin"] > found["margin"]
    assert wider["centers"] > found["centers"]


def test_the_loss_of_centres_can_be_left_out(world):
    assert "centers" not in ARConvLLoss(COUNTS, center_loss=False).parts(output(*world), LABELS)


def test_members_are_added_up_and_rows_weighed(world):
    loss, weight = ARConvLLoss(COUNTS), torch.tensor([1.0, 0.0, 2.0, 1.0, 1.0, 1.0])
    alone = loss(output(*world), LABELS, weight)
    members = tuple(part.expand(3, *part.shape) for part in output(*world))
    assert loss(members, LABELS, weight).item() == pytest.approx(3 * alone.item(), rel=1e-5)
    assert alone != loss(output(*world), LABELS)


def test_a_class_without_rows_leaves_finite_numbers(world):
    loss = ARConvLLoss([40, 10, 0], alpha="mean")
    value = loss(output(*world), LABELS, torch.tensor([1.0, 1, 1, 1, 1, 0]))
    assert value.isfinite()


@pytest.mark.parametrize("scale", [0.0, 1e-20, 1e6, 1e12])
def test_extreme_places_give_numbers(scale, world):
    features, centers, radii = world
    places = (scale * features, scale * centers, radii)
    loss = ARConvLLoss(COUNTS)(output(*places), LABELS)
    assert loss.isfinite()
    assert all(slope.isfinite().all() for slope in torch.autograd.grad(loss, world))


def test_an_unknown_alpha_is_refused():
    with pytest.raises(ValueError, match="alpha='max' is not known: use 'min', 'mean' or a num"):
        ARConvLLoss(COUNTS, alpha="max")


def test_it_can_be_pickled(world):
    loss = ARConvLLoss(COUNTS, alpha="mean", margin=0.2)
    again = pickle.loads(pickle.dumps(loss))
    assert again(output(*world), LABELS) == loss(output(*world), LABELS)
