"""Claims about the weights by effective numbers, and the loss that has them."""

import math

import pytest
import torch
from torch.nn import functional as F

from imbgan.losses import ClassBalancedLoss, FocalLoss, effective_number_weights

LONG_TAIL = [4000, 2000, 1000, 750, 500, 350, 200, 100, 60, 40]
LABELS = torch.tensor([0, 1, 2])
LOGITS = torch.tensor([[2.0, 0.5, -1.0], [0.1, 0.2, 0.3], [-3.0, 1.0, 4.0]])


@pytest.mark.parametrize(
    ("beta", "weights"),
    [
        (
            0.9999,
            [0.0466, 0.0847, 0.1614, 0.2125, 0.3149, 0.4465, 0.7756, 1.5434, 2.5673, 3.8471],
        ),
        (
            0.999,
            [0.1450, 0.1646, 0.2251, 0.2697, 0.3616, 0.4818, 0.7850, 1.4952, 2.4432, 3.6287],
        ),
    ],
)
def test_the_weights_of_the_long_tail(beta, weights):
    found = effective_number_weights(LONG_TAIL, beta)
    assert found.tolist() == pytest.approx(weights, abs=6e-5)
    assert found.sum().item() == pytest.approx(10)


def test_the_weights_by_hand():
    # Effective numbers 1 and 1 + .5 + .25, times (1 - beta).
    assert effective_number_weights([1, 3], 0.5).tolist() == pytest.approx([14 / 11, 8 / 11])


def test_beta_zero_weighs_all_classes_alike():
    assert effective_number_weights(LONG_TAIL, 0.0).tolist() == [1.0] * 10


@pytest.mark.parametrize("beta", [1 - 1e-9, 1 - 1e-12, 1 - 1e-15, 1.0])
def test_beta_near_one_weighs_in_inverse_proportion(beta):
    inverse = 1 / torch.tensor(LONG_TAIL, dtype=torch.float64)
    wanted = (inverse * 10 / inverse.sum()).tolist()
    assert effective_number_weights(LONG_TAIL, beta).tolist() == pytest.approx(wanted, rel=1e-5)


def test_beyond_the_reach_of_beta_weights_are_alike():
    assert effective_number_weights([10**6, 10**7], 0.999).tolist() == pytest.approx([1, 1])


def test_a_class_without_rows_has_no_weight():
    assert effective_number_weights([5, 0, 5], 0.9).tolist() == pytest.approx([1.5, 0, 1.5])


@pytest.mark.parametrize("beta", [-0.1, 1.1, math.nan])
def test_a_beta_out_of_range_is_refused(beta):
    with pytest.raises(ValueError, match=r"beta must lie in \[0, 1\]"):
        effective_number_weights([1, 2], beta)


def test_with_beta_zero_the_loss_is_the_plain_one():
    plain = ClassBalancedLoss([70, 20, 10], beta=0.0)(LOGITS, LABELS)
    torch.testing.assert_close(plain, F.cross_entropy(LOGITS, LABELS))


def test_with_a_focal_exponent_it_is_the_weighted_focal_loss():
    weights = effective_number_weights([70, 20, 10], 0.99)
    for form in ("softmax", "sigmoid"):
        balanced = ClassBalancedLoss([70, 20, 10], 0.99, focal_exponent=1.5, form=form)
        focal = FocalLoss(1.5, class_weight=weights, form=form)
        assert balanced(LOGITS, LABELS) == focal(LOGITS, LABELS)
