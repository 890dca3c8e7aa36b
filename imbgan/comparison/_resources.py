"""What a fit uses of its process: threads, the GPU, memory, and the signal of Ctrl-C."""

import signal
import threading
from contextlib import contextmanager
from functools import cache

import numpy as np
from joblib import cpu_count
from threadpoolctl import ThreadpoolController, threadpool_limits

_MIB = 2**20
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
    devices = [
        value
        for name, value in estimator.get_params(deep=True).items()
        if name.rpartition("__")[2] == "device" and value is not None
    ]
    return any(str(device) != "cpu" for device in devices) and _has_gpu()


def _has_gpu():
    import torch

    return torch.cuda.is_available() or torch.backends.mps.is_available()


def check_device(device):
    """ValueError for a device on which torch cannot compute."""
    import torch

    try:
        torch.empty(1, device=device).cpu()
    except (AssertionError, ImportError, NotImplementedError, RuntimeError) as error:
        reason = str(error).splitlines()[0]
        raise ValueError(f"the device {device!r} cannot be used here: {reason}") from error


class PeakMemory:
    """Largest resident memory of this process seen while in the context, in MiB.

    A thread reads it every 10 ms by psutil; NaN without psutil.
    """

    def __init__(self):
        self.mib = np.nan
        self._stopped = threading.Event()
        self._thread = threading.Thread(target=self._sample, daemon=True)

    def __enter__(self):
        try:
            import psutil
        except ImportError:
            return self
        self._process = psutil.Process()
        self._read()
        self._thread.start()
        return self

    def __exit__(self, *_):
        if self._thread.ident is not None:
            self._stopped.set()
            self._thread.join()
            self._read()

    def _sample(self):
        while not self._stopped.wait(_SAMPLING_SECONDS):
            self._read()

    def _read(self):
        self.mib = np.fmax(self.mib, self._process.memory_info().rss / _MIB)


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
