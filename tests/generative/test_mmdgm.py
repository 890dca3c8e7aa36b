"""Claims about MMDGMClassifier."""

import numpy as np
import pandas as pd
import pytest
from scipy.special import softmax
from sklearn.datasets import load_digits, make_moons

from imbgan import MMDGMClassifier, NeuralClassifier, load
from imbgan.inspection import LatentSpaceDisplay
from imbgan.metrics import acsa_score
from imbgan.utils.testing import tiny

VARIANTS = [{}, {"on": "encoder"}, {"conditional": True}]


@pytest.fixture(scope="module")
def moons():
    return make_moons((300, 60), noise=0.2, random_state=0)


@pytest.fixture(scope="module")
def level():
    return make_moons((300, 300), noise=0.2, random_state=1)


@pytest.fixture(scope="module")
def fitted(moons):
    return MMDGMClassifier(class_weight="balanced", random_state=0).fit(*moons)


@pytest.mark.parametrize("variant", VARIANTS)
def test_each_form_learns(moons, level, variant):
    clf = tiny(MMDGMClassifier).set_params(class_weight="balanced", **variant).fit(*moons)
    assert acsa_score(level[1], clf.predict(level[0])) > 0.94


@pytest.fixture(scope="module")
def digits():
    """Ten classes of 40 to 4 rows, and the other rows."""
    X, y = load_digits(return_X_y=True)
    counts = (40, 36, 30, 26, 20, 16, 12, 8, 6, 4)
    kept = np.concatenate([np.flatnonzero(y == k)[:n] for k, n in enumerate(counts)])
    rest = np.setdiff1d(np.arange(len(y)), kept)
    return X[kept], y[kept], X[rest], y[rest]


def test_it_is_near_networks_without_a_decoder(digits):
    X, y, X_test, y_test = digits
    options = {"class_weight": "balanced", "random_state": 0}
    found, alone = (
        acsa_score(y_test, kind(**options).fit(X, y).predict(X_test))
        for kind in (MMDGMClassifier, NeuralClassifier)
    )
    assert found > alone - 0.03


def test_the_decoder_learns(moons):
    errors = []
    for epochs in (1, 25):
        clf = tiny(MMDGMClassifier).set_params(max_epochs=epochs).fit(*moons)
        errors.append(clf.history_[-1]["train_loss"] - clf.net_.criterion_(*_margins(clf, moons)))
    assert errors[1] < 0.7 * errors[0]


def _margins(clf, data):
    import torch

    X = torch.from_numpy(clf.encoder_.transform(data[0]))
    return clf.net_.module_(X).detach(), torch.from_numpy(data[1])


def test_balanced_weights_help_the_small_class(moons, level):
    recalls = []
    for weight in (None, "balanced"):
        clf = tiny(MMDGMClassifier).set_params(class_weight=weight, max_epochs=8).fit(*moons)
        recalls.append((clf.predict(level[0]) == 1)[level[1] == 1].mean())
    assert recalls[1] > recalls[0]


def test_a_dict_of_weights_says_what_balanced_says(moons):
    weights = {0: 360 / 600, 1: 360 / 120}
    proba = [
        tiny(MMDGMClassifier).set_params(class_weight=weight).fit(*moons).predict_proba(moons[0])
        for weight in ("balanced", weights)
    ]
    assert np.array_equal(*proba)


def test_probabilities_are_the_softmax_of_the_outputs():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [40, 20, 10])
    X = rng.normal(size=(70, 4)) + y[:, None]
    clf = tiny(MMDGMClassifier).fit(X, y)
    decision = clf.decision_function(X)
    assert decision.shape == (70, 3)
    assert clf.predict_proba(X) == pytest.approx(softmax(decision, axis=1), abs=1e-6)


def test_of_two_classes_the_decision_is_one_number(moons, fitted):
    decision = fitted.decision_function(moons[0])
    assert decision.shape == (360,)
    assert np.array_equal(decision > 0, fitted.predict(moons[0]) == 1)
    expected = 1 / (1 + np.exp(-decision.astype(float)))
    assert fitted.predict_proba(moons[0])[:, 1] == pytest.approx(expected, abs=1e-6)


@pytest.mark.parametrize("variant", VARIANTS)
def test_what_a_row_gets_depends_on_no_other_row(moons, variant):
    clf = tiny(MMDGMClassifier).set_params(**variant).fit(*moons)
    X, others = moons[0][:5], moons[0][5:10]
    for method in (clf.predict_proba, clf.decision_function, clf.embed):
        assert np.array_equal(method(np.vstack([X, others]))[:5], method(np.vstack([X, X]))[:5])


