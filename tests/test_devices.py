"""Claims about fits on another device than the CPU, of every estimator.

``make test-device`` runs them on the accelerator of the machine. Elsewhere "cpu:0" stands for a
device of its own. All other tests run on the CPU, where equal means equal in every bit; on a GPU
sums come in another order.
"""

import os
import warnings

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler
from skorch.callbacks import Callback

from imbgan import (
    DOClassifier,
    DOSampler,
    FocalClassifier,
    GAMOSampler,
    LogitAdjustedClassifier,
    NeuralClassifier,
    load,
)
from imbgan.engine import states_of
from imbgan.utils import all_estimators
from imbgan.utils.testing import tiny

DEVICE = os.environ.get("IMBGAN_TEST_DEVICE", "cpu:0")
CLOSE = {"rtol": 1e-3, "atol": 1e-4}  # float32 sums of some hundred terms in another order
OF_IMAGES = ("CycleGANSampler",)

every_estimator = pytest.mark.parametrize(
    "kind", [kind for _, kind in all_estimators() if "device" in kind().get_params()]
)


def data_of(kind, tabular, images):
    """The data that an estimator takes, of which only some take images alone."""
    return images if kind.__name__ in OF_IMAGES else tabular


def fitted_on(device, kind, X, y, **params):
    """Fit a small estimator on a device, without a word about so few rows."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return tiny(kind).set_params(device=device, **params).fit(X, y)


def outcome(fitted, X):
    """Probabilities, or generated rows, of a fitted estimator."""
    if hasattr(fitted, "predict_proba"):
        return fitted.predict_proba(X)
    if hasattr(fitted, "sample"):
        label = fitted.classes_[-1] if hasattr(fitted, "classes_") else 1
        return np.asarray(fitted.sample(20, label, random_state=0))
    return None


@every_estimator
def test_a_fit_ends_with_numbers_and_leaves_its_weights_on_the_cpu(kind, tabular, images):
    X, y = data_of(kind, tabular, images)
    fitted = fitted_on(DEVICE, kind, X, y)
    assert np.isfinite(outcome(fitted, X)).all()
    if hasattr(fitted, "net_"):
        for state in states_of(fitted.net_).values():
            assert {value.device.type for value in state.values()} <= {"cpu"}


@every_estimator
def test_what_was_fitted_on_the_cpu_gives_the_same_on_a_device(kind, tabular, images):
    X, y = data_of(kind, tabular, images)
    fitted = fitted_on("cpu", kind, X, y)
    expected = outcome(fitted, X)
    np.testing.assert_allclose(outcome(fitted.set_params(device=DEVICE), X), expected, **CLOSE)


@pytest.mark.parametrize("kind", [DOSampler, GAMOSampler])
def test_resampling_brings_every_class_to_the_size_of_the_largest(kind, tabular):
    X, y = tabular
    found, labels = tiny(kind).set_params(device=DEVICE).fit_resample(X, y)
    assert np.array_equal(np.bincount(labels), [np.bincount(y).max()] * 3)
    assert np.array_equal(found[: len(X)], X)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier])
def test_on_images_too(kind, images):
    X, y = images
    fitted = fitted_on(DEVICE, kind, X, y)
    assert fitted.score(X, y) > 0.9


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier])
def test_a_model_saved_on_a_device_is_read_on_the_cpu(kind, tabular, tmp_path):
    X, y = tabular
    fitted = fitted_on(DEVICE, kind, X, y)
    fitted.save(tmp_path / "model")
    found = load(tmp_path / "model").set_params(device="cpu").predict_proba(X)
    np.testing.assert_allclose(found, fitted.predict_proba(X), **CLOSE)


def test_a_grid_search_over_a_pipeline_runs_on_a_device(tabular):
    pipeline = make_pipeline(StandardScaler(), tiny(NeuralClassifier).set_params(device=DEVICE))
    search = GridSearchCV(pipeline, {"neuralclassifier__lr": [0.02, 0.001]}, cv=2, n_jobs=1)
    search.fit(*tabular)
    assert search.best_params_ == {"neuralclassifier__lr": 0.02}


class Look(Callback):
    """A callback of the user: with it each step is made on its own."""


class Score:
    """Accuracy, which fails at one of its calls."""

    fails_at = None

    def __call__(self, y, proba):
        if Score.fails_at is not None:
            Score.fails_at -= 1
            if not Score.fails_at:
                Score.fails_at = None
                raise RuntimeError("enough")
        return (proba.argmax(axis=1) == y).mean()


score = Score()


@pytest.mark.parametrize(
    ("kind", "params"),
    [
        (NeuralClassifier, {}),
        (NeuralClassifier, {"dropout": 0.3, "n_members": 4}),
        (LogitAdjustedClassifier, {"lr_schedule": "one_cycle", "n_members": 4}),
        (FocalClassifier, {"class_weight": "balanced", "weight_decay": 0.1}),
    ],
)
def test_recorded_steps_learn_what_single_ones_learn(kind, params, tabular):
    X, y = tabular
    params = {"batch_size": 16, "max_epochs": 5, **params}
    recorded = fitted_on(DEVICE, kind, X, y, **params)
    single = fitted_on(DEVICE, kind, X, y, callbacks=[Look()], **params)
    np.testing.assert_allclose(recorded.predict_proba(X), single.predict_proba(X), **CLOSE)
    losses = [[row["train_loss"] for row in it.history_] for it in (recorded, single)]
    np.testing.assert_allclose(*losses, **CLOSE)


def test_recorded_steps_read_categories_and_weights_of_rows(mixed_frame):
    X, y = mixed_frame
    weight = np.where(y == "rare", 2.0, 1.0)
    fits = []
    for callbacks in (None, [Look()]):
        estimator = tiny(NeuralClassifier).set_params(
            device=DEVICE, callbacks=callbacks, batch_size=16, max_epochs=5, n_members=4
        )
        fits.append(estimator.fit(X, y, sample_weight=weight).predict_proba(X))
    np.testing.assert_allclose(*fits, **CLOSE)


def test_a_recorded_fit_goes_on_from_its_checkpoint(tabular, tmp_path):
    X, y = tabular
    params = {"batch_size": 16, "max_epochs": 6, "n_members": 4, "early_stopping": True}
    params["scoring"] = score
    whole = fitted_on(DEVICE, NeuralClassifier, X, y, **params)
    params["checkpoint"] = tmp_path / "checkpoint"
    Score.fails_at = 4
    with pytest.raises(RuntimeError, match="enough"):
        fitted_on(DEVICE, NeuralClassifier, X, y, **params)
    again = fitted_on(DEVICE, NeuralClassifier, X, y, **params)
    np.testing.assert_allclose(again.predict_proba(X), whole.predict_proba(X), **CLOSE)


def test_a_clone_of_a_fit_on_a_device_learns_as_well(tabular):
    X, y = tabular
    fitted = fitted_on(DEVICE, NeuralClassifier, X, y)
    again = clone(fitted).fit(X, y)
    assert abs(again.score(X, y) - fitted.score(X, y)) < 0.05


@pytest.mark.skipif(not DEVICE.startswith("cuda"), reason="needs the memory limit of CUDA")
def test_a_full_device_says_what_to_lower(tabular):
    X, y = tabular
    total = torch.cuda.mem_get_info()[1]
    torch.cuda.empty_cache()
    torch.cuda.set_per_process_memory_fraction(2**27 / total)
    try:
        # The weights take 64 MiB, and so do their gradients, and both means of Adam.
        with pytest.raises(MemoryError, match="is full: lower batch_size"):
            fitted_on(DEVICE, NeuralClassifier, X, y, hidden_layer_sizes=(4096, 4096))
    finally:
        torch.cuda.set_per_process_memory_fraction(1.0)
