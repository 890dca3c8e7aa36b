"""Tests of the packages that are imported only where they are needed."""

import subprocess
import sys

import pytest

from imbgan.comparison import (
    CriticalDifferenceDisplay,
    DeteriorationDisplay,
    ReliabilityDisplay,
    ScoreTimeDisplay,
)
from imbgan.comparison._optional import pandas_for, pyplot_for

DISPLAYS = [
    CriticalDifferenceDisplay,
    DeteriorationDisplay,
    ScoreTimeDisplay,
    ReliabilityDisplay,
]
# In a process that has imported nothing yet: here all modules would come from the cache.
IMPORT_WITHOUT = """
import sys
sys.modules |= {"matplotlib": None, "pandas": None}
import imbgan.comparison.command_line
import imbgan.inspection
for room in (imbgan.comparison, imbgan.inspection):
    for name in room.__all__:
        getattr(room, name)
"""


@pytest.fixture
def nothing_optional(monkeypatch):
    for name in ("matplotlib", "matplotlib.pyplot", "pandas"):
        monkeypatch.setitem(sys.modules, name, None)


def test_comparison_and_inspection_can_be_imported_without_them():
    done = subprocess.run([sys.executable, "-c", IMPORT_WITHOUT], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("display", DISPLAYS)
def test_displays_say_what_to_install(nothing_optional, display, make_result):
    result = make_result({"d": {"a": [0.5]}})
    message = rf"{display.__name__}.from_result needs matplotlib.*imbgan\[comparison\]"
    with pytest.raises(ImportError, match=message):
        display.from_result(result)


def test_what_is_there_is_imported(pyplot):
    pandas = pytest.importorskip("pandas")
    assert pandas_for("x") is pandas
    assert pyplot_for("x") is pyplot