@pytest.mark.parametrize("variant", VARIANTS)
def test_the_latent_space_can_be_looked_at(moons, variant):
    pytest.importorskip("matplotlib").use("Agg")
    from matplotlib import pyplot as plt

    clf = tiny(MMDGMClassifier).set_params(**variant).fit(*moons)
    embedded = clf.embed(moons[0])
    assert embedded.shape == (360, 4)
    for k in (0, 1):
        of_class = embedded[moons[1] == k]
        assert clf.latent_means_[k] == pytest.approx(of_class.mean(axis=0), abs=1e-4)
        assert clf.latent_covariances_[k] == pytest.approx(np.cov(of_class.T), abs=1e-3)
    display = LatentSpaceDisplay.from_estimator(clf, *moons)
    assert len(display.ellipses_) == 2
    plt.close(display.figure_)


def test_means_of_latent_vectors_part_the_classes(moons, fitted):
    apart = np.linalg.norm(np.diff(fitted.latent_means_, axis=0))
    spread = np.sqrt(np.trace(fitted.latent_covariances_, axis1=1, axis2=2).max())
    assert apart > 0.8 * spread


def test_a_class_of_a_single_row_has_a_place_without_extent():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [40, 1])
    X = rng.normal(size=(41, 3)) + 4 * y[:, None]
    clf = tiny(MMDGMClassifier).set_params(class_weight="balanced").fit(X, y)
    assert clf.predict(X[-1:]).tolist() == [1]
    assert np.allclose(clf.latent_covariances_[1], 0)
    assert clf.latent_means_[1] == pytest.approx(clf.embed(X[-1:])[0], abs=1e-5)


@pytest.mark.parametrize("variant", VARIANTS)
def test_images_can_be_classified(variant):
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [60, 20])
    X = rng.normal(size=(80, 1, 12, 12)) + 2 * y[:, None, None, None]
    clf = tiny(MMDGMClassifier).set_params(class_weight="balanced", max_shift=1, **variant)
    assert acsa_score(y, clf.fit(X, y).predict(X)) > 0.9
    assert clf.embed(X).shape == (80, 4)


@pytest.mark.parametrize("variant", VARIANTS)
def test_categories_are_read_and_decoded(variant):
    rng = np.random.default_rng(0)
    y = np.repeat(["no", "yes"], [90, 30])
    colour = np.where(rng.random(120) < 0.95, np.where(y == "yes", "red", "blue"), "green")
    X = pd.DataFrame({"size": rng.normal(size=120), "colour": pd.Categorical(colour)})
    clf = tiny(MMDGMClassifier).set_params(class_weight="balanced", **variant).fit(X, y)
    assert acsa_score(y, clf.predict(X)) > 0.9
    assert clf.net_.criterion_.spans == (slice(1, 4),)


@pytest.mark.parametrize("variant", VARIANTS)
def test_a_saved_model_predicts_the_same(moons, variant, tmp_path):
    clf = tiny(MMDGMClassifier).set_params(**variant).fit(*moons)
    clf.save(tmp_path / "model")
    again = load(tmp_path / "model")
    for method in ("predict_proba", "decision_function", "embed"):
        assert np.array_equal(getattr(again, method)(moons[0]), getattr(clf, method)(moons[0]))
    assert np.array_equal(again.latent_means_, clf.latent_means_)
    assert np.array_equal(again.latent_covariances_, clf.latent_covariances_)


@pytest.mark.parametrize("variant", VARIANTS)
def test_two_fits_with_one_seed_are_equal(moons, variant):
    clf = tiny(MMDGMClassifier).set_params(dropout=0.2, **variant)
    first, second = (clf.fit(*moons).decision_function(moons[0]) for _ in range(2))
    assert np.array_equal(first, second)


def test_without_weight_the_evidence_changes_nothing_that_predicts(moons):
    clf = tiny(MMDGMClassifier).set_params(evidence_weight=0.0).fit(*moons)
    decoder = clf.net_.module_.decoder
    clf.set_params(max_epochs=1).fit(*moons)
    # Only the decay moves a decoder that has no loss.
    first, later = (net.layers[0].bias for net in (clf.net_.module_.decoder, decoder))
    assert np.allclose(first.detach(), later.detach(), rtol=0.05)


def test_released_params_can_be_set(moons):
    clf = MMDGMClassifier(random_state=0).set_params(**MMDGMClassifier.released_params)
    assert clf.set_params(max_epochs=1).fit(*moons).n_iter_ == 1
