"""The high-water mark of the memory of this process, from a moment on."""

import os
import sys

import numpy as np

try:
    import resource
except ImportError:  # Windows
    resource = None

_MIB = 2**20
_RESET = "/proc/self/clear_refs"
_STATUS = "/proc/self/status"
_STATUS_BYTES = 8192  # more than there are


class PeakMemory:
    """The peak since the object was made, in MiB: resident memory of the whole process.

    Linux can set the mark back. Elsewhere it is known only where the process has grown beyond
    its earlier peak; NaN says that it is not known.
    """

    def __init__(self):
        self._was_reset = _reset()
        self._before = None if self._was_reset else _lifetime_peak()

    def read(self):
        """The peak so far."""
        if self._was_reset:
            return _mark()
        now = _lifetime_peak()
        return now if now > self._before else np.nan


def _reset():
    """Set the mark back to what is resident now, or return False."""
    try:
        _within(_RESET, os.O_WRONLY, os.write, b"5")
    except OSError:
        return False
    return True


def _mark():
    """The mark of the kernel."""
    _, found, rest = _within(_STATUS, os.O_RDONLY, os.read, _STATUS_BYTES).partition(b"VmHWM:")
    return int(rest[: rest.index(b"kB")]) / 1024 if found else np.nan


def _within(path, how, act, argument):
    """Read or write without the layers of Python's files, which take longer than what they do."""
    file = os.open(path, how)
    try:
        return act(file, argument)
    finally:
        os.close(file)


def _lifetime_peak():
    """The largest memory that this process has ever had."""
    if resource is None:
        return np.nan
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MIB
