"""Tests of the papers' imbalanced subsets."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from imbgan.datasets import LONG_TAIL_COUNTS, imbalanced_subset, step_imbalance
from imbgan.datasets._imbalance import whole_rows

MNIST_COUNTS = (5923, 6742, 5958, 6131, 5842, 5421, 5918, 6265, 5851, 5949)
SMALL = np.array([1, 0, 2, 1, 0, 1, 2, 1, 0, 1])  # 3, 5 and 2 rows


def mnist_labels():
    """Labels with MNIST's counts, shuffled."""
    return np.random.default_rng(0).permutation(np.repeat(np.arange(10), MNIST_COUNTS))


def test_the_default_is_the_papers_long_tail():
    y = mnist_labels()
    rows = imbalanced_subset(y, random_state=0)
    assert np.bincount(y[rows]).tolist() == [4000, 2000, 1000, 750, 500, 350, 200, 100, 60, 40]
    assert max(LONG_TAIL_COUNTS) / min(LONG_TAIL_COUNTS) == 100


@given(
    y=st.lists(st.integers(0, 3), min_size=1, max_size=60),
    data=st.data(),
    seed=st.integers(0, 2**32 - 1),
)
def test_each_class_gets_its_count_of_different_rows_in_order(y, data, seed):
    labels, there = np.unique(y, return_counts=True)
    counts = [data.draw(st.integers(0, int(n))) for n in there]
    rows = imbalanced_subset(y, counts, random_state=seed)
    assert np.all(np.diff(rows) > 0)
    assert [(np.array(y)[rows] == label).sum() for label in labels] == counts


def test_every_row_may_be_drawn():
    drawn = [imbalanced_subset(SMALL, [1, 1, 1], random_state=seed) for seed in range(60)]
    assert set(np.concatenate(drawn).tolist()) == set(range(10))


def test_counts_may_be_a_dict_in_any_order():
    rows = imbalanced_subset(SMALL, {2: 2, 0: 1, 1: 4}, random_state=0)
    assert np.array_equal(rows, imbalanced_subset(SMALL, [1, 4, 2], random_state=0))


def test_labels_may_be_strings():
    y = np.array(["b", "a", "c"])[SMALL]
    rows = imbalanced_subset(y, {"a": 5, "b": 1, "c": 0}, random_state=0)
    assert sorted(y[rows]) == ["a"] * 5 + ["b"]


def test_the_seed_decides_the_rows_and_the_global_state_is_untouched():
    before = np.random.get_state()[1].copy()
    first, again, other = (imbalanced_subset(mnist_labels(), random_state=s) for s in (1, 1, 2))
    assert np.array_equal(first, again) and not np.array_equal(first, other)
    assert np.array_equal(np.random.get_state()[1], before)


