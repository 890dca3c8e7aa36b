"""Claims about the forms of categorical_features."""

import numpy as np
import pytest

from imbgan.encoding._tabular import categorical_columns

pd = pytest.importorskip("pandas")

ARRAY = np.zeros((3, 4))


@pytest.fixture
def frame():
    return pd.DataFrame(
        {
            "age": [1, 2],
            "kind": pd.Categorical(["a", "b"]),
            "word": pd.Series(["x", "y"], dtype="str"),
            "string": pd.array(["x", "y"], dtype="string"),
            "object": pd.Series([1, 2], dtype=object),
        }
    )


def test_auto_takes_categories_and_strings_of_a_frame(frame):
    assert categorical_columns(frame, "auto").tolist() == [1, 2, 3]


def test_auto_and_none_take_nothing_of_an_array():
    assert categorical_columns(ARRAY, "auto").tolist() == []
    assert categorical_columns(ARRAY, None).tolist() == []


@pytest.mark.parametrize(
    ("chosen", "columns"),
    [
        ([False, True, False, True], [1, 3]),
        (np.array([True, False, False, False]), [0]),
        ([3, 1], [1, 3]),
        ((2,), [2]),
        ([-1, 0], [0, 3]),
        ([1, 1], [1]),
        ([], []),
    ],
)
def test_masks_and_indices_choose_columns(chosen, columns):
    found = categorical_columns(ARRAY, chosen)
    assert found.tolist() == columns
    assert found.dtype == np.intp


def test_names_choose_columns_of_a_frame(frame):
    assert categorical_columns(frame, ["word", "age"]).tolist() == [0, 2]
    assert categorical_columns(frame, pd.Index(["object"])).tolist() == [4]


@pytest.mark.parametrize(
    ("chosen", "message"),
    [
        ([True, False], "mask of length 2, but X has 4 columns"),
        ([7, 1], "the columns 7, but X has only the columns 0 to 3"),
        ([-5], "the columns -5"),
        (["kind"], "no pandas DataFrame"),
        ("kind", r"write \['kind'\]"),
        ([0.5], "must be 'auto', None, a boolean mask"),
        ([[0]], "must be 'auto', None, a boolean mask"),
        (1, "must be 'auto', None, a boolean mask"),
        ([0, "kind"], "no pandas DataFrame"),
    ],
)
def test_choices_that_do_not_fit_an_array_are_refused(chosen, message):
    with pytest.raises(ValueError, match=message):
        categorical_columns(ARRAY, chosen)


def test_names_that_a_frame_lacks_or_repeats_are_refused(frame):
    with pytest.raises(ValueError, match="X does not have: 'size'. Its columns are 'age', 'kind'"):
        categorical_columns(frame, ["size", "age"])
    frame.columns = ["age", "age", "word", "string", "object"]
    with pytest.raises(ValueError, match="X has several times: 'age'"):
        categorical_columns(frame, ["age"])
