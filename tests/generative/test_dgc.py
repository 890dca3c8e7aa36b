"""Claims about DGCClassifier and DGCSampler."""

import numpy as np
import pandas as pd
import pytest
from sklearn.datasets import load_digits, make_moons
from sklearn.exceptions import NotFittedError

from imbgan import DGCClassifier, DGCSampler, NeuralClassifier, load
from imbgan.inspection import GeneratedImagesDisplay, LatentSpaceDisplay
from imbgan.metrics import acsa_score
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny

# As TINY, but of some use.
SMALL = {"hidden_layer_sizes": (48, 48), "latent_dim": 16, "max_epochs": 40, "batch_size": 64}
SMALL |= {"lr": 5e-3, "dropout": 0.0, "discrepancy_weight": 0.1, "random_state": 0}


@pytest.fixture(scope="module")
def moons():
    return make_moons((300, 20), noise=0.2, random_state=0)


@pytest.fixture(scope="module")
def fitted(moons):
    return DGCClassifier(**SMALL, early_stopping=False).fit(*moons)


@pytest.fixture(scope="module")
def sampler(moons):
    return DGCSampler(**SMALL).fit(*moons)


@pytest.fixture(scope="module")
def rare_eights():
    """Small images of eights and ones, one to eight."""
    X, y = load_digits(return_X_y=True)
    rows = np.concatenate([np.flatnonzero(y == 1)[:160], np.flatnonzero(y == 8)[:20]])
    return X[rows].reshape(-1, 1, 8, 8), y[rows]


def test_it_finds_a_rare_class_that_a_plain_network_misses(fitted, moons):
    X, y = make_moons((400, 400), noise=0.2, random_state=1)
    plain = NeuralClassifier(n_members=1, early_stopping=False, max_epochs=40, random_state=0)
    plain.fit(*moons)
    found = acsa_score(y, fitted.predict(X))
    assert found > 0.9
    assert found > acsa_score(y, plain.predict(X)) + 0.03


def test_without_further_codes_the_rare_class_is_less_likely(fitted, moons):
    bare = DGCClassifier(**SMALL, early_stopping=False, oversampling_rate=0.0).fit(*moons)
    X, y = make_moons((400, 400), noise=0.2, random_state=1)
    rare = [clf.predict_proba(X)[:, 1].mean() for clf in (bare, fitted)]
    assert rare[0] < rare[1] - 0.02
    assert acsa_score(y, bare.predict(X)) < acsa_score(y, fitted.predict(X))


