"""Tests of the benchmark of classifiers beside boosted trees."""

import sys
from functools import partial
from pathlib import Path

import numpy as np
import pytest
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.tree import DecisionTreeClassifier

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import peers_tables  # noqa: E402

sys.path.remove(FOLDER)


@pytest.fixture
def known(monkeypatch):
    """A tree that is right beside a guess, on two tables."""
    table = partial(make_classification, 120, weights=[0.8], class_sep=3.0, flip_y=0)
    known = {"one": partial(table, random_state=0), "two": partial(table, random_state=1)}
    monkeypatch.setattr(peers_tables, "TABLES", known)
    methods = {"guess": DummyClassifier(), "tree": DecisionTreeClassifier()}
    monkeypatch.setattr(peers_tables, "methods", lambda: methods)


def test_means_are_over_all_tables_the_best_method_first(known, tmp_path, capsys):
    peers_tables.main(["--repeats", "2", "--results", str(tmp_path), "--threads", "1"])
    text = (tmp_path / "peers_tables_development.md").read_text()
    assert "Means over 2 tables, 2 splits asked for, 8 fits" in text
    assert text.index("| tree") < text.index("| guess")
    assert "| guess" in capsys.readouterr().out


def test_the_peers_that_are_not_installed_are_left_out(monkeypatch):
    monkeypatch.setattr(peers_tables, "find_spec", lambda name: None)
    assert list(peers_tables.boosted()) == ["HistGradientBoosting"]


def test_every_method_fills_missing_values_and_gives_probabilities():
    X, y = make_classification(60, weights=[0.7], random_state=0)
    X[0, 0] = np.nan
    for name in ("forest / prior", "balanced forest", "HistGradientBoosting / prior"):
        proba = peers_tables.methods()[name].fit(X, y).predict_proba(X)
        assert np.allclose(proba.sum(axis=1), 1)
