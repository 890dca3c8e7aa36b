"""Claims about fits that are ended from outside and go on from a file."""

import os
import random
import time
import warnings
from multiprocessing import get_context

import numpy as np
import pytest
import torch
from sklearn.base import clone
from skorch.callbacks import Callback
from torch.nn.modules.module import register_module_forward_pre_hook

from imbgan import (
    ADSOSampler,
    ARConvLClassifier,
    CycleGANSampler,
    DOClassifier,
    DOSampler,
    NeuralClassifier,
    all_estimators,
)
from imbgan.engine import states_of
from imbgan.networks import SupervisedAutoencoder
from imbgan.utils.testing import tiny

# Five in every run; IMBGAN_KILLS=50 for more.
N_KILLS = int(os.environ.get("IMBGAN_KILLS", "5"))
KINDS = [kind for _, kind in all_estimators() if "checkpoint" in kind().get_params()]


class Killed(BaseException):
    """What ends a fit in these tests, past everybody who might want to keep something."""


class Kill(Callback):
    """End the fit at some batch."""

    n_left = None

    def on_batch_end(self, net, training=False, **kwargs):
        if Kill.n_left is not None:
            Kill.n_left -= 1
            if Kill.n_left <= 0:
                Kill.n_left = None
                raise Killed


def small(kind, **params):
    params = {
        "dropout": 0.3,
        "max_epochs": 6,
        "batch_size": 24,
        "max_steps_per_epoch": 2,
        **params,
    }
    params |= {"early_stopping": kind not in dict(all_estimators("sampler")).values()}
    if "max_anchors" in kind().get_params():
        params["max_anchors"] = 12
    known = kind().get_params()
    params = {name: value for name, value in params.items() if name in known}
    return tiny(kind).set_params(callbacks=[Kill()], **params)


