"""Claims about what all games share, on stub players and numbers worked out by hand."""

from math import log

import pytest
import torch
from torch import nn

from imbgan.adversarial._game import Game, Objectives
from imbgan.encoding import DataSpec
from imbgan.engine import TrainingStep
from imbgan.losses import Wasserstein

ALL = (0, 1, 2)
EQUAL = (100, 100, 100)


def nothing(logits, labels):
    """Objective of a generator to which the classifier is all the same."""
    return torch.zeros(logits.shape[:-1])


@pytest.fixture
def game(spec):
    def build(classes=ALL, fed_counts=(60, 30, 10), penalty_weight=10.0, **options):
        options = {"objectives": Objectives(nothing, "accept"), **options}
        loss = Wasserstein(penalty_weight)
        return Game(spec, classes, fed_counts, adversarial_loss=loss, **options)

    return build


def test_a_round_updates_the_critic_then_generator_and_classifier(game):
    assert game().schedule == (("critic", "generator", "classifier"),)
    assert game(critic_steps=3).schedule == (("critic",) * 3 + ("generator", "classifier"),)


def test_the_classifier_is_updated_in_every_round_and_the_others_in_one_of_some(game):
    all_three, alone = ("critic", "generator", "classifier"), ("classifier",)
    assert game(play_every=3).schedule == (all_three, alone, alone)


def test_the_generated_rows_of_each_player_have_labels_of_its_own_distribution(game):
    playing = game(fake_labels="inverse_frequency")
    batch = torch.zeros(3000, dtype=torch.long)
    drawn = {
        player: torch.bincount(
            playing.label_samplers[player](batch, torch.Generator().manual_seed(0)), minlength=3
        )
        / 3000
        for player in ("critic", "generator", "classifier")
    }
    assert drawn["critic"].tolist() == [1, 0, 0]  # those of the real batch
    assert drawn["generator"].tolist() == pytest.approx([1 / 3] * 3, abs=0.05)
    assert drawn["classifier"].tolist() == pytest.approx([1 / 9, 2 / 9, 6 / 9], abs=0.05)


class Noise(nn.Module):
    """Generator that gives its noise back, moved by a weight."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.zeros(()))

    def forward(self, noise, labels):
        return noise + self.weight


def generated(playing, player="critic", n_rows=4000):
    """Generated rows of a step and their labels, in the game's own way."""
    draws = {name: torch.Generator().manual_seed(0) for name in ("labels", "noise")}
    labels = torch.zeros(n_rows, dtype=torch.long)
    players, rows = {"generator": Noise()}, torch.zeros(n_rows, 3)
    step = TrainingStep(player, players, rows, labels, labels, draws)
    return playing.generate(step)


def test_noise_is_normal_and_follows_the_random_stream(game):
    noise, labels = generated(game(latent_dim=5))
    assert noise.shape == (4000, 5) and labels.shape == (4000,)
    assert noise.mean().item() == pytest.approx(0, abs=0.05)
    assert noise.std().item() == pytest.approx(1, abs=0.05)
    assert torch.equal(noise, generated(game(latent_dim=5))[0])


@pytest.mark.parametrize("player", ["critic", "generator", "classifier"])
def test_gradients_reach_the_generator_in_its_own_step_only(player, game):
    rows, _ = generated(game(), player, n_rows=3)
    assert rows.requires_grad == (player == "generator")


def test_the_loss_on_generated_rows_is_weighted(game, move, loss_of):
    # Real rows: -log 0.5 and -log 0.4; fakes: -log 0.25 and -log 0.8.
    on_real, on_fake = -(log(0.5) + log(0.4)) / 2, -(log(0.25) + log(0.8)) / 2
    loss = loss_of(game(fake_weight=0.3), move("classifier"))
    assert loss.item() == pytest.approx(on_real + 0.3 * on_fake)


def test_without_weight_on_the_fakes_none_are_asked_for(game, move, loss_of):
    step = move("classifier")
    del step.fake_x, step.fake_y
    loss = loss_of(game(fake_weight=0.0), step)
    assert loss.item() == pytest.approx(-(log(0.5) + log(0.4)) / 2)


def test_validation_sees_the_loss_on_real_rows_alone(game, move):
    step = move("classifier")
    loss = game(fake_weight=5.0)(step.real_x, step.real_y)
    assert loss.item() == pytest.approx(-(log(0.5) + log(0.4)) / 2)


def test_rows_can_be_weighed_in_validation(game, move):
    step = move("classifier")
    loss = game()(step.real_x, step.real_y, torch.tensor([2.0, 0.0]))
    assert loss.item() == pytest.approx(-log(0.5))


def test_the_critic_tells_real_from_fake_and_keeps_a_slope_of_one(game, move, loss_of):
    step = move("critic")
    real, fake = (x @ torch.tensor([3.0, 0.0, 4.0]) for x in (step.real_x, step.fake_x))
    gap = (fake.mean() - real.mean()).item()
    # The slope is five everywhere.
    assert loss_of(game(), step).item() == pytest.approx(gap + 10 * (5 - 1) ** 2, rel=1e-6)
    assert loss_of(game(penalty_weight=2.0), step).item() == pytest.approx(gap + 32, rel=1e-6)


