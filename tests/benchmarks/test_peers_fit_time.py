"""Tests of the benchmark of the time of a fit."""

import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.ensemble import RandomForestClassifier
from sklearn.naive_bayes import GaussianNB

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import peers_fit_time  # noqa: E402

sys.path.remove(FOLDER)


class Timed(GaussianNB):
    """Bayes' rule that counts its fits and has a parameter of both kinds."""

    seen = []

    def __init__(self, random_state=None, n_jobs=2):
        super().__init__()
        self.random_state, self.n_jobs = random_state, n_jobs

    def get_params(self, deep=True):
        return {"random_state": self.random_state, "n_jobs": self.n_jobs}

    def fit(self, X, y):
        Timed.seen.append((len(X), self.n_jobs))
        return super().fit(X, y)


@pytest.fixture
def quick(monkeypatch):
    """Two quick classifiers in the place of all."""
    Timed.seen.clear()
    forest = RandomForestClassifier(5)
    monkeypatch.setattr(peers_fit_time, "methods", lambda: {"Bayes": Timed(), "forest": forest})
    monkeypatch.setattr(peers_fit_time, "N_TEST", 500)


def run(tmp_path, *options):
    path = tmp_path / "times.jsonl"
    peers_fit_time.main(["--rows", "400", "--repeats", "1", "--results", str(path), *options])
    return path


def test_a_fit_comes_after_one_on_few_rows_with_the_threads_asked_for(quick, tmp_path):
    run(tmp_path, "--threads", "1", "--tables", "smooth")
    assert Timed.seen == [(300, 1), (400, 1)]


def test_it_goes_on_where_it_ended_and_threads_stand_side_by_side(quick, tmp_path):
    run(tmp_path, "--threads", "1", "--tables", "smooth", "--methods", "Bayes")
    path = run(tmp_path, "--threads", "2", "--tables", "smooth")
    assert len(Timed.seen) == 4  # a fit of one thread and one of two, each after its first
    run(tmp_path, "--threads", "1", "--tables", "smooth", "--methods", "Bayes")
    assert len(Timed.seen) == 4
    titles, *lines = path.with_name("times_seconds.csv").read_text().splitlines()
    assert titles == "table,rows,method,threads: 1,threads: 2,AUC"
    assert [line.split(",")[:3] for line in lines] == [
        ["smooth", "400", "Bayes"],
        ["smooth", "400", "forest"],
    ]
    assert lines[1].split(",")[3] == "\N{EN DASH}"  # nothing measured


@pytest.mark.parametrize("name", peers_fit_time.TABLES)
def test_each_table_has_a_small_class_that_can_be_learned(name):
    X, y = peers_fit_time.TABLES[name](2000, 0)
    assert X.shape == (2000, 20)
    assert 0.04 < np.mean(y == 1) < 0.15
    again, labels = peers_fit_time.TABLES[name](2000, 0)
    assert np.array_equal(X, again) and np.array_equal(y, labels)
