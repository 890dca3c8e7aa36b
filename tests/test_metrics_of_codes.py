"""Claims about the scores that choose the epoch."""

import numpy as np
import pytest

from imbgan.metrics import SCORES_OF_CODES as SCORES

Y = np.array([0, 0, 0, 0, 1, 1])
PROBA = np.array([[0.9, 0.1], [0.8, 0.2], [0.7, 0.3], [0.4, 0.6], [0.5, 0.5], [0.2, 0.8]])


def test_the_balanced_log_loss_averages_over_classes_first_and_greater_is_better():
    of_rows = np.log([0.9, 0.8, 0.7, 0.4]), np.log([0.5, 0.8])
    wanted = (of_rows[0].mean() + of_rows[1].mean()) / 2
    assert SCORES["balanced_log_loss"](Y, PROBA) == pytest.approx(wanted)


def test_recalls_go_by_the_largest_probability():
    # Three of four, and one of two: a tie falls to the first class.
    assert SCORES["acsa"](Y, PROBA) == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert SCORES["geometric_mean"](Y, PROBA) == pytest.approx(np.sqrt(3 / 4 * 1 / 2))


@pytest.mark.parametrize("name", sorted(SCORES))
def test_classes_that_are_not_there_do_not_count(name):
    with_third = np.column_stack([PROBA, np.zeros(6)])
    assert SCORES[name](Y, with_third) == pytest.approx(SCORES[name](Y, PROBA))


@pytest.mark.parametrize("name", ["acsa", "geometric_mean"])
def test_predicting_a_class_that_is_not_there_is_an_error_of_the_row(name):
    astray = np.column_stack([PROBA, np.zeros(6)])
    astray[0] = [0.1, 0.1, 0.8]
    assert SCORES[name](Y, astray) < SCORES[name](Y, PROBA)


def test_a_class_without_a_hit_takes_the_geometric_mean_to_zero():
    assert SCORES["geometric_mean"](Y, np.tile([0.9, 0.1], (6, 1))) == 0


@pytest.mark.parametrize("name", sorted(SCORES))
def test_the_better_probabilities_have_the_greater_score(name):
    sure = np.where(np.eye(2)[Y] == 1, 0.99, 0.01)
    assert SCORES[name](Y, sure) > SCORES[name](Y, PROBA)