def test_the_critic_sees_real_rows_with_one_hot_categories_as_generated_ones_have(move, loss_of):
    spec = DataSpec(shape=(2,), class_counts=(6, 2), n_to_draw=(0, 4), categories=(3,))
    seen = []

    def critic(x, y):
        seen.append(x)
        return x.sum(dim=1)

    step = move(
        "critic",
        players={"critic": critic},
        real_x=torch.tensor([[0.5, 2.0], [0.1, 0.0]]),
        real_y=torch.tensor([0, 1]),
        fake_x=torch.tensor([[0.2, 0.3, 0.7, 0.0], [0.4, 1.0, 0.0, 0.0]]),
        fake_y=torch.tensor([1, 1]),
    )
    objectives = Objectives(nothing, "accept")
    playing = Game(spec, (0, 1), (6, 2), objectives=objectives, adversarial_loss=Wasserstein())
    loss_of(playing, step)
    wide = torch.tensor([[0.5, 0.0, 0.0, 1.0], [0.1, 1.0, 0.0, 0.0]])
    assert any(torch.equal(x, wide) for x in seen)
    assert {x.shape for x in seen} == {(2, 4)}


def test_the_generator_wants_a_high_number_of_the_critic(game, move, loss_of):
    step = move("generator")
    number = (step.fake_x @ torch.tensor([3.0, 0.0, 4.0])).mean().item()
    assert loss_of(game(), step).item() == pytest.approx(-number)


def test_members_add_up_for_the_classifier_and_average_for_the_generator(game, move, loss_of):
    two = {"classifier": lambda x: torch.stack([x, x]), "critic": lambda x, y: 0 * x[:, 0]}
    alone, twice = move("classifier"), move("classifier", players=two)
    ao = game(objectives=Objectives("adversarial", "accept"))
    assert loss_of(ao, twice).item() == pytest.approx(2 * loss_of(ao, alone).item())
    told, told_twice = (
        loss_of(ao, move("generator", players=players)).item()
        for players in ({**two, "classifier": lambda x: x}, two)
    )
    assert told_twice == pytest.approx(told)


def test_capped_rows_of_a_class_weigh_at_most_as_much_as_the_smallest_class(game):
    playing = game(fake_labels="inverse_frequency", fake_class_weight="capped")
    # Shares of 1/9, 2/9 and 6/9; the smallest class is a tenth of what is fed.
    assert playing.class_weight.tolist() == pytest.approx([0.9, 0.45, 0.15])


def test_a_cap_raises_no_weight(game):
    spec = DataSpec(shape=(3,), class_counts=(90, 88, 30), n_to_draw=(0, 2, 60))
    playing = Game(
        spec,
        ALL,
        (90, 88, 30),
        objectives=Objectives(nothing, "accept"),
        adversarial_loss=Wasserstein(),
        fake_labels="deficit",
        fake_class_weight="capped",
    )
    # Classes come in proportion to the rows that they lack, 0 : 2 : 60; the last is capped.
    assert playing.class_weight.tolist() == pytest.approx([0, 1, 30 / 208 / (60 / 62)])


def test_capped_weights_go_by_the_rows_fed(game):
    playing = game(fed_counts=(60, 60, 30), fake_labels="real_batch", fake_class_weight="capped")
    assert playing.class_weight.tolist() == pytest.approx([0.5, 0.5, 1.0])


def test_a_class_that_is_never_generated_has_no_capped_weight(game):
    playing = game(classes=(1, 2), fake_labels="uniform", fake_class_weight="capped")
    assert playing.class_weight.tolist() == pytest.approx([0, 0.2, 0.2])


def test_capped_weights_enter_the_classifier_s_loss(game, move, loss_of):
    playing = game(fake_labels="uniform", fake_class_weight="capped", fake_weight=2.0)
    # Each class has a third of the fakes and may weigh a tenth.
    on_real = -(log(0.5) + log(0.4)) / 2
    on_fake = -0.3 * (log(0.25) + log(0.8)) / 2
    assert loss_of(playing, move("classifier")).item() == pytest.approx(on_real + 2 * on_fake)


def test_the_adjusted_loss_counts_accepted_fakes_among_the_rows_of_their_class(game):
    playing = game(loss="logit_adjusted", fake_weight=0.5, fake_labels="inverse_frequency")
    prior = torch.tensor([0.6 + 0.5 / 9, 0.3 + 1 / 9, 0.1 + 3 / 9])
    assert playing.class_prior().tolist() == pytest.approx(prior.tolist())
    assert playing.row_loss.shift.tolist() == pytest.approx((prior / prior.sum()).log().tolist())


def test_the_adjusted_loss_counts_capped_fakes_by_their_weight(game):
    playing = game(
        loss="logit_adjusted",
        fake_weight=0.5,
        fake_labels="uniform",
        fake_class_weight="capped",
    )
    assert playing.class_prior().tolist() == pytest.approx([0.65, 0.35, 0.15])


def test_the_adjusted_loss_shifts_real_rows_and_accepted_fakes(game, move, loss_of):
    playing = game(fed_counts=EQUAL, loss="logit_adjusted", fake_labels="uniform")
    # With equal shares the adjusted loss is the plain one.
    plain = game(fed_counts=EQUAL, loss="cross_entropy", fake_labels="uniform")
    step = move("classifier")
    assert loss_of(playing, step).item() == pytest.approx(loss_of(plain, step).item())
    shifted = game(fed_counts=(98, 1, 1), loss="logit_adjusted", fake_weight=0.0)
    # -log 0.4 of class 2 and -log 0.5 of class 0, once the logits have moved by the log shares.
    first = -log(0.5 * 0.98 / (0.5 * 0.98 + 0.25 * 0.01 + 0.25 * 0.01))
    second = -log(0.4 * 0.01 / (0.2 * 0.98 + 0.4 * 0.01 + 0.4 * 0.01))
    assert loss_of(shifted, step).item() == pytest.approx((first + second) / 2)
