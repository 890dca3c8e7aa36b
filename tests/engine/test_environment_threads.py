"""Claims about the threads of small networks."""

import threading

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback

from imbgan import ADSOSampler, DOClassifier, DOSampler, NeuralClassifier
from imbgan.engine import limited_threads
from imbgan.utils.testing import tiny


@pytest.fixture(autouse=True)
def two_threads():
    """Two threads for a test, as a machine of two cores has them."""
    before = torch.get_num_threads()
    torch.set_num_threads(2)
    yield
    torch.set_num_threads(before)


def test_small_steps_use_one_thread_and_the_number_comes_back():
    with limited_threads(1e6):
        assert torch.get_num_threads() == 1
        with limited_threads(1e6):
            assert torch.get_num_threads() == 1
        assert torch.get_num_threads() == 1
    assert torch.get_num_threads() == 2


def test_large_steps_keep_their_threads():
    with limited_threads(1e12):
        assert torch.get_num_threads() == 2


def test_the_number_comes_back_after_an_error():
    with pytest.raises(RuntimeError), limited_threads(0):
        raise RuntimeError
    assert torch.get_num_threads() == 2


def test_blocks_side_by_side_bring_back_what_was_before_the_first():
    entered, leave, seen = threading.Event(), threading.Event(), []

    def first():
        with limited_threads(0):
            entered.set()
            leave.wait(10)

    worker = threading.Thread(target=first)
    worker.start()
    entered.wait(10)
    with limited_threads(0):
        seen.append(torch.get_num_threads())
    leave.set()
    worker.join()
    assert seen == [1]
    assert torch.get_num_threads() == 2
    later = []
    check = threading.Thread(target=lambda: later.append(torch.get_num_threads()))
    check.start()
    check.join()
    assert later == [2]


class Threads(Callback):
    """Remember the number of threads of each epoch."""

    seen = []

    def on_epoch_end(self, net, **kwargs):
        Threads.seen.append(torch.get_num_threads())


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier, DOSampler, ADSOSampler])
def test_a_small_fit_runs_in_one_thread_and_leaves_the_number_alone(kind, tabular):
    Threads.seen = []
    X, y = tabular
    fitted = tiny(kind).set_params(callbacks=[Threads], max_epochs=2).fit(X, y)
    assert set(Threads.seen) == {1}
    assert torch.get_num_threads() == 2
    (fitted.predict if hasattr(fitted, "predict") else fitted.fit_resample)(
        *((X,) if hasattr(fitted, "predict") else (X, y))
    )
    assert torch.get_num_threads() == 2


def test_a_fit_is_the_same_bit_by_bit_at_another_number_of_threads(tabular):
    X, y = tabular
    two = tiny(DOClassifier).fit(X, y).predict_proba(X)
    torch.set_num_threads(1)
    assert np.array_equal(two, tiny(DOClassifier).fit(X, y).predict_proba(X))