def test_smaller_counts_draw_among_the_rows_of_larger_ones():
    y = mnist_labels()
    large = imbalanced_subset(y, random_state=3)
    small = imbalanced_subset(y, [n // 4 for n in LONG_TAIL_COUNTS], random_state=3)
    assert set(small.tolist()) < set(large.tolist())


@pytest.mark.parametrize(
    "counts, match",
    [
        ([1, 1], r"counts has 2 numbers, but y has the 3 classes \[0, 1, 2\]"),
        (LONG_TAIL_COUNTS, "counts has 10 numbers"),
        (7, "counts has 1 numbers"),
        ({0: 1, 1: 1}, r"counts has the labels \[0, 1\], but y has \[0, 1, 2\]"),
        ({0: 1, 1: 1, 2: 1, 3: 1}, r"counts has the labels \[0, 1, 2, 3\]"),
        ([1, 6, 3], r"more rows of a class than y has: \{1: '6 of 5', 2: '3 of 2'\}"),
        ([1, -1, 1], r"counts=\[1, -1, 1\] must be integers of at least 0"),
        ([1, 0.5, 1], "must be integers of at least 0"),
        ("123", "must be integers of at least 0"),
    ],
)
def test_counts_that_do_not_fit_raise(counts, match):
    with pytest.raises(ValueError, match=match):
        imbalanced_subset(SMALL, counts)


@pytest.mark.filterwarnings("ignore:invalid value:RuntimeWarning")  # scikit-learn's, of NaN
@pytest.mark.parametrize("y", [[0.5, 1.5, 2.5], [0.0, np.nan, 1.0], [[0, 1], [1, 0]], []])
@pytest.mark.parametrize("draw", [imbalanced_subset, lambda y: step_imbalance(y, 2)])
def test_what_are_no_labels_raises(draw, y):
    with pytest.raises(ValueError):
        draw(y)


@pytest.mark.parametrize("ratio, kept", [(1, 5923), (10, 592), (20, 296), (50, 118), (100, 59)])
def test_even_labels_are_thinned_out_and_odd_ones_kept(ratio, kept):
    y = mnist_labels()
    rows = step_imbalance(y, ratio, random_state=0)
    counts = np.bincount(y[rows])
    assert counts[0] == kept and np.all(np.diff(rows) > 0)
    assert counts[1::2].tolist() == list(MNIST_COUNTS[1::2])
    assert counts[::2].tolist() == [n // ratio for n in MNIST_COUNTS[::2]]


def test_the_minority_may_be_named():
    rows = step_imbalance(SMALL, 2.5, minority=[1], random_state=0)
    assert np.bincount(SMALL[rows]).tolist() == [3, 2, 2]
    words = np.array(["a", "b", "c"])[SMALL]
    assert np.array_equal(step_imbalance(words, 2.5, minority="b", random_state=0), rows)


def test_a_larger_ratio_keeps_a_subset_and_the_seed_decides_which():
    y = mnist_labels()
    mild, strong = (step_imbalance(y, ratio, random_state=5) for ratio in (10, 100))
    assert set(strong.tolist()) < set(mild.tolist())
    assert not np.array_equal(strong, step_imbalance(y, 100, random_state=6))


@pytest.mark.parametrize(
    "quotient, rows",
    [
        (9 / (9 / 7), 7),  # 6.999999999999999 in floats
        (96 / 32 ** (3 * 0.2), 12),  # 11.999999999999998
        (1_000_000 / (1_000_000 / 999_997), 999_997),
        (7.0, 7),
        (6.99, 6),
        (6.99999, 6),  # 699,999 rows over 100,000
        (0.9, 0),
    ],
)
def test_no_row_is_lost_to_the_last_digits_of_a_quotient(quotient, rows):
    assert whole_rows(quotient) == rows


def test_a_step_that_floats_cannot_hold_keeps_the_rows_of_the_exact_quotient():
    y = np.repeat([0, 1], [9, 20])
    assert np.bincount(y[step_imbalance(y, 9 / 7)]).tolist() == [7, 20]


@pytest.mark.parametrize("ratio", [0.5, -1, np.nan, np.inf, "ten", None])
def test_a_ratio_below_one_raises(ratio):
    with pytest.raises(ValueError, match="ratio=.* must be a number of at least 1"):
        step_imbalance(SMALL, ratio)


def test_a_ratio_that_leaves_no_row_raises():
    with pytest.raises(ValueError, match=r"ratio=3 leaves no row of the classes \[2\]: lower it"):
        step_imbalance(SMALL, 3)


@pytest.mark.parametrize(
    "y, minority, match",
    [
        (["0", "1"], None, "are no integers, so none is even: name the classes"),
        ([1, -1, 1], None, r"to thin out, \[\], must be some of the labels \[-1, 1\]"),
        ([0, 2, 4], None, r"to thin out, \[0, 2, 4\], must be some of the labels"),
        ([0, 1, 2], [3], r"to thin out, \[3\], must be some"),
        ([0, 1, 2], [], r"to thin out, \[\], must be some"),
    ],
)
def test_a_minority_that_does_not_fit_raises(y, minority, match):
    with pytest.raises(ValueError, match=match):
        step_imbalance(y, 1, minority=minority)
