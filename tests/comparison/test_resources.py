"""What a fit uses of its process."""

import os
import signal
import sys
import threading

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from threadpoolctl import ThreadpoolController

from imbgan import DOSampler
from imbgan.comparison import _resources
from imbgan.comparison._resources import (
    check_device,
    limit_this_thread,
    limited_threads,
    may_use_gpu,
    sampled_memory,
    threads_per_fit,
    uncaught_ctrl_c,
)


@pytest.fixture
def four_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


def test_fits_side_by_side_share_the_cores(four_threads, monkeypatch):
    monkeypatch.setattr(_resources, "cpu_count", lambda: 8)
    assert [threads_per_fit(n_jobs) for n_jobs in (1, 2, 4, 16)] == [4, 4, 2, 1]


def test_threads_are_limited_for_a_while(four_threads):
    with limited_threads(2):
        assert torch.get_num_threads() == 2
        pools = ThreadpoolController().info()
        assert pools and all(pool["num_threads"] <= 2 for pool in pools)
    assert torch.get_num_threads() == 4
    with limited_threads(None):
        assert torch.get_num_threads() == 4


def test_a_thread_holds_its_own_openmp():
    def threads_within():
        limit_this_thread(1)
        pools = ThreadpoolController().select(user_api="openmp").info()
        found.extend(pool["num_threads"] for pool in pools)

    found = []
    thread = threading.Thread(target=threads_within)
    thread.start()
    thread.join()
    assert found and set(found) == {1}


@pytest.mark.parametrize(
    ("estimator", "expected"),
    [
        (LogisticRegression(), False),
        (DOSampler(), True),
        (DOSampler(device="cuda:1"), True),
        (DOSampler(device="cpu"), False),
        (DOSampler(device=torch.device("cpu")), False),
        (make_pipeline(DOSampler(device="cpu"), DOSampler()), True),
    ],
)
def test_a_device_within_tells_whether_a_gpu_may_be_used(estimator, expected, monkeypatch):
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: True)
    assert may_use_gpu(estimator) is expected
    monkeypatch.setattr(torch.accelerator, "is_available", lambda: False)
    assert not may_use_gpu(estimator)


def test_a_device_that_is_not_there_is_refused():
    check_device("cpu")
    for device in ("nowhere", "meta", "hpu"):
        with pytest.raises(ValueError, match=f"'{device}' cannot be used here"):
            check_device(device)


def peak(n_mib=0):
    """The peak of the memory while so much is taken and given back."""
    found = {}
    with sampled_memory(found):
        for _ in range(10):
            np.ones(n_mib * 2**20, dtype=np.int8)
    return found["peak_memory"]


def test_the_peak_holds_memory_that_was_given_back():
    assert 150 < peak(200) - peak() < 300


def test_each_peak_counts_from_its_own_start():
    assert peak(200) > peak() + 100


def test_the_sampling_ends_with_the_context():
    n_threads, found = threading.active_count(), {}
    with pytest.raises(ZeroDivisionError), sampled_memory(found):
        assert threading.active_count() == n_threads + 1
        raise ZeroDivisionError
    assert threading.active_count() == n_threads and found["peak_memory"] > 0


def test_without_psutil_nothing_is_known(monkeypatch):
    found = {}
    monkeypatch.setitem(sys.modules, "psutil", None)
    with sampled_memory(found):
        pass
    assert not found


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_a_loop_that_takes_ctrl_c_as_its_cue_cannot_swallow_it():
    reached = []
    with pytest.raises(KeyboardInterrupt):
        with uncaught_ctrl_c():
            try:
                press()
            except KeyboardInterrupt:
                pass  # as a skorch net does in fit
            reached.append("what follows the loop")
    assert not reached


def test_the_handler_of_before_comes_back():
    before = signal.getsignal(signal.SIGINT)
    with uncaught_ctrl_c():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError):
        with uncaught_ctrl_c():
            raise ZeroDivisionError


def test_in_another_thread_nothing_is_changed():
    seen = []

    def work():
        with uncaught_ctrl_c():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
