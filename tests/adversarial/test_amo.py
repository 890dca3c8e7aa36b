"""Claims about AMO: its equations, worked out by hand on stub players."""

from dataclasses import replace
from math import log

import numpy as np
import pytest
import torch

from imbgan import AMOClassifier, AMOSampler
from imbgan.adversarial._amo import AMO
from imbgan.adversarial._game import Game
from imbgan.losses import ZeroCentred
from imbgan.utils.testing import tiny

SLOPE = torch.tensor([3.0, 0.0, 4.0])


@pytest.fixture
def game(spec):
    def build(**options):
        loss = ZeroCentred()
        options = {"objectives": AMO.objectives, "adversarial_loss": loss, **options}
        return Game(spec, (0, 1, 2), (60, 30, 10), **options)

    return build


def test_the_classifier_accepts_real_rows_and_fakes(game, move, loss_of):
    on_real = -(log(0.5) + log(0.4)) / 2
    on_fake = -(log(0.25) + log(0.8)) / 2
    assert loss_of(game(), move("classifier")).item() == pytest.approx(on_real + on_fake)
    loss = loss_of(game(fake_weight=0.25), move("classifier"))
    assert loss.item() == pytest.approx(on_real + 0.25 * on_fake)


def test_the_generator_fools_the_critic_and_the_classifier(game, move, loss_of):
    step = move("generator")
    critic = (step.fake_x @ SLOPE).mean().item()
    fooled = -(log(1 - 0.25) + log(1 - 0.8)) / 2
    assert loss_of(game(), step).item() == pytest.approx(-critic + fooled)
    assert loss_of(game(generator_classifier_weight=3.0), step).item() == pytest.approx(
        -critic + 3 * fooled
    )


def test_the_objective_that_the_text_of_the_paper_says_can_be_chosen(game, move, loss_of):
    step = move("generator")
    critic = (step.fake_x @ SLOPE).mean().item()
    favour = -(log(0.25) + log(0.8)) / 2
    objectives = replace(AMO.objectives, generator="cooperative")
    loss = loss_of(game(objectives=objectives), step)
    assert loss.item() == pytest.approx(-critic + favour)


def test_fakes_count_in_the_prior_of_the_adjusted_loss(game):
    prior = game(loss="logit_adjusted", fake_labels="deficit").class_prior()
    assert prior.tolist() == pytest.approx([0.6, 0.3 + 30 / 80, 0.1 + 50 / 80])


def test_classes_are_generated_for_the_classifier_by_the_rows_that_they_lack(game):
    labels = game(fake_labels="deficit").label_samplers["classifier"](
        torch.zeros(4000, dtype=torch.long), torch.Generator().manual_seed(0)
    )
    shares = torch.bincount(labels, minlength=3) / 4000
    assert shares.tolist() == pytest.approx([0, 3 / 8, 5 / 8], abs=0.03)


@pytest.mark.parametrize("kind", [AMOSampler, AMOClassifier])
def test_equation_nine_on_the_original_rows_is_the_default(kind):
    assert kind().generator_objective == kind().real_rows == kind().fake_labels == "auto"
    assert kind._method.defaults["generator_objective"] == "adversarial"
    assert kind._method.defaults["real_rows"] == "original"
    assert kind._method.defaults["fake_labels"] == "deficit"


@pytest.mark.parametrize("kind", [AMOSampler, AMOClassifier])
def test_the_paper_s_set_is_the_paper_s_game(kind):
    paper = kind(**kind.paper_params)
    assert paper.loss == "cross_entropy"
    assert paper.fake_weight == paper.generator_classifier_weight == 1
    assert paper.fake_class_weight == "equal"


def test_the_objective_reaches_the_game(tabular):
    X, y = tabular
    fooling, favouring, named = (
        tiny(AMOSampler)
        .set_params(generator_objective=objective)
        .fit(X, y)
        .sample(9, 2, random_state=0)
        for objective in ("auto", "cooperative", "adversarial")
    )
    assert np.array_equal(fooling, named)
    assert not np.array_equal(fooling, favouring)
