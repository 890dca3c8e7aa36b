"""Claims about BayesianClassifier."""

import numpy as np
import pytest
from scipy.stats import entropy
from sklearn.datasets import make_moons

from imbgan import BayesianClassifier
from imbgan.generative._bayesian import WarmUp
from imbgan.metrics import acsa_score
from imbgan.utils.testing import tiny


@pytest.fixture(scope="module")
def moons():
    return make_moons((300, 60), noise=0.2, random_state=0)


@pytest.fixture(scope="module")
def fitted(moons):
    return BayesianClassifier(loss="logit_adjusted", random_state=0).fit(*moons)


def test_it_learns(fitted):
    X, y = make_moons((300, 300), noise=0.2, random_state=1)
    assert acsa_score(y, fitted.predict(X)) > 0.93


def test_both_parts_of_the_uncertainty_add_up_to_that_of_the_probabilities(moons, fitted):
    epistemic, aleatoric = fitted.predict_uncertainty(moons[0])
    assert epistemic.shape == aleatoric.shape == (360,)
    whole = entropy(fitted.predict_proba(moons[0]).astype(float), axis=1)
    assert epistemic + aleatoric == pytest.approx(whole, abs=1e-5)
    assert (epistemic > -1e-6).all() and (aleatoric >= 0).all()


def test_draws_disagree_more_between_the_classes(fitted):
    inside, _ = fitted.predict_uncertainty([[0.0, 1.0], [1.0, -0.5]])
    between, _ = fitted.predict_uncertainty([[0.5, 0.25], [0.6, 0.2]])
    assert between.min() > inside.max()


def test_two_predictions_are_equal(moons, fitted):
    first, second = (fitted.predict_proba(moons[0]) for _ in range(2))
    assert np.array_equal(first, second)


def test_a_row_alone_gets_what_it_gets_among_others(moons, fitted):
    X = moons[0][:9]
    alone = np.concatenate([fitted.predict_proba(row[None]) for row in X])
    assert alone == pytest.approx(fitted.predict_proba(X), abs=1e-5)


def test_a_hot_posterior_stays_near_the_prior(moons):
    lengths = {}
    for temperature in (0.001, 10.0):
        clf = tiny(BayesianClassifier).set_params(temperature=temperature, warm_up=0.0)
        means = clf.fit(*moons).net_.module_.linear[0].mean
        lengths[temperature] = means.detach().square().mean().sqrt().item()
    assert lengths[10.0] < 0.5 * lengths[0.001]


def test_of_a_single_draw_nothing_is_known_about_disagreement(moons):
    epistemic, aleatoric = (
        tiny(BayesianClassifier).set_params(n_draws=1).fit(*moons).predict_uncertainty(moons[0])
    )
    assert epistemic == pytest.approx(np.zeros(360), abs=1e-6)
    assert aleatoric.max() > 0.1


def test_the_temperature_rises_evenly_over_the_first_epochs(moons):
    class Net:
        def __init__(self, n):
            self.history, self.criterion_ = [None] * n, type("Loss", (), {})()

    temperatures = []
    for epoch in (1, 2, 4, 5):
        net = Net(epoch)
        WarmUp(0.8, 4).on_epoch_begin(net)
        temperatures.append(net.criterion_.temperature)
    assert temperatures == pytest.approx([0.2, 0.4, 0.8, 0.8])


def test_images_can_be_classified():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [60, 20])
    X = rng.normal(size=(80, 1, 12, 12)) + 2 * y[:, None, None, None]
    clf = tiny(BayesianClassifier).set_params(loss="logit_adjusted").fit(X, y)
    assert acsa_score(y, clf.predict(X)) > 0.9


def test_released_params_can_be_set(moons):
    clf = BayesianClassifier(random_state=0).set_params(**BayesianClassifier.released_params)
    assert clf.set_params(max_epochs=1).fit(*moons).n_iter_ == 1
