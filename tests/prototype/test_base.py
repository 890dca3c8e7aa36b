"""Claims about what the classifiers with centres share: backbones, features, training."""

import pickle
from functools import partial

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn

from imbgan import (
    AffinityClassifier,
    ARConvLClassifier,
    CPLClassifier,
    GCPLClassifier,
    load,
)
from imbgan.networks import DoubleConvTrunk, FeatureMLP, ResidualBlock, ResNetELU
from imbgan.utils.testing import tiny

KINDS = [CPLClassifier, GCPLClassifier, AffinityClassifier, ARConvLClassifier]
every_kind = pytest.mark.parametrize("kind", KINDS)


def short(kind, **params):
    return tiny(kind).set_params(**{"max_epochs": 2, **params})


def backbone_of(fitted):
    return fitted.net_.module_.features[-1]


def nearest(fitted, X):
    """The classes of the nearest centres, found from what is public."""
    centers = fitted.centers_.reshape(-1, fitted.n_features)
    places = fitted.transform(X).astype(float)
    distances = ((places[:, None] - centers) ** 2).sum(axis=2)
    of_center = np.repeat(fitted.classes_, len(centers) // len(fitted.classes_))
    return of_center[distances.argmin(axis=1)]


@every_kind
def test_the_nearest_centre_is_predicted(kind, tabular):
    X, y = tabular
    labels = np.array(["a", "b", "c"])[y]
    fitted = tiny(kind).fit(X, labels)
    assert np.array_equal(fitted.predict(X), nearest(fitted, X))
    assert np.array_equal(fitted.classes_[fitted.predict_proba(X).argmax(1)], fitted.predict(X))


def test_the_nearest_of_several_centres_is_predicted(tabular):
    X, y = tabular
    fitted = tiny(AffinityClassifier).set_params(n_centers=4).fit(X, y)
    assert fitted.centers_.shape == (3, 4, 8)
    assert np.array_equal(fitted.predict(X), nearest(fitted, X))


@pytest.mark.parametrize("kind", [CPLClassifier, GCPLClassifier, ARConvLClassifier])
def test_probabilities_follow_from_features_centres_and_the_temperature(kind, tabular):
    X, y = tabular
    fitted = short(kind, temperature=3.0).fit(X, y)
    distances = ((fitted.transform(X)[:, None] - fitted.centers_) ** 2).sum(axis=2)
    odds = np.exp(-(distances - distances.min(axis=1, keepdims=True)) / 3)
    expected = odds / odds.sum(axis=1, keepdims=True)
    assert fitted.predict_proba(X) == pytest.approx(expected, abs=1e-5)


@every_kind
def test_features_have_the_width_and_the_names_that_they_should(kind, tabular):
    X, y = tabular
    fitted = short(kind, n_features=3).fit(X, y)
    features = fitted.transform(X)
    assert features.shape == (150, 3)
    assert features.dtype == np.float32
    names = fitted.get_feature_names_out().tolist()
    assert names == [f"{kind.__name__.lower()}{at}" for at in range(3)]
    again = short(kind, n_features=3).fit_transform(X, y)
    assert np.array_equal(again, features)


@every_kind
def test_features_of_a_frame_can_be_a_frame(kind, mixed_frame):
    X, y = mixed_frame
    fitted = short(kind).set_output(transform="pandas").fit(X, y)
    features = fitted.transform(X)
    assert list(features.columns) == list(fitted.get_feature_names_out())
    assert features.index.equals(X.index)


@every_kind
def test_features_of_many_rows_are_those_of_few(kind, tabular, monkeypatch):
    X, y = tabular
    fitted = short(kind).fit(X, y)
    whole = fitted.transform(X)
    monkeypatch.setattr("imbgan.engine._data.BLOCK_BYTES", 4000)
    assert fitted.transform(X) == pytest.approx(whole, abs=1e-5)


def images(side, channels=1, n=24):
    X = np.random.default_rng(0).random((n, channels, side, side), dtype=np.float32)
    return X, np.arange(n) % 2


@pytest.mark.parametrize(
    ("backbone", "side", "kind", "n_blocks"),
    [
        ("auto", 28, DoubleConvTrunk, 0),
        ("auto", 8, DoubleConvTrunk, 0),
        ("auto", 32, ResNetELU, 21),
        ("resnet56", 9, ResNetELU, 27),
        ("resnet44", 9, ResNetELU, 21),
        ("double_conv", 32, DoubleConvTrunk, 0),
    ],
)
def test_the_backbone_suits_the_size_or_is_the_one_asked_for(backbone, side, kind, n_blocks):
    fitted = short(CPLClassifier, backbone=backbone, n_channels=2, max_epochs=1).fit(*images(side))
    net = backbone_of(fitted)
    assert type(net) is kind
    assert sum(isinstance(layer, ResidualBlock) for layer in net.modules()) == n_blocks


def test_the_paper_s_channels_are_the_default():
    fitted = short(CPLClassifier, n_channels="auto", n_features=64).fit(*images(8))
    assert backbone_of(fitted).layers[0].out_channels == 32


def test_tables_have_a_perceptron(tabular):
    fitted = short(CPLClassifier, hidden_layer_sizes=(7, 5), dropout=0.25).fit(*tabular)
    assert type(backbone_of(fitted)) is FeatureMLP
    assert backbone_of(fitted).trunk.out_features == 5


@pytest.mark.parametrize("backbone", ["double_conv", "resnet44", "resnet56"])
def test_a_table_has_no_backbone_of_images(backbone, tabular):
    with pytest.raises(ValueError, match=f"backbone='{backbone}' reads images, and X is a table"):
        short(CPLClassifier, backbone=backbone).fit(*tabular)


def test_images_may_have_a_backbone_of_the_user():
    build = partial(ResNetELU, depth=8, n_channels=2)
    fitted = short(CPLClassifier, backbone=build).fit(*images(9))
    assert fitted.transform(images(9)[0]).shape == (24, 8)


def linear(spec):
    return nn.Linear(spec.n_features, 8)


@every_kind
def test_a_backbone_of_the_user_is_trained(kind, tabular):
    X, y = tabular
    fitted = tiny(kind).set_params(backbone=linear).fit(X, y)
    assert isinstance(backbone_of(fitted), nn.Linear)
    assert fitted.score(X, y) > 0.7


@every_kind
def test_classes_are_learned(kind, tabular):
    X, y = tabular
    predicted = tiny(kind).fit(X, y).predict(X)
    assert min(np.mean(predicted[y == k] == k) for k in range(3)) > 0.5


@every_kind
def test_augmentation_is_off_by_default_and_reaches_the_network(kind):
    X, y = images(9)
    plain = short(kind).fit(X, y)
    again = short(kind, max_shift=0, flip=False, random_erasing=0.0).fit(X, y)
    assert np.array_equal(plain.predict_proba(X), again.predict_proba(X))
    for params in ({"max_shift": 2}, {"flip": True}, {"random_erasing": 1.0}):
        other = short(kind, **params).fit(X, y)
        assert not np.array_equal(other.predict_proba(X), plain.predict_proba(X))


def test_raw_pixels_reach_the_network():
    X, y = images(9)
    seen = []

    class Seeing(nn.Module):
        def __init__(self, spec):
            super().__init__()
            self.layer = nn.Linear(81, 8)

        def forward(self, x):
            seen.append(x)
            return self.layer(x.flatten(1) / 255)

    short(CPLClassifier, backbone=Seeing, raw_pixels=True, early_stopping=False).fit(X, y)
    assert torch.cat(seen[1:]).max() == pytest.approx(255 * X.max(), rel=1e-5)
    assert torch.cat(seen[1:]).min() == pytest.approx(255 * X.min(), abs=1e-3)


@every_kind
def test_of_equal_scores_the_later_epoch_is_kept(kind, tabular):
    fitted = short(kind, max_epochs=4, scoring=lambda y, proba: 0.5).fit(*tabular)
    assert [epoch["valid_score_best"] for epoch in fitted.history_] == [True] * 4


@every_kind
def test_a_saved_one_gives_the_same_features_and_centres(kind, tabular, tmp_path):
    X, y = tabular
    fitted = short(kind).fit(X, y)
    fitted.save(tmp_path / "model")
    for again in (load(tmp_path / "model"), pickle.loads(pickle.dumps(fitted))):
        assert np.array_equal(again.transform(X), fitted.transform(X))
        assert np.array_equal(again.centers_, fitted.centers_)
        assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))


