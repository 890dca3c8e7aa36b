"""Claims about interrupts: wherever they come, torch is left as it was and no fit is half done."""

import os
import sys
import traceback
import warnings
from multiprocessing import get_context

import numpy as np
import pytest
import torch
from sklearn.exceptions import ConvergenceWarning, NotFittedError
from sklearn.utils.validation import check_is_fitted
from skorch.callbacks import Callback, EarlyStopping

from imbgan import ADSOSampler, DOSampler, NeuralClassifier
from imbgan.engine import states_of
from imbgan.utils.testing import tiny

KINDS = {
    "classifier": (NeuralClassifier, {"max_epochs": 4, "early_stopping": True}),
    "sampler": (DOSampler, {"max_epochs": 3}),
    "pretrained": (ADSOSampler, {"max_epochs": 2, "autoencoder_epochs": 2}),
}
N_POINTS = 25  # of each kind


class Interrupting:
    """Count the lines that a block runs, and raise an interrupt at one of them."""

    def __init__(self, at=None):
        self.at, self.n_lines = at, 0

    def __enter__(self):
        self.before = sys.gettrace()
        sys.settrace(self._trace)
        return self

    def __exit__(self, *_):
        sys.settrace(self.before)

    def _trace(self, frame, event, _):
        if event == "line":
            self.n_lines += 1
            if self.n_lines == self.at:
                sys.settrace(None)
                raise KeyboardInterrupt
        return self._trace


def modes():
    return {
        "gradients": torch.is_grad_enabled(),
        "dtype": torch.get_default_dtype(),
        "threads": torch.get_num_threads(),
        "random": torch.get_rng_state().tolist(),
        "inference": torch.is_inference_mode_enabled(),
    }


def made(name, X, y):
    """Return an estimator and the function that fits it."""
    kind, params = KINDS[name]
    estimator = tiny(kind).set_params(**params)
    return estimator, getattr(estimator, "fit_resample", estimator.fit)


@pytest.mark.skipif(not hasattr(os, "fork"), reason="forks processes")
@pytest.mark.parametrize("point", range(N_POINTS))
@pytest.mark.parametrize("name", KINDS)
def test_wherever_an_interrupt_comes_nothing_is_left_half_done(name, point, tabular):
    # In a process of its own: errors that a trace function raises leave Python's count of nested
    # calls wrong.
    context = get_context("fork")
    told = context.SimpleQueue()
    process = context.Process(target=run_and_tell, args=(told, name, point, tabular))
    process.start()
    error = told.get()
    process.join()
    assert not error, error


def run_and_tell(told, name, point, data):
    """Make an interrupted fit in this process, and tell of what is wrong."""
    error = "the process ended without a word"
    try:
        interrupt_a_fit(name, point, *data)
        error = ""
    except BaseException:
        error = traceback.format_exc()
    finally:
        told.put(error)


def interrupt_a_fit(name, point, X, y):
    """Interrupt a fit at one of its lines, and see what it leaves."""
    estimator, fit = made(name, X, y)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        fit(X, y)  # so that what is imported late, and cached, is there
        with Interrupting() as counting:
            fit(X, y)
    at = int((point + np.random.default_rng(point).random()) / N_POINTS * counting.n_lines)
    estimator, fit = made(name, X, y)
    given, before = estimator.get_params(), modes()
    with warnings.catch_warnings(record=True) as told:
        warnings.simplefilter("always")
        try:
            with Interrupting(at + 1):
                fit(X, y)
            is_fitted = True
        except BaseException:  # numpy turns one that comes in a comparison into a TypeError
            is_fitted = False
    assert modes() == before
    assert estimator.get_params() == given
    if is_fitted:
        assert 1 <= estimator.n_iter_ <= estimator.max_epochs
        says = any(issubclass(each.category, ConvergenceWarning) for each in told)
        assert says or estimator.n_iter_ == estimator.max_epochs
    elif at < 0.99 * counting.n_lines:  # later the fit may be over, and only its return is not
        with pytest.raises(NotFittedError):
            check_is_fitted(estimator)
    # Nothing has stuck: the next fit is that of an estimator that nobody interrupted.
    again, fit_again = made(name, X, y)
    fit(X, y), fit_again(X, y)
    for player, state in states_of(estimator.net_).items():
        for key, value in states_of(again.net_)[player].items():
            assert torch.equal(value, state[key])
    assert modes() == before


def interrupted(at_batch, at_epoch):
    class Interrupt(Callback):
        def on_batch_end(self, net, training=False, **kwargs):
            if at_batch and len(net.history) == at_epoch:
                raise KeyboardInterrupt

        def on_epoch_end(self, net, **kwargs):
            if len(net.history) == at_epoch:
                raise KeyboardInterrupt

    return [Interrupt()]


@pytest.mark.parametrize("kind", [NeuralClassifier, DOSampler])
def test_before_an_epoch_is_over_an_interrupt_leaves_nothing(kind, tabular):
    estimator = tiny(kind).set_params(callbacks=interrupted(True, 1))
    with pytest.raises(KeyboardInterrupt, match="No epoch was finished"):
        estimator.fit(*tabular)
    with pytest.raises(NotFittedError):
        check_is_fitted(estimator)


@pytest.mark.parametrize(("at_batch", "n_whole"), [(True, 1), (False, 2)])
@pytest.mark.parametrize("kind", [NeuralClassifier, DOSampler])
def test_later_it_leaves_whole_epochs_and_a_warning(kind, at_batch, n_whole, tabular):
    estimator = tiny(kind).set_params(callbacks=interrupted(at_batch, 2), max_epochs=9)
    with pytest.warns(ConvergenceWarning, match=f"interrupted after {n_whole} of 9 epochs"):
        estimator.fit(*tabular)
    assert estimator.n_iter_ == n_whole


def test_a_callback_of_skorch_that_ends_a_fit_is_no_interrupt(tabular):
    stopping = EarlyStopping(monitor="train_loss", patience=1, threshold=10)
    params = {"callbacks": [stopping], "max_epochs": 9, "early_stopping": False}
    with warnings.catch_warnings():
        warnings.simplefilter("error", ConvergenceWarning)
        model = tiny(NeuralClassifier).set_params(**params).fit(*tabular)
    assert model.n_iter_ < 9


def test_a_fit_where_gradients_are_off_trains_all_the_same(tabular):
    with torch.no_grad():
        inside = tiny(NeuralClassifier).fit(*tabular)
        assert not torch.is_grad_enabled()
    outside = tiny(NeuralClassifier).fit(*tabular)
    assert np.array_equal(*(each.predict_proba(tabular[0]) for each in (inside, outside)))
