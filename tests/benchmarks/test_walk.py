"""Claims about the measuring of the way of a call, on made-up code."""

import importlib
import sys
from pathlib import Path

import pytest

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
import walk  # noqa: E402

sys.path.remove(FOLDER)

INNER = """
def leaf(x):
    return x + 1


def never():
    return None
"""
OUTER = """
from .inner import leaf


def top(n):
    total = first(n)
    return sum(leaf(x) for x in range(n)) + total + last()


def first(n):
    return leaf(leaf(n))


def last():
    return len("")
"""


@pytest.fixture
def top(tmp_path, monkeypatch):
    """A function of a package of two files."""
    folder = tmp_path / "madeup"
    folder.mkdir()
    for name, text in {"__init__": "", "inner": INNER, "outer": OUTER}.items():
        (folder / f"{name}.py").write_text(text)
    monkeypatch.syspath_prepend(tmp_path)
    yield importlib.import_module("madeup.outer").top
    for name in [name for name in sys.modules if name.split(".")[0] == "madeup"]:
        del sys.modules[name]


def test_each_function_counts_once_at_its_first_call(top, tmp_path):
    steps = walk.walk(lambda: top(3), tmp_path / "madeup")
    names = [step.name for step in steps]
    assert names == ["top", "first", "leaf", "top.<locals>.<genexpr>", "last"]
    assert [step.file for step in steps] == ["outer.py", "outer.py", "inner.py", *["outer.py"] * 2]
    assert walk.counts(steps) == {"files": 2, "functions": 5, "changes": 2}


def test_what_lies_elsewhere_does_not_count(top, tmp_path):
    assert walk.walk(lambda: top(3), tmp_path / "made") == []
    assert walk.counts([]) == {"files": 0, "functions": 0, "changes": 0}


def test_an_error_passes_and_nothing_goes_on_watching(top, tmp_path):
    with pytest.raises(TypeError):
        walk.walk(lambda: top("three"), tmp_path / "madeup")
    assert sys.getprofile() is None


def test_a_limit_is_passed_by_more_and_not_by_as_many(monkeypatch):
    monkeypatch.setattr(walk, "LIMITS", {"Known": (2, 5, 2, 3)})
    row = dict(zip(walk.MEASURES, (2, 5, 2, 3), strict=True))
    assert walk.passed({"Known": row, "Unknown": row | {"files": 99}}) == []
    assert walk.passed({"Known": row | {"changes": 3}}) == ["Known: 3 changes, limit 2"]


def test_the_exit_status_tells_of_a_limit_only_when_asked(monkeypatch, capsys):
    row = dict(zip(walk.MEASURES, (9, 9, 9, 9), strict=True))
    monkeypatch.setattr(walk, "measure", lambda kind: row)
    monkeypatch.setattr(walk, "LIMITS", {"NeuralClassifier": (9, 8, 9, 9)})
    assert walk.main(["NeuralClassifier"]) == 0
    assert walk.main(["NeuralClassifier", "--check"]) == 1
    printed = capsys.readouterr().out
    assert "| NeuralClassifier | 9 | 9 | 9 | 9 |" in printed and "9 functions, limit 8" in printed
