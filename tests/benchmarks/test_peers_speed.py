"""Tests of the benchmark of samplers by time."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest
from imblearn.over_sampling import RandomOverSampler

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import peers_speed  # noqa: E402

sys.path.remove(FOLDER)


class MeanModel:
    """A model whose rows are the mean of those that it has seen."""

    def fit(self, frame):
        self.mean = frame.mean().to_numpy()

    def sample(self, n):
        import pandas as pd

        return pd.DataFrame(np.tile(self.mean, (n, 1)))


@pytest.fixture
def known(monkeypatch):
    """Samplers whose figures can be told beforehand."""
    monkeypatch.setattr(peers_speed, "N_TEST", 100)
    kinds = {"SMOTE": RandomOverSampler, "RandomOver": RandomOverSampler}
    monkeypatch.setattr(peers_speed, "SAMPLERS", kinds)


def test_a_model_of_a_class_makes_what_the_strategy_asks_for():
    X, y = np.arange(12.0).reshape(6, 2), np.array([0, 0, 0, 0, 1, 1])
    rows, labels = peers_speed.ModelOfClass(MeanModel).fit_resample(X, y)
    assert np.bincount(labels).tolist() == [4, 4]
    assert rows[6:].tolist() == [[9.0, 10.0], [9.0, 10.0]]


class LikedModel:
    """A model of a table that gives the mean of the rows with a label."""

    def fit(self, frame, discrete_columns):
        self.frame, (self.label,) = frame, discrete_columns

    def sample(self, n, column, value):
        of_class = self.frame[self.frame[column] == value]
        return of_class.mean().to_frame().T.loc[[0] * n]


def test_a_model_of_the_table_is_asked_for_rows_of_a_class():
    X, y = np.arange(12.0).reshape(6, 2), np.array([0, 0, 0, 0, 1, 1])
    rows, labels = peers_speed.ModelOfTable(LikedModel).fit_resample(X, y)
    assert np.bincount(labels).tolist() == [4, 4]
    assert rows[6:].tolist() == [[9.0, 10.0], [9.0, 10.0]]


def test_what_is_finished_is_not_measured_again(known, tmp_path, capsys):
    options = ["--sizes", "200x20", "--repeats", "1", "--device", "cpu"]
    options += ["--results", str(tmp_path / "found.jsonl")]
    peers_speed.main(options)
    peers_speed.main(options)
    assert "0 fits to do" in capsys.readouterr().out
    records = [json.loads(text) for text in (tmp_path / "found.jsonl").read_text().splitlines()]
    assert [record["sampler"] for record in records] == ["SMOTE", "RandomOver"]
    assert all(record["n_generated"] > 100 for record in records)


def test_times_are_compared_with_those_of_the_same_size():
    records = [
        {"n_rows": 10, "n_columns": 2, "sampler": name, "fit_seconds": s, "acsa": 0.5}
        for name, seconds in (("SMOTE", (1, 3)), ("DOSampler", (4, 6)))
        for s in seconds
    ]
    cells = list(peers_speed.cells_of(records))
    assert cells[1] == ("10", "2", "DOSampler", "2", "5.00", "+3.00", "-", "50.0")
