"""Claims about the encoder of tables."""

import pickle

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from imbgan.encoding import TabularEncoder

pd = pytest.importorskip("pandas")

N_ROWS = 30
FLOATS = st.floats(-1e12, 1e12, allow_nan=False).map(lambda x: 0.0 if abs(x) < 1e-12 else x)


def round_trip(X, **params):
    encoder = TabularEncoder(**params).fit(X)
    return encoder.inverse_transform(encoder.transform(X))


def assert_same_rows(back, X):
    """Equal but for the float32 in between, which keeps seven digits of a column's range."""
    for column in range(X.shape[1]):
        difference = np.abs(back[:, column] - X[:, column])
        assert difference.max() <= 1e-6 * np.ptp(X[:, column])


def standardised(column):
    """The plain standardisation, near the robust one where there is no outlier."""
    return (column - column.mean()) / column.std()


@pytest.fixture
def frame():
    """A frame with a column of each kind."""
    rng = np.random.default_rng(0)
    size = rng.choice(["S", "M", "L"], N_ROWS)
    return pd.DataFrame(
        {
            "float": rng.normal(size=N_ROWS),
            "size": pd.Categorical(size, categories=["S", "M", "L", "XL"], ordered=True),
            "float32": rng.normal(size=N_ROWS).astype(np.float32),
            "int": rng.integers(-5, 9, N_ROWS),
            "uint8": rng.integers(0, 256, N_ROWS).astype(np.uint8),
            "bool": rng.random(N_ROWS) < 0.5,
            "text": pd.Series(rng.choice(["a", "bb"], N_ROWS), dtype="str"),
            "string": pd.array(rng.choice(["x", "yy"], N_ROWS), dtype="string"),
            "Int64": pd.array(rng.integers(0, 5, N_ROWS), dtype="Int64"),
            "Float64": pd.array(rng.normal(size=N_ROWS), dtype="Float64"),
            "boolean": pd.array(rng.random(N_ROWS) < 0.5, dtype="boolean"),
            "object": pd.Series(rng.integers(0, 5, N_ROWS).tolist(), dtype=object),
            "constant": 3.3,
        }
    )


@given(X=hnp.arrays(np.float64, st.tuples(st.integers(1, 20), st.integers(1, 4)), elements=FLOATS))
def test_arrays_of_floats_come_back(X):
    back = round_trip(X)
    assert back.dtype == X.dtype
    assert_same_rows(back, X)


@given(
    X=hnp.arrays(
        st.sampled_from([np.int8, np.uint8, np.int32, np.int64, np.uint64, np.bool_]),
        st.tuples(st.integers(1, 20), st.integers(1, 4)),
        elements={"min_value": 0, "max_value": 100},
    )
    | hnp.arrays(
        np.int64,
        st.tuples(st.integers(1, 20), st.integers(1, 4)),
        elements=st.integers(-(2**23) + 1, 2**23 - 1),
    )
)
def test_arrays_of_integers_and_bools_come_back_exactly(X):
    back = round_trip(X)
    assert back.dtype == X.dtype
    assert np.array_equal(back, X)


@given(
    names=st.lists(st.text(max_size=3), min_size=1, max_size=20),
    numbers=st.lists(st.integers(-9, 9) | st.floats(-9, 9), min_size=20, max_size=20),
)
def test_object_arrays_with_declared_columns_come_back(names, numbers):
    X = np.array(list(zip(names, numbers, strict=False)), dtype=object)
    back = round_trip(X, categorical_features=[0])
    assert back.dtype == object
    assert back[:, 0].tolist() == names
    np.testing.assert_allclose(back[:, 1].astype(float), X[:, 1].astype(float), atol=1e-4)


@settings(max_examples=25)
@given(data=st.data())
def test_any_rows_of_a_frame_come_back_with_their_dtypes(data):
    column = st.fixed_dictionaries(
        {
            "float": st.floats(-1e6, 1e6),
            "int": st.integers(-(2**22), 2**22),
            "flag": st.booleans(),
            "word": st.text(max_size=3),
            "kind": st.sampled_from("xyz"),
        }
    )
    X = pd.DataFrame(data.draw(st.lists(column, min_size=1, max_size=15)))
    X = X.astype({"word": "str", "kind": "category"})
    pd.testing.assert_frame_equal(round_trip(X), X, rtol=1e-5, atol=1e-6 * 2e6)


