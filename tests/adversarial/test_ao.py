"""Claims about AO: its equations, worked out by hand on stub players."""

from math import log

import pytest
import torch

from imbgan import AOClassifier, AOSampler
from imbgan.adversarial._ao import AO
from imbgan.adversarial._game import Game
from imbgan.losses import Wasserstein


@pytest.fixture
def game(spec):
    def build(**options):
        loss = Wasserstein()
        options = {"objectives": AO.objectives, "adversarial_loss": loss, **options}
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
    critic = (step.fake_x @ torch.tensor([3.0, 0.0, 4.0])).mean().item()
    fooled = -(log(1 - 0.25) + log(1 - 0.8)) / 2
    assert loss_of(game(), step).item() == pytest.approx(-critic + fooled)
    assert loss_of(game(generator_classifier_weight=3.0), step).item() == pytest.approx(
        -critic + 3 * fooled
    )


def test_the_critic_s_contest_is_wasserstein_s(game, move, loss_of):
    step = move("critic")
    slope = torch.tensor([3.0, 0.0, 4.0])
    gap = ((step.fake_x - step.real_x) @ slope).mean().item()
    assert loss_of(game(), step).item() == pytest.approx(gap + 10 * (5 - 1) ** 2)


def test_gradients_of_fooling_drive_the_fake_away_from_its_class(game, move, loss_of):
    step = move(
        "generator", players={"classifier": lambda x: x, "critic": lambda x, y: 0 * x[:, 0]}
    )
    step.fake_x = step.fake_x.clone().requires_grad_(True)
    loss_of(game(), step).backward()
    step = -step.fake_x.grad
    assert step[0, 1] < 0 < step[0, 0]
    assert step[1, 2] < 0 < step[1, 0]


def test_fakes_count_in_the_prior_of_the_adjusted_loss(game):
    prior = game(loss="logit_adjusted", fake_labels="inverse_frequency").class_prior()
    assert prior.tolist() == pytest.approx([0.6 + 1 / 9, 0.3 + 2 / 9, 0.1 + 6 / 9])


@pytest.mark.parametrize("kind", [AOSampler, AOClassifier])
def test_the_paper_s_set_is_the_paper_s_game(kind):
    paper = kind(**kind.paper_params).get_params()
    assert paper["loss"] == "cross_entropy"
    assert paper["fake_labels"] == "inverse_frequency"
    assert paper["fake_weight"] == paper["generator_classifier_weight"] == 1
    assert paper["fake_class_weight"] == "equal"
    assert paper["real_rows"] == "repeated"
    assert (paper["n_members"], paper["hidden_layer_sizes"]) == (1, (256, 128, 64))
