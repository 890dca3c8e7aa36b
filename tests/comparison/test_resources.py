"""Threads beneath the fits, and the GPU."""

import threading

import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from threadpoolctl import ThreadpoolController

from imbgan import DOSampler
from imbgan.comparison import _resources
from imbgan.comparison._resources import (
    limit_this_thread,
    limited_threads,
    may_use_gpu,
    refuse_device,
    threads_beneath,
)


@pytest.fixture
def four_threads():
    before = torch.get_num_threads()
    torch.set_num_threads(4)
    yield
    torch.set_num_threads(before)


def test_fits_side_by_side_share_the_cores(four_threads, monkeypatch):
    monkeypatch.setattr(_resources, "cpu_count", lambda: 8)
    assert [threads_beneath(n_jobs) for n_jobs in (1, 2, 4, 16)] == [4, 4, 2, 1]


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
    monkeypatch.setattr(_resources, "_has_gpu", lambda: True)
    assert may_use_gpu(estimator) is expected
    monkeypatch.setattr(_resources, "_has_gpu", lambda: False)
    assert not may_use_gpu(estimator)


def test_a_gpu_is_there_or_not():
    there = torch.cuda.is_available() or torch.backends.mps.is_available()
    assert _resources._has_gpu() is there


def test_a_device_that_is_not_there_is_refused():
    refuse_device("cpu")
    for device in ("nowhere", "meta", "hpu"):
        with pytest.raises(ValueError, match=f"'{device}' cannot be used here"):
            refuse_device(device)
