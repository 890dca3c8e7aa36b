"""Ctrl-C that no fit can swallow."""

import signal
import threading
from contextlib import contextmanager


class _Interrupted(BaseException):
    """Ctrl-C, under a name that a training loop does not catch."""


@contextmanager
def ctrl_c_ends():
    """Let Ctrl-C end what is within, and come out as a KeyboardInterrupt.

    A skorch net takes a KeyboardInterrupt in fit as its cue to stop training early; the fit would
    count as finished, and the run would go on.
    """
    if threading.current_thread() is not threading.main_thread():
        yield  # only the main thread may say what a signal does
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
