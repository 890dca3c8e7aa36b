"""The demo: what it asks for, and that it runs, with quick stand-ins for the methods."""

import importlib.util
import re
from pathlib import Path

import numpy as np
import pytest

from imbgan.comparison.command_line._command_line import FAILED_FITS, FINISHED, INTERRUPTED
from imbgan.comparison.command_line._inputs import read_inputs
from imbgan.comparison.command_line._options import parser

pytest.importorskip("matplotlib")
pytest.importorskip("pandas")

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def demo():
    spec = importlib.util.spec_from_file_location("demo", ROOT / "examples" / "demo.py")
    module = importlib.util.module_from_spec(spec)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("OMP_NUM_THREADS", "1")  # it sets this for itself
        spec.loader.exec_module(module)
    return module


@pytest.fixture
def run(demo, tmp_path, capsys):
    def call(*arguments):
        status = demo.main([*arguments, "--jobs", "1", "--out", str(tmp_path / "out")])
        return status, capsys.readouterr().out, tmp_path / "out"

    return call


def test_every_table_has_a_rare_class_with_a_row_for_each_neighbour(demo):
    for name, ratio in demo.THINNED.items():
        (one,) = read_inputs([name], thin=[ratio]).values()
        counts = np.array(list(one.counts.values()))
        assert counts.max() >= 7 * counts.min()
        # two of three folds train; SMOTE needs a row and its five neighbours
        assert counts.min() * 2 // 3 >= 6


def test_it_asks_for_samplers_of_others_and_ours_and_for_nothing_at_all(demo):
    options = parser().parse_args(demo.command(demo.parse([])))
    ours = {"do", "gamo", "teacher", "do-classifier"}
    assert {"random-over", "smote", "borderline-smote", "adasyn"} | ours == set(options.methods)
    assert options.baselines == ["nothing", "prior-correction"]
    assert options.classifier == ["logistic-regression", "random-forest"]
    assert options.folds == 3 and options.repeats == 1


def test_its_own_table_is_a_file_with_a_rare_class_that_no_column_tells(run):
    chosen = ["--methods", "smote,balanced-random-forest", "--classifier", "random-forest"]
    status, printed, out = run("--folds", "2", *chosen)
    assert status == FINISHED
    assert printed.startswith(f"python -m imbgan compare {out / 'diabetes.csv'} --target course")
    assert "442 rows, 10 columns, classes others: 398, worst tenth: 44\n" in printed
    scores = re.findall(r"^\S.* (\d\.\d{3}) ± ", printed, re.MULTILINE)
    assert len(scores) == 4 and all(0.4 < float(score) < 0.95 for score in scores)


def test_the_command_that_it_prints_is_the_one_that_it_runs(run):
    status, printed, out = run(
        "--data", "wine", "--methods", "balanced-random-forest", "--baselines", "none"
    )
    assert status == FINISHED and (out / "report.html").stat().st_size > 0
    assert printed.startswith("python -m imbgan compare wine --thin 7 --methods balanced-random")
    assert re.findall(r"\[(\d)/3\]", printed) == list("123")
    assert re.search(r"^balanced-random-forest +\d\.\d{3} ± ", printed, re.MULTILINE)


def test_how_to_read_it_comes_last_and_names_what_stands_in_the_table(demo, run):
    few = ["--data", "wine", "--methods", "random-over", "--classifier", "logistic-regression"]
    _, printed, _ = run(*few)
    assert printed.endswith(demo.HOW_TO_READ + "\n")
    for name in ("nothing", "random-over", "prior-correction"):
        assert f"\n{name} " in printed and f'"{name}"' in demo.HOW_TO_READ


@pytest.mark.parametrize(
    "status, exit_status", [(FAILED_FITS, 0), (FINISHED, 0), (INTERRUPTED, INTERRUPTED), (2, 2)]
)
def test_a_sampler_that_refuses_a_fold_is_no_failure_of_the_demo(
    demo, monkeypatch, status, exit_status
):
    monkeypatch.setattr(demo, "imbgan", lambda words: status)
    assert demo.main(["--data", "wine"]) == exit_status
