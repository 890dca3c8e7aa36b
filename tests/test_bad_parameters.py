"""Parameters that are wrong raise an error that says so, for every estimator."""

import re

import numpy as np
import pytest
import torch
from sklearn.utils._param_validation import InvalidParameterError

from imbgan import NeuralClassifier, all_estimators
from imbgan.utils.testing import tiny

# Those that train a network; the others wrap any classifier.
KINDS = [kind for _, kind in all_estimators() if hasattr(kind(), "max_epochs")]
GAMES = [kind for kind in KINDS if hasattr(kind(), "generator_lr")]
CONVEX_GAMES = [kind for kind in GAMES if hasattr(kind(), "max_anchors")]
LATENT_GAMES = [kind for kind in GAMES if hasattr(kind(), "autoencoder_epochs")]
# Those whose network gives logits; the others have a backbone, which gives features.
WITH_CLASSIFIER = [kind for kind in KINDS if hasattr(kind(), "classifier")]
WITH_BACKBONE = [kind for kind in KINDS if hasattr(kind(), "random_erasing")]
every_kind = pytest.mark.parametrize("kind", KINDS)
every_game = pytest.mark.parametrize("kind", GAMES)


@pytest.fixture
def rows():
    """Two classes of 20 and 8 rows: (X, y)."""
    return np.random.default_rng(0).normal(size=(28, 4)), np.repeat([0, 1], [20, 8])


def refused(estimator, X, y, message, error=ValueError):
    """Check that all ways to fit an estimator raise an error with a message."""
    for way in ("fit", "fit_resample"):
        if hasattr(estimator, way):
            with pytest.raises(error, match=message):
                getattr(estimator, way)(X, y)


WRONG = {
    "feature_network": "sometimes",
    "hidden_layer_sizes": 16,
    "dropout": 1.0,
    "max_epochs": 0,
    "max_steps_per_epoch": 0,
    "batch_size": 1.5,
    "lr": 0.0,
    "weight_decay": -1.0,
    "optimizer": "adam",
    "early_stopping": "sometimes",
    "validation_fraction": 1.0,
    "n_iter_no_change": 0,
    "scoring": "f1",
    "categorical_features": "age",
    "callbacks": "progress",
    "device": 0,
    "random_state": "seed",
    "net_params": [("lr", 0.1)],
    "n_channels": 0,
    "max_shift": -1,
    "flip": "both",
    "image_shape": 28,
    "lr_schedule": "cosine",
}
WRONG_WITH_CLASSIFIER = {"classifier": "mlp", "n_members": 0}
WRONG_WITH_BACKBONE = {
    "backbone": "vgg",
    "n_features": 0,
    "random_erasing": 1.1,
    "raw_pixels": "yes",
    "temperature": 0.0,
}
WRONG_IN_GAMES = {
    "sampling_strategy": "most",
    "latent_dim": 0,
    "fake_weight": -0.1,
    "fake_labels": "random",
    "fake_class_weight": "heavy",
    "generator_classifier_weight": -1.0,
    "loss": "hinge",
    "real_rows": "twice",
    "critic_steps": 0,
    "penalty_weight": -1.0,
    "generator_lr": 0.0,
    "critic_lr": -0.1,
}
WRONG_IN_CONVEX_GAMES = {
    "generator": "gan",
    "critic": 3,
    "max_anchors": 0,
}
WRONG_IN_LATENT_GAMES = {
    "play_every": 10**9,
    "penalty_at": "nowhere",
    "f": "square",
    "generator_objective": "win",
    "autoencoder_epochs": 0,
    "autoencoder_lr": 0.0,
    "pretrained_share": 1.5,
    "classification_weight": -1.0,
}


def told_by_scikit_learn(kind, name, value, X, y):
    """Check that a wrong value is met with scikit-learn's sentence."""
    message = f"The '{name}' parameter of {kind.__name__} must be .*Got {re.escape(repr(value))} "
    estimator = tiny(kind).set_params(**{name: value})
    refused(estimator, X, y, message + "instead", InvalidParameterError)


@pytest.mark.parametrize(
    ("kind", "name"),
    [(kind, name) for kind in KINDS for name in WRONG if name in kind().get_params()],
)
def test_a_parameter_s_wrong_value_is_told_as_by_scikit_learn(kind, name, rows):
    told_by_scikit_learn(kind, name, WRONG[name], *rows)


