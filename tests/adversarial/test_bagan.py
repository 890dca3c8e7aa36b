"""Claims about BAGAN: its losses, worked out by hand on stub players."""

from math import log

import numpy as np
import pytest
import torch

from imbgan import BAGANClassifier, BAGANSampler
from imbgan.adversarial._bagan import BAGAN, BAGANGame
from imbgan.losses import RowLoss
from imbgan.utils.testing import tiny

# The stub's logits are logs of probabilities, so that the exponentials sum to one; those of four
# classes, the last of which has a logit of zero, sum to two.
ON_REAL = -(log(0.5 / 2) + log(0.4 / 2)) / 2


@pytest.fixture
def game(spec):
    def build(**options):
        return BAGANGame(spec, (0, 1, 2), (60, 30, 10), objectives=BAGAN.objectives, **options)

    return build


@pytest.mark.parametrize("kind", ["equal", "capped"])
def test_the_prior_of_generated_rows_is_what_they_weigh(kind, game):
    playing = game(fake_weight=0.5, fake_class_weight=kind, loss="logit_adjusted")
    # Each class has a third of them, and capped as much weight as a tenth of the rows.
    weight = 0.5 / 3 * (1 if kind == "equal" else 3 * 0.1)
    expected = [0.6, 0.3, 0.1, weight]
    assert playing.class_prior().tolist() == pytest.approx([e / sum(expected) for e in expected])


def test_a_round_has_no_critic(game):
    assert game(critic_steps=3).schedule == (("classifier", "generator"),)
    assert game(play_every=2).schedule == (("classifier", "generator"), ("classifier",))


def test_the_classifier_tells_four_classes_and_fakes_weigh_a_third(game, move, loss_of):
    on_fake = -log(1 / 2) / 3
    assert loss_of(game(), move("classifier")).item() == pytest.approx(ON_REAL + on_fake)
    loss = loss_of(game(fake_weight=0.5), move("classifier"))
    assert loss.item() == pytest.approx(ON_REAL + 0.5 * on_fake)


def test_a_fake_costs_what_its_logits_say_against_zero(game, move, loss_of):
    # The exponentials sum to three and to nineteen, and with the further class to 4 and to 20.
    fake_x = torch.tensor([[1.0, 1.0, 1.0], [8.0, 10.0, 1.0]]).log()
    on_fake = (log(4) + log(20)) / 2 / 3
    loss = loss_of(game(), move("classifier", fake_x=fake_x))
    assert loss.item() == pytest.approx(ON_REAL + on_fake)


def test_the_generator_wants_its_rows_taken_for_real_ones_of_their_class(game, move, loss_of):
    told = -(log(0.25 / 2) + log(0.8 / 2)) / 2
    assert loss_of(game(), move("generator")).item() == pytest.approx(told)
    loss = loss_of(game(generator_classifier_weight=3.0), move("generator"))
    assert loss.item() == pytest.approx(3 * told)


def test_validation_sees_the_loss_of_four_classes_on_real_rows(game, move):
    step = move("classifier")
    assert game()(step.real_x, step.real_y).item() == pytest.approx(ON_REAL)
    alone = game()(step.real_x, step.real_y, torch.tensor([2.0, 0.0]))
    assert alone.item() == pytest.approx(-log(0.5 / 2))


def test_members_add_up(game, move, loss_of):
    twice = move("classifier", players={"classifier": lambda x: torch.stack([x, x])})
    alone = loss_of(game(), move("classifier")).item()
    assert loss_of(game(), twice).item() == pytest.approx(2 * alone)


@pytest.mark.parametrize(
    "fake_weight, prior",
    [
        (1.0, [0.45, 0.225, 0.075, 0.25]),
        (3.0, [0.3, 0.15, 0.05, 0.5]),
        (0.0, [0.6, 0.3, 0.1, 1e-9]),
    ],
)
def test_the_prior_knows_the_further_class_by_the_weight_of_the_fakes(fake_weight, prior, game):
    assert game(fake_weight=fake_weight).class_prior().tolist() == pytest.approx(prior)


def test_with_no_weight_on_the_fakes_the_adjusted_loss_leaves_the_further_class_out(game, move):
    step = move("classifier")
    plain = RowLoss("logit_adjusted", class_prior=(60, 30, 10))
    for shift in (0.0, 3.0):  # against the further class, whose logit is zero
        logits = step.real_x + shift
        whole = game(loss="logit_adjusted", fake_weight=0.0)(logits, step.real_y)
        torch.testing.assert_close(whole, plain(logits, step.real_y))


def test_the_adjusted_loss_shifts_the_further_class_too(game, move, loss_of):
    # Exponentials of the logits times shares: of the real rows, and of the fakes.
    first = -log(0.5 * 0.45 / (0.5 * 0.45 + 0.25 * 0.225 + 0.25 * 0.075 + 0.25))
    second = -log(0.4 * 0.075 / (0.2 * 0.45 + 0.4 * 0.225 + 0.4 * 0.075 + 0.25))
    third = -log(0.25 / (0.5 * 0.45 + 0.25 * 0.225 + 0.25 * 0.075 + 0.25))
    fourth = -log(0.25 / (0.1 * 0.45 + 0.1 * 0.225 + 0.8 * 0.075 + 0.25))
    loss = loss_of(game(loss="logit_adjusted"), move("classifier"))
    assert loss.item() == pytest.approx((first + second) / 2 + (third + fourth) / 2 / 3)


@pytest.mark.parametrize("loss", ["cross_entropy", "logit_adjusted", "squared_error"])
def test_probabilities_are_those_of_the_real_classes(loss, tabular):
    X, y = tabular
    fitted = tiny(BAGANClassifier).set_params(loss=loss, max_epochs=2).fit(X, y)
    proba = fitted.predict_proba(X)
    assert proba.shape == (len(X), 3)
    assert proba.sum(axis=1) == pytest.approx(1)
    assert np.array_equal(fitted.predict(X), proba.argmax(axis=1))


@pytest.mark.parametrize("kind", [BAGANSampler, BAGANClassifier])
def test_there_is_no_critic(kind, tabular):
    fitted = tiny(kind).set_params(max_epochs=1, critic_lr=1e9, penalty_weight=1e9).fit(*tabular)
    players = {name for name in fitted.history_[0] if name.endswith("_loss")}
    assert players >= {"train_generator_loss", "train_classifier_loss"}
    assert "train_critic_loss" not in players


@pytest.mark.parametrize("kind", [BAGANSampler, BAGANClassifier])
def test_the_paper_s_set_has_an_autoencoder_without_labels(kind):
    paper = kind(**kind.paper_params).get_params()
    assert paper["classification_weight"] == 0
    assert paper["loss"] == "cross_entropy"
    assert paper["fake_labels"] == "auto" and kind._method.defaults["fake_labels"] == "uniform"
    assert paper["latent_dim"] == 100
