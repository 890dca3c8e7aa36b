"""Claims about repeated rows and the validation split."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imbgan.encoding import repeated_rows, validation_split

CODES = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(np.array)


@given(y=CODES, targets=st.lists(st.integers(0, 90), min_size=4, max_size=4), seed=st.integers(0))
def test_each_class_reaches_its_target_and_repeats_evenly(y, targets, seed):
    counts = np.bincount(y, minlength=4)
    targets = np.where(counts, targets, 0)
    rows = repeated_rows(y, targets, np.random.default_rng(seed))
    assert rows[: len(y)].tolist() == list(range(len(y)))
    assert np.bincount(y[rows], minlength=4).tolist() == np.maximum(counts, targets).tolist()
    times = np.bincount(rows, minlength=len(y))
    for code in np.unique(y):
        assert np.ptp(times[y == code]) <= 1


def test_without_deficit_all_rows_come_once():
    rows = repeated_rows(np.array([0, 1, 1]), [1, 0], np.random.default_rng(0))
    assert rows.tolist() == [0, 1, 2]
    assert rows.dtype == np.intp


def test_repetition_depends_on_nothing_but_the_generator():
    y, targets = np.repeat([0, 1], [40, 30]), [40, 45]
    first, again = (repeated_rows(y, targets, np.random.default_rng(3)) for _ in range(2))
    other = repeated_rows(y, targets, np.random.default_rng(4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_class_without_rows_cannot_be_repeated():
    with pytest.raises(ValueError, match="Class 1 has no rows"):
        repeated_rows(np.zeros(3, dtype=int), [3, 2], np.random.default_rng(0))


def test_a_class_without_target_is_refused():
    with pytest.raises(ValueError, match="targets names only 1 classes"):
        repeated_rows(np.array([0, 1]), [3], np.random.default_rng(0))


@given(y=CODES, fraction=st.floats(0.01, 0.99), seed=st.integers(0))
def test_split_is_sorted_disjoint_complete_and_keeps_each_class_in_training(y, fraction, seed):
    train, valid = validation_split(y, fraction, np.random.default_rng(seed))
    assert np.array_equal(np.sort(np.concatenate([train, valid])), np.arange(len(y)))
    assert np.array_equal(train, np.sort(train))
    assert np.array_equal(valid, np.sort(valid))
    assert np.array_equal(np.unique(y[train]), np.unique(y))


@pytest.mark.parametrize(
    ("n_rows", "n_valid"), [(1, 0), (2, 0), (4, 0), (5, 1), (9, 1), (15, 2), (100, 15)]
)
def test_small_classes_give_one_row_and_tiny_ones_none(n_rows, n_valid):
    y = np.repeat([0, 1], [200, n_rows])
    _, valid = validation_split(y, 0.15, np.random.default_rng(0))
    assert np.bincount(y[valid], minlength=2).tolist() == [30, n_valid]


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, float("nan")])
def test_fractions_outside_zero_and_one_are_refused(fraction):
    with pytest.raises(ValueError, match="fraction must lie between 0 and 1"):
        validation_split(np.zeros(9, dtype=int), fraction, np.random.default_rng(0))
