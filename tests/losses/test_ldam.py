"""Claims about the loss with margins by class."""

import math

import pytest
import torch
from torch.nn import functional as F

from imbgan.losses import LDAMLoss, effective_number_weights

LONG_TAIL = [4000, 2000, 1000, 750, 500, 350, 200, 100, 60, 40]
LOGITS = torch.tensor([[0.9, -0.2, 0.1], [0.0, 0.4, 0.3], [-1.0, 0.7, 0.2], [0.5, 0.5, 0.5]])
LABELS = torch.tensor([0, 1, 2, 1])


def test_the_margins_of_the_long_tail():
    wanted = [0.1581, 0.1880, 0.2236, 0.2403, 0.2659, 0.2907, 0.3344, 0.3976, 0.4518, 0.5000]
    assert LDAMLoss(LONG_TAIL).margins.tolist() == pytest.approx(wanted, abs=6e-5)


def test_the_margin_is_taken_from_the_label_s_logit_before_scaling():
    loss = LDAMLoss([160, 10], max_margin=0.4, scale=5.0)
    # 5 (.3 - .2) against 5 (.1), and 5 (.1 - .4) against 5 (.3).
    wanted = [math.log(1 + math.exp(0.5 - 0.5)), math.log(1 + math.exp(1.5 + 1.5))]
    rows = loss.rows(torch.tensor([[0.3, 0.1], [0.3, 0.1]]), torch.tensor([0, 1]))
    assert rows.tolist() == pytest.approx(wanted, rel=1e-5)


def test_without_margins_it_is_the_cross_entropy_of_scaled_logits():
    loss = LDAMLoss([5, 3, 2], max_margin=0.0, scale=7.0)
    torch.testing.assert_close(loss(LOGITS, LABELS), F.cross_entropy(7 * LOGITS, LABELS))


def test_margins_of_scaled_logits_are_scaled_margins():
    cosines = LDAMLoss([5, 3, 2], max_margin=0.5, scale=30.0)
    scaled = LDAMLoss([5, 3, 2], max_margin=15.0, scale=1.0)
    torch.testing.assert_close(cosines(LOGITS, LABELS), scaled(30 * LOGITS, LABELS))


def test_weights_of_classes_come_later():
    loss = LDAMLoss([5, 3, 2], max_margin=0.0, scale=1.0)
    weights = effective_number_weights([5, 3, 2], 0.9)
    flat, label = torch.zeros(1, 3), torch.tensor([2])
    assert loss(flat, label).item() == pytest.approx(math.log(3))
    loss.reweight(0.9)
    assert loss(flat, label).item() == pytest.approx(weights[2].item() * math.log(3))
    again = LDAMLoss([5, 3, 2], max_margin=0.0, scale=1.0)
    again.load_state_dict(loss.state_dict())
    assert again(flat, label) == loss(flat, label)


def test_a_class_without_rows_does_not_spoil_the_others():
    assert LDAMLoss([16, 0, 1]).margins.tolist() == pytest.approx([0.25, 0.5, 0.5])
