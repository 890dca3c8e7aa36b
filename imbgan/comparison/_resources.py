"""What a fit may use of the machine: threads beneath the fits, and a GPU."""

from contextlib import contextmanager
from functools import cache

from joblib import cpu_count
from threadpoolctl import ThreadpoolController, threadpool_limits


def threads_beneath(n_jobs):
    """How many threads each of so many fits side by side may use."""
    import torch

    # Whoever has limited torch wants no more.
    return max(1, min(torch.get_num_threads(), cpu_count() // n_jobs))


@contextmanager
def limited_threads(n_threads):
    """Hold the libraries of this process to so many threads each; None leaves them."""
    if n_threads is None:
        yield
        return
    import torch

    before = torch.get_num_threads()
    with threadpool_limits(n_threads):
        torch.set_num_threads(n_threads)
        try:
            yield
        finally:
            torch.set_num_threads(before)


def limit_this_thread(n_threads):
    """Hold OpenMP in this thread, where it counts by itself, to so many; for good."""
    if n_threads is not None:
        _openmp().limit(limits=n_threads)


@cache
def _openmp():
    """The OpenMP libraries that are loaded: looking for them takes longer than a small fit."""
    return ThreadpoolController().select(user_api="openmp")


def may_use_gpu(estimator):
    """Whether a parameter sends the estimator, or a part of it, to a GPU that is there."""
    devices = [
        value
        for name, value in estimator.get_params(deep=True).items()
        if name.rpartition("__")[2] == "device" and value is not None
    ]
    return any(str(device) != "cpu" for device in devices) and _has_gpu()


def _has_gpu():
    """Whether torch can compute on one."""
    import torch

    return torch.cuda.is_available() or torch.backends.mps.is_available()


def refuse_device(device):
    """ValueError for a device that there is not, on which every fit would fail."""
    import torch

    try:
        torch.empty(1, device=device).cpu()
    except (AssertionError, ImportError, NotImplementedError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"the device {device!r} cannot be used here: {reason}") from error
