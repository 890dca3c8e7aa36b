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
from suite.methods import PatientADASYN, PatientBorderlineSMOTE, PatientSMOTE, methods  # noqa: E402

import imbgan  # noqa: E402

CHEAP = ["gradient boosting, balanced", "logistic regression, balanced", "balanced random forest"]


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


@pytest.mark.parametrize("kind", [PatientSMOTE, PatientBorderlineSMOTE, PatientADASYN])
def test_a_class_with_few_rows_is_no_reason_to_give_up(kind):
    X = np.random.default_rng(0).normal(size=(33, 2))
    y = np.repeat([0, 1], [30, 3])
    sampler = kind(random_state=0)
    before = sampler.get_params()
    sampler.fit_resample(X, y)
    assert sampler.get_params() == before


def test_results_are_written_and_not_made_again(tables, tmp_path, capsys):
    run(tmp_path, "--methods", *CHEAP)
    text = (tmp_path / "tabular_suite.md").read_text()
    assert "Friedman over 6 tables and 3 methods" in text
    assert (tmp_path / "tabular_suite.png").stat().st_size > 0
    sheet = (tmp_path / "tabular_suite_summary.csv").read_text().splitlines()
    assert len(sheet) == 1 + len(CHEAP)
    capsys.readouterr()
    run(tmp_path, "--methods", *CHEAP)
    assert "[36/36]" not in capsys.readouterr().out
    assert (tmp_path / "tabular_suite.md").read_text() == text


def test_a_summary_begins_no_fit(tables, tmp_path):
    with pytest.raises(SystemExit, match="no finished fit"):
        run(tmp_path, "--methods", *CHEAP, "--summary")
    run(tmp_path, "--methods", *CHEAP, "--only", "pima")
    run(tmp_path, "--methods", *CHEAP, "--summary")
    text = (tmp_path / "tabular_suite.md").read_text()
    assert "- fits: 6" in text
    assert "No test" in text


def test_large_tables_are_thinned_each_class_in_its_share():
    X, y = np.arange(200).reshape(100, 2), np.repeat([0, 1], [80, 20])
    X_kept, y_kept = suite.kept(X, y, 50)
    assert np.bincount(y_kept).tolist() == [40, 10]
    assert np.array_equal(y[X_kept[:, 0] // 2], y_kept)
    assert suite.kept(X, y, 100)[0] is X
