"""Running fits side by side."""

import os
import signal
import threading
import time
from pathlib import Path

import pytest
import torch
from joblib import parallel_config
from sklearn.datasets import make_classification
from sklearn.naive_bayes import GaussianNB
from sklearn.neighbors import KNeighborsClassifier
from threadpoolctl import threadpool_limits

from imbgan.comparison import _resources, compare

DATA = {"made up": make_classification(120, weights=[0.8], random_state=0)}
MEASURED = ["fit_seconds", "predict_seconds", "peak_memory"]


def frame_of(result):
    """The fits without what differs from run to run."""
    return result.frame.drop(columns=MEASURED)


@pytest.fixture(scope="module")
def methods():
    return {"bayes": GaussianNB(), "neighbours": KNeighborsClassifier()}


@pytest.fixture(scope="module")
def serial(methods):
    return compare(methods, DATA)


@pytest.mark.parametrize("backend", ["threading", "multiprocessing"])
def test_fits_side_by_side_give_the_same_numbers(backend, methods, serial):
    with parallel_config(backend=backend, n_jobs=2):
        found = compare(methods, DATA)
    assert frame_of(found).equals(frame_of(serial))


def test_a_cluster_gives_the_same_numbers(methods, serial, tmp_path):
    distributed = pytest.importorskip("distributed")
    workers = {"n_workers": 2, "threads_per_worker": 1, "dashboard_address": None}
    with distributed.Client(**workers, silence_logs=50), parallel_config(backend="dask"):
        found = compare(methods, DATA, store=tmp_path / "fits.sqlite")
    assert frame_of(found).equals(frame_of(serial))
    assert compare(methods, DATA, store=tmp_path / "fits.sqlite").frame.equals(found.frame)


def test_forked_processes_do_not_hang_where_the_parent_used_several_threads(methods, serial):
    with threadpool_limits(2):  # threads of OpenMP that a fork leaves behind
        methods["neighbours"].fit(*DATA["made up"]).predict(DATA["made up"][0])
        with parallel_config(backend="multiprocessing", n_jobs=2):
            found = compare(methods, DATA)
    assert frame_of(found).equals(frame_of(serial))


def killing(once):
    """A method that kills its process, each time or the first time.

    Its class is as of a script: it travels whole to workers, which cannot import this module.
    """

    class Killing(GaussianNB):
        def __init__(self, flag=None, priors=None, var_smoothing=1e-9):
            super().__init__(priors=priors, var_smoothing=var_smoothing)
            self.flag = flag

        def fit(self, X, y, sample_weight=None):
            if self.flag is None or not Path(self.flag).exists():
                if self.flag is not None:
                    Path(self.flag).touch()
                os.kill(os.getpid(), signal.SIGKILL)
            return super().fit(X, y)

    Killing.__module__, Killing.__qualname__ = "__main__", "Killing"
    return Killing(once)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills processes")
def test_a_killed_worker_costs_no_fit_but_the_one_that_kills_it(methods, tmp_path):
    pairs = [(range(0, 120, 2), range(1, 120, 2))]
    killers = {"once": killing(str(tmp_path / "flag")), "always": killing(None)}
    serial = compare(methods, DATA, cv=pairs)
    found = compare({**methods, **killers}, DATA, cv=pairs, n_jobs=2)
    frame = found.frame.set_index("method")
    assert found.is_complete
    assert frame.loc["always", "error"].startswith("WorkerKilled: ")
    assert frame.loc["once", "error"] == ""
    expected = serial.frame.set_index("method").drop(columns=MEASURED)
    assert frame.loc[list(methods)].drop(columns=MEASURED).equals(expected)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kills processes")
def test_a_killed_worker_raises_if_so_asked():
    pairs = [(range(0, 120, 2), range(1, 120, 2))]
    with pytest.raises(RuntimeError, match="the process of this fit was killed"):
        compare({"it": killing(None)}, DATA, cv=pairs, n_jobs=2, error_score="raise")


class Slow(GaussianNB):
    """Counts its fits, of which each takes a while."""

    n_fits = 0
    lock = threading.Lock()

    def fit(self, X, y, sample_weight=None):
        with self.lock:
            type(self).n_fits += 1
        time.sleep(0.02)
        return super().fit(X, y)


def test_two_callers_with_one_store_share_the_fits(tmp_path, monkeypatch):
    monkeypatch.setattr(Slow, "n_fits", 0)
    methods = {str(at): Slow(var_smoothing=10.0**-at) for at in range(1, 7)}
    options = {"cv": 8, "store": tmp_path / "fits.sqlite"}
    found = []
    callers = [
        threading.Thread(target=lambda: found.append(compare(methods, DATA, **options)))
        for _ in range(2)
    ]
    for caller in callers:
        caller.start()
    for caller in callers:
        caller.join()
    assert [len(result.records) for result in found] == [48, 48]
    assert 48 <= Slow.n_fits < 60  # each twice would be 96


class OnDevice(GaussianNB):
    """Counts how many fits run at the same time."""

    running, most = 0, 0
    lock = threading.Lock()

    def __init__(self, device="auto", priors=None, var_smoothing=1e-9):
        super().__init__(priors=priors, var_smoothing=var_smoothing)
        self.device = device

    def fit(self, X, y, sample_weight=None):
        kind = type(self)
        with self.lock:
            kind.running += 1
            kind.most = max(kind.most, kind.running)
        time.sleep(0.02)
        with self.lock:
            kind.running -= 1
        return super().fit(X, y)


@pytest.mark.parametrize(
    ("device", "gpu_jobs", "expected"), [("auto", 1, 1), ("auto", 2, 2), ("cpu", 1, 4)]
)
def test_fits_on_a_gpu_are_queued(device, gpu_jobs, expected, monkeypatch):
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    monkeypatch.setattr(OnDevice, "most", 0)
    with parallel_config(backend="threading", n_jobs=4):
        compare({"it": OnDevice(device)}, DATA, gpu_jobs=gpu_jobs)
    assert OnDevice.most == expected


class Threads(GaussianNB):
    """Remembers the numbers of threads within its fits."""

    seen = set()

    def fit(self, X, y, sample_weight=None):
        self.seen.add(torch.get_num_threads())
        return super().fit(X, y)


def test_threads_beneath_are_limited_while_fits_run_side_by_side(monkeypatch):
    monkeypatch.setattr(_resources, "cpu_count", lambda: 4)
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    try:
        with parallel_config(backend="threading", n_jobs=2):
            compare({"it": Threads()}, DATA)
        assert torch.get_num_threads() == 4
    finally:
        torch.set_num_threads(before)
    assert Threads.seen == {2}