def test_a_backbone_of_this_package_can_be_saved(tmp_path):
    X, y = images(9)
    fitted = short(CPLClassifier, backbone=DoubleConvTrunk, n_features=64).fit(X, y)
    fitted.save(tmp_path / "model")
    assert np.array_equal(load(tmp_path / "model").transform(X), fitted.transform(X))


@every_kind
def test_before_fit_there_are_no_centres(kind):
    assert not hasattr(kind(), "centers_")
    assert not hasattr(kind(), "radii_")


@every_kind
@pytest.mark.filterwarnings("error::sklearn.exceptions.ConvergenceWarning")
def test_the_paper_s_sets_train_ten_classes(kind):
    X, y = (part[:400] for part in load_digits(return_X_y=True))
    for params in (kind.paper_params, getattr(kind, "released_params", {})):
        fitted = kind(random_state=0).set_params(**params).set_params(max_epochs=2)
        assert np.isfinite(fitted.fit(X, y).predict_proba(X)).all()


def test_all_methods_are_trained_alike_in_the_paper():
    shared = ("n_features", "max_epochs", "lr", "optimizer", "lr_schedule", "batch_size")
    for kind in KINDS:
        ours = {name: kind.paper_params[name] for name in shared}
        assert ours == {
            "n_features": 64,
            "max_epochs": 50,
            "lr": 0.1,
            "optimizer": torch.optim.SGD,
            "lr_schedule": "step",
            "batch_size": 128,
        }
    assert CPLClassifier.paper_params["net_params"] == {"optimizer__momentum": 0.9}
    assert ARConvLClassifier.paper_params["momentum"] == 0.9
