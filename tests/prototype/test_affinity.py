"""Claims about the classifier by affinities."""

import numpy as np
import pytest
from torch.optim import SGD

from imbgan import AffinityClassifier
from imbgan.utils.testing import tiny


def pair_distances(fitted):
    centers = fitted.centers_.reshape(-1, fitted.n_features)
    squared = ((centers[:, None] - centers) ** 2).sum(axis=2)
    return squared[np.triu_indices(len(centers), 1)]


def test_centres_are_spread_evenly(tabular):
    uneven = [
        np.var(pair_distances(tiny(AffinityClassifier).set_params(**params).fit(*tabular)))
        for params in ({"spread_weight": 0.0}, {"spread_weight": 1.0})
    ]
    assert uneven[1] < uneven[0] / 4


def test_sigma_is_the_number_of_features_by_default(tabular):
    fitted = tiny(AffinityClassifier).set_params(n_features=5, max_epochs=1).fit(*tabular)
    assert fitted.net_.criterion_.sigma == fitted.net_.module_.head.sigma == 5.0
    fixed = tiny(AffinityClassifier).set_params(sigma=10, max_epochs=1).fit(*tabular)
    assert fixed.net_.criterion_.sigma == fixed.net_.module_.head.sigma == 10


def test_with_a_small_sigma_and_plain_descent_hardly_anything_is_learned(tabular):
    X, y = tabular
    settings = {"optimizer": SGD, "lr": 0.2, "n_features": 32, "early_stopping": False}
    losses = {}
    for sigma in (1.0, "auto"):
        fitted = tiny(AffinityClassifier).set_params(sigma=sigma, spread_weight=0.0, **settings)
        history = fitted.fit(X, y).history_
        losses[sigma] = history[-1]["train_loss"] / history[0]["train_loss"]
    assert losses["auto"] < 0.7 < losses[1.0]


@pytest.mark.parametrize("n_centers", [1, 3])
def test_a_class_may_have_several_centres(n_centers, tabular):
    X, y = tabular
    fitted = tiny(AffinityClassifier).set_params(n_centers=n_centers).fit(X, y)
    assert fitted.centers_.shape == (3, n_centers, 8)
    assert fitted.score(X, y) > 0.7


def test_the_temperature_sharpens_probabilities_and_changes_no_prediction(tabular):
    X, y = tabular
    params = {"early_stopping": False, "max_epochs": 5}
    sharp, soft = (
        tiny(AffinityClassifier).set_params(temperature=t, **params).fit(X, y) for t in (0.05, 1.0)
    )
    assert np.array_equal(sharp.predict(X), soft.predict(X))
    assert sharp.predict_proba(X).max(1).mean() > soft.predict_proba(X).max(1).mean() + 0.1
