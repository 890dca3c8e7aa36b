"""Claims about AMO: its equations, worked out by hand on stub players."""

from math import log

import numpy as np
import pytest
import torch

from imbgan import AMOClassifier, AMOSampler
from imbgan.adversarial._amo import AMOGame
from imbgan.utils.testing import tiny

SLOPE = torch.tensor([3.0, 0.0, 4.0])


@pytest.fixture
def game(spec):
    def build(**options):
        options = {"generator_aim": "fool", **options}
        return AMOGame(spec, (0, 1, 2), (60, 30, 10), **options)

    return build


def test_the_classifier_accepts_real_rows_and_fakes(game, move):
    on_real = -(log(0.5) + log(0.4)) / 2
    on_fake = -(log(0.25) + log(0.8)) / 2
    assert game().loss(move("classifier")).item() == pytest.approx(on_real + on_fake)
    loss = game(fake_weight=0.25).loss(move("classifier"))
    assert loss.item() == pytest.approx(on_real + 0.25 * on_fake)


def test_the_generator_fools_the_critic_and_the_classifier(game, move):
    turn = move("generator")
    critic = (turn.fake_x @ SLOPE).mean().item()
    fooled = -(log(1 - 0.25) + log(1 - 0.8)) / 2
    assert game().loss(turn).item() == pytest.approx(-critic + fooled)
    assert game(persuade_weight=3.0).loss(turn).item() == pytest.approx(-critic + 3 * fooled)


def test_the_aim_that_the_text_of_the_paper_says_can_be_chosen(game, move):
    turn = move("generator")
    critic = (turn.fake_x @ SLOPE).mean().item()
    favour = -(log(0.25) + log(0.8)) / 2
    loss = game(generator_aim="favour").loss(turn)
    assert loss.item() == pytest.approx(-critic + favour)


def test_fakes_count_in_the_prior_of_the_adjusted_loss(game):
    prior = game(loss="logit_adjusted", fake_labels="deficit").class_prior()
    assert prior.tolist() == pytest.approx([0.6, 0.3 + 30 / 80, 0.1 + 50 / 80])


def test_classes_are_faked_for_the_classifier_by_the_rows_that_they_lack(game):
    labels = game(fake_labels="deficit").fake_labels(
        "classifier", torch.zeros(4000, dtype=torch.long), torch.Generator().manual_seed(0)
    )
    shares = torch.bincount(labels, minlength=3) / 4000
    assert shares.tolist() == pytest.approx([0, 3 / 8, 5 / 8], abs=0.03)


@pytest.mark.parametrize("kind", [AMOSampler, AMOClassifier])
def test_equation_nine_on_the_original_rows_is_the_default(kind):
    assert kind().generator_aim == kind().real_rows == kind().fake_labels == "auto"
    assert kind._method_defaults["generator_aim"] == "fool"
    assert kind._method_defaults["real_rows"] == "original"
    assert kind._method_defaults["fake_labels"] == "deficit"


@pytest.mark.parametrize("kind", [AMOSampler, AMOClassifier])
def test_the_paper_s_set_is_the_paper_s_game(kind):
    paper = kind(**kind.paper_params)
    assert paper.loss == "cross_entropy"
    assert paper.fake_weight == paper.persuade_weight == 1
    assert paper.fake_class_weight == "equal"


def test_the_aim_reaches_the_game(tabular):
    X, y = tabular
    fooling, favouring, named = (
        tiny(AMOSampler).set_params(generator_aim=aim).fit(X, y).sample(9, 2, random_state=0)
        for aim in ("auto", "favour", "fool")
    )
    assert np.array_equal(fooling, named)
    assert not np.array_equal(fooling, favouring)
