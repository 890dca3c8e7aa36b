"""Claims about the benchmark of all methods on the six tables, on small tables of its own."""

import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone
from sklearn.datasets import make_classification

BENCHMARKS = Path(__file__).parents[2] / "benchmarks"
sys.path.insert(0, str(BENCHMARKS))

import tabular_suite as suite  # noqa: E402
from suite.methods import methods  # noqa: E402

import imbgan  # noqa: E402

CHEAP = ["gradient boosting", "logistic regression", "balanced random forest"]


@pytest.fixture
def tables(monkeypatch):
    """Six tables that are not the real ones."""

    def fetch(name, return_X_y):
        seed = suite.table_names().index(name)
        return make_classification(
            60 + 20 * seed, weights=[0.8], flip_y=0, class_sep=2, random_state=seed
        )

    monkeypatch.setattr(suite, "fetch_table", fetch)


def run(folder, *options):
    suite.main(["--results", str(folder), "--threads", "1", "--repeats", "2", *options])


def test_every_public_estimator_takes_part():
    names = methods()
    for name, _ in imbgan.all_estimators("sampler"):
        assert f"{name} before Q" in names
    for name, _ in imbgan.all_estimators("classifier"):
        assert name in names or name == "NeuralClassifier"  # which is Q
    assert all(clone(estimator) is not estimator for estimator in names.values())


def test_results_are_written_to_a_new_folder_and_not_made_again(tables, tmp_path, capsys):
    folder = tmp_path / "made"
    run(folder, "--methods", *CHEAP)
    text = (folder / "tabular_suite.md").read_text()
    assert "Friedman over 6 tables and 3 methods" in text
    assert (folder / "tabular_suite.png").stat().st_size > 0
    sheet = (folder / "tabular_suite_summary.csv").read_text().splitlines()
    assert len(sheet) == 1 + len(CHEAP)
    capsys.readouterr()
    run(folder, "--methods", *CHEAP)
    assert "[36/36]" not in capsys.readouterr().out
    assert (folder / "tabular_suite.md").read_text() == text


def test_a_summary_begins_no_fit(tables, tmp_path):
    with pytest.raises(SystemExit, match="no finished fit"):
        run(tmp_path, "--methods", *CHEAP, "--summary")
    run(tmp_path, "--methods", *CHEAP, "--only", "pima")
    run(tmp_path, "--methods", *CHEAP, "--summary")
    text = (tmp_path / "tabular_suite.md").read_text()
    assert "- fits: 6" in text
    assert "No test" in text


def test_missing_values_are_no_reason_for_a_missing_fit():
    X, y = make_classification(80, weights=[0.8], flip_y=0, random_state=0)
    X[::7, 2] = np.nan
    for name in (*CHEAP, "Q", "SMOTE before Q"):
        assert methods()[name].fit(X, y).predict(X).shape == (80,)
