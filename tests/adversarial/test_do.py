"""Claims about DO: its equations, worked out by hand on stub players, and what it generates."""

from math import log

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier

from imbgan import AOSampler, DOClassifier, DOSampler
from imbgan.adversarial._do import DO
from imbgan.adversarial._game import Game
from imbgan.losses import Wasserstein
from imbgan.utils.testing import tiny


@pytest.fixture
def game(spec):
    def build(**options):
        loss = Wasserstein()
        options = {"objectives": DO.objectives, "adversarial_loss": loss, **options}
        return Game(spec, (0, 1, 2), (60, 30, 10), **options)

    return build


def test_the_classifier_accepts_real_rows_and_rejects_fakes(game, move, loss_of):
    on_real = -(log(0.5) + log(0.4)) / 2
    on_fake = -(log(1 - 0.25) + log(1 - 0.8)) / 2
    assert loss_of(game(), move("classifier")).item() == pytest.approx(on_real + on_fake)
    loss = loss_of(game(fake_weight=0.25), move("classifier"))
    assert loss.item() == pytest.approx(on_real + 0.25 * on_fake)


def test_capped_rejection_weighs_by_class(game, move, loss_of):
    playing = game(fake_labels="real_batch", fake_class_weight="capped")
    # Fakes of the classes 1 and 2 come as often as 0.3 and 0.1 of the rows, and may weigh 0.1.
    on_real = -(log(0.5) + log(0.4)) / 2
    on_fake = -(log(1 - 0.25) / 3 + log(1 - 0.8)) / 2
    assert loss_of(playing, move("classifier")).item() == pytest.approx(on_real + on_fake)


def test_the_generator_fools_the_critic_and_favours_the_classifier(game, move, loss_of):
    step = move("generator")
    critic = (step.fake_x @ torch.tensor([3.0, 0.0, 4.0])).mean().item()
    favour = -(log(0.25) + log(0.8)) / 2
    assert loss_of(game(), step).item() == pytest.approx(-critic + favour)
    assert loss_of(game(generator_classifier_weight=3.0), step).item() == pytest.approx(
        -critic + 3 * favour
    )


def test_the_critic_s_contest_is_wasserstein_s(game, move, loss_of):
    step = move("critic")
    slope = torch.tensor([3.0, 0.0, 4.0])
    gap = ((step.fake_x - step.real_x) @ slope).mean().item()
    assert loss_of(game(), step).item() == pytest.approx(gap + 10 * (5 - 1) ** 2)


def test_rejecting_a_fake_that_is_surely_of_its_class_costs_what_its_logit_says(
    game, move, loss_of
):
    certain = move("classifier", fake_x=torch.tensor([[0.0, 200.0, 0.0], [0.0, 0.0, -200.0]]))
    on_real = -(log(0.5) + log(0.4)) / 2
    # -log(1 - Q) is 200 less log 2 in one tail and nothing in the other.
    on_fake = (200 - log(2)) / 2
    assert loss_of(game(), certain).item() == pytest.approx(on_real + on_fake)


def test_rejected_fakes_do_not_count_in_the_prior_of_the_adjusted_loss(game):
    prior = game(loss="logit_adjusted", fake_weight=5.0).class_prior()
    assert prior.tolist() == pytest.approx([0.6, 0.3, 0.1])


@pytest.mark.parametrize("kind", [DOSampler, DOClassifier])
def test_the_paper_s_set_is_the_paper_s_game(kind):
    paper = kind(**kind.paper_params).get_params()
    assert paper["loss"] == "cross_entropy"
    assert paper["fake_labels"] == "real_batch"
    assert paper["fake_weight"] == paper["generator_classifier_weight"] == 1
    assert paper["fake_class_weight"] == "equal"
    assert paper["real_rows"] == "repeated"
    assert (paper["n_members"], paper["hidden_layer_sizes"]) == (1, (256, 128, 64))


def overlapping(seed):
    rng = np.random.default_rng(seed)
    X = np.concatenate([rng.normal(0, 1, (120, 2)), rng.normal(1.5, 1, (40, 2))])
    return X, np.repeat([0, 1], [120, 40])


def nearness(kind, judges, X, y, seed):
    """Train a game that is all about persuasion; let judges tell how typical its fakes are."""
    sampler = tiny(kind).set_params(
        loss="cross_entropy",
        fake_weight=0.1,
        fake_labels="uniform",
        fake_class_weight="equal",
        generator_classifier_weight=1.0,
        critic_steps=2,
        critic_lr=5e-3,
        generator_lr=1e-3,
        max_anchors=128,
        max_epochs=25,
        max_steps_per_epoch=None,
        random_state=seed,
    )
    sampler.fit(X, y)
    fakes = [sampler.sample(300, k) for k in (0, 1)]
    return np.array(
        [np.mean([judge.predict_proba(fakes[k])[:, k] for k in (0, 1)]) for judge in judges]
    )


@pytest.mark.parametrize("seed", [0, 1])
def test_fakes_are_nearer_their_own_class_than_those_of_ao(seed):
    X, y = overlapping(seed)
    judges = [LogisticRegression(class_weight="balanced"), KNeighborsClassifier(15)]
    for judge in judges:
        judge.fit(X, y)
    do, ao = (nearness(kind, judges, X, y, seed) for kind in (DOSampler, AOSampler))
    assert (do > ao + 0.05).all()
