"""Tests of the benchmark of the comparison: that it runs, and what is written."""

import json
import os
import sys
import time
from pathlib import Path

import pytest
from joblib import parallel_config

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import comparison_overhead  # noqa: E402

sys.path.remove(FOLDER)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes")
def test_what_is_measured_is_written_down(tmp_path):
    words = "--only kills overhead --fits 20 --milliseconds 2 --kills 3 --killed-fits 20"
    comparison_overhead.main([*words.split(), "--results", str(tmp_path)])
    found = json.loads((tmp_path / "comparison_overhead.json").read_text())["results"]
    assert found["kills"]["lost"] == found["kills"]["duplicates"] == 0
    assert found["kills"]["identical"] is True
    assert 0 < found["overhead"]["share"] < 1
    page = (tmp_path / "comparison_overhead.md").read_text()
    assert "Records lost: 0. Duplicates: 0." in page
    assert "20 fits, one at a time, each burning 2 ms" in page


@pytest.mark.parametrize("n_fits", [10, 30, 200])
def test_a_comparison_has_as_many_fits_as_asked_for(n_fits):
    assert len(comparison_overhead.comparison(n_fits, 0.0).records) == n_fits


def test_a_fit_burns_processor_time():
    start = time.thread_time()
    comparison_overhead.Busy(0.03).fit([[0.0], [1.0]], [0, 1])
    assert time.thread_time() - start >= 0.03


def test_the_speed_up_is_told_with_and_without_the_start():
    measured = {"fits": 10, "one": 10.0, "two": 8.0, "two_warm": 5.0}
    text = comparison_overhead.of_speed_up({**measured, "speed_up": 1.25, "speed_up_warm": 2.0})
    assert "8.0 s two at a time including the start of the processes (1.25 times" in text


def test_the_cost_of_a_fit_is_told_by_the_number_of_fits(tmp_path):
    words = ["--only", "sizes", "--sizes", "10", "20", "--results", str(tmp_path)]
    with parallel_config(backend="threading"):  # processes cannot import the benchmark here
        comparison_overhead.main(words)
    found = json.loads((tmp_path / "comparison_overhead.json").read_text())["results"]["sizes"]
    assert [row["fits"] for row in found] == [10, 20]
    assert all(row["store_bytes"] > 100 for row in found)
    assert "10 fits: " in (tmp_path / "comparison_overhead.md").read_text()
