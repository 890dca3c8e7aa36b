"""Tests of the benchmark of devices: it measures here too, goes on, and has a page."""

import sys
from pathlib import Path

import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import gpu  # noqa: E402
from harness.store import ResultStore  # noqa: E402

sys.path.remove(FOLDER)


@pytest.fixture
def small(monkeypatch):
    """Tables and fits that take no time."""
    monkeypatch.setattr(gpu, "SIZE", (600, 5))
    monkeypatch.setattr(gpu, "FIT_SIZE", (300, 10))
    monkeypatch.setattr(gpu, "N_ROWS", 2000)
    monkeypatch.setattr(gpu, "N_STEPS", 3)


def asked(tmp_path, *options):
    return gpu.arguments(["--device", "cpu", "--results", str(tmp_path / "gpu.jsonl"), *options])


def test_every_family_is_timed_by_batch_size(tmp_path):
    steps = [task for task in gpu.planned(asked(tmp_path)) if task["measure"] == "step"]
    assert len(steps) == len(gpu.STEPS) * len(gpu.BATCH_SIZES)
    assert {task["batch_size"] for task in steps} == set(gpu.BATCH_SIZES)


def test_steps_and_rates_are_measured_and_not_twice(small, tmp_path, capsys):
    options = ("--measures", "step", "generate", "--names", "DOSampler", "--batch-sizes", "64")
    gpu.main(["--device", "cpu", "--results", str(tmp_path / "gpu.jsonl"), *options])
    records = ResultStore(tmp_path / "gpu.jsonl", gpu.KEY).records()
    assert [record["measure"] for record in records] == ["step", "generate"]
    assert records[1]["value"] > 0
    gpu.main(["--device", "cpu", "--results", str(tmp_path / "gpu.jsonl"), *options])
    assert "0 fits to do" in capsys.readouterr().out
    assert "| generate | DOSampler |" in (tmp_path / "gpu.md").read_text()


def test_devices_stand_beside_each_other_by_their_medians():
    base = {"measure": "fit", "name": "A", "batch_size": 0}
    found = [("cpu", 4), ("cpu", 2), ("cpu", 9), ("cuda", 1)]
    records = [base | {"device": device, "value": value} for device, value in found]
    records[3]["acsa"] = 0.75
    last = gpu.report(records, "").splitlines()[-1]
    assert [cell.strip() for cell in last.split("|")[1:-1]] == [
        *("fit", "A", "", "s"),
        *("4", "1"),
        *("-", "0.750"),
    ]
