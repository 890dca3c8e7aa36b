"""Claims about the objectives, whatever the generator and the adversarial loss."""

from math import log

import pytest
import torch

from imbgan.adversarial._adso import ADSO
from imbgan.adversarial._amo import AMO
from imbgan.adversarial._ao import AO
from imbgan.adversarial._do import DO
from imbgan.adversarial._game import Game, Objectives
from imbgan.losses import Wasserstein

ON_REAL = -(log(0.5) + log(0.4)) / 2
REJECTED = -(log(1 - 0.25) + log(1 - 0.8)) / 2
ACCEPTED = -(log(0.25) + log(0.8)) / 2


@pytest.fixture
def game(spec):
    def build(generator, classifier, **options):
        options = {"adversarial_loss": Wasserstein(), **options}
        objectives = Objectives(generator, classifier)
        return Game(spec, (0, 1, 2), (60, 30, 10), objectives=objectives, **options)

    return build


@pytest.mark.parametrize("classifier, on_fake", [("accept", ACCEPTED), ("reject", REJECTED)])
def test_the_classifier_accepts_or_rejects_generated_rows(
    classifier, on_fake, game, move, loss_of
):
    playing = game("cooperative", classifier, fake_weight=0.5)
    loss = loss_of(playing, move("classifier"))
    assert loss.item() == pytest.approx(ON_REAL + 0.5 * on_fake)


@pytest.mark.parametrize(
    "generator, expected", [("adversarial", REJECTED), ("cooperative", ACCEPTED)]
)
def test_the_generator_s_rows_are_to_be_missed_or_to_be_recognised(
    generator, expected, game, move, loss_of
):
    players = {"classifier": lambda x: x, "critic": lambda x, y: 0 * x[:, 0]}
    loss = loss_of(game(generator, "accept"), move("generator", players=players))
    assert loss.item() == pytest.approx(expected)


def test_an_objective_may_be_a_function_of_logits_and_labels(game, move, loss_of):
    def first_logit(logits, labels):
        return logits[:, 0]

    players = {"classifier": lambda x: x, "critic": lambda x, y: 0 * x[:, 0]}
    step = move("generator", players=players)
    loss = loss_of(game(first_logit, "accept"), step)
    assert loss.item() == pytest.approx(step.fake_x[:, 0].mean().item())


@pytest.mark.parametrize("classifier, share", [("accept", 0.5), ("reject", 0.0)])
def test_only_accepted_rows_count_in_the_prior(classifier, share, game):
    playing = game("cooperative", classifier, fake_weight=0.5, fake_labels="uniform")
    wanted = torch.tensor([0.6, 0.3, 0.1]) + share / 3
    assert playing.class_prior().tolist() == pytest.approx(wanted.tolist())


@pytest.mark.parametrize("convex, latent", [(AO, AMO), (DO, ADSO)])
def test_the_objectives_are_the_same_with_either_generator(convex, latent):
    assert convex.objectives == latent.objectives
    assert latent.defaults["generator_objective"] == latent.objectives.generator
