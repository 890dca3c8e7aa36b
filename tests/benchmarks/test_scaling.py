"""Tests of the benchmark of scaling: what is derived from the measured times and sizes."""

import json
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import scaling  # noqa: E402
from speed.data import CHUNK, made_up_table  # noqa: E402

sys.path.remove(FOLDER)

SIZES = (10**3, 10**4, 10**6)


def a_fit(n_rows, step=0.01, peak=0):
    """What one fit leaves."""
    encoded = 80 * n_rows
    return {"n_rows": n_rows, "step": step, "fit": 1.0, "encoded": encoded, "peak": peak}


def test_time_is_compared_with_the_second_size_and_by_medians():
    steps = {10**3: (3, 3, 3), 10**4: (2, 9, 1), 10**6: (3, 0.1, 7)}
    fits = [a_fit(size, step=t) for size in SIZES for t in steps[size]]
    rows = scaling.summary(fits, SIZES)
    assert [row["time_ratio"] for row in rows[1:]] == [1, 1.5]


def test_memory_is_what_lies_above_the_constant_by_the_encoded_size():
    peaks = {10**3: 2**20, 10**4: scaling.CONSTANT, 10**6: scaling.CONSTANT + 120 * 10**6}
    rows = scaling.summary([a_fit(size, peak=peaks[size]) for size in SIZES], SIZES)
    assert [row["memory_ratio"] for row in rows] == [0, 0, 1.5]


def test_each_size_is_measured_in_turn_and_written_down(tmp_path, monkeypatch):
    monkeypatch.setattr(scaling, "in_process", lambda args, n_rows: a_fit(n_rows))
    scaling.main(["--repeats", "2", "--results", str(tmp_path)])
    written = json.loads((tmp_path / "scaling.json").read_text())["results"]
    assert [fit["n_rows"] for fit in written["fits"]] == 2 * list(scaling.SIZES)
    assert "| 1,000,000 | 10.00 | 1.00 |" in (tmp_path / "scaling.md").read_text()


@pytest.mark.parametrize("shape", [(1000, 20), (CHUNK // 4 + 3, 5)])
def test_a_made_up_table_has_one_row_in_twenty_of_the_small_class(shape):
    X, y = made_up_table(*shape)
    assert X.shape == shape and np.bincount(y)[1] == round(0.05 * shape[0])
    assert np.isfinite(X).all() and (X[y == 1].mean(axis=0) > 0.5).sum() == 5


def test_a_fit_is_timed_by_the_epochs_after_the_first():
    measured = scaling.measure("NeuralClassifier", 300, n_epochs=3, n_threads=1)
    assert measured["n_rows"] == 300 and measured["encoded"] == 300 * 20 * 4
    assert 0 < measured["step"] < measured["fit"]
    assert measured["peak"] >= 0
