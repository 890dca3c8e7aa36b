"""Claims about values as JSON."""

import json
from collections import OrderedDict

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp

from imbgan.persistence._codec import PLAIN_KINDS, CannotWrite, Codec

HASHABLE = st.one_of(
    st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text(max_size=5)
)
VALUES = st.recursive(
    HASHABLE,
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.lists(inner, max_size=3).map(tuple),
        st.dictionaries(HASHABLE | st.tuples(HASHABLE), inner, max_size=3),
    ),
    max_leaves=8,
)
NUMBERS = st.one_of(
    st.just(np.dtype(bool)),
    hnp.integer_dtypes(endianness="?"),
    hnp.unsigned_integer_dtypes(endianness="?"),
    hnp.floating_dtypes(endianness="?", sizes=(16, 32, 64)),
    hnp.datetime64_dtypes(endianness="<"),
    hnp.timedelta64_dtypes(endianness="<"),
)


def round_trip(value):
    """Write a value as text, read it again."""
    codec = Codec(PLAIN_KINDS, {})
    text = json.dumps(codec.put(value), allow_nan=False)
    return codec.get(json.loads(text))


def same(a, b):
    """Whether two values are of one type and equal, in all depths."""
    if type(a) is not type(b):
        return False
    if isinstance(a, (list, tuple)):
        return len(a) == len(b) and all(map(same, a, b))
    if isinstance(a, dict):
        return same(list(a.items()), list(b.items()))
    return a == b


@settings(max_examples=100, deadline=None)
@given(VALUES)
def test_plain_values_and_containers_come_back_as_they_were(value):
    assert same(round_trip(value), value)


@settings(max_examples=100, deadline=None)
@given(hnp.arrays(NUMBERS, hnp.array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=3)))
def test_arrays_of_numbers_and_times_come_back_bit_by_bit(array):
    back = round_trip(array)
    assert back.dtype == array.dtype
    assert back.shape == array.shape
    np.testing.assert_array_equal(back, array)  # NaN equals NaN here


@pytest.mark.parametrize(
    "array",
    [
        np.array(["a", "longer", ""]),
        np.array([["x", None], [1.5, (1, 2)]], dtype=object),
        np.array([], dtype=object),
        np.asfortranarray(np.arange(6.0).reshape(2, 3)),
        np.arange(9)[::2],
        np.frombuffer(b"12345678", dtype=np.uint8),
    ],
    ids=["text", "objects", "empty", "fortran", "strided", "read-only"],
)
def test_arrays_of_any_make_come_back(array):
    back = round_trip(array)
    assert back.dtype == array.dtype
    assert back.tolist() == array.tolist()


def test_tuples_in_arrays_of_objects_stay_whole():
    array = np.empty(2, dtype=object)
    array[:] = [(1, 2), (3, 4)]
    assert round_trip(array).tolist() == [(1, 2), (3, 4)]


@pytest.mark.parametrize("value", [float("nan"), float("inf"), -float("inf"), -0.0, 5e-324])
def test_special_floats_come_back(value):
    assert repr(round_trip(value)) == repr(value)


@pytest.mark.parametrize(
    "value",
    [
        np.float32(0.1),
        np.float64(0.1),
        np.int8(-3),
        np.uint64(2**64 - 1),
        np.bool_(True),
        np.str_("label"),
        np.float16("nan"),
        np.datetime64("2020-02-02"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_numpy_scalars_keep_their_type(value):
    back = round_trip(value)
    assert type(back) is type(value)
    np.testing.assert_array_equal(back, value)


@pytest.mark.parametrize("name", ["<i8", ">f4", "|b1", "|O", "<U6", "<M8[ns]"])
def test_dtypes_come_back(name):
    assert round_trip(np.dtype(name)) == np.dtype(name)


@pytest.mark.parametrize("name", ["MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64"])
def test_generators_go_on_where_they_were(name):
    generator = np.random.Generator(getattr(np.random, name)(0))
    generator.integers(10, size=3, dtype=np.int32)  # leaves half a number behind
    back = round_trip(generator)
    assert np.array_equal(back.random(5), generator.random(5))
    assert back.integers(2**30) == generator.integers(2**30)


def test_random_states_go_on_where_they_were():
    random_state = np.random.RandomState(0)
    random_state.normal()  # leaves the second of a pair behind
    back = round_trip(random_state)
    assert np.array_equal(back.normal(size=5), random_state.normal(size=5))


def test_the_order_of_a_dict_is_kept():
    assert list(round_trip(OrderedDict([("b", 1), ("a", 2), (3, 3)]))) == ["b", "a", 3]


class Text(str):
    """A subclass that could do anything."""


@pytest.mark.parametrize(
    "value",
    [
        {1, 2},
        1j,
        print,
        object(),
        b"bytes",
        Text("a"),
        np.array([1j]),
        np.array([b"a"]),
        np.zeros(2, dtype=[("a", int)]),
        np.dtype([("a", int)]),
        np.ma.array([1]),
    ],
    ids=lambda value: type(value).__name__,
)
def test_other_values_are_refused_at_any_depth(value):
    for nested in (value, [value], {"a": (value,)}, {"a": [1, {"b": value}]}):
        with pytest.raises(CannotWrite, match="cannot hold"):
            round_trip(nested)


def test_a_long_value_is_named_in_a_few_words():
    with pytest.raises(CannotWrite) as caught:
        round_trip({"x" * 1000})
    assert len(str(caught.value)) < 120


def test_an_unknown_kind_or_bit_generator_is_no_value():
    codec = Codec(PLAIN_KINDS, {})
    with pytest.raises(KeyError):
        codec.get({"kind": "eval", "value": "1"})
    state = {"bit_generator": "seed", "state": 0}
    with pytest.raises(ValueError, match="not a bit generator"):
        codec.get({"kind": "generator", "state": codec.put(state)})


def test_times_of_foreign_byte_order_come_back():
    array = np.array(["2020-02-02", "NaT"], dtype=">M8[s]")
    np.testing.assert_array_equal(round_trip(array), array)


def read_array(record, tensors=()):
    return Codec(PLAIN_KINDS, dict(tensors)).get({"kind": "array", **record})


@pytest.mark.parametrize(
    "record",
    [
        {"dtype": "<U500000000", "shape": [1], "items": ["a"]},
        {"dtype": "<U500000000", "item": 1},
        {"dtype": "V500000000", "shape": [1], "items": [0]},
        {"dtype": "<U200000", "shape": [3000], "items": ["a"] * 3000},
        {"dtype": "<f8", "tensor": "floats"},
        {"dtype": "<U4", "tensor": "floats"},
    ],
    ids=["long text", "long item", "void", "many long texts", "wider", "text of numbers"],
)
def test_arrays_that_claim_more_than_the_file_holds_are_refused(record):
    with pytest.raises(ValueError, match="no array|shorter than"):
        read_array(record, {"floats": torch.ones(4)})


def test_a_tensor_is_read_once():
    codec = Codec(PLAIN_KINDS, {"one": torch.ones(4)})
    record = {"kind": "array", "dtype": "<f4", "tensor": "one"}
    assert codec.get(record).tolist() == [1, 1, 1, 1]
    with pytest.raises(KeyError, match="one"):
        codec.get(record)
