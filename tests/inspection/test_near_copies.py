"""Tests of the share of near-copies."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from imblearn.over_sampling import SMOTE

from imbgan.inspection import near_copy_share


def column(*values):
    return np.array(values, dtype=float)[:, None]


def test_ratios_worked_out_on_a_line():
    # 0.5 is 0.5 from 0, which is 10 from 10: 0.05. 5 is 5 from 0 (or 10, 2 from 12): 0.5 or 2.5.
    # 11.5 is 0.5 from 12, which is 2 from 10: 0.25. 20 is 8 from 12: 4.
    result = near_copy_share(column(0, 10, 12), column(0.5, 4, 11.5, 20), ratio=0.3)
    assert result.share == 2 / 4
    assert result.median_ratio == pytest.approx((0.25 + 0.4) / 2)


@given(st.integers(0, 1000), st.sampled_from([1, 3, 40]), st.booleans())
def test_copies_are_all_near_copies(seed, n_columns, standardize):
    X = 1e4 + np.random.default_rng(seed).normal(size=(30, n_columns))
    result = near_copy_share(X, X[::-1], standardize=standardize)
    assert (result.share, result.median_ratio) == (1.0, 0.0)


def test_copies_of_a_repeated_row_are_near_copies_too():
    result = near_copy_share(column(0, 0, 0, 5), column(0, 0.1))
    assert result.share == 1.0


def test_rows_drawn_anew_are_hardly_ever_near_copies():
    rng = np.random.default_rng(0)
    result = near_copy_share(rng.normal(size=(200, 8)), rng.normal(size=(200, 8)))
    assert result.share < 0.02
    assert 0.9 < result.median_ratio < 1.3


def test_copies_with_a_little_noise_are_found_and_those_with_much_are_not():
    rng = np.random.default_rng(0)
    X = rng.normal(size=(200, 8))
    noise = rng.normal(size=X.shape)
    assert near_copy_share(X, X + 0.01 * noise).share > 0.95
    assert near_copy_share(X, X + noise).share < 0.05


def test_segments_between_neighbours_lie_nearer_than_fresh_rows():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(260, 5)), np.repeat([0, 1], [200, 60])
    drawn = SMOTE(random_state=0).fit_resample(X, y)[0][260:]
    on_segments = near_copy_share(X[y == 1], drawn)
    fresh = near_copy_share(X[y == 1], rng.normal(size=(140, 5)))
    assert on_segments.median_ratio < 0.6 * fresh.median_ratio


def test_standardising_uses_the_training_rows():
    train = np.array([[0.0, 0.0], [1.0, 1000.0], [2.0, 0.0]])
    near_in_both = np.array([[0.0, 50.0]])
    assert near_copy_share(train, near_in_both).share == 1.0
    assert near_copy_share(train, near_in_both, standardize=False).share == 0.0


def test_one_training_row_says_nothing():
    with pytest.raises(ValueError, match="X_train must hold at least two different rows"):
        near_copy_share(column(1, 1), column(1))


def test_columns_that_differ_name_the_training_rows():
    with pytest.raises(ValueError, match="X_train has 1 columns"):
        near_copy_share(column(1, 2), np.ones((2, 2)))


@pytest.mark.parametrize("ratio", [0, -1.0, np.nan, True, "0.1"])
def test_bad_ratios_raise(ratio):
    with pytest.raises(ValueError, match="ratio must be a positive number"):
        near_copy_share(column(1, 2), column(1, 2), ratio=ratio)
