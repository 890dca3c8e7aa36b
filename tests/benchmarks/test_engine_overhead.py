"""Tests of the benchmark of fit time: that both sides do the same work, and what is written."""

import json
import sys
from pathlib import Path

import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import engine_overhead  # noqa: E402
from speed import hand_loops  # noqa: E402, F401
from speed.data import made_up_table  # noqa: E402

sys.path.remove(FOLDER)

NEW = engine_overhead.NAMES[2:]
RESULT = {
    "name": "DOClassifier",
    "shape": (2000, 500),
    "n_members": 16,
    "threads": 1,
    "n_updates": 48,
    "ms_per_step": 5.0,
    "ours": (1.2, 1.0, 1.1),
    "by_hand": (1.0, 1.2, 1.0),
    "ratio": 1.1,
}


@pytest.mark.parametrize("n_members", [1, 3])
@pytest.mark.parametrize("name", ["NeuralClassifier", "DOClassifier"])
def test_a_fit_ends_with_the_weights_and_losses_of_the_hand_written_loop(name, n_members):
    # The large class has more rows than anchors, the other fewer, and the last batch is short.
    ours, theirs = engine_overhead.contenders(name, n_members, *made_up_table(700, 5))
    engine_overhead.check_same_work(ours(2), theirs(2), n_epochs=2)


@pytest.mark.parametrize("n_classes, name", [(3, name) for name in NEW] + [(2, NEW[0])])
def test_so_does_that_of_every_other_classifier(name, n_classes):
    table = made_up_table(330, 5, n_classes=n_classes)
    ours, theirs = engine_overhead.contenders(name, 2, *table)
    # Five epochs see rates fall, radii learn faster and late weights come.
    engine_overhead.check_same_work(ours(5), theirs(5), n_epochs=5)


def test_every_classifier_that_can_be_asked_for_has_a_loop_with_all_that_it_compares():
    for name in engine_overhead.NAMES:
        loop, settings = engine_overhead.loop_of(name)
        assert callable(loop) and settings["batch_size"] == 128


def test_rows_of_each_small_class_are_a_twentieth():
    X, y = made_up_table(200, 6, n_classes=3)
    assert [(y == label).sum() for label in (0, 1, 2)] == [180, 10, 10]
    assert X[y == 2, :5].mean() > X[y == 1, :5].mean() > X[y == 0, :5].mean()


def test_different_work_is_noticed():
    ours, theirs = engine_overhead.contenders("NeuralClassifier", 1, *made_up_table(200, 5))
    with pytest.raises(AssertionError):
        engine_overhead.check_same_work(ours(2), theirs(1), n_epochs=2)


def test_each_case_is_measured_in_turn_and_written_down(tmp_path, monkeypatch, capsys):
    seen = []
    monkeypatch.setattr(
        engine_overhead, "in_process", lambda case, args: seen.append(case) or RESULT | case
    )
    engine_overhead.main(["--results", str(tmp_path)])
    assert len(seen) == len({json.dumps(case) for case in seen}) == 7 * 8 + 5 * 4
    written = json.loads((tmp_path / "engine_overhead.json").read_text())
    assert len(written["results"]) == 76
    assert written["cores"] >= 1 and "torch" in written["versions"]
    page = (tmp_path / "engine_overhead.md").read_text()
    assert "Largest ratio: 1.100" in page
    assert "| DOClassifier | 2000 x 500 | 16 | 2 | 3 |" in page
    engine_overhead.main(["--results", str(tmp_path)])
    assert len(seen) == 76  # what is there is not measured again
    engine_overhead.main(["--results", str(tmp_path), "--only", "DOClassifier", "--rerun"])
    assert len(seen) == 76 + 8
    assert len(json.loads((tmp_path / "engine_overhead.json").read_text())["results"]) == 76