def test_a_frame_of_all_kinds_comes_back(frame):
    pd.testing.assert_frame_equal(round_trip(frame), frame, rtol=1e-5)


def test_numeric_columns_come_first_then_codes(frame):
    encoder = TabularEncoder().fit(frame)
    Z = encoder.transform(frame)
    assert Z.dtype == np.float32
    assert Z.shape == (N_ROWS, *encoder.shape) == (N_ROWS, 13)
    assert encoder.numeric_.tolist() == [0, 2, 3, 4, 5, 8, 9, 10, 11, 12]
    assert encoder.categorical_.tolist() == [1, 6, 7]
    assert encoder.n_categories == (3, 2, 2)
    sizes = frame["size"].map({"S": 0, "M": 1, "L": 2}).to_numpy()
    assert np.array_equal(Z[:, 10], sizes)
    np.testing.assert_allclose(Z[:, 2], standardised(frame["int"]), atol=0.2)


def test_any_encoded_rows_decode_to_members_and_to_the_seen_range(frame):
    encoder = TabularEncoder().fit(frame)
    Z = np.random.default_rng(1).normal(scale=20, size=(500, 13)).astype(np.float32)
    X = encoder.inverse_transform(Z)
    assert X.dtypes.equals(frame.dtypes)
    assert X.index.equals(pd.RangeIndex(500))
    for name in ["size", "text", "string", "boolean", "bool"]:
        assert set(X[name]) == set(frame[name])
    for name in ["float", "float32", "int", "uint8", "Int64", "Float64", "object"]:
        assert X[name].min() == frame[name].min()
        assert X[name].max() == frame[name].max()
    assert (X["constant"] == 3.3).all()
    assert set(map(type, X["object"])) == {int}


@pytest.mark.parametrize("dtype", [np.float16, np.float32, np.float64])
def test_the_dtype_of_floats_is_kept_and_its_range_holds(dtype):
    X = np.random.default_rng(0).normal(size=(50, 3)).astype(dtype)
    encoder = TabularEncoder().fit(X)
    wild = encoder.inverse_transform(np.array([[-50.0] * 3, [50.0] * 3]))
    assert wild.dtype == dtype
    assert np.array_equal(wild, [X.min(axis=0), X.max(axis=0)])


def test_unseen_categories_have_the_code_minus_one():
    X = pd.DataFrame({"kind": ["a", "b"]})
    encoder = TabularEncoder().fit(X)
    assert encoder.transform(pd.DataFrame({"kind": ["z", "b"]}))[:, 0].tolist() == [-1, 1]


def test_categories_are_matched_by_value_where_the_dtype_orders_them_otherwise():
    fit = pd.DataFrame({"kind": pd.Categorical(["a", "b"])})
    other = pd.DataFrame({"kind": pd.Categorical(["a", "b"], categories=["c", "b", "a"])})
    assert TabularEncoder().fit(fit).transform(other)[:, 0].tolist() == [0, 1]


def test_categories_of_the_dtype_without_rows_are_kept_but_never_drawn():
    X = pd.DataFrame({"kind": pd.Categorical(["b", "a"], categories=["b", "never", "a"])})
    encoder = TabularEncoder().fit(X)
    assert encoder.n_categories == (2,)
    back = encoder.inverse_transform(np.array([[0.0], [1.0], [9.0]]))
    assert back["kind"].tolist() == ["b", "a", "a"]
    assert back["kind"].cat.categories.tolist() == ["b", "never", "a"]


def test_numeric_columns_may_be_declared_categorical():
    X = np.array([[0.5, 7.0], [1.5, 3.0], [2.5, 7.0]])
    encoder = TabularEncoder(categorical_features=[1]).fit(X)
    assert encoder.categories_[0].tolist() == [3.0, 7.0]
    back = encoder.inverse_transform([[0.0, 0.4], [0.0, 0.6]])
    assert back[:, 1].tolist() == [3.0, 7.0]