def fitted(estimator, X, y):
    """Fit, and return all that comes of it."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if hasattr(estimator, "fit_resample"):
            given = estimator.fit_resample(X, y)[0]
        else:
            given = estimator.fit(X, y).predict_proba(X)
    return np.asarray(given), states_of(estimator.net_), estimator.history_


def assert_same(one, other):
    assert np.array_equal(one[0], other[0])
    for player, state in one[1].items():
        for name, value in state.items():
            assert torch.equal(value, other[1][player][name])
    assert one[2] == other[2]


@pytest.mark.parametrize("kind", KINDS)
def test_a_fit_that_is_killed_twice_ends_as_if_nothing_had_happened(kind, tabular, tmp_path):
    X, y = tabular
    whole = fitted(small(kind), X, y)
    path, estimator = tmp_path / "checkpoint", small(kind)
    estimator.set_params(checkpoint=path)
    for n_batches in (9, 5):
        Kill.n_left = n_batches
        with pytest.raises(Killed):
            fitted(estimator, X, y)
        assert path.exists()
    assert_same(fitted(clone(estimator), X, y), whole)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("kind", [DOClassifier, ARConvLClassifier, CycleGANSampler])
def test_on_images_too(kind, images, tmp_path):
    params = {"max_shift": 1, "max_epochs": 4, "buffer_size": 5}
    whole = fitted(small(kind, **params), *images)
    estimator = small(kind, checkpoint=tmp_path / "a", **params)
    Kill.n_left = 6
    with pytest.raises(Killed):
        fitted(estimator, *images)
    assert_same(fitted(estimator, *images), whole)


@pytest.mark.parametrize(
    ("kind", "schedule"),
    [(CycleGANSampler, "linear"), (NeuralClassifier, "one_cycle"), (NeuralClassifier, "step")],
)
def test_a_schedule_goes_on_where_it_was(kind, schedule, tabular, tmp_path):
    params = {"lr_schedule": schedule, "max_epochs": 8}
    whole = fitted(small(kind, **params), *tabular)
    estimator = small(kind, checkpoint=str(tmp_path / "a"), **params)
    Kill.n_left = 11
    with pytest.raises(Killed):
        fitted(estimator, *tabular)
    assert_same(fitted(estimator, *tabular), whole)


def test_a_network_that_is_trained_before_a_game_is_not_trained_again(tabular, tmp_path):
    estimator = small(ADSOSampler, checkpoint=tmp_path / "a", autoencoder_epochs=3)
    whole = fitted(clone(estimator), *tabular)
    Kill.n_left = 4  # of the game: callbacks of the user see no other batches
    with pytest.raises(Killed):
        fitted(estimator, *tabular)
    called = []
    hook = register_module_forward_pre_hook(lambda module, _: called.append(type(module)))
    try:
        again = fitted(estimator, *tabular)
    finally:
        hook.remove()
    assert called
    assert SupervisedAutoencoder not in called
    assert_same(again, whole)


def test_without_a_seed_the_fit_goes_on_with_its_own(tabular, tmp_path):
    estimator = small(DOSampler, checkpoint=tmp_path / "a", random_state=None)
    Kill.n_left = 7
    with pytest.raises(Killed):
        fitted(estimator, *tabular)
    (tmp_path / "b").write_bytes((tmp_path / "a").read_bytes())
    first = fitted(estimator, *tabular)
    (tmp_path / "b").rename(tmp_path / "a")
    assert_same(fitted(estimator, *tabular), first)


@pytest.fixture
def stopped(tabular, tmp_path):
    """An estimator whose fit was ended, with its file."""
    estimator = small(NeuralClassifier, checkpoint=str(tmp_path / "a"))
    Kill.n_left = 7
    with pytest.raises(Killed):
        fitted(estimator, *tabular)
    return estimator


def test_a_file_of_other_parameters_is_refused_by_name(stopped, tabular):
    stopped.set_params(lr=0.5, hidden_layer_sizes=(7,))
    with pytest.raises(ValueError, match=r"another fit.*hidden_layer_sizes \(it was \(16,\).*lr "):
        fitted(stopped, *tabular)


def test_a_file_of_other_data_is_refused(stopped, tabular):
    X, y = tabular
    X = X.copy()
    X[3, 1] += 0.5
    with pytest.raises(ValueError, match="another fit. There differ: the data. Remove the file"):
        fitted(stopped, X, y)


def test_verbosity_is_no_other_parameter(stopped, tabular):
    fitted(stopped.set_params(verbose=1), *tabular)


def test_a_model_file_is_not_taken_for_a_checkpoint(tabular, tmp_path):
    path = tmp_path / "model"
    tiny(NeuralClassifier).fit(*tabular).save(path)
    with pytest.raises(ValueError, match="is a model file"):
        fitted(small(NeuralClassifier, checkpoint=path), *tabular)
    with pytest.raises(ValueError, match="there is no folder"):
        fitted(small(NeuralClassifier, checkpoint=tmp_path / "no" / "a"), *tabular)


def test_an_interrupted_fit_keeps_its_file_and_goes_on(tabular, tmp_path):
    class Interrupt(Callback):
        is_due = True

        def on_epoch_begin(self, net, **kwargs):
            if len(net.history) == 4 and Interrupt.is_due:
                Interrupt.is_due = False
                raise KeyboardInterrupt

    estimator = small(DOSampler, checkpoint=tmp_path / "a").set_params(callbacks=[Interrupt()])
    fitted(estimator, *tabular)
    assert estimator.n_iter_ == 3
    assert (tmp_path / "a").exists()
    found = fitted(estimator, *tabular)
    assert estimator.n_iter_ == 6
    assert_same(found, fitted(small(DOSampler), *tabular))


def fit_to_file(kind, data, checkpoint, path):
    """Fit, and write what comes of it: the work of a process that will be killed."""
    estimator = small(kind, max_epochs=40, max_steps_per_epoch=None, checkpoint=checkpoint)
    if "autoencoder_epochs" in estimator.get_params():
        estimator.set_params(autoencoder_epochs=40)
    np.save(path, fitted(estimator.set_params(device="cpu"), *data)[0])


@pytest.mark.skipif(not hasattr(os, "fork"), reason="there are no forks and no kill -9")
@pytest.mark.parametrize("kind", [NeuralClassifier, ADSOSampler])
def test_kill_9_at_any_moment_changes_nothing(kind, tabular, tmp_path):
    def run(checkpoint, name):
        paths = checkpoint and tmp_path / checkpoint, tmp_path / name
        process = get_context("fork").Process(target=fit_to_file, args=(kind, tabular, *paths))
        process.start()
        return process

    start, chance, n_killed = time.monotonic(), random.Random(0), 0
    whole = run(None, "whole.npy")
    whole.join()
    seconds = time.monotonic() - start
    for _ in range(N_KILLS):
        process = run("a", "found.npy")
        time.sleep(chance.random() * seconds / 2)
        n_killed += process.is_alive()
        process.kill()
        process.join()
    assert n_killed
    last = run("a", "found.npy")
    last.join()
    assert whole.exitcode == last.exitcode == 0
    assert np.array_equal(np.load(tmp_path / "found.npy"), np.load(tmp_path / "whole.npy"))
    assert {path.name for path in tmp_path.iterdir()} == {"whole.npy", "found.npy"}
