"""What a fit uses of its process: threads, the GPU, memory, and the signal of Ctrl-C."""

import signal
import threading
from contextlib import contextmanager
from functools import cache

from joblib import cpu_count
from threadpoolctl import ThreadpoolController, threadpool_limits

_SAMPLING_SECONDS = 0.01


def threads_per_fit(n_jobs):
    """The number of threads for each of ``n_jobs`` fits at a time."""
    import torch

    # A limit that the caller has set for torch holds for the fits too.
    return max(1, min(torch.get_num_threads(), cpu_count() // n_jobs))


@contextmanager
def limited_threads(n_threads):
    """Limit the thread pools of this process, torch's included; None leaves them."""
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
    """Limit OpenMP in the current thread, for which it has a setting of its own."""
    if n_threads is not None:
        _openmp().limit(limits=n_threads)


@cache
def _openmp():
    # Cached since looking for the loaded libraries takes longer than a small fit.
    return ThreadpoolController().select(user_api="openmp")


def may_use_gpu(estimator):
    """Whether a ``device`` parameter sends the estimator, or a part of it, to an available GPU."""
    import torch

    devices = [
        value
        for name, value in estimator.get_params(deep=True).items()
        if name.rpartition("__")[2] == "device" and value is not None
    ]
    return any(str(it) != "cpu" for it in devices) and torch.accelerator.is_available()


def check_device(device):
    """ValueError for a device on which torch cannot compute."""
    import torch

    try:
        torch.empty(1, device=device).cpu()
    except (AssertionError, ImportError, NotImplementedError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"the device {device!r} cannot be used here: {reason}") from error


@contextmanager
def sampled_memory(found):
    """Keep the largest resident memory of this process, in MiB, as ``found["peak_memory"]``.

    A thread reads it every 10 ms by psutil; nothing is kept without psutil.
    """
    try:
        import psutil
    except ImportError:
        yield
        return
    process, stopped = psutil.Process(), threading.Event()

    def sample():
        is_last = False
        while not is_last:
            is_last = stopped.wait(_SAMPLING_SECONDS)
            mib = process.memory_info().rss / 2**20
            found["peak_memory"] = max(mib, found.get("peak_memory", mib))

    thread = threading.Thread(target=sample, daemon=True)
    thread.start()
    try:
        yield
    finally:
        stopped.set()
        thread.join()


class _Interrupted(BaseException):
    """Ctrl-C, as an exception that training loops do not catch."""


@contextmanager
def uncaught_ctrl_c():
    """Let Ctrl-C end the body and raise KeyboardInterrupt, whatever the body catches.

    skorch takes a KeyboardInterrupt in fit as a request to stop training early; the fit would
    count as finished, and the comparison would go on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may set signal handlers
        return

    def interrupt(*_):
        raise _Interrupted

    before = signal.signal(signal.SIGINT, interrupt)
    try:
        yield
    except _Interrupted:
        raise KeyboardInterrupt from None
    finally:
        signal.signal(signal.SIGINT, before)
