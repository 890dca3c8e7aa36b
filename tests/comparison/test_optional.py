"""Tests of the packages that are imported only where they are needed."""

import sys
from runpy import run_module

import pytest

from imbgan.comparison import (
    CriticalDifferenceDisplay,
    DeteriorationDisplay,
    ReliabilityDisplay,
    ScoreDistributionDisplay,
    ScoreTimeDisplay,
)
from imbgan.comparison._optional import pandas_for, pyplot_for

DISPLAYS = {
    "displays._critical_difference": CriticalDifferenceDisplay,
    "displays._distributions": ScoreDistributionDisplay,
    "displays._deterioration": DeteriorationDisplay,
    "displays._score_time": ScoreTimeDisplay,
    "displays._calibration": ReliabilityDisplay,
}


@pytest.fixture
def nothing_optional(monkeypatch):
    for name in ("matplotlib", "matplotlib.pyplot", "pandas"):
        monkeypatch.setitem(sys.modules, name, None)


@pytest.mark.parametrize("module", [*DISPLAYS, "_result"])
def test_modules_can_be_imported_without_them(nothing_optional, monkeypatch, module):
    path = f"imbgan.comparison.{module}"
    monkeypatch.delitem(sys.modules, path)  # so that it runs anew
    assert any(name.endswith(("Display", "Result")) for name in run_module(path))


@pytest.mark.parametrize("display", DISPLAYS.values())
def test_displays_say_what_to_install(nothing_optional, display, make_result):
    result = make_result({"d": {"a": [0.5]}})
    message = rf"{display.__name__}.from_result needs matplotlib.*imbgan\[comparison\]"
    with pytest.raises(ImportError, match=message):
        display.from_result(result)


def test_what_is_there_is_imported(pyplot):
    pandas = pytest.importorskip("pandas")
    assert pandas_for("x") is pandas
    assert pyplot_for("x") is pyplot
