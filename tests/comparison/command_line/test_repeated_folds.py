"""Claims about folds that come several times."""

import numpy as np
from sklearn.dummy import DummyClassifier

from imbgan.comparison import compare
from imbgan.comparison.command_line._repeated_folds import RepeatedFolds

Y = np.array(["a"] * 20 + ["b"] * 3 + ["c"])


def splits(*arguments):
    return list(RepeatedFolds(*arguments).split(np.zeros((24, 1)), Y))


def test_each_repeat_tests_every_row_but_that_of_a_class_of_one():
    found = splits(4, 3, 0)
    assert len(found) == RepeatedFolds(4, 3, 0).get_n_splits() == 12
    for repeat in range(3):
        tested = np.concatenate([test for _, test in found[4 * repeat : 4 * repeat + 4]])
        assert sorted(tested.tolist()) == list(range(23))
    assert all(23 in train for train, _ in found)


def test_repeats_differ_and_the_seed_decides():
    first, again, other = splits(4, 2, 0), splits(4, 2, 0), splits(4, 2, 1)
    assert all(np.array_equal(a[1], b[1]) for a, b in zip(first, again, strict=True))
    assert not np.array_equal(first[0][1], first[4][1])
    assert not np.array_equal(first[0][1], other[0][1])


def test_five_folds_twice_are_those_of_the_default():
    methods = {"dummy": DummyClassifier(strategy="stratified")}
    options = {"scoring": "acsa", "random_state": 3}
    ours = compare(methods, ["iris"], cv=RepeatedFolds(5, 2, 3), **options)
    default = compare(methods, ["iris"], **options)
    assert [record.key for record in ours.records] == [record.key for record in default.records]
