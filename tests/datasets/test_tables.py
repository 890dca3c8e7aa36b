"""Tests of the facts about the tables."""

import pytest

from imbgan.datasets import table_names
from imbgan.datasets._tables import TABLES, table_info


def test_names_follow_the_papers_table():
    assert table_names() == ["secom", "pima", "haberman", "wafer", "credit", "yeast"]


def test_an_unknown_name_raises_with_the_known_ones():
    with pytest.raises(ValueError, match=r"name='iris' is no table; choose one of \['secom'"):
        table_info("iris")


@pytest.mark.parametrize("name, ratio", [("secom", 14.07), ("pima", 1.87), ("yeast", 92.6)])
def test_class_counts_have_the_published_imbalance(name, ratio):
    counts = TABLES[name].class_counts[0].values()
    assert max(counts) / min(counts) == pytest.approx(ratio, abs=0.005)


@pytest.mark.parametrize(
    "name, n_features",
    [("secom", 590), ("pima", 8), ("haberman", 3), ("wafer", 152), ("credit", 10), ("yeast", 8)],
)
def test_tables_have_the_published_number_of_columns(name, n_features):
    assert TABLES[name].n_features == n_features


def test_each_class_has_a_name():
    for info in TABLES.values():
        assert all(len(counts) == len(info.target_names) for counts in info.class_counts)