def test_tables_of_categories_alone_work():
    X = np.array([["a", "x"], ["b", "y"], ["b", "x"]])
    back = round_trip(X, categorical_features=[0, 1])
    assert back.dtype == X.dtype
    assert np.array_equal(back, X)


def test_sparse_matrices_are_decoded_to_dense_arrays():
    X = sparse.random(20, 5, density=0.3, format="csr", random_state=0)
    back = round_trip(X)
    assert isinstance(back, np.ndarray)
    assert_same_rows(back, X.toarray())


def test_rows_may_come_in_another_container_than_in_fit(frame):
    numbers = frame[["float", "int", "bool"]]
    encoder = TabularEncoder().fit(numbers)
    expected = encoder.transform(numbers)
    np.testing.assert_allclose(encoder.transform(numbers.astype(float).to_numpy()), expected)
    np.testing.assert_allclose(encoder.transform(numbers.astype(object)), expected)


def test_lists_of_mixed_rows_keep_their_numbers():
    encoder = TabularEncoder(categorical_features=[1]).fit([[1, "a"], [4, "b"]])
    assert encoder.inverse_transform(encoder.transform([[4, "a"]])).tolist() == [[4, "a"]]


@pytest.mark.parametrize("kind", ["repeated", "not strings", "levels"])
def test_names_of_columns_come_back_whatever_they_are(kind):
    names = {
        "repeated": ["a", "a"],
        "not strings": [3, None],
        "levels": pd.MultiIndex.from_tuples([("a", 1), ("b", 2)], names=["x", "y"]),
    }[kind]
    X = pd.DataFrame([[1.0, 2], [3.0, 4]], columns=names)
    pd.testing.assert_frame_equal(round_trip(X), X)
    assert not hasattr(TabularEncoder().fit(X), "feature_names_in_") or kind == "repeated"


def test_names_are_known_where_a_frame_was_seen(frame):
    assert TabularEncoder().fit(frame).feature_names_in_.tolist() == frame.columns.tolist()
    assert not hasattr(TabularEncoder().fit(np.eye(3)), "feature_names_in_")
    assert TabularEncoder().fit(np.eye(3)).n_features_in_ == 3


def test_fitting_again_forgets_the_names_of_the_first_frame(frame):
    encoder = TabularEncoder().fit(frame)
    assert not hasattr(encoder.fit(np.eye(3)), "feature_names_in_")


def test_no_rows_are_encoded_and_decoded_to_no_rows(frame):
    encoder = TabularEncoder().fit(frame)
    assert encoder.transform(frame[:0]).shape == (0, 13)
    empty = encoder.inverse_transform(np.empty((0, 13), dtype=np.float32))
    assert empty.shape == (0, 13)
    assert empty.dtypes.equals(frame.dtypes)


def test_one_row_is_enough(frame):
    pd.testing.assert_frame_equal(round_trip(frame[:1]), frame[:1], rtol=1e-5)


def test_transform_leaves_the_data_alone(frame):
    before = frame.copy()
    round_trip(frame)
    pd.testing.assert_frame_equal(frame, before)
    X = np.random.default_rng(0).normal(size=(9, 3))
    X.flags.writeable = False
    round_trip(X)


def test_rows_of_any_length_are_encoded_in_blocks_alike(monkeypatch, frame):
    whole = TabularEncoder().fit(frame)
    monkeypatch.setattr("imbgan.encoding._tables.BLOCK_SIZE", N_ROWS)
    pieces = TabularEncoder().fit(frame)
    Z = whole.transform(frame)
    assert np.array_equal(pieces.transform(frame), Z)
    pd.testing.assert_frame_equal(pieces.inverse_transform(Z), whole.inverse_transform(Z))


def test_the_encoder_can_be_pickled(frame):
    encoder = TabularEncoder().fit(frame)
    again = pickle.loads(pickle.dumps(encoder))
    assert np.array_equal(again.transform(frame), encoder.transform(frame))


def test_values_far_outside_the_seen_range_stay_finite():
    encoder = TabularEncoder().fit(np.array([[0.0], [1e-250]]))
    Z = encoder.transform(np.array([[1e300], [-1e300]]))[:, 0]
    assert Z.tolist() == [2e9, -2e9]
    assert np.isfinite(Z**2).all()
