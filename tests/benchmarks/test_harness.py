"""Tests of what the benchmarks share: the store, one fit, means over repeats, pieces of text."""

import csv
import sys
from pathlib import Path

import numpy as np
import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
from harness import markdown  # noqa: E402
from harness.environment import cores, device_of, versions  # noqa: E402
from harness.fingerprint import fingerprint  # noqa: E402
from harness.fits import Split, best_epoch, run_fit  # noqa: E402
from harness.sheets import stacked, write_sheets  # noqa: E402
from harness.statistics import Cells, spread  # noqa: E402
from harness.store import ResultStore, key_of  # noqa: E402

sys.path.remove(FOLDER)
from sklearn.dummy import DummyClassifier  # noqa: E402
from sklearn.pipeline import make_pipeline  # noqa: E402
from sklearn.preprocessing import FunctionTransformer  # noqa: E402

KEY = ("method", "repeat")
ROWS = Split(np.zeros((4, 1)), np.array([0, 0, 0, 1]), np.zeros((2, 1)), np.array([0, 1]))


def a_record(**changes):
    """A finished fit."""
    return {"method": "DO", "repeat": 0, "acsa": 0.5, "gm": 0.25} | changes


def share_right(y_true, y_pred):
    """A score."""
    return {"acsa": float(np.mean(y_true == y_pred))}


def test_records_come_back_from_the_store(tmp_path):
    store = ResultStore(tmp_path / "new" / "results.jsonl", KEY)
    assert store.records() == []
    store.append(a_record(repeat=0))
    store.append(a_record(repeat=1))
    assert [record["repeat"] for record in store.records()] == [0, 1]


def test_a_line_that_was_cut_off_is_left_out_and_written_past(tmp_path):
    store = ResultStore(tmp_path / "results.jsonl", KEY)
    store.append(a_record(repeat=0))
    with store.path.open("a") as file:
        file.write('{"method": "D')
    store.append(a_record(repeat=1))
    assert [record["repeat"] for record in store.records()] == [0, 1]


def test_the_last_record_of_a_fit_counts(tmp_path):
    store = ResultStore(tmp_path / "results.jsonl", KEY)
    store.append(a_record(acsa=0.1))
    store.append(a_record(acsa=0.2))
    assert [record["acsa"] for record in store.records()] == [0.2]


def test_only_the_names_of_the_key_tell_fits_apart():
    assert key_of(a_record(acsa=0.9), KEY) == key_of(a_record(), KEY)
    assert key_of(a_record(repeat=1), KEY) != key_of(a_record(), KEY)


def test_a_fingerprint_knows_parameters_functions_and_steps_but_not_what_is_left_out():
    def a_pipeline(function, **parameters):
        return make_pipeline(FunctionTransformer(function), DummyClassifier(**parameters))

    first = fingerprint(a_pipeline(np.abs))
    assert fingerprint(a_pipeline(np.abs, random_state=3)) == first
    assert fingerprint(a_pipeline(np.sign)) != first
    assert fingerprint(a_pipeline(np.abs, strategy="uniform")) != first
    other = fingerprint(a_pipeline(np.abs, strategy="uniform"), left_out=("strategy",))
    assert other == fingerprint(a_pipeline(np.abs), left_out=("strategy",))


def test_a_fit_leaves_its_scores_and_its_time():
    record = run_fit(DummyClassifier(), ROWS, "honest", share_right)
    assert record["acsa"] == 0.5 and (record["n_train"], record["n_test"]) == (4, 2)
    assert record["fit_seconds"] >= 0 and record["n_iter"] is None and record["warnings"] == []


def test_what_cannot_be_fitted_leaves_its_error():
    class Fails:
        def fit(self, X, y):
            raise ValueError("too few rows")

    record = run_fit(Fails(), ROWS, "honest", share_right)
    assert record["error"] == "ValueError: too few rows" and "acsa" not in record


def test_the_best_epoch_is_the_one_with_the_best_acsa():
    epochs = {"acsa": np.array([0.5, 0.8, 0.7]), "gm": np.array([0.4, 0.6, 0.65])}
    found = best_epoch(epochs, {"acsa": 0.7, "gm": 0.65})
    assert (found["acsa"], found["gm"], found["best_epoch"]) == (0.8, 0.6, 2)
    assert found["best_gm"] == 0.65 and found["last_acsa"] == 0.7
    assert found["acsa_by_epoch"] == [0.5, 0.8, 0.7]


def test_cells_hold_means_by_repeat_and_skip_errors():
    failed = {"method": "AO", "repeat": 0, "error": "ValueError: no"}
    records = [a_record(), a_record(repeat=1, acsa=0.7), a_record(gm=0.35), failed]
    cells = Cells(records, lambda record: (record["method"],), ("acsa", "gm"), scale=100)
    assert cells.mean("DO") == pytest.approx([60, 30])
    assert spread(cells.values("DO")) == pytest.approx(np.std([[50, 35], [70, 25]], 0, ddof=1))
    assert ("AO",) in cells and cells.values("AO") is None and ("GAMO",) not in cells


def test_differences_are_those_of_shared_repeats():
    records = [a_record(repeat=r, acsa=0.5 + 0.1 * r) for r in (0, 1)]
    records += [a_record(method="AO", repeat=r, acsa=0.4) for r in (1, 2)]
    cells = Cells(records, lambda record: (record["method"],), ("acsa",))
    assert cells.differences(("DO",), ("AO",)) == pytest.approx(np.array([[0.2]]))
    assert cells.differences(("DO",), ("GAMO",)) is None


@pytest.mark.parametrize(
    "gap, strict, expected",
    [(0, False, "met"), (0, True, "missed"), (-0.004, False, "met"), (-0.006, False, "missed")],
)
def test_a_target_is_met_to_the_printed_digits(gap, strict, expected):
    assert markdown.verdict(gap, digits=2, strict=strict) == expected
    assert markdown.verdict([gap, 1], digits=2, strict=strict) == expected


def test_a_document_skips_empty_parts_and_lists_each_failure_once():
    failed = [a_record(table="yeast", repeat=r, error="ValueError: no\nmore") for r in (0, 1)]
    text = markdown.document("# Title\n", "", markdown.failures(failed, "table"))
    assert text == "# Title\n\n## Not fitted\n\n- yeast, DO: ValueError: no\n"
    assert markdown.failures([a_record()], "table") == ""


def test_the_environment_names_versions_cores_and_device():
    assert {"python", "torch", "imbgan"} <= set(versions()) and cores() >= 1
    assert device_of("cpu") == "cpu" and device_of("auto") in ("cpu", "cuda", "mps")


def test_a_sheet_is_a_file_beside_the_results(tmp_path):
    rows = [["", "yeast"], ["DO", stacked("1.0", "2.0")], ["Q", "-"]]
    write_sheets({"honest": rows}, tmp_path / "results.jsonl")
    with open(tmp_path / "results_honest.csv", newline="", encoding="utf-8") as file:
        # A hyphen alone would become a list on the page.
        assert list(csv.reader(file)) == [["", "yeast"], ["DO", "| 1.0\n| 2.0"], ["Q", "–"]]
