"""Hand-computed numbers of the losses of discriminative codes."""

import math

import pytest
import torch

from imbgan.losses import CenterLoss, ReconstructionLoss, TripletLoss, batch_hard_triplet


def test_an_anchor_loses_by_its_farthest_kin_and_its_nearest_stranger():
    codes = torch.tensor([[0.0, 0.0], [3.0, 4.0], [1.0, 0.0], [0.0, 2.0], [6.0, 8.0]])
    labels = torch.tensor([0, 0, 0, 1, 1])
    # Farthest kin 5, 5, sqrt(20), and sqrt(72) twice; nearest strangers 2, sqrt(13), sqrt(5), and
    # of the others 2 and 5.
    expected = [
        5 - 2 + 0.2,
        5 - math.sqrt(13) + 0.2,
        math.sqrt(20) - math.sqrt(5) + 0.2,
        math.sqrt(72) - 2 + 0.2,
        math.sqrt(72) - 5 + 0.2,
    ]
    assert batch_hard_triplet(codes, labels).tolist() == pytest.approx(expected, rel=1e-5)


def test_the_distance_is_plain_and_not_squared():
    codes = torch.tensor([[0.0], [0.5], [1.5]])
    loss = batch_hard_triplet(codes, torch.tensor([0, 0, 1]), margin=1.0)
    assert loss.tolist() == pytest.approx([0.5 - 1.5 + 1, 0.5 - 1.0 + 1, 0])


def test_what_is_apart_by_the_margin_loses_nothing():
    codes, labels = torch.tensor([[0.0], [1.0], [9.0], [10.0]]), torch.tensor([0, 0, 1, 1])
    assert batch_hard_triplet(codes, labels, margin=6.9).tolist() == [0, 0, 0, 0]
    assert batch_hard_triplet(codes, labels, margin=7.1)[1].item() == pytest.approx(0.1, abs=1e-5)


@pytest.mark.parametrize("labels", [[0, 0, 0], [0, 1, 2]])
def test_without_kin_or_strangers_nothing_is_lost_and_nothing_moves(labels):
    codes = torch.tensor([[0.0, 1.0], [2.0, 0.0], [5.0, 5.0]], requires_grad=True)
    loss = batch_hard_triplet(codes, torch.tensor(labels))
    loss.sum().backward()
    assert loss.tolist() == [0, 0, 0]
    assert codes.grad.abs().max() == 0


def test_an_anchor_alone_in_its_class_is_a_stranger_to_others_still():
    codes, labels = torch.tensor([[0.0], [2.0], [3.0]]), torch.tensor([0, 0, 1])
    assert batch_hard_triplet(codes, labels).tolist() == pytest.approx([0, 1.2, 0])


def test_equal_rows_of_two_classes_have_a_loss_and_a_finite_slope():
    codes = torch.ones(4, 2, requires_grad=True)
    loss = batch_hard_triplet(codes, torch.tensor([0, 0, 1, 1]))
    loss.sum().backward()
    assert loss.tolist() == pytest.approx([0.2] * 4)
    assert codes.grad.isfinite().all()


def test_a_step_down_the_slope_pulls_kin_together_and_pushes_strangers_away():
    codes = torch.tensor([[0.0], [2.0], [3.0], [3.5]], requires_grad=True)
    labels = torch.tensor([0, 0, 1, 1])
    batch_hard_triplet(codes, labels).sum().backward()
    moved = (codes - 0.1 * codes.grad).detach().flatten()
    assert moved[1] - moved[0] < 2
    assert moved[2] - moved[1] > 1


def test_the_triplet_loss_is_the_mean_over_rows_and_weighs_them():
    codes, labels = torch.tensor([[0.0], [3.0], [5.0]]), torch.tensor([0, 0, 1])
    assert TripletLoss()(codes, labels).item() == pytest.approx(1.2 / 3)
    weight = torch.tensor([1.0, 2.0, 5.0])
    assert TripletLoss()(codes, labels, weight).item() == pytest.approx(2 * 1.2 / 3)


def test_the_centre_loss_is_half_the_squared_distance_to_the_own_centre():
    logits = torch.tensor([[math.log(3), 0.0], [0.0, 0.0]])
    distances, labels = torch.tensor([[2.0, 7.0], [5.0, 3.0]]), torch.tensor([0, 1])
    loss = CenterLoss(0.5).rows((logits, distances), labels)
    expected = [math.log(4 / 3) + 0.5 * 1, math.log(2) + 0.5 * 1.5]
    assert loss.tolist() == pytest.approx(expected)


def test_weights_of_classes_apply_to_both_parts():
    output, labels = (torch.zeros(2, 2), torch.full((2, 2), 4.0)), torch.tensor([0, 1])
    loss = CenterLoss(0.5, class_weight=[1.0, 3.0])(output, labels)
    assert loss.item() == pytest.approx((1 + 3) * (math.log(2) + 1) / 2)


def autoencoded():
    """Two rows of two numbers and a category of two, half reconstructed, and their codes."""
    rows = torch.tensor([[1.0, 2.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    made = torch.tensor([[0.0, 0.0, 0.5, 0.5], [0.0, 0.0, 0.5, 0.5]])
    return rows, made, torch.tensor([[0.0], [1.0]])


def test_the_reconstruction_is_a_mean_over_rows_and_columns():
    loss = ReconstructionLoss(TripletLoss(), spans=[slice(2, 4)])
    errors = (1 + 4 + math.log(2)) / 3, math.log(2) / 3
    found = loss(autoencoded(), torch.tensor([0, 1])).item()
    assert found == pytest.approx(sum(errors) / 2)


def test_the_released_reconstruction_is_half_the_sum_over_the_batch():
    rows, made = torch.tensor([[1.0, 2.0], [0.0, 3.0]]), torch.zeros(2, 2)
    loss = ReconstructionLoss(TripletLoss(), reduction="sum")
    found = loss((rows, made, torch.tensor([[0.0], [1.0]])), torch.tensor([0, 1])).item()
    assert found == pytest.approx((1 + 4 + 9) / 2)
    loss = ReconstructionLoss(TripletLoss(), spans=[slice(2, 4)], reduction="sum")
    found = loss(autoencoded(), torch.tensor([0, 1])).item()
    assert found == pytest.approx((1 + 4 + 2 * math.log(2)) / 2)


def test_the_loss_of_the_codes_is_added_by_its_weight():
    rows = torch.zeros(3, 2)
    output = rows, rows, torch.tensor([[0.0], [3.0], [5.0]])
    loss = ReconstructionLoss(TripletLoss(), 0.1)(output, torch.tensor([0, 0, 1]))
    assert loss.item() == pytest.approx(0.1 * 1.2 / 3)


def test_weights_of_rows_count_in_both_parts():
    rows, labels = torch.ones(3, 2), torch.tensor([0, 0, 1])
    output = rows, 0 * rows, torch.tensor([[0.0], [3.0], [5.0]])
    weight = torch.tensor([1.0, 2.0, 0.0])
    loss = ReconstructionLoss(TripletLoss())(output, labels, weight)
    assert loss.item() == pytest.approx((1 + 2) / 3 + 2 * 1.2 / 3)
