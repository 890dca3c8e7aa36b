"""Claims about the weights of classes and rows, in all losses that have them."""

import math
import pickle

import pytest
import torch

from imbgan.losses import (
    ClassBalancedLoss,
    ComplementEntropy,
    FocalLoss,
    LDAMLoss,
    LogitAdjustedLoss,
    RowLoss,
    WeightedLoss,
)

COUNTS = [70, 20, 10]
LOSSES = {
    "plain": RowLoss(),
    "adjusted": LogitAdjustedLoss(COUNTS),
    "focal": FocalLoss(2.0),
    "focal, sigmoids": FocalLoss(2.0, form="sigmoid"),
    "class-balanced": ClassBalancedLoss(COUNTS, focal_exponent=1.0),
    "class-balanced, sigmoids": ClassBalancedLoss(COUNTS, form="sigmoid"),
    "LDAM": LDAMLoss(COUNTS),
    "complement": ComplementEntropy(),
}
every_loss = pytest.mark.parametrize("loss", LOSSES.values(), ids=LOSSES)
LABELS = torch.tensor([0, 1, 2, 0])


def some_logits(*shape, seed=0):
    return torch.randn(*shape, generator=torch.Generator().manual_seed(seed))


@every_loss
def test_members_are_added_up(loss):
    members = some_logits(3, 4, 3)
    alone = sum(loss(logits, LABELS) for logits in members)
    torch.testing.assert_close(loss(members, LABELS), alone)
    assert loss.rows(members, LABELS).shape == (3, 4)


@every_loss
def test_weights_of_rows_multiply_and_are_divided_by_the_number_of_rows(loss):
    logits, weight = some_logits(4, 3), torch.tensor([2.0, 0.5, 0.0, 1.0])
    of_class = 1.0 if loss.class_weight is None else loss.class_weight[LABELS]
    wanted = (loss.rows(logits, LABELS) * of_class * weight).sum() / 4
    torch.testing.assert_close(loss(logits, LABELS, weight), wanted)


@every_loss
@pytest.mark.parametrize("size", [1e4, 1e30])
def test_extreme_logits_give_numbers_and_slopes_that_are_numbers(loss, size):
    logits = torch.tensor(
        [[size, -size, 0.0], [size, -size, 0.0], [-size, size, size], [0.0, 0.0, 0.0]]
    ).requires_grad_(True)
    value = loss(logits, LABELS)
    value.backward()
    assert not value.isnan()
    assert logits.grad.isfinite().all()


@every_loss
def test_slopes_are_those_of_central_differences(loss, differences):
    logits = some_logits(4, 3).double().requires_grad_(True)
    loss = pickle.loads(pickle.dumps(loss)).double()
    (slope,) = torch.autograd.grad(loss(logits, LABELS), logits)
    wanted = differences(lambda moved: loss(moved, LABELS), logits.detach())
    torch.testing.assert_close(slope, wanted, rtol=1e-5, atol=1e-7)


@every_loss
def test_it_can_be_pickled_and_its_tensors_written(loss):
    logits = some_logits(4, 3)
    copy = pickle.loads(pickle.dumps(loss))
    assert copy(logits, LABELS) == loss(logits, LABELS)
    copy.load_state_dict(loss.state_dict())
    assert copy(logits, LABELS) == loss(logits, LABELS)


def test_the_weights_of_a_loss_are_its_own():
    weights = torch.ones(3)
    loss = FocalLoss(0.0, class_weight=weights)
    weights[0] = 7.0
    assert loss(torch.zeros(1, 3), torch.tensor([0])).item() == pytest.approx(math.log(3))


@pytest.mark.parametrize("make", [LDAMLoss, ClassBalancedLoss])
@pytest.mark.parametrize("counts", [[3, -1], [0, 0], [math.nan, 2]])
def test_counts_that_are_none_are_refused(make, counts):
    with pytest.raises(ValueError, match="class_counts must hold the rows of each class"):
        make(counts)


def test_a_loss_without_rows_is_no_loss():
    with pytest.raises(NotImplementedError):
        WeightedLoss()(torch.zeros(1, 2), torch.tensor([0]))
