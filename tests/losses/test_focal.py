"""Claims about the focal loss, in both forms."""

import math

import pytest
import torch
from torch.nn import functional as F

from imbgan.losses import FocalLoss, RowLoss, cross_entropy, sigmoid_focal, softmax_focal

LABELS = torch.tensor([0, 1, 2, 0])
LOGITS = torch.tensor([[2.0, 0.5, -1.0], [0.1, 0.2, 0.3], [-3.0, 1.0, 4.0], [-1.0, 2.0, 0.0]])


@pytest.mark.parametrize(
    ("probability", "exponent", "value"),
    [
        (0.9, 2.0, 0.01 * 0.10536),
        (0.5, 2.0, 0.25 * 0.69315),
        (0.1, 1.0, 0.9 * 2.30259),
        (0.25, 0.5, math.sqrt(0.75) * 1.38629),
    ],
)
def test_a_row_of_a_known_probability_loses_a_known_amount(probability, exponent, value):
    logits = torch.tensor([[probability, 1 - probability]]).log()
    loss = softmax_focal(logits, torch.tensor([0]), exponent)
    assert loss.item() == pytest.approx(value, rel=1e-4)


def test_with_exponent_zero_it_is_the_cross_entropy():
    assert torch.equal(softmax_focal(LOGITS, LABELS, 0.0), cross_entropy(LOGITS, LABELS))
    assert FocalLoss(0.0)(LOGITS, LABELS) == RowLoss()(LOGITS, LABELS)


def test_with_exponent_zero_the_sigmoids_lose_their_binary_cross_entropies():
    wanted = F.binary_cross_entropy_with_logits(
        LOGITS, F.one_hot(LABELS, 3).float(), reduction="none"
    ).sum(dim=1)
    torch.testing.assert_close(sigmoid_focal(LOGITS, LABELS, 0.0), wanted)


def test_the_sigmoids_are_those_of_the_written_formula():
    # The label's probability is .8, those against the others .6 and .5.
    logits = torch.tensor([[math.log(0.8 / 0.2), math.log(0.4 / 0.6), 0.0]])
    wanted = -(0.2**2 * math.log(0.8) + 0.4**2 * math.log(0.6) + 0.5**2 * math.log(0.5))
    loss = sigmoid_focal(logits, torch.tensor([0]), 2.0)
    assert loss.item() == pytest.approx(wanted, rel=1e-5)


def test_what_is_classified_well_loses_its_say():
    sure, unsure = torch.tensor([[3.0, 0.0]]), torch.tensor([[0.1, 0.0]])
    label = torch.tensor([0])
    shares = [
        (softmax_focal(sure, label, e) / softmax_focal(unsure, label, e)).item() for e in (0, 1, 2)
    ]
    assert shares[0] > 5 * shares[1] > 25 * shares[2]


def test_weights_of_classes_do_not_reach_the_probability():
    weighted = FocalLoss(2.0, class_weight=[1.0, 5.0, 1.0])
    rows = softmax_focal(LOGITS, LABELS, 2.0)
    assert weighted(LOGITS, LABELS).item() == pytest.approx((rows.sum() + 4 * rows[1]).item() / 4)


@pytest.mark.parametrize("exponent", [0.5, 1.0, 1.8])
def test_the_digits_of_a_sure_row_are_there(exponent):
    loss = softmax_focal(torch.tensor([[30.0, 0.0]]), torch.tensor([0]), exponent)
    assert loss.item() == pytest.approx(math.exp(-30 * (1 + exponent)), rel=1e-4)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"form": "tanh"}, "form='tanh'.*sigmoid.*softmax"),
        ({"exponent": -1.0}, "exponent must not be negative, got -1.0"),
        ({"exponent": math.nan}, "exponent must not be negative"),
    ],
)
def test_wrong_options_are_refused(options, message):
    with pytest.raises(ValueError, match=message):
        FocalLoss(**options)