@pytest.mark.parametrize("kind", WITH_CLASSIFIER)
@pytest.mark.parametrize("name", WRONG_WITH_CLASSIFIER)
def test_a_classifier_network_s_wrong_value_is_told_as_by_scikit_learn(kind, name, rows):
    told_by_scikit_learn(kind, name, WRONG_WITH_CLASSIFIER[name], *rows)


@pytest.mark.parametrize("kind", WITH_BACKBONE)
@pytest.mark.parametrize("name", WRONG_WITH_BACKBONE)
def test_a_backbone_s_wrong_value_is_told_as_by_scikit_learn(kind, name, rows):
    told_by_scikit_learn(kind, name, WRONG_WITH_BACKBONE[name], *rows)


@every_game
@pytest.mark.parametrize("name", WRONG_IN_GAMES)
def test_a_game_s_wrong_value_is_told_as_by_scikit_learn(kind, name, rows):
    told_by_scikit_learn(kind, name, WRONG_IN_GAMES[name], *rows)


@pytest.mark.parametrize("kind", CONVEX_GAMES)
@pytest.mark.parametrize("name", WRONG_IN_CONVEX_GAMES)
def test_a_convex_game_s_wrong_value_is_told_as_by_scikit_learn(kind, name, rows):
    told_by_scikit_learn(kind, name, WRONG_IN_CONVEX_GAMES[name], *rows)


@pytest.mark.parametrize("kind", LATENT_GAMES)
@pytest.mark.parametrize("name", WRONG_IN_LATENT_GAMES)
def test_a_latent_game_s_wrong_value_is_told_as_by_scikit_learn(kind, name, rows):
    told_by_scikit_learn(kind, name, WRONG_IN_LATENT_GAMES[name], *rows)


def test_every_game_has_one_kind_of_generator():
    assert set(CONVEX_GAMES) | set(LATENT_GAMES) == set(GAMES)
    assert not set(CONVEX_GAMES) & set(LATENT_GAMES)


@pytest.mark.parametrize("name, value", [("loss", "squared_error"), ("class_weight", "heavy")])
def test_the_plain_classifier_s_wrong_value_is_told_as_by_scikit_learn(name, value, rows):
    told_by_scikit_learn(NeuralClassifier, name, value, *rows)


NUMBERS = ("max_epochs", "batch_size", "lr", "weight_decay", "n_iter_no_change", "n_channels")


@every_kind
def test_true_is_no_number(kind, rows):
    for name in NUMBERS:
        if name in kind().get_params():
            message = f"The '{name}' parameter of {kind.__name__} must be"
            refused(tiny(kind).set_params(**{name: True}), *rows, message, InvalidParameterError)


@every_kind
def test_every_parameter_has_a_constraint(kind):
    assert set(kind._parameter_constraints) == set(kind().get_params())


@every_kind
@pytest.mark.parametrize("sizes", [(0,), (8, -1), (1.5,), ("a",), np.array(2), [[4, 4]]])
def test_widths_that_are_no_positive_integers(kind, sizes, rows):
    params = {"hidden_layer_sizes": sizes}
    refused(tiny(kind).set_params(**params), *rows, "hidden_layer_sizes must hold positive integ")


@every_kind
@pytest.mark.parametrize("device", ["gpu", "cuda:99", "", "meta", "xpu"])
def test_a_device_that_there_is_not(kind, device, rows):
    refused(tiny(kind).set_params(device=device), *rows, f"device='{device}' is not")


@pytest.mark.parametrize("kind", WITH_BACKBONE)
def test_a_backbone_with_a_wrong_number_of_features(kind, rows):
    def factory(spec):
        return torch.nn.Linear(spec.n_features, 7)

    told = r"backbone must build a network .* \(2, 4\) to an output of shape \(2, 8\)"
    refused(tiny(kind).set_params(backbone=factory), *rows, told)


@pytest.mark.parametrize("kind", WITH_CLASSIFIER)
def test_a_classifier_network_with_a_wrong_number_of_logits(kind, rows):
    def factory(spec):
        return torch.nn.Linear(spec.n_features, 1)

    told = r"classifier must build a network .* \(2, 4\) to an output of shape \(2, 2\)"
    refused(tiny(kind).set_params(classifier=factory), *rows, told)
