"""Tests of precision, recall, density and coverage."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from imbgan.inspection import _neighbours, precision_recall_density_coverage


def column(*values):
    return np.array(values, dtype=float)[:, None]


def four(real, generated, **options):
    """The four numbers as a tuple."""
    result = precision_recall_density_coverage(real, generated, **options)
    return result.precision, result.recall, result.density, result.coverage


def test_four_numbers_worked_out_on_a_line():
    # Balls of the real rows: [-1, 1], [0, 2], [1, 3], [2, 10]; of the generated ones: [0.2, 0.8],
    # [0.5, 1.1], [19, 21], [20, 22]. Two generated rows lie in two real balls each; of the real
    # rows only 1 lies in a generated ball; the first two real balls hold generated rows.
    real, generated = column(0, 1, 2, 6), column(0.5, 0.8, 20, 21)
    assert four(real, generated, n_neighbors=1) == (2 / 4, 1 / 4, 4 / 4, 2 / 4)


def test_two_neighbours_make_the_balls_larger():
    # Real radii 2, 1, 2, 5; generated radii 19.5, 19.2, 19.2, 20.2.
    # 0.5 lies in the real balls of 0, 1 and 2, but not in that of 6; so does 0.8, which is 5.2
    # from 6. The real balls of 0, 1 and 2 hold generated rows.
    real, generated = column(0, 1, 2, 6), column(0.5, 0.8, 20, 21)
    expected = (2 / 4, 4 / 4, 6 / (2 * 4), 3 / 4)
    assert four(real, generated, n_neighbors=2) == expected


def test_a_row_on_the_rim_is_inside():
    assert four(column(0, 1), column(2, 2), n_neighbors=1) == (1.0, 0.0, 1.0, 0.5)


def test_copies_have_full_marks():
    X = np.random.default_rng(0).normal(size=(50, 30))
    # The ball of each row holds itself and its five neighbours.
    assert four(X, X.copy()) == (1.0, 1.0, 6 / 5, 1.0)


def test_rows_elsewhere_have_none():
    X = np.random.default_rng(0).normal(size=(50, 3))
    assert four(X, X + 100) == (0.0, 0.0, 0.0, 0.0)


def test_one_distribution_has_density_one_and_the_coverage_that_is_expected():
    rng = np.random.default_rng(0)
    pairs = rng.normal(size=(30, 2, 200, 3))
    found = np.mean([four(*pair, n_neighbors=2) for pair in pairs], axis=0)
    assert found[2] == pytest.approx(1.0, abs=0.03)
    assert found[3] == pytest.approx(1 - 2**-2, abs=0.02)


def test_a_lost_mode_costs_recall_and_coverage_but_not_precision():
    rng = np.random.default_rng(0)
    real = np.concatenate([rng.normal(size=(100, 2)), rng.normal(50, size=(100, 2))])
    precision, recall, _, coverage = four(real, rng.normal(size=(200, 2)))
    assert precision > 0.9
    assert recall < 0.55
    assert coverage < 0.55


def test_one_far_real_row_fools_precision_more_than_density():
    rng = np.random.default_rng(0)
    real = np.concatenate([rng.normal(size=(100, 2)), [[100.0, 100.0]]])
    precision, _, density, _ = four(real, rng.normal(60, size=(100, 2)), standardize=False)
    assert precision == 1.0
    assert density <= 0.2 + 1e-9


def test_standardising_makes_units_irrelevant():
    rng = np.random.default_rng(0)
    real, generated = rng.normal(size=(40, 2)), rng.normal(0.5, size=(40, 2))
    metres = [1.0, 1000.0]
    assert four(real * metres, generated * metres) == four(real, generated)
    plain = four(real, generated, standardize=False)
    assert four(real * metres, generated * metres, standardize=False) != plain


@settings(max_examples=30, deadline=None)
@given(st.integers(3, 12), st.integers(3, 12), st.integers(1, 2), st.integers(0, 1000))
def test_the_blocks_agree_with_all_distances_at_once(n_real, n_generated, k, seed):
    rng = np.random.default_rng(seed)
    # Few different values, so that rows lie on rims and on each other.
    real = rng.integers(0, 4, size=(n_real, 2)).astype(float)
    generated = rng.integers(0, 4, size=(n_generated, 2)).astype(float)

    def radii(X):
        return np.sort(np.linalg.norm(X[:, None] - X[None], axis=2), axis=1)[:, k]

    between = np.linalg.norm(generated[:, None] - real[None], axis=2)
    in_real = between <= radii(real) + 1e-9
    in_generated = between.T <= radii(generated) + 1e-9
    expected = (
        in_real.any(axis=1).mean(),
        in_generated.any(axis=1).mean(),
        in_real.sum(axis=1).mean() / k,
        in_real.any(axis=0).mean(),
    )
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(_neighbours, "_MAX_DISTANCES", 16)
        found = four(real, generated, n_neighbors=k, standardize=False)
    assert found == pytest.approx(expected)


def test_too_few_rows_and_bad_neighbours_raise():
    with pytest.raises(ValueError, match="3 rows; n_neighbors=5 needs at least 6"):
        four(np.ones((9, 1)), np.ones((3, 1)))
    for bad in (0, 1.5, True):
        with pytest.raises(ValueError, match="n_neighbors must be a positive integer"):
            four(np.ones((9, 1)), np.ones((9, 1)), n_neighbors=bad)
