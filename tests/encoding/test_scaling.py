"""Claims about the affine scaling of numeric columns."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from imbgan.encoding._scaling import Scaling, fit_scaling

INT_DTYPES = [np.int64, np.uint64]


def encoded(values):
    """Encoded column in float32 and its scaling."""
    values = np.asarray(values)[:, None]
    scaling = fit_scaling(values)
    return scaling.encode(values).astype(np.float32), scaling


def normal_column(n_rows=1000):
    return np.random.default_rng(0).normal(size=n_rows)


def test_an_outlier_leaves_the_scale_of_the_rest_alone():
    clean = normal_column()
    Z, _ = encoded(np.append(clean, 1e6))
    assert Z[:-1].std() == pytest.approx(1, abs=0.1)
    assert Z[:-1].mean() == pytest.approx(0, abs=0.1)


@pytest.mark.parametrize("fill", [1e10, -1e12, 9.97e36])
def test_a_few_fill_values_do_not_drown_the_rest(fill):
    clean = normal_column()
    column = np.append(clean, [fill] * 4)
    Z, scaling = encoded(column)
    assert Z[:-4].std() == pytest.approx(1, abs=0.1)
    np.testing.assert_allclose(scaling.decode(Z)[:-4, 0], clean, atol=1e-5)


@pytest.mark.parametrize("dtype", INT_DTYPES)
@pytest.mark.parametrize("end", ["min", "max"])
def test_a_few_fill_values_do_not_drown_integers(dtype, end):
    middle = 2**61
    clean = middle + np.arange(1000).astype(dtype)
    column = np.append(clean, np.full(4, getattr(np.iinfo(dtype), end), dtype=dtype))
    Z, scaling = encoded(column)
    assert scaling.decode(Z)[:-4, 0].tolist() == clean.tolist()
    assert 0.5 < Z[:-4].std() < 2  # a power of two


def test_a_rare_indicator_is_standardised_although_its_bulk_is_constant():
    column = np.zeros(1000, dtype=np.int64)
    column[:3] = 1
    Z, _ = encoded(column)
    assert Z.std() == pytest.approx(1, rel=1e-5)
    assert Z.mean() == pytest.approx(0, abs=1e-5)


def test_small_noise_on_a_huge_offset_is_standardised():
    Z, _ = encoded(1e9 + 1e-3 * normal_column())
    assert Z.std() == pytest.approx(1, abs=0.1)


@pytest.mark.parametrize("size", [1e-300, 1e-30, 1e30, 1e300])
def test_the_encoded_column_does_not_depend_on_the_unit(size):
    expected, _ = encoded(normal_column())
    Z, _ = encoded(size * normal_column())
    np.testing.assert_allclose(Z, expected, rtol=1e-5, atol=1e-6)


def test_the_whole_range_of_float64_is_encoded_without_overflow():
    ends = np.array([-1.7e308, 1e308, 1.7e308, 0.0])
    Z, scaling = encoded(ends)
    assert np.isfinite(Z).all()
    np.testing.assert_allclose(scaling.decode(Z)[:, 0], ends, rtol=1e-6, atol=1e302)


@pytest.mark.parametrize("value", [0.0, -3.3, 1e300, 5e-324, 1e9])
def test_a_constant_column_is_zero_and_comes_back_exactly(value):
    Z, scaling = encoded(np.full(7, value))
    assert not Z.any()
    assert (scaling.decode(Z + 3) == value).all()


def test_decoded_values_stay_in_the_seen_range():
    _, scaling = encoded(np.array([0.1, 0.7, 0.3]))
    decoded = scaling.decode(np.array([[-1e30], [1e30], [np.inf]]))
    assert decoded[:, 0].tolist() == [0.1, 0.7, 0.7]


@pytest.mark.parametrize("dtype", INT_DTYPES)
def test_decoded_integers_reach_the_ends_of_their_dtype_without_wrapping(dtype):
    ends = np.array([np.iinfo(dtype).min, np.iinfo(dtype).max], dtype=dtype)
    _, scaling = encoded(ends)
    decoded = scaling.decode(np.array([[-1e30], [-np.inf], [1e30], [np.inf]]))
    assert decoded[:, 0].tolist() == [ends[0], ends[0], ends[1], ends[1]]


@given(
    column=hnp.arrays(
        np.float64,
        st.integers(1, 40),
        elements=st.floats(-1e300, 1e300, allow_nan=False, allow_infinity=False),
    )
)
def test_floats_come_back_within_float32_of_the_distance_to_the_location(column):
    Z, scaling = encoded(column)
    assert np.isfinite(Z).all()
    back = scaling.decode(Z)[:, 0]
    distance = np.abs(column / 2 - scaling.origin / 2)
    allowed = 1e-5 * scaling.scale + 2 * distance * 2.0**-23 + np.spacing(np.abs(column))
    assert (np.abs(back - column) <= allowed).all()


@given(data=st.data(), dtype=st.sampled_from(INT_DTYPES))
def test_integers_within_a_range_of_two_to_the_24_come_back_exactly(data, dtype):
    limits = np.iinfo(dtype)
    low = data.draw(st.integers(limits.min, limits.max - 2**24))
    steps = data.draw(st.lists(st.integers(0, 2**24 - 1), min_size=1, max_size=40))
    column = np.array([low + step for step in steps], dtype=dtype)
    Z, scaling = encoded(column)
    assert scaling.decode(Z)[:, 0].tolist() == column.tolist()


def test_neighbouring_integers_far_from_the_bulk_stay_apart():
    column = np.append(np.zeros(1000, dtype=np.int64), np.arange(2**24 - 50, 2**24))
    column[:500] = np.arange(500)
    Z, scaling = encoded(column)
    assert scaling.decode(Z)[:, 0].tolist() == column.tolist()


def test_values_beyond_the_seen_ones_are_encoded_on_the_same_line():
    _, scaling = encoded(np.array([10, 12, 14], dtype=np.int64))
    Z = scaling.encode(np.array([[8], [10], [12], [14], [16]], dtype=np.int64))[:, 0]
    np.testing.assert_allclose(np.diff(Z), np.diff(Z)[0])


@pytest.mark.parametrize("dtype", [np.int64, np.uint64, np.float64])
def test_the_dtype_at_predict_may_differ_from_that_in_fit(dtype):
    _, scaling = encoded(np.array([3, 5, 9], dtype=np.int64))
    expected = scaling.encode(np.array([[2], [7]], dtype=np.int64))
    np.testing.assert_allclose(scaling.encode(np.array([[2], [7]], dtype=dtype)), expected)


def test_columns_are_scaled_independently_of_each_other():
    values = np.random.default_rng(0).normal(size=(20, 3)) * [1, 10, 100]
    whole, part = fit_scaling(values), fit_scaling(values[:, 1:])
    assert np.array_equal(part.encode(values[:, 1:]), whole.encode(values)[:, 1:])
    of_whole = whole.part(slice(1, None))
    assert all(map(np.array_equal, of_whole, part))


def test_a_scaling_comes_back_from_its_record():
    values = np.array([[1, 5], [2, 2**62], [9, -7]])
    scaling = fit_scaling(values)
    again = Scaling(**scaling._asdict())
    Z = scaling.encode(values)
    assert np.array_equal(again.encode(values), Z)
    assert np.array_equal(again.decode(Z), scaling.decode(Z))
