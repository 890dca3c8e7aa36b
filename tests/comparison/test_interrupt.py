"""Claims about Ctrl-C."""

import os
import signal
import threading

import pytest

from imbgan.comparison._interrupt import ctrl_c_ends


def press():
    os.kill(os.getpid(), signal.SIGINT)


def test_a_loop_that_takes_ctrl_c_as_its_cue_cannot_swallow_it():
    reached = []
    with pytest.raises(KeyboardInterrupt):
        with ctrl_c_ends():
            try:
                press()
            except KeyboardInterrupt:
                pass  # as a skorch net does in fit
            reached.append("what follows the loop")
    assert not reached


def test_the_handler_of_before_comes_back():
    before = signal.getsignal(signal.SIGINT)
    with ctrl_c_ends():
        assert signal.getsignal(signal.SIGINT) is not before
    assert signal.getsignal(signal.SIGINT) is before


def test_other_errors_pass():
    with pytest.raises(ZeroDivisionError):
        with ctrl_c_ends():
            raise ZeroDivisionError


def test_in_another_thread_nothing_is_changed():
    seen = []

    def work():
        with ctrl_c_ends():
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert seen == [signal.getsignal(signal.SIGINT)]
