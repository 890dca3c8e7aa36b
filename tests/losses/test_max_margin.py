"""Hand-computed numbers of the hinge of Crammer and Singer and of the evidence beside it."""

import math

import pytest
import torch
from torch.distributions import Categorical, Normal
from torch.nn import functional as F

from imbgan.losses import (
    MaxMarginLoss,
    crammer_singer,
    negative_evidence,
    reconstruction_error,
)

MARGINS = torch.tensor([[2.0, 1.5, -1.0], [2.0, 1.5, 1.25], [0.0, 3.0, 1.0], [1.0, 1.0, 1.0]])
LABELS = torch.tensor([0, 2, 1, 1])


@pytest.mark.parametrize(
    ("margin", "expected"),
    [(1.0, [0.5, 1.75, 0.0, 1.0]), (0.25, [0.0, 1.0, 0.0, 0.25]), (3.0, [2.5, 3.75, 1.0, 3.0])],
)
def test_the_hinge_is_what_the_strongest_wrong_class_lacks(margin, expected):
    assert crammer_singer(MARGINS, LABELS, margin).tolist() == pytest.approx(expected)


def test_the_hinge_of_torch_adds_up_all_wrong_classes():
    sums = F.multi_margin_loss(MARGINS, LABELS, reduction="none")
    # The second row lacks 1.75 and 1.25, the fourth 1 twice; divided by three classes.
    assert sums.tolist() == pytest.approx([0.5 / 3, 3.0 / 3, 0.0, 2 / 3])
    assert not torch.allclose(3 * sums, crammer_singer(MARGINS, LABELS))


def test_of_two_classes_the_hinge_is_that_of_the_difference():
    outputs, labels = torch.tensor([[0.3, 0.9], [0.3, 0.9]]), torch.tensor([0, 1])
    assert crammer_singer(outputs, labels).tolist() == pytest.approx([1.6, 0.4])


def test_large_outputs_keep_their_differences():
    found = crammer_singer(torch.tensor([[1e7, 1e7 - 1, -1e7]]), torch.tensor([0]), 1.5)
    assert found.tolist() == [0.5]


def test_members_of_an_ensemble_have_hinges_of_their_own():
    found = crammer_singer(torch.stack([MARGINS, MARGINS.flip(1)]), LABELS)
    assert found.shape == (2, 4)
    assert torch.equal(found[0], crammer_singer(MARGINS, LABELS))


def test_the_slope_pulls_the_label_and_the_strongest_wrong_class_apart():
    outputs = MARGINS[:3].clone().requires_grad_(True)
    crammer_singer(outputs, LABELS[:3]).sum().backward()
    assert outputs.grad.tolist() == [[-1.0, 1.0, 0.0], [1.0, 0.0, -1.0], [0.0, 0.0, 0.0]]


MEAN = torch.tensor([[0.0, 0.0], [1.0, -2.0]])
LOG_VARIANCE = torch.zeros(2, 2)
ROWS = torch.tensor([[1.0, -1.0, 0.0, 1.0, 0.0], [0.5, 0.0, 1.0, 0.0, 0.0]])
MADE = torch.tensor([[0.0, 1.0, 0.25, 0.5, 0.25], [0.5, 0.0, 0.5, 0.25, 0.25]])
SPANS = [slice(2, 5)]


def test_the_evidence_is_divided_by_the_columns():
    # Squared errors 1 and 4, log 2 of the category, no divergence; then log 2 and 2.5.
    expected = [(5 + math.log(2)) / 3, (math.log(2) + 2.5) / 3]
    found = negative_evidence(ROWS, MADE, MEAN, LOG_VARIANCE, SPANS)
    assert found.tolist() == pytest.approx(expected)


def test_the_evidence_is_that_of_a_decoder_with_variance_a_half():
    numbers = Normal(MADE[:, :2], 0.5**0.5).log_prob(ROWS[:, :2]).sum(dim=1)
    category = Categorical(probs=MADE[:, 2:]).log_prob(ROWS[:, 2:].argmax(dim=1))
    constant = math.log(math.pi)  # half of it for each number
    minus_log_likelihood = -(numbers + category) - constant
    assert torch.allclose(3 * reconstruction_error(ROWS, MADE, SPANS), minus_log_likelihood)


def test_pixels_are_the_columns_of_an_image():
    rows, made = torch.ones(2, 1, 3, 4), torch.zeros(2, 1, 3, 4)
    found = negative_evidence(rows, made, MEAN, LOG_VARIANCE)
    assert found.tolist() == pytest.approx([1.0, 1 + 2.5 / 12])


OUTPUT = (MARGINS[:2], ROWS, MADE, MEAN, LOG_VARIANCE)
EVIDENCE = [(5 + math.log(2)) / 3, (math.log(2) + 2.5) / 3]


def test_the_loss_is_the_mean_of_hinges_and_weighted_evidence():
    loss = MaxMarginLoss(margin=1.0, evidence_weight=0.3, spans=SPANS)
    expected = (0.5 + 0.3 * EVIDENCE[0] + 1.75 + 0.3 * EVIDENCE[1]) / 2
    assert loss(OUTPUT, LABELS[:2]).item() == pytest.approx(expected)
    assert loss(MARGINS[:2], LABELS[:2]).item() == pytest.approx((0.5 + 1.75) / 2)


def test_weights_of_classes_and_rows_count_in_both_parts():
    loss = MaxMarginLoss(evidence_weight=0.3, spans=SPANS, class_weight=[1.0, 1.0, 4.0])
    rows = 0.5 + 0.3 * EVIDENCE[0], 1.75 + 0.3 * EVIDENCE[1]
    found = loss(OUTPUT, LABELS[:2], torch.tensor([3.0, 0.5])).item()
    assert found == pytest.approx((3 * rows[0] + 2 * rows[1]) / 2)
