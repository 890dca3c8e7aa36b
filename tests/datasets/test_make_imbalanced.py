"""Tests of thinning data to an imbalance."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from imbgan.datasets import imbalanced_subset, make_imbalanced, step_imbalance

Y = np.repeat([0, 1, 2], [60, 100, 80])
X = np.arange(480.0).reshape(240, 2)


def counts_of(**how):
    return np.bincount(make_imbalanced(X, Y, random_state=0, **how)[1]).tolist()


@pytest.mark.parametrize(
    "how, counts",
    [
        ({"ratio": 10}, [10, 100, 10]),
        ({"ratio": 1.7}, [58, 100, 58]),
        ({"counts": [5, 6, 0]}, [5, 6]),
        ({"counts": {2: 1, 1: 3, 0: 2}}, [2, 3, 1]),
        ({"long_tail": 100}, [1, 100, 10]),  # 100, 100 / 10, 100 / 100 by falling size
        ({"long_tail": 25}, [4, 100, 20]),
        ({"long_tail": 5 / 3}, [60, 100, 77]),
        ({"step": 20}, [3, 100, 4]),
        ({"step": 20, "minority": [1]}, [60, 5, 80]),
    ],
)
def test_classes_keep_the_rows_that_the_way_says(how, counts):
    assert counts_of(**how) == counts


@given(kept=st.integers(1, 59), part=st.sampled_from([0, 0.5, 0.99]), seed=st.integers(0, 99))
@pytest.mark.parametrize("name", ["ratio", "long_tail"])
def test_the_ratio_of_balanced_classes_is_as_asked_and_the_first_class_is_whole(
    name, kept, part, seed
):
    y = np.tile([2, 0, 1], 60)
    ratio = 60 / (kept + part)
    thinned = np.bincount(make_imbalanced(y, y, random_state=seed, **{name: ratio})[1])
    assert thinned[0] == 60 and thinned.min() == kept
    assert np.all(np.diff(thinned) <= 0)


@pytest.mark.parametrize(
    "how, rows, counts",
    [
        ({"long_tail": 32}, [96] * 6, [96, 48, 24, 12, 6, 3]),  # halved from class to class
        ({"long_tail": 10**3}, [1000] * 4, [1000, 100, 10, 1]),
        ({"ratio": 9 / 7}, [9, 9, 7], [9, 7, 7]),
        ({"long_tail": 9 / 7}, [9, 7], [9, 7]),  # the ratio that they have already
        ({"step": 9 / 7}, [9, 9], [7, 9]),
    ],
)
def test_no_row_is_lost_to_floats(how, rows, counts):
    y = np.repeat(np.arange(len(rows)), rows)
    assert np.bincount(make_imbalanced(y, y, **how)[1]).tolist() == counts


def test_a_class_without_rows_for_its_place_in_the_tail_keeps_what_it_has():
    y = np.repeat(["a", "b", "c"], [100, 12, 11])
    kept = np.unique(make_imbalanced(y, y, long_tail=25)[1], return_counts=True)[1]
    assert kept.tolist() == [100, 12, 4]


def test_rows_and_labels_stay_together_and_in_order():
    rows, labels = make_imbalanced(X, Y, ratio=10, random_state=3)
    assert np.all(np.diff(rows[:, 0]) > 0)
    assert np.array_equal(Y[(rows[:, 0] / 2).astype(int)], labels)


def test_the_rows_are_those_of_the_functions_that_give_numbers():
    kept = make_imbalanced(X, Y, counts=[5, 6, 7], random_state=1)[0]
    assert np.array_equal(kept, X[imbalanced_subset(Y, [5, 6, 7], random_state=1)])
    kept = make_imbalanced(X, Y, step=10, random_state=1)[0]
    assert np.array_equal(kept, X[step_imbalance(Y, 10, random_state=1)])


@pytest.mark.parametrize("name", ["ratio", "long_tail", "step"])
def test_a_larger_ratio_keeps_a_subset(name):
    mild, strong = (
        make_imbalanced(X, Y, random_state=5, **{name: ratio})[0][:, 0] for ratio in (5, 20)
    )
    assert set(strong) < set(mild)


@pytest.mark.parametrize("kind", [sparse.csr_matrix, sparse.coo_array, sparse.csc_array])
def test_sparse_rows_keep_their_container(kind):
    rows, _ = make_imbalanced(kind(X), Y, ratio=10, random_state=0)
    assert type(rows) is kind
    assert np.array_equal(rows.toarray(), make_imbalanced(X, Y, ratio=10, random_state=0)[0])


def test_frames_keep_index_names_and_dtypes():
    pd = pytest.importorskip("pandas")
    frame = pd.DataFrame({"a": X[:, 0], "b": pd.Categorical(Y)}, index=np.arange(240) + 1000)
    labels = pd.Series(Y, index=frame.index, name="label")
    rows, kept = make_imbalanced(frame, labels, ratio=10, random_state=0)
    assert rows.dtypes.equals(frame.dtypes) and kept.name == "label"
    assert rows.index.equals(kept.index) and rows.index.isin(frame.index).all()


def test_images_and_lists_keep_their_kind():
    images = np.zeros((240, 1, 4, 4), dtype=np.uint8)
    rows, labels = make_imbalanced(images, Y.tolist(), ratio=10)
    assert rows.shape == (120, 1, 4, 4) and rows.dtype == np.uint8
    assert type(labels) is list


def test_the_seed_decides_the_rows():
    first, again, other = (make_imbalanced(X, Y, ratio=10, random_state=s)[0] for s in (0, 0, 1))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


@pytest.mark.parametrize(
    "how, match",
    [
        ({}, "exactly one of ratio, counts, long_tail and step; none is given"),
        ({"ratio": 2, "step": 2}, "ratio and step is given"),
        ({"ratio": 2, "minority": [0]}, "give step with it"),
        ({"ratio": 0.5}, "ratio=0.5 must be a number of at least 1"),
        ({"long_tail": "ten"}, "long_tail='ten' must be a number"),
        ({"ratio": np.nan}, "must be a number of at least 1"),
        ({"ratio": 101}, "ratio=101 leaves no row of the smallest class"),
        ({"long_tail": 1.2}, "100 rows of the largest and 60 .* the ratio is 1.7 already"),
        ({"counts": [1, 2]}, "counts has 2 numbers"),
        ({"step": 61}, "leaves no row of the classes"),
    ],
)
def test_what_cannot_be_done_raises(how, match):
    with pytest.raises(ValueError, match=match):
        make_imbalanced(X, Y, **how)


def test_one_class_raises():
    with pytest.raises(ValueError, match="y has one class, 'a'"):
        make_imbalanced([[1], [2]], ["a", "a"], ratio=2)


def test_rows_and_labels_of_different_length_raise():
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        make_imbalanced(X[:-1], Y, ratio=2)
