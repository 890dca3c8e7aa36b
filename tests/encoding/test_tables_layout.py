"""Claims about the tables that are built from decoded columns."""

import numpy as np
import pytest

from imbgan.encoding._tables import layout_from, layout_of

pd = pytest.importorskip("pandas")


def test_arrays_are_built_in_their_dtype():
    X = np.zeros((3, 2), dtype=np.int16)
    built = layout_of(X).build(2, [(1, np.array([5, 6])), (0, np.array([7, 8]))])
    assert built.dtype == np.int16
    assert built.tolist() == [[7, 5], [8, 6]]


@pytest.mark.parametrize(
    ("dtype", "values"),
    [
        ("Int64", np.array([2**62 + 1, 3])),
        ("uint64", np.array([2**63 + 1, 3], dtype=np.uint64)),
        ("boolean", np.array([1, 0])),
        ("bool", np.array([1, 0])),
        ("Float32", np.array([0.5, 1.5])),
        ("float32", np.array([0.5, 1.5])),
        ("string", np.array(["a", "b"], dtype=object)),
        ("str", np.array(["a", "b"], dtype=object)),
        (pd.SparseDtype(float, 0.0), np.array([0.0, 1.5])),
        (object, np.array([1, 2])),
        (pd.CategoricalDtype(["z", "a", "b"], ordered=True), np.array(["a", "b"], dtype=object)),
    ],
    ids=str,
)
def test_columns_of_a_frame_get_their_dtype_exactly(dtype, values):
    X = pd.DataFrame({"c": pd.Series(values, dtype=dtype)})
    built = layout_of(X[:0]).build(2, [(0, values)])
    pd.testing.assert_frame_equal(built, X)


def test_frames_have_their_columns_in_order_and_a_fresh_index():
    X = pd.DataFrame({"b": [1.0], "a": [2.0]}, index=["row"])
    built = layout_of(X).build(2, [(1, np.array([5.0, 6.0])), (0, np.array([7.0, 8.0]))])
    pd.testing.assert_frame_equal(built, pd.DataFrame({"b": [7.0, 8.0], "a": [5.0, 6.0]}))


@pytest.mark.parametrize("dtype", [np.float32, bool, object])
def test_frames_of_one_dtype_are_built_alike(dtype):
    X = pd.DataFrame([[1, 0], [0, 1]], columns=["a", "a"]).astype(dtype)
    columns = [(0, np.array([1, 0])), (1, np.array([0, 1]))]
    pd.testing.assert_frame_equal(layout_of(X).build(2, columns), X)


def test_strings_in_a_frame_of_objects_stay_objects():
    X = pd.DataFrame({"a": pd.Series(["x", "y"], dtype=object)})
    built = layout_of(X).build(2, [(0, np.array(["x", "y"], dtype=object))])
    pd.testing.assert_frame_equal(built, X)


def test_a_layout_comes_back_from_its_fields():
    array = layout_of(np.zeros((2, 3), dtype=np.int16))
    assert layout_from(vars(array)) == array
    frame = layout_of(pd.DataFrame({"a": ["x"], "b": 1}))
    again = layout_from(vars(frame))
    assert again.columns.equals(frame.columns)
    assert again.dtypes == frame.dtypes
