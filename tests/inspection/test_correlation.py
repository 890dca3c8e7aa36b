"""Tests of the distance of correlations."""

import numpy as np
import pytest

from imbgan.inspection import correlation_distance

RNG = np.random.default_rng(0)


def correlated(rho, n=4000):
    return RNG.multivariate_normal([0, 0], [[1, rho], [rho, 1]], size=n)


def test_distance_of_hand_made_correlations():
    # Correlations of (a, b), (a, c), (b, c): 1, 0, 0 against -1, 0, 0.
    a, c = np.array([-1.0, -1.0, 1.0, 1.0]), np.array([-1.0, 1.0, -1.0, 1.0])
    real, generated = np.column_stack([a, a, c]), np.column_stack([a, -a, c])
    assert correlation_distance(real, generated) == pytest.approx(2 / 3)
    frobenius = correlation_distance(real, generated, norm="frobenius")
    assert frobenius == pytest.approx(np.sqrt(2 * 2**2))


def test_equal_rows_have_distance_zero():
    X = correlated(0.7)
    assert correlation_distance(X, X) == 0
    assert correlation_distance(X, X, norm="frobenius") == 0


def test_it_is_the_difference_of_the_correlations():
    distance = correlation_distance(correlated(0.8), correlated(0.0))
    assert distance == pytest.approx(0.8, abs=0.05)


def test_scale_and_shift_of_a_column_do_not_matter():
    X, other = correlated(0.8), correlated(0.2)
    expected = correlation_distance(X, other)
    assert correlation_distance(X, other * [3, 1e4] + [0, 7]) == pytest.approx(expected)


@pytest.mark.parametrize(
    "constant",
    [np.zeros(4000), np.full(4000, 0.1), 0.1 + 1e-12 * RNG.normal(size=4000)],
    ids=["zero", "constant", "rounding"],
)
def test_columns_that_do_not_vary_in_one_of_both_are_left_out(constant):
    real = np.column_stack([correlated(0.8), RNG.normal(size=4000)])
    generated = np.column_stack([correlated(0.8), constant])
    expected = correlation_distance(real[:, :2], generated[:, :2])
    assert correlation_distance(real, generated) == pytest.approx(expected)
    assert correlation_distance(generated, real) == pytest.approx(expected)


def test_images_are_flattened():
    images = RNG.random((50, 1, 2, 2))
    assert correlation_distance(images, images.reshape(50, 4)) == 0


def test_fewer_than_two_varying_columns_raise():
    X = np.column_stack([np.arange(4.0), np.zeros(4)])
    with pytest.raises(ValueError, match="1 of 2 do"):
        correlation_distance(X, X)
    with pytest.raises(ValueError, match="0 of 2 do"):
        correlation_distance(X, X[:1])


def test_an_unknown_norm_raises():
    with pytest.raises(ValueError, match="norm must be one of"):
        correlation_distance(np.eye(3), np.eye(3), norm="l2")
