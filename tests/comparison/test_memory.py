"""The high-water mark of memory."""

import sys

import numpy as np
import pytest

from imbgan.comparison import _memory
from imbgan.comparison._memory import PeakMemory

MIB = 2**20


def grow_by(n_mib):
    """Touch so much memory and give it back."""
    np.ones(n_mib * MIB, dtype=np.int8)


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere the mark cannot be set back")
def test_the_peak_counts_from_its_own_start():
    if not _memory._reset():
        pytest.skip("this system does not let a process set its mark back")
    at_rest = PeakMemory().read()
    memory = PeakMemory()
    grow_by(200)
    assert 150 < memory.read() - at_rest < 300
    assert PeakMemory().read() < at_rest + 100


@pytest.mark.skipif(_memory.resource is None, reason="this system does not tell")
def test_where_the_mark_stays_only_a_new_peak_is_known(monkeypatch):
    monkeypatch.setattr(_memory, "_reset", lambda: False)
    grow_by(100)
    memory = PeakMemory()
    grow_by(1)
    assert np.isnan(memory.read())
    lifetime = _memory._lifetime_peak()
    grow_by(int(lifetime) + 100)
    assert memory.read() > lifetime


def test_a_system_that_tells_nothing_gives_nan(monkeypatch):
    monkeypatch.setattr(_memory, "_reset", lambda: False)
    monkeypatch.setattr(_memory, "resource", None)
    assert np.isnan(PeakMemory().read())
