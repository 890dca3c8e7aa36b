"""Claims about games on images that are played with features."""

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from torch import nn

from imbgan import (
    AOClassifier,
    AOSampler,
    DOClassifier,
    DOSampler,
    GAMOClassifier,
    GAMOSampler,
)
from imbgan.networks import FeatureClassifier
from imbgan.utils.testing import tiny

CLASSIFIERS = [AOClassifier, DOClassifier, GAMOClassifier]
SAMPLERS = [AOSampler, DOSampler, GAMOSampler]
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)


class Fed(Callback):
    """Remember the rows that the game was given."""

    def on_train_begin(self, net, X=None, **kwargs):
        Fed.rows, Fed.trunk = (
            X.X,
            {k: v.clone() for k, v in net.module_.trunk.state_dict().items()},
        )
        Fed.generator = net.generator_

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        Fed.held_out = None if dataset_valid is None else dataset_valid.X


@every_classifier
def test_classifiers_of_images_play_with_features_by_default(kind, images):
    X, y = images
    fitted = tiny(kind).set_params(max_epochs=2, callbacks=[Fed]).fit(X, y)
    module = fitted.net_.module_
    assert isinstance(module, FeatureClassifier)
    assert fitted.spec_.shape == (module.trunk.out_features,)
    assert Fed.rows.shape[1:] == Fed.held_out.shape[1:] == fitted.spec_.shape
    assert fitted.predict_proba(X).shape == (72, 2)


@every_classifier
def test_the_features_are_what_the_network_below_the_classifier_makes(kind, images):
    X, y = images
    params = {"max_epochs": 3, "callbacks": [Fed], "early_stopping": False}
    fitted = tiny(kind).set_params(**params).fit(X, y)
    trunk = fitted.net_.module_.trunk
    with torch.no_grad():
        features = trunk(torch.from_numpy(fitted.encoder_.transform(X))).squeeze(0)
    assert torch.allclose(Fed.rows, features, atol=1e-5)
    # The game did not train it.
    assert all(torch.equal(v, Fed.trunk[k]) for k, v in trunk.state_dict().items())


@every_classifier
def test_fakes_are_mixes_of_features(kind, images):
    X, y = images
    tiny(kind).set_params(max_epochs=1, callbacks=[Fed], early_stopping=False).fit(X, y)
    with torch.no_grad():
        fakes = Fed.generator(torch.randn(20, 4), torch.ones(20, dtype=torch.long))
    real = Fed.rows[torch.from_numpy(y) == 1]
    assert (fakes >= real.min(dim=0).values - 1e-4).all()
    assert (fakes <= real.max(dim=0).values + 1e-4).all()


@every_classifier
def test_without_a_feature_network_the_game_is_played_with_images(kind, images):
    X, y = images
    fitted = tiny(kind).set_params(feature_network=False, max_epochs=1).fit(X, y)
    assert not isinstance(fitted.net_.module_, FeatureClassifier)
    assert fitted.spec_.shape == (1, 8, 8)


@every_classifier
def test_a_feature_network_can_be_asked_for(kind, images):
    X, y = images
    left, named = (
        tiny(kind).set_params(feature_network=asked, max_epochs=1).fit(X, y).predict_proba(X)
        for asked in ("auto", True)
    )
    assert np.array_equal(left, named)


def convolution(spec):
    """A user's own network of images."""
    layers = nn.Conv2d(1, 2, 3), nn.Flatten(), nn.Linear(72, spec.n_classes)
    return nn.Sequential(*layers)


@every_classifier
def test_a_network_of_the_user_reads_images(kind, images):
    X, y = images
    fitted = tiny(kind).set_params(classifier=convolution, max_epochs=1).fit(X, y)
    assert fitted.spec_.shape == (1, 8, 8)
    assert fitted.predict_proba(X).shape == (72, 2)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_samplers_mix_images_as_features_cannot_be_turned_into_images(kind, images):
    X, y = images
    assert tiny(kind).fit(X, y).spec_.shape == (1, 8, 8)
    assert "feature_network" not in kind().get_params()


@every_classifier
def test_tables_have_no_feature_network(kind, tabular):
    tiny(kind).set_params(max_epochs=1).fit(*tabular)
    with pytest.raises(ValueError, match="feature_network=True needs images"):
        tiny(kind).set_params(feature_network=True).fit(*tabular)


def test_the_feature_network_shows_a_bar_of_its_own(images, capfd):
    tiny(GAMOClassifier).set_params(verbose=1, max_epochs=2).fit(*images)
    assert "feature network" in capfd.readouterr().err


def test_a_fit_that_fails_leaves_no_network_behind(images):
    class Failing(Callback):
        def on_epoch_end(self, net, **kwargs):
            raise RuntimeError("no more")

    estimator = tiny(GAMOClassifier).set_params(callbacks=[Failing])
    with pytest.raises(RuntimeError, match="no more"):
        estimator.fit(*images)
    assert not any(isinstance(value, torch.nn.Module) for value in vars(estimator).values())


@every_classifier
@pytest.mark.parametrize("change", ["fake_weight", "balanced"])
def test_without_a_game_the_classifier_of_images_trains_on_all_rows(change, kind, images):
    X, y = images
    estimator = tiny(kind).set_params(early_stopping="auto", lr_schedule="auto", max_epochs=1)
    if change == "fake_weight":
        estimator.set_params(fake_weight=0)
    else:
        y = np.arange(len(y)) % 2
    estimator.fit(X, y)
    assert sum(estimator.spec_.class_counts) == len(y)
    assert "valid_score" not in estimator.history_[0]


def test_a_balanced_fit_trains_the_classifier_of_images_alone(images):
    X, y = images
    y = np.arange(len(y)) % 2
    fitted = tiny(GAMOClassifier).set_params(max_epochs=1).fit(X, y)
    assert not isinstance(fitted.net_.module_, FeatureClassifier)
    assert fitted.spec_.shape == (1, 8, 8)
