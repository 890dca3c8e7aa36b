"""Claims about what a classifier can lose on a row, against numbers worked out by arithmetic."""

import math
from decimal import Decimal, localcontext

import pytest
import torch

from imbgan.losses import (
    complement_cross_entropy,
    cross_entropy,
    mean_over_rows,
    opposite_squared_error,
    squared_error,
)

FUNCTIONS = [complement_cross_entropy, cross_entropy, opposite_squared_error, squared_error]

# Logits whose softmax is 0.5, 0.3, 0.2.
FIVE_THREE_TWO = [math.log(0.5), math.log(0.3), math.log(0.2)]

EXTREME = [
    [100.0, -100.0],
    [-100.0, 100.0],
    [1e4, -1e4],
    [-1e4, 1e4],
    [1e4, 1e4],
    [1e-6, 0.0],
    [0.0, 1e-6],
    [20.5, 0.0],
    [-15.0, 0.0],
    [-80.0, 0.0],
    [1000.0, 999.0],
    [100.0, -100.0, 99.0, 0.0, 100.0],
    [1e4, -1e4, 0.0, 1e4, 9990.0],
    [-1e4, 1e4, 1e4, 1e4, 1e4],
    [1e-6, 0.0, -1e-6, 0.0, 2e-6],
    [-30.0, 0.0, 1.0, 2.0, 3.0],
]


def exact(logits, label, which):
    """Work out -log Q (or of its complement) with 200 digits from the float32 logits."""
    with localcontext() as context:
        context.prec = 200
        context.Emin, context.Emax = -(10**6), 10**6
        powers = [Decimal(value).exp() for value in torch.tensor(logits).tolist()]
        label_power = powers.pop(label)
        kept = label_power if which == "label" else sum(powers)
        return float(-(kept / (label_power + sum(powers))).ln())


def both_labels(logits):
    """Return one row of logits for each label, and the labels."""
    labels = torch.arange(len(logits))
    return torch.tensor(logits).expand(len(logits), -1).clone().requires_grad_(True), labels


def test_cross_entropy_is_minus_the_log_of_the_label_s_probability():
    loss = cross_entropy(torch.tensor([FIVE_THREE_TWO] * 3), torch.tensor([0, 1, 2]))
    expected = [-math.log(0.5), -math.log(0.3), -math.log(0.2)]
    assert loss.tolist() == pytest.approx(expected, rel=1e-6)


def test_complement_cross_entropy_is_minus_the_log_of_the_other_probabilities():
    loss = complement_cross_entropy(torch.tensor([FIVE_THREE_TWO] * 3), torch.tensor([0, 1, 2]))
    expected = [-math.log(0.5), -math.log(0.7), -math.log(0.8)]
    assert loss.tolist() == pytest.approx(expected, rel=1e-6)


def test_squared_error_is_the_mean_over_classes_of_the_distance_to_the_label():
    loss = squared_error(torch.tensor([FIVE_THREE_TWO] * 2), torch.tensor([0, 2]))
    to_first = ((0.5 - 1) ** 2 + 0.3**2 + 0.2**2) / 3
    to_last = (0.5**2 + 0.3**2 + (0.2 - 1) ** 2) / 3
    assert loss.tolist() == pytest.approx([to_first, to_last], rel=1e-6)


def test_opposite_squared_error_is_the_distance_to_ones_outside_the_label():
    loss = opposite_squared_error(torch.tensor([FIVE_THREE_TWO] * 2), torch.tensor([0, 2]))
    from_first = (0.5**2 + (0.3 - 1) ** 2 + (0.2 - 1) ** 2) / 3
    from_last = ((0.5 - 1) ** 2 + (0.3 - 1) ** 2 + 0.2**2) / 3
    assert loss.tolist() == pytest.approx([from_first, from_last], rel=1e-6)


@pytest.mark.parametrize("logits", EXTREME)
def test_complement_cross_entropy_is_exact_at_extreme_logits(logits):
    loss = complement_cross_entropy(*both_labels(logits))
    assert loss.dtype == torch.float32
    expected = [exact(logits, label, "others") for label in range(len(logits))]
    # Below the smallest normal float32 number only zero or a neighbour of it can be returned.
    assert loss.tolist() == pytest.approx(expected, rel=1e-6, abs=1.2e-38)


@pytest.mark.parametrize("logits", EXTREME)
def test_cross_entropy_is_exact_to_the_last_digits_of_one_at_extreme_logits(logits):
    loss = cross_entropy(*both_labels(logits))
    expected = [exact(logits, label, "label") for label in range(len(logits))]
    assert loss.tolist() == pytest.approx(expected, rel=3e-7, abs=3e-7)


@pytest.mark.parametrize("logits", EXTREME)
@pytest.mark.parametrize("function", FUNCTIONS)
def test_losses_and_gradients_stay_finite_at_extreme_logits(function, logits):
    rows, labels = both_labels(logits)
    loss = function(rows, labels)
    loss.sum().backward()
    assert torch.isfinite(loss).all()
    assert torch.isfinite(rows.grad).all()


def test_complement_cross_entropy_pushes_the_label_down_by_its_own_probability():
    # d/df_y of -log(1 - Q_y) is Q_y; for the others it is -Q_y Q_j / (1 - Q_y).
    logits = torch.tensor([FIVE_THREE_TWO], requires_grad=True)
    complement_cross_entropy(logits, torch.tensor([0])).sum().backward()
    assert logits.grad[0].tolist() == pytest.approx([0.5, -0.3, -0.2], rel=1e-5)


@pytest.mark.parametrize("function", FUNCTIONS)
def test_members_on_the_leading_axis_keep_losses_of_their_own(function):
    logits = torch.randn(3, 4, 5, generator=torch.Generator().manual_seed(0))
    labels = torch.tensor([0, 4, 2, 2])
    together = function(logits, labels)
    assert together.shape == (3, 4)
    for member, loss in zip(logits, together, strict=True):
        torch.testing.assert_close(loss, function(member, labels))


@pytest.mark.parametrize("function", FUNCTIONS)
def test_losses_agree_with_finite_differences(function):
    logits = torch.randn(2, 3, 4, generator=torch.Generator().manual_seed(1)).double()
    labels = torch.tensor([3, 0, 1])
    assert torch.autograd.gradcheck(
        lambda f: function(f, labels), logits.requires_grad_(True), eps=1e-6, atol=1e-8
    )


def test_mean_over_rows_adds_up_members():
    assert mean_over_rows(torch.tensor([[1.0, 3.0], [0.0, 2.0]])) == (1 + 3) / 2 + (0 + 2) / 2
    assert mean_over_rows(torch.tensor([1.0, 3.0, 5.0])) == 3


def test_weighted_rows_are_divided_by_their_number():
    loss, weight = torch.tensor([[1.0, 3.0], [2.0, 4.0]]), torch.tensor([0.5, 2.0])
    expected = (1 * 0.5 + 3 * 2) / 2 + (2 * 0.5 + 4 * 2) / 2
    assert mean_over_rows(loss, weight) == expected
