"""Tests of the papers' splits."""

import numpy as np
import pytest

from imbgan.datasets import paper_split, table_names
from imbgan.datasets._tables import TABLES


def target_of(name):
    """Labels with the published counts, shuffled; Wafer's training part comes first."""
    if name == "wafer":
        return np.repeat([0, 1, 0, 1], [903, 97, 5499, 665])
    counts = TABLES[name].class_counts[0]
    y = np.repeat(list(counts), list(counts.values()))
    return np.random.default_rng(0).permutation(y)


@pytest.mark.parametrize("name", table_names())
def test_train_and_test_hold_every_row_once(name):
    y = target_of(name)
    train, test = paper_split(name, y, random_state=0)
    assert np.array_equal(np.sort(np.concatenate([train, test])), np.arange(len(y)))


@pytest.mark.parametrize(
    "name, sizes",
    [
        ("secom", [439, 31]),
        ("pima", [98, 55]),
        ("haberman", [65, 26]),
        ("wafer", [5499, 665]),
        ("credit", [41992, 3008]),
    ],
)
def test_the_test_part_has_the_recovered_size(name, sizes):
    y = target_of(name)
    _, test = paper_split(name, y, random_state=3)
    assert np.bincount(y[test]).tolist() == sizes


def test_yeast_is_halved_and_every_class_is_on_both_sides():
    y = target_of("yeast")
    train, test = paper_split("yeast", y, random_state=0)
    assert len(train) == len(test) == 742
    assert len(np.unique(y[train])) == len(np.unique(y[test])) == 10


def test_wafer_trains_on_the_first_thousand_rows_also_where_one_row_is_lost():
    train, test = paper_split("wafer", target_of("wafer")[:-1])
    assert np.array_equal(train, np.arange(1000))
    assert np.array_equal(test, np.arange(1000, 7163))


@pytest.mark.parametrize("name", ["haberman", "yeast"])
def test_the_seed_decides_the_rows(name):
    y = target_of(name)
    first, again = paper_split(name, y, random_state=1), paper_split(name, y, random_state=1)
    other = paper_split(name, y, random_state=2)
    assert np.array_equal(first[1], again[1])
    assert not np.array_equal(np.sort(first[1]), np.sort(other[1]))


def test_labels_may_be_strings():
    y = np.where(target_of("pima") == 1, "yes", "no")
    _, test = paper_split("pima", y, random_state=0)
    assert (y[test] == "yes").sum() == 55


def test_the_global_random_state_is_untouched():
    before = np.random.get_state()[1].copy()
    paper_split("secom", target_of("secom"), random_state=0)
    assert np.array_equal(np.random.get_state()[1], before)


def test_an_unknown_table_raises():
    with pytest.raises(ValueError, match="no table"):
        paper_split("iris", [0, 1])


def test_a_target_that_is_too_small_raises():
    with pytest.raises(ValueError, match="not the target of 'secom'"):
        paper_split("secom", np.repeat([0, 1], [439, 31]))


def test_a_shuffled_wafer_raises():
    y = np.random.default_rng(0).permutation(target_of("wafer"))
    with pytest.raises(ValueError, match="archive's order"):
        paper_split("wafer", y)
