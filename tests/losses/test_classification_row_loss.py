"""Claims about the loss on real rows."""

import math
import pickle

import pytest
import torch

from imbgan.losses import LogitAdjustedLoss, RowLoss, cross_entropy, log_prior

LABELS = torch.tensor([0, 1, 2])
FLAT = torch.zeros(3, 3)


def test_without_a_prior_it_is_the_mean_cross_entropy():
    assert RowLoss()(FLAT, LABELS).item() == pytest.approx(math.log(3))


def test_the_adjusted_loss_of_flat_logits_is_minus_the_log_of_the_prior():
    loss = RowLoss("logit_adjusted", class_prior=[0.7, 0.2, 0.1])
    expected = [-math.log(0.7), -math.log(0.2), -math.log(0.1)]
    assert loss.rows(FLAT, LABELS).tolist() == pytest.approx(expected, rel=1e-6)
    assert loss(FLAT, LABELS).item() == pytest.approx(sum(expected) / 3)


def test_the_adjusted_loss_weighs_odds_by_the_prior():
    # Odds of 4 to 1 for class 1 against a prior of 1 to 9 leave 4 to 9.
    loss = RowLoss("logit_adjusted", class_prior=[0.9, 0.1])
    rows = loss.rows(torch.tensor([[0.0, math.log(4)]]), torch.tensor([1]))
    assert rows.item() == pytest.approx(-math.log(4 / 13), rel=1e-6)


def test_the_prior_may_be_given_as_counts():
    logits = torch.tensor([[0.3, -1.0, 2.0]])
    shares, counts = (
        RowLoss("logit_adjusted", class_prior=prior)(logits, torch.tensor([1]))
        for prior in ([0.7, 0.2, 0.1], [70, 20, 10])
    )
    torch.testing.assert_close(shares, counts)


LONG_TAIL = [4000, 2000, 1000, 750, 500, 350, 200, 100, 60, 40]
LOGS = [-0.8109, -1.5041, -2.1972, -2.4849, -2.8904, -3.2470, -3.8067, -4.4998, -5.0106, -5.4161]


def test_the_shift_of_the_long_tail():
    assert LogitAdjustedLoss(LONG_TAIL).shift.tolist() == pytest.approx(LOGS, abs=6e-5)


@pytest.mark.parametrize("tau", [0.5, 2.0])
def test_tau_multiplies_the_shift(tau):
    loss = LogitAdjustedLoss([7, 2, 1], tau=tau)
    logits = torch.tensor([[0.3, -1.0, 2.0]])
    shifted = logits + tau * torch.tensor([0.7, 0.2, 0.1]).log()
    label = torch.tensor([1])
    torch.testing.assert_close(loss.rows(logits, label), cross_entropy(shifted, label))


def test_tau_zero_leaves_the_logits_alone():
    logits = torch.tensor([[0.3, -1.0, 2.0]])
    label = torch.tensor([1])
    assert LogitAdjustedLoss([7, 2, 1], tau=0.0)(logits, label) == RowLoss()(logits, label)


def test_rows_of_a_class_outside_the_prior_can_be_silenced_by_their_weight():
    loss = RowLoss("logit_adjusted", class_prior=[3, 1, 0])
    weight = torch.tensor([1.0, 1.0, 0.0])
    # The class of no weight counts as if all rows were of it: exponentials of 3/4, 1/4 and 1.
    expected = (-math.log(3 / 8) - math.log(1 / 8)) / 3
    assert loss(FLAT, LABELS, weight).item() == pytest.approx(expected, rel=1e-6)


@pytest.mark.parametrize("nothing", [0.0, 1e-200])
def test_a_class_of_no_weight_has_no_shift(nothing):
    assert log_prior([3, 1, nothing]).tolist() == pytest.approx(
        [math.log(0.75), math.log(0.25), 0]
    )


def test_rows_teach_the_adjusted_loss_that_a_class_without_rows_is_none_of_theirs():
    logits = torch.zeros(1, 3, requires_grad=True)
    RowLoss("logit_adjusted", class_prior=[3, 1, 0])(logits, torch.tensor([1])).backward()
    assert logits.grad[0, 2] > 0.1


def test_class_weights_multiply_the_rows_of_their_class():
    loss = RowLoss("cross_entropy", class_weight=[1.0, 2.0, 6.0])
    assert loss(FLAT, LABELS).item() == pytest.approx((1 + 2 + 6) / 3 * math.log(3))


def test_class_weights_and_sample_weights_multiply():
    loss = RowLoss("cross_entropy", class_weight=[1.0, 2.0, 6.0])
    weight = torch.tensor([3.0, 0.5, 0.0])
    assert loss(FLAT, LABELS, weight).item() == pytest.approx((3 + 1) / 3 * math.log(3))


def test_members_are_added_up():
    flat_members = torch.zeros(4, 3, 3)
    loss = RowLoss("logit_adjusted", class_prior=[0.7, 0.2, 0.1], class_weight=[1.0, 2.0, 3.0])
    alone = loss(flat_members[0], LABELS).item()
    assert loss(flat_members, LABELS).item() == pytest.approx(4 * alone)


def test_squared_error_of_flat_logits():
    of_a_row = ((1 / 3 - 1) ** 2 + 2 * (1 / 3) ** 2) / 3
    assert RowLoss("squared_error")(FLAT, LABELS).item() == pytest.approx(of_a_row)


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(ValueError, match="'hinge'.*cross_entropy.*logit_adjusted"):
        RowLoss("hinge")


def test_the_adjusted_loss_without_a_prior_is_refused():
    with pytest.raises(ValueError, match="class_prior"):
        RowLoss("logit_adjusted")


def test_it_can_be_pickled():
    loss = RowLoss("logit_adjusted", class_prior=[2, 1, 1], class_weight=[1.0, 2.0, 3.0])
    copy = pickle.loads(pickle.dumps(loss))
    assert copy(FLAT, LABELS) == loss(FLAT, LABELS)
