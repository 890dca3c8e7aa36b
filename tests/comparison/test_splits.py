"""The splits that all methods share."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.model_selection import (
    GroupKFold,
    RepeatedStratifiedKFold,
    ShuffleSplit,
    StratifiedKFold,
)

from imbgan.comparison._datasets import read_datasets
from imbgan.comparison._splits import RepeatedFolds, groups_of, make_splits, read_cv


def data_of(*counts):
    y = np.repeat(np.arange(len(counts)), counts)
    return read_datasets({"made up": (np.arange(len(y))[:, None], y)})["made up"]


def splits_of(cv, *options):
    """The splits that `compare` makes of an argument."""
    return make_splits(read_cv(cv), *options)


def rows(splits):
    return [(split.repeat, split.fold, split.test.tolist()) for split in splits]


@given(
    st.lists(st.integers(1, 30), min_size=2, max_size=5),
    st.integers(2, 7),
    st.integers(0, 99),
)
def test_folds_spread_each_class_evenly_and_train_all(counts, n_splits, seed):
    codes = np.random.default_rng(seed).permutation(np.repeat(range(len(counts)), counts))
    pairs = list(RepeatedFolds(n_splits, 1, seed).split(codes, codes))
    tested = np.concatenate([test for _, test in pairs])
    single = [code for code, count in enumerate(counts) if count == 1]
    assert sorted(tested) == np.flatnonzero(~np.isin(codes, single)).tolist()
    for label in set(range(len(counts))) - set(single):
        in_fold = [np.sum(codes[test] == label) for _, test in pairs]
        assert max(in_fold) - min(in_fold) <= 1
    sizes = [len(test) for _, test in pairs]
    assert max(sizes) - min(sizes) <= 1
    for train, test in pairs:
        assert set(codes[train]) == set(codes)
        assert sorted([*train, *test]) == list(range(len(codes)))


def test_the_default_is_two_repetitions_of_five_folds():
    splits = splits_of(None, data_of(30, 10), None, 0)
    assert [(s.repeat, s.fold) for s in splits] == [(r, f) for r in range(2) for f in range(5)]
    assert not np.array_equal(splits[0].test, splits[5].test)


def test_splits_come_again_with_the_seed_and_differ_without():
    data = data_of(30, 10)
    assert rows(splits_of(3, data, None, 1)) == rows(splits_of(3, data, None, 1))
    assert rows(splits_of(3, data, None, 1)) != rows(splits_of(3, data, None, 2))
    assert rows(splits_of(3, data, None, None)) != rows(splits_of(3, data, None, None))


def test_a_splitter_without_a_seed_gets_one_and_is_left_as_it_was():
    data, cv = data_of(30, 10), RepeatedStratifiedKFold(n_splits=3, n_repeats=2)
    first = splits_of(cv, data, None, 0)
    assert rows(first) == rows(splits_of(cv, data, None, 0))
    assert [(s.repeat, s.fold) for s in first] == [(r, f) for r in range(2) for f in range(3)]
    assert cv.random_state is None


def test_a_splitter_with_a_seed_keeps_it():
    data = data_of(30, 10)
    cv = StratifiedKFold(3, shuffle=True, random_state=5)
    by_hand = [test.tolist() for _, test in cv.split(data.X, data.y)]
    assert [split.test.tolist() for split in splits_of(cv, data, None, 0)] == by_hand


def test_pairs_of_rows_are_taken_as_they_are():
    pairs = [([0, 1, 39], [2, 3]), ([2, 3, 38], [0, 1])]
    assert rows(splits_of(pairs, data_of(30, 10), None, 0)) == [(0, 0, [2, 3]), (0, 1, [0, 1])]


@pytest.mark.parametrize("cv", [None, 3, GroupKFold(3)])
def test_groups_stay_together(cv):
    groups = np.arange(60) % 12
    for split in splits_of(cv, data_of(40, 20), groups, 0):
        assert not set(groups[split.train]) & set(groups[split.test])


@pytest.mark.parametrize(
    ("cv", "message"),
    [
        (1, "cv must be at least 2 folds"),
        (50, "fold 40 has 40 training and 0 test rows"),
        (StratifiedKFold(35), "n_splits=35 cannot be greater"),
        ([([0, 1, 39], [1, 2])], "fold 0 tests rows that it trains on"),
        ([(list(range(20)), [30, 31])], "training rows of fold 0 are all of one class"),
        ([([0, 40], [1])], "index 40 is out of bounds"),
        (ShuffleSplit(2, train_size=1), "all of one class"),
        ([], "it gives no split"),
    ],
)
def test_splits_that_cannot_be_used_are_refused_with_the_data_set(cv, message):
    with pytest.raises(ValueError, match=f"'made up' cannot be split by cv: .*{message}"):
        splits_of(cv, data_of(30, 10), None, 0)


def test_groups_are_of_one_data_set_or_named():
    assert groups_of(None, ["a", "b"]) == {"a": None, "b": None}
    assert groups_of([1, 2], ["a"])["a"].tolist() == [1, 2]
    named = groups_of({"b": [1, 2]}, ["a", "b"])
    assert named["a"] is None and named["b"].tolist() == [1, 2]


@pytest.mark.parametrize(
    ("groups", "message"),
    [([1, 2], "must be a dict"), ({"c": [1, 2]}, "not there: \\['c'\\]")],
)
def test_groups_of_nothing_are_refused(groups, message):
    with pytest.raises(ValueError, match=message):
        groups_of(groups, ["a", "b"])


def test_groups_of_another_length_are_refused():
    with pytest.raises(ValueError, match="groups has 3 entries for data set 'made up'"):
        splits_of(None, data_of(30, 10), np.arange(3), 0)


def test_what_is_no_splitter_is_refused():
    with pytest.raises(ValueError, match="Expected `cv`"):
        read_cv("five")


def test_pairs_that_come_once_serve_every_data_set():
    pairs = StratifiedKFold(3).split(np.zeros(40), data_of(30, 10).codes)
    cv = read_cv(pairs)
    first, second = (make_splits(cv, data_of(30, 10), None, 0) for _ in range(2))
    assert rows(first) == rows(second)
    assert len(first) == 3


def test_pairs_may_be_masks_or_count_from_the_end():
    data = data_of(6, 4)
    test = np.arange(10) % 5 == 0
    (by_mask,) = make_splits(read_cv([(~test, test)]), data, None, 0)
    assert by_mask.test.tolist() == [0, 5] and len(by_mask.train) == 8
    (from_end,) = make_splits(read_cv([(np.arange(8), [-2, -1])]), data, None, 0)
    assert from_end.test.tolist() == [8, 9]


@pytest.mark.parametrize(
    ("pair", "message"),
    [
        (([*range(8), -1], [9]), "tests rows that it trains on"),
        ((range(8), [8, 10]), "index 10 is out of bounds"),
        ((np.ones(9, dtype=bool), [1]), "boolean index did not match"),
        ((["a"], [1]), "arrays used as indices must be of integer"),
        (([0.5, 1.5], [1]), "arrays used as indices must be of integer"),
    ],
)
def test_pairs_that_point_elsewhere_are_refused(pair, message):
    with pytest.raises(ValueError, match=message):
        make_splits(read_cv([pair]), data_of(6, 4), None, 0)


def test_rows_may_be_small_integers():
    rows = np.arange(300, dtype=np.uint16)
    train, test = rows[50:].astype(np.uint16), rows[:50].astype(np.uint8)
    (split,) = make_splits(read_cv([(train, test)]), data_of(250, 50), None, 0)
    assert split.train.tolist() == list(range(50, 300)) and split.test.tolist() == list(range(50))


@pytest.mark.parametrize(
    "groups", [["a", None], ["a", "b", float("nan")], np.array([1.0, np.nan])]
)
def test_every_row_needs_a_group(groups):
    with pytest.raises(ValueError, match="rows without a group"):
        groups_of(groups, ["d"])


def test_the_folds_of_each_repeat_test_every_row_but_that_of_a_class_of_one():
    y = np.array(["a"] * 20 + ["b"] * 3 + ["c"])
    folds = RepeatedFolds(4, 3, 0)
    pairs = list(folds.split(y, y))
    assert len(pairs) == 12
    for repeat in range(3):
        tested = np.concatenate([test for _, test in pairs[4 * repeat : 4 * repeat + 4]])
        assert sorted(tested.tolist()) == list(range(23))
    assert all(23 in train for train, _ in pairs)


def test_five_folds_twice_are_the_default():
    data = data_of(30, 10)
    assert rows(splits_of(RepeatedFolds(5, 2, 3), data, None, 3)) == rows(
        splits_of(None, data, None, 3)
    )
