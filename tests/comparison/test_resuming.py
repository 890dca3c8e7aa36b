"""A comparison that is stopped at any moment, goes on, and is shared by processes."""

import multiprocessing
import os
import random
import signal
import time

import pytest
from sklearn.datasets import make_classification
from sklearn.dummy import DummyClassifier
from sklearn.naive_bayes import GaussianNB

from imbgan.comparison import _compare, compare
from imbgan.comparison._store import Store

MEASURED = ["fit_seconds", "predict_seconds", "peak_memory"]
DATA = {
    "two": make_classification(100, weights=[0.8], random_state=0),
    "three": make_classification(120, n_classes=3, n_informative=4, random_state=0),
}
needs_fork = pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes")
FORK = multiprocessing.get_context("fork") if hasattr(os, "fork") else None


class Slow(GaussianNB):
    """Takes some time, and counts how often it is fitted in this process."""

    n_fits = 0

    def __init__(self, seconds=0.0, priors=None, var_smoothing=1e-9):
        super().__init__(priors=priors, var_smoothing=var_smoothing)
        self.seconds = seconds

    def fit(self, X, y, sample_weight=None):
        Slow.n_fits += 1
        time.sleep(self.seconds)
        return super().fit(X, y)


@pytest.fixture
def count(monkeypatch):
    """Fits of Slow from here on."""
    monkeypatch.setattr(Slow, "n_fits", 0)
    return lambda: Slow.n_fits


@pytest.fixture
def path(tmp_path):
    return tmp_path / "fits.sqlite"


def frame_of(result):
    """The fits without what differs from run to run."""
    return result.frame.drop(columns=MEASURED)


def methods(seconds=0.0):
    kinds = {f"slow {at}": Slow(seconds, var_smoothing=10.0**-at) for at in range(1, 4)}
    return {**kinds, "most frequent": DummyClassifier()}


def compare_slowly(path, seconds=0.01):
    compare(methods(seconds), DATA, store=path)


def test_what_is_in_the_store_is_not_made_again(path, count):
    first = compare(methods(), DATA, store=path)
    assert count() == 60
    again = compare(methods(), DATA, store=path)
    assert count() == 60
    assert again.frame.equals(first.frame)


def test_only_what_changed_is_made_again(path, count):
    compare(methods(), DATA, store=path)
    changed = {**methods(), "slow 2": Slow(var_smoothing=0.5)}
    compare(changed, DATA, store=path)
    assert count() == 60 + 20
    with Store(path) as store:
        assert len(store) == 80 + 20


def test_names_are_not_part_of_what_is_stored(path, count):
    compare({"slow": Slow()}, {"two": DATA["two"]}, store=path)
    renamed = compare({"other": Slow(), "third": Slow()}, {"data": DATA["two"]}, store=path)
    assert count() == 10
    assert renamed.methods == ["other", "third"] and renamed.datasets == ["data"]
    assert renamed.is_complete and len(renamed.records) == 20


def n_stored(path):
    with Store(path) as store:
        return len(store)


def stop_while_it_runs(path, signal_number, seconds):
    """Stop a comparison so long after the first fit that it made; the fits that are there then."""
    n_before = n_stored(path)
    stopped = FORK.Process(target=compare_slowly, args=(path,))
    stopped.start()
    while n_stored(path) == n_before and stopped.is_alive():
        time.sleep(0.005)
    time.sleep(seconds)
    if stopped.is_alive():  # else the comparison ended before
        os.kill(stopped.pid, signal_number)
    stopped.join()
    return n_stored(path)


@needs_fork
@pytest.mark.parametrize("signal_number", [signal.SIGKILL, signal.SIGINT])
def test_stopped_at_random_moments_it_ends_with_the_same_result(path, signal_number, capfd):
    draw = random.Random(0)
    # The first at once, so that it cannot come too late on a busy machine.
    moments = [0, *(draw.random() / 4 for _ in range(3))]
    n_done = [stop_while_it_runs(path, signal_number, seconds) for seconds in moments]
    assert any(0 < n < 80 for n in n_done) and n_done == sorted(n_done)
    result = compare(methods(0.01), DATA, store=path)
    assert frame_of(result).equals(frame_of(compare(methods(0.01), DATA)))
    assert n_stored(path) == 80


@needs_fork
def test_several_processes_share_one_comparison(path):
    writers = [FORK.Process(target=compare_slowly, args=(path, 0.003)) for _ in range(2)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert [writer.exitcode for writer in writers] == [0, 0]
    with Store(path) as store:
        assert len(store) == 80
    result = compare(methods(0.003), DATA, store=path)
    assert frame_of(result).equals(frame_of(compare(methods(0.003), DATA)))


class Meeting(GaussianNB):
    """Lets somebody else into the store during its first fit."""

    visit = None

    def fit(self, X, y, sample_weight=None):
        if Meeting.visit is not None:
            visit, Meeting.visit = Meeting.visit, None
            visit()
        return super().fit(X, y)


def test_what_another_process_has_finished_is_not_begun(path, count, monkeypatch):
    shared = {"meeting": Meeting(), "slow": Slow()}
    visit = lambda: compare(shared, {"two": DATA["two"]}, store=path)  # noqa: E731
    monkeypatch.setattr(Meeting, "visit", visit)
    assert compare(shared, {"two": DATA["two"]}, store=path).is_complete
    assert count() == 10


def test_a_full_disk_ends_the_comparison_and_the_next_call_goes_on(path, count, monkeypatch):
    class Filling(Store):
        def add(self, record):
            if len(self) == 30:
                pages = self._connection.execute("PRAGMA page_count").fetchone()[0]
                self._connection.execute(f"PRAGMA max_page_count = {pages}")
            super().add(record)

    with monkeypatch.context() as patch:
        patch.setattr(_compare, "Store", Filling)
        with pytest.raises(OSError, match="disk may be full"):
            compare(methods(), DATA, store=path)
    with Store(path) as store:
        n_before = len(store)
    assert 30 <= n_before < 80
    result = compare(methods(), DATA, store=path)
    assert result.is_complete
    assert frame_of(result).equals(frame_of(compare(methods(), DATA)))


def test_no_fit_is_begun_after_the_time_is_over(path, count):
    limited = compare({"slow": Slow(0.1)}, DATA, store=path, time_limit=1.0)
    assert 0 < count() < 20
    assert not limited.is_complete and len(limited.records) == count()
    assert compare({"slow": Slow(0.1)}, DATA, store=path).is_complete
    assert count() == 20


def test_a_time_limit_that_lets_nothing_begin_is_said():
    with pytest.raises(TimeoutError, match="No fit was finished within time_limit=1e-09"):
        compare({"slow": Slow()}, DATA, time_limit=1e-9)
