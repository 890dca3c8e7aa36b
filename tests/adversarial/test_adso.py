"""Claims about ADSO: its equations, worked out by hand on stub players, and what it generates."""

from math import log

import numpy as np
import pytest
import torch
from sklearn.base import clone
from sklearn.metrics import balanced_accuracy_score
from sklearn.svm import SVC

from imbgan import ADSOClassifier, ADSOSampler, AMOSampler
from imbgan.adversarial._adso import ADSO
from imbgan.adversarial._game import Game
from imbgan.losses import ZeroCentred

SLOPE = torch.tensor([3.0, 0.0, 4.0])


@pytest.fixture
def game(spec):
    def build(**options):
        loss = ZeroCentred()
        options = {"objectives": ADSO.objectives, "adversarial_loss": loss, **options}
        return Game(spec, (0, 1, 2), (60, 30, 10), **options)

    return build


def test_the_classifier_accepts_real_rows_and_rejects_fakes(game, move, loss_of):
    on_real = -(log(0.5) + log(0.4)) / 2
    on_fake = -(log(1 - 0.25) + log(1 - 0.8)) / 2
    assert loss_of(game(), move("classifier")).item() == pytest.approx(on_real + on_fake)
    loss = loss_of(game(fake_weight=0.25), move("classifier"))
    assert loss.item() == pytest.approx(on_real + 0.25 * on_fake)


def test_the_generator_fools_the_critic_and_favours_the_classifier(game, move, loss_of):
    step = move("generator")
    critic = (step.fake_x @ SLOPE).mean().item()
    favour = -(log(0.25) + log(0.8)) / 2
    assert loss_of(game(), step).item() == pytest.approx(-critic + favour)
    assert loss_of(game(generator_classifier_weight=3.0), step).item() == pytest.approx(
        -critic + 3 * favour
    )


def test_gradients_of_favouring_draw_the_fake_into_its_class(game, move, loss_of):
    step = move(
        "generator", players={"classifier": lambda x: x, "critic": lambda x, y: 0 * x[:, 0]}
    )
    step.fake_x = step.fake_x.clone().requires_grad_(True)
    loss_of(game(), step).backward()
    step = -step.fake_x.grad
    assert step[0, 1] > 0 > step[0, 0]
    assert step[1, 2] > 0 > step[1, 0]


def test_the_critic_s_slope_at_real_rows_is_drawn_to_zero(game, move, loss_of):
    step = move("critic")
    gap = ((step.fake_x - step.real_x) @ SLOPE).mean().item()
    assert loss_of(game(), step).item() == pytest.approx(gap + 10 * 25)


def test_rejected_fakes_do_not_count_in_the_prior_of_the_adjusted_loss(game):
    prior = game(loss="logit_adjusted", fake_weight=5.0).class_prior()
    assert prior.tolist() == pytest.approx([0.6, 0.3, 0.1])


@pytest.mark.parametrize("kind", [ADSOSampler, ADSOClassifier])
def test_the_paper_s_set_is_the_paper_s_game(kind):
    paper = kind(**kind.paper_params)
    assert paper.loss == "cross_entropy"
    assert paper.fake_weight == paper.generator_classifier_weight == 1
    assert paper.fake_class_weight == "equal"
    assert paper.real_rows == "repeated"
    assert (paper.penalty_at, paper.f) == ("real", "identity")
    # What the set leaves to the method.
    assert kind._method.defaults["fake_labels"] == "uniform"
    assert kind._method.defaults["generator_objective"] == "cooperative"


def recognised(kind, judge, X, y, seed):
    """Share of generated digits that a judge takes for their class, the mean over classes."""
    sampler = kind(
        loss="cross_entropy",
        fake_weight=0.1,
        fake_labels="uniform",
        fake_class_weight="equal",
        real_rows="repeated",
        generator_classifier_weight=1.0,
        play_every=1,
        generator_lr=2e-3,
        critic_lr=1e-3,
        latent_dim=16,
        autoencoder_epochs=8,
        autoencoder_lr=3e-3,
        n_channels=4,
        dropout=0.0,
        batch_size=64,
        lr_schedule="constant",
        max_epochs=6,
        image_shape=(8, 8),
        random_state=seed,
    )
    sampler.fit(X, y)
    return np.mean([np.mean(judge.predict(sampler.sample(100, k)) == k) for k in range(4)])


@pytest.mark.parametrize("seed", [0, 1, 2])
def test_fakes_are_classified_as_their_class_more_often_than_those_of_amo(seed, thinned_digits):
    X, y, X_rest, y_rest = thinned_digits(seed, 120, 60, 30, 10)
    judge = SVC().fit(X_rest, y_rest)
    adso, amo = (recognised(kind, judge, X, y, seed) for kind in (ADSOSampler, AMOSampler))
    assert adso > 0.9
    assert adso > amo + 0.2


def test_with_the_game_rare_digits_are_told_as_well_as_with_the_game_off(thinned_digits):
    params = {
        "real_rows": "repeated",
        "fake_class_weight": "equal",
        "generator_classifier_weight": 1.0,
        "play_every": 1,
        "latent_dim": 16,
        "autoencoder_epochs": 6,
        "image_shape": (8, 8),
        "n_channels": 4,
        "batch_size": 64,
        "max_epochs": 7,
        "early_stopping": False,
    }
    gains = []
    for seed in range(3):
        X, y, X_rest, y_rest = thinned_digits(seed, 150, 100, 20, 10, 5, 3)
        game = ADSOClassifier(**params, random_state=seed)
        # The same rows, loss and weights; only what the classifier learns from is less.
        off = clone(game).set_params(fake_weight=0.0)
        scores = [
            balanced_accuracy_score(y_rest, clf.fit(X, y).predict(X_rest)) for clf in (game, off)
        ]
        gains.append(scores[0] - scores[1])
    assert np.mean(gains) > -0.01
