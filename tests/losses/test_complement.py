"""Claims about the complement objective."""

import math

import pytest
import torch

from imbgan.losses import ComplementEntropy

SOME = torch.tensor([[0.5, 0.4, 0.1]]).log()
FIRST = torch.tensor([0])


@pytest.mark.parametrize(("divide_by", "value"), [("wrong_classes", 0.2502), ("classes", 0.1668)])
def test_the_entropy_of_a_known_row(divide_by, value):
    # The wrong classes have .8 and .2 of what is left, an entropy of .5004.
    loss = ComplementEntropy(divide_by)(SOME, FIRST)
    assert loss.item() == pytest.approx(-value, abs=5e-5)


def test_it_is_least_where_the_wrong_classes_are_alike():
    loss = ComplementEntropy()
    flat = torch.tensor([[5.0, 1.0, 1.0, 1.0]])
    assert loss(flat, FIRST).item() == pytest.approx(-math.log(3) / 3)
    assert loss(flat, FIRST) < loss(flat + torch.tensor([0, 0.3, 0, 0]), FIRST)


def test_the_label_s_own_logit_does_not_matter_and_has_no_slope():
    logits = torch.tensor([[3.0, 1.0, 0.0, -2.0]], requires_grad=True)
    loss = ComplementEntropy()(logits, FIRST)
    loss.backward()
    assert logits.grad[0, 0] == 0
    assert logits.grad[0, 1:].abs().min() > 0
    assert ComplementEntropy()(logits - torch.tensor([9.0, 0, 0, 0]), FIRST) == loss


@pytest.mark.parametrize("size", [0.0, 1.0, 1e4])
def test_with_two_classes_it_is_zero_and_so_is_its_slope(size):
    logits = torch.tensor([[size, -size], [-size, size]], requires_grad=True)
    loss = ComplementEntropy()(logits, torch.tensor([0, 0]))
    loss.backward()
    assert loss == 0
    assert torch.equal(logits.grad, torch.zeros(2, 2))


def test_a_single_wrong_class_that_has_all_of_it_has_no_entropy():
    assert ComplementEntropy()(torch.tensor([[0.0, 1e4, -1e4]]), FIRST) == 0


def test_an_unknown_divisor_is_refused():
    with pytest.raises(ValueError, match="divide_by='rows' is none of"):
        ComplementEntropy("rows")
