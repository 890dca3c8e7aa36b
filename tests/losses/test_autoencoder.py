"""Claims about the loss of a supervised autoencoder, with numbers worked out by hand."""

import math

import pytest
import torch

from imbgan.losses import AutoencoderLoss, reconstruction_error

ROWS = torch.tensor([[1.0, 2.0, 0.0, 1.0], [0.0, -1.0, 1.0, 0.0]])
MADE = torch.tensor([[2.0, 2.5, 0.75, 0.25], [0.0, -1.0, 0.5, 0.5]])
SPAN = [slice(2, 4)]
LOGITS = torch.tensor([[0.0, math.log(3)], [0.0, math.log(4)]])
LABELS = torch.tensor([1, 0])


def test_the_error_of_numbers_is_the_mean_of_their_squared_errors():
    error = reconstruction_error(ROWS[:, :2], MADE[:, :2])
    assert error.tolist() == [(1 + 0.25) / 2, 0]


def test_the_error_of_a_category_is_its_cross_entropy_and_counts_as_one_column():
    error = reconstruction_error(ROWS, MADE, SPAN)
    expected = [(1 + 0.25 - math.log(0.25)) / 3, -math.log(0.5) / 3]
    assert error.tolist() == pytest.approx(expected, rel=1e-6)


def test_tables_of_categories_alone_have_an_error():
    rows = torch.tensor([[0.0, 1.0, 1.0, 0.0, 0.0]])
    made = torch.tensor([[0.2, 0.8, 0.5, 0.3, 0.2]])
    error = reconstruction_error(rows, made, [slice(0, 2), slice(2, 5)])
    assert error.item() == pytest.approx(-(math.log(0.8) + math.log(0.5)) / 2, rel=1e-6)


def test_the_error_of_an_image_is_the_mean_over_its_pixels():
    rows, made = torch.zeros(2, 1, 2, 3), torch.zeros(2, 1, 2, 3)
    made[0, 0, 1, 2] = 3.0
    assert reconstruction_error(rows, made).tolist() == [9 / 6, 0]


def test_a_category_that_was_not_seen_in_training_costs_nothing():
    error = reconstruction_error(torch.tensor([[1.0, 0.0, 0.0]]), MADE[:1, 1:], [slice(1, 3)])
    assert error.item() == pytest.approx(1.5**2 / 2)


def test_a_share_of_nothing_costs_much_but_not_infinitely_much():
    made = torch.tensor([[1.0, 0.0]], requires_grad=True)
    error = reconstruction_error(torch.tensor([[0.0, 1.0]]), made, [slice(0, 2)])
    error.sum().backward()
    assert 80 < error.item() < 100
    assert torch.isfinite(made.grad).all()


def test_the_loss_is_the_error_plus_the_weighted_cross_entropy():
    error = ((1 + 0.25 - math.log(0.25)) / 3 - math.log(0.5) / 3) / 2
    told = -(math.log(3 / 4) + math.log(1 / 5)) / 2
    for weight in (0.0, 1.0, 2.5):
        loss = AutoencoderLoss(SPAN, classification_weight=weight)((ROWS, MADE, LOGITS), LABELS)
        assert loss.item() == pytest.approx(error + weight * told, rel=1e-6)


def test_with_shares_of_the_classes_the_cross_entropy_is_logit_adjusted():
    # Shares of 3 to 1 turn the odds of 1 to 3 and of 1 to 4 into 3 to 3 and 3 to 4.
    loss = AutoencoderLoss(class_prior=[0.75, 0.25])((ROWS, ROWS, LOGITS), LABELS)
    assert loss.item() == pytest.approx(-(math.log(1 / 2) + math.log(3 / 7)) / 2, rel=1e-6)


def test_rows_count_by_their_weights():
    outputs = ROWS[:, :2], MADE[:, :2], torch.zeros(2, 2)
    loss = AutoencoderLoss()(outputs, LABELS, torch.tensor([2.0, 0.5]))
    assert loss.item() == pytest.approx((2 * (0.625 + math.log(2)) + 0.5 * math.log(2)) / 2)


def test_gradients_reach_reconstructions_and_logits():
    made, logits = MADE.clone().requires_grad_(True), LOGITS.clone().requires_grad_(True)
    AutoencoderLoss(SPAN)((ROWS, made, logits), LABELS).backward()
    # The slopes of (2 - 1)^2 / 3 and of -log(1/4) / 3, over two rows.
    assert made.grad[0, 0].item() == pytest.approx(2 / 3 / 2)
    assert made.grad[0, 3].item() == pytest.approx(-1 / 0.25 / 3 / 2)
    assert logits.grad.abs().min() > 0