def test_two_predictions_are_equal(fitted, moons):
    first, second = (fitted.predict_proba(moons[0]) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_row_alone_gets_what_it_gets_among_others(fitted, moons):
    X = moons[0][:9]
    alone = np.concatenate([fitted.predict_proba(row[None]) for row in X])
    assert alone == pytest.approx(fitted.predict_proba(X), abs=1e-5)
    # The same number of rows, none of which but the first is the same.
    others = np.concatenate([X[:1], 5 + X[1:]])
    assert np.array_equal(fitted.predict_proba(others)[0], fitted.predict_proba(X)[0])


def test_an_image_alone_gets_what_it_gets_among_others(rare_eights):
    X, y = rare_eights
    clf = tiny(DGCClassifier).set_params(max_epochs=10).fit(X, y)
    assert acsa_score(y, clf.predict(X)) > 0.9
    alone = np.concatenate([clf.predict_proba(image[None]) for image in X[:5]])
    assert alone == pytest.approx(clf.predict_proba(X)[:5], abs=1e-5)


def test_weights_of_rows_move_the_probabilities(moons):
    X, y = moons
    clf = tiny(DGCClassifier)
    light, heavy = (
        clf.fit(X, y, sample_weight=np.where(y == 1, w, 1.0)).predict_proba(X)[:, 1].mean()
        for w in (0.1, 10.0)
    )
    assert heavy > light + 0.02


def test_what_is_lost_is_recorded_part_by_part(fitted):
    first, last = fitted.history_[0], fitted.history_[-1]
    for part in ("reconstruction", "label", "discrepancy"):
        name = f"train_{part}_loss"
        assert np.isfinite(last[name])
    assert last["train_reconstruction_loss"] < first["train_reconstruction_loss"]
    parts = {"reconstruction": 1.0, "label": 1.0, "discrepancy": 0.1}
    total = sum(w * last[f"train_{part}_loss"] for part, w in parts.items())
    assert last["train_autoencoder_loss"] == pytest.approx(total, rel=1e-4)


@pytest.mark.parametrize("kind", [DGCClassifier, DGCSampler])
def test_released_params_can_be_set(kind, moons):
    estimator = kind(random_state=0).set_params(**kind.released_params)
    assert estimator.set_params(max_epochs=1).fit(*moons).n_iter_ == 1


def test_generated_rows_lie_where_their_class_does(sampler, fitted):
    X = sampler.sample(400, 1)
    assert (fitted.predict(X) == 1).mean() > 0.8
    assert len(np.unique(X, axis=0)) == 400


def test_codes_are_drawn_near_those_of_real_rows_of_the_class(sampler, moons):
    y = moons[1]
    assert sampler.code_means_.shape == sampler.code_deviations_.shape == (sum(y == 1), 16)
    assert set(sampler.code_classes_) == {1}
    assert sampler.latent_means_[1] == pytest.approx(sampler.code_means_.mean(axis=0), abs=1e-5)
    apart = np.trace(sampler.latent_covariances_[1])
    own = np.cov(sampler.code_means_.T).trace() + np.square(sampler.code_deviations_).mean(0).sum()
    assert apart == pytest.approx(own, rel=1e-4)


def test_a_sampler_keeps_the_codes_of_few_rows_where_it_shall(moons):
    kept = tiny(DGCSampler).set_params(max_codes=7).fit(*moons)
    assert kept.code_means_.shape == (7, 16)
    assert kept.sample(30, 1).shape == (30, 2)


def test_a_class_of_one_row_is_repeated(moons):
    X, y = np.concatenate([moons[0], [[9.0, 9.0]]]), np.append(moons[1], 2)
    with pytest.warns(ImbalanceWarning, match="one row each"):
        sampler = tiny(DGCSampler).fit(X, y)
    assert sampler.sample(4, 2) == pytest.approx(np.full((4, 2), 9.0), abs=1e-4)
    assert np.isfinite(sampler.latent_covariances_).all()


def test_categories_of_generated_rows_are_those_of_the_frame():
    rng = np.random.default_rng(0)
    y = np.repeat(["common", "rare"], [90, 30])
    X = pd.DataFrame(
        {
            "colour": pd.Categorical(
                np.where(y == "rare", "red", rng.choice(["green", "blue"], 120))
            ),
            "size": rng.normal(size=120),
        }
    )
    drawn = DGCSampler(**SMALL).fit(X, y).sample(50, "rare")
    assert list(drawn.columns) == ["colour", "size"]
    assert set(drawn["colour"]) <= {"red", "green", "blue"}
    assert (drawn["colour"] == "red").mean() > 0.8


def test_an_embedding_has_a_code_for_each_row(sampler, moons):
    X, y = moons
    z = sampler.embed(X)
    assert (z.shape, z.dtype) == ((320, 16), np.float32)
    assert np.array_equal(sampler.embed(X), z)
    assert sampler.embed(X[:9]) == pytest.approx(z[:9], abs=1e-5)
    nearest = np.square(z[:, None] - sampler.latent_means_).sum(axis=2).argmin(axis=1)
    assert acsa_score(y, nearest) > 0.8


def test_without_a_class_that_lacks_rows_there_is_no_latent_space():
    X, y = make_moons(60, random_state=0)
    with pytest.raises(ValueError, match="no latent space"):
        tiny(DGCSampler).fit(X, y).embed(X)
    with pytest.raises(NotFittedError):
        DGCSampler().embed(X)


def test_the_latent_space_can_be_shown(sampler, moons):
    pytest.importorskip("matplotlib").use("Agg")
    display = LatentSpaceDisplay.from_estimator(sampler, *moons, random_state=0)
    assert display.points.shape == (320, 2)
    assert display.means.shape == (2, 2)


def test_generated_images_can_be_shown_below_real_ones(rare_eights):
    pytest.importorskip("matplotlib").use("Agg")
    X, y = rare_eights
    sampler = tiny(DGCSampler).fit(X, y)
    display = GeneratedImagesDisplay.from_estimator(sampler, X, y, n_images=4, random_state=0)
    assert [len(images) for images in display.generated_images] == [0, 4]
    assert sampler.embed(X).shape == (180, 16)


def test_a_loaded_sampler_embeds_and_draws_the_same(sampler, moons, tmp_path):
    sampler.save(tmp_path / "sampler.safetensors")
    loaded = load(tmp_path / "sampler.safetensors")
    assert np.array_equal(loaded.embed(moons[0]), sampler.embed(moons[0]))
    drawn = [it.sample(5, 1, random_state=3) for it in (sampler, loaded)]
    assert np.array_equal(*drawn)
    assert np.array_equal(loaded.latent_means_, sampler.latent_means_)
