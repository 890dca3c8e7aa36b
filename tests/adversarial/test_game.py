"""Claims about what all games share, on stub players and numbers worked out by hand."""

from math import log

import pytest
import torch

from imbgan.adversarial._ao import AOGame
from imbgan.adversarial._game import Game
from imbgan.encoding import DataSpec

ALL = (0, 1, 2)
EQUAL = (100, 100, 100)


class Telling(Game):
    """Game whose generator tells the classifier nothing."""

    @staticmethod
    def persuade(logits, labels):
        return torch.zeros(logits.shape[:-1])


@pytest.fixture
def game(spec):
    def build(kind=Telling, classes=ALL, fed_counts=(60, 30, 10), **options):
        return kind(spec, classes, fed_counts, **options)

    return build


def test_a_round_is_the_critic_s_moves_then_generator_and_classifier(game):
    assert game().rounds == (("critic", "generator", "classifier"),)
    assert game(critic_steps=3).rounds == (("critic",) * 3 + ("generator", "classifier"),)


def test_the_classifier_moves_in_every_round_and_the_others_in_one_of_some(game):
    all_three, alone = ("critic", "generator", "classifier"), ("classifier",)
    assert game(play_every=3).rounds == (all_three, alone, alone)


def test_each_player_s_fakes_wear_labels_of_its_own_law(game):
    playing = game(fake_labels="inverse_frequency")
    batch = torch.zeros(3000, dtype=torch.long)
    drawn = {
        player: torch.bincount(
            playing.fake_labels(player, batch, torch.Generator().manual_seed(0)), minlength=3
        )
        / 3000
        for player in ("critic", "generator", "classifier")
    }
    assert drawn["critic"].tolist() == [1, 0, 0]  # those of the real batch
    assert drawn["generator"].tolist() == pytest.approx([1 / 3] * 3, abs=0.05)
    assert drawn["classifier"].tolist() == pytest.approx([1 / 9, 2 / 9, 6 / 9], abs=0.05)


def test_noise_is_normal_and_follows_the_generator(game):
    playing, labels = game(latent_dim=5), torch.zeros(4000, dtype=torch.long)
    noise = playing.latent(labels, torch.Generator().manual_seed(0))
    assert noise.shape == (4000, 5)
    assert noise.mean().item() == pytest.approx(0, abs=0.05)
    assert noise.std().item() == pytest.approx(1, abs=0.05)
    assert torch.equal(noise, playing.latent(labels, torch.Generator().manual_seed(0)))


def test_the_classifier_accepts_fakes_unless_a_game_says_otherwise(game, move):
    # Real rows: -log 0.5 and -log 0.4; fakes: -log 0.25 and -log 0.8.
    on_real, on_fake = -(log(0.5) + log(0.4)) / 2, -(log(0.25) + log(0.8)) / 2
    loss = game(fake_weight=0.3).loss(move("classifier"))
    assert loss.item() == pytest.approx(on_real + 0.3 * on_fake)


def test_without_weight_on_the_fakes_none_are_asked_for(game, move):
    turn = move("classifier")
    del turn.fake_x, turn.fake_y
    loss = game(fake_weight=0.0).loss(turn)
    assert loss.item() == pytest.approx(-(log(0.5) + log(0.4)) / 2)


def test_validation_sees_the_loss_on_real_rows_alone(game, move):
    turn = move("classifier")
    loss = game(fake_weight=5.0)(turn.real_x, turn.real_y)
    assert loss.item() == pytest.approx(-(log(0.5) + log(0.4)) / 2)


def test_rows_can_be_weighed_in_validation(game, move):
    turn = move("classifier")
    loss = game()(turn.real_x, turn.real_y, torch.tensor([2.0, 0.0]))
    assert loss.item() == pytest.approx(-log(0.5))


def test_the_critic_tells_real_from_fake_and_keeps_a_slope_of_one(game, move):
    turn = move("critic")
    real, fake = (x @ torch.tensor([3.0, 0.0, 4.0]) for x in (turn.real_x, turn.fake_x))
    gap = (fake.mean() - real.mean()).item()
    # The slope is five everywhere.
    assert game().loss(turn).item() == pytest.approx(gap + 10 * (5 - 1) ** 2, rel=1e-6)
    assert game(penalty_weight=2.0).loss(turn).item() == pytest.approx(gap + 32, rel=1e-6)


def test_the_critic_sees_real_rows_as_wide_as_fakes(move):
    spec = DataSpec(shape=(2,), class_counts=(6, 2), n_to_draw=(0, 4), categories=(3,))
    seen = []

    def critic(x, y):
        seen.append(x)
        return x.sum(dim=1)

    turn = move(
        "critic",
        players={"critic": critic},
        real_x=torch.tensor([[0.5, 2.0], [0.1, 0.0]]),
        real_y=torch.tensor([0, 1]),
        fake_x=torch.tensor([[0.2, 0.3, 0.7, 0.0], [0.4, 1.0, 0.0, 0.0]]),
        fake_y=torch.tensor([1, 1]),
    )
    Telling(spec, (0, 1), (6, 2)).loss(turn)
    wide = torch.tensor([[0.5, 0.0, 0.0, 1.0], [0.1, 1.0, 0.0, 0.0]])
    assert any(torch.equal(x, wide) for x in seen)
    assert {x.shape for x in seen} == {(2, 4)}


def test_the_generator_wants_a_high_number_of_the_critic(game, move):
    turn = move("generator")
    number = (turn.fake_x @ torch.tensor([3.0, 0.0, 4.0])).mean().item()
    assert game().loss(turn).item() == pytest.approx(-number)


def test_members_add_up_for_the_classifier_and_average_for_the_generator(game, move):
    two = {"classifier": lambda x: torch.stack([x, x]), "critic": lambda x, y: 0 * x[:, 0]}
    alone, twice = move("classifier"), move("classifier", players=two)
    ao = game(AOGame)
    assert ao.loss(twice).item() == pytest.approx(2 * ao.loss(alone).item())
    told, told_twice = (
        ao.loss(move("generator", players=players)).item()
        for players in ({**two, "classifier": lambda x: x}, two)
    )
    assert told_twice == pytest.approx(told)


def test_capped_fakes_of_a_class_weigh_as_much_as_the_smallest_class(game):
    playing = game(fake_labels="inverse_frequency", fake_class_weight="capped")
    shares = torch.tensor([1 / 9, 2 / 9, 6 / 9])
    # The smallest class is a tenth of what is fed.
    assert (playing.class_weight * shares).tolist() == pytest.approx([0.1] * 3)


def test_capped_weights_go_by_the_rows_fed(game):
    playing = game(fed_counts=(60, 60, 30), fake_labels="real_batch", fake_class_weight="capped")
    assert playing.class_weight.tolist() == pytest.approx([0.5, 0.5, 1.0])


def test_a_class_that_is_never_faked_has_no_capped_weight(game):
    playing = game(classes=(1, 2), fake_labels="uniform", fake_class_weight="capped")
    assert playing.class_weight.tolist() == pytest.approx([0, 0.2, 0.2])


def test_capped_weights_enter_the_classifier_s_loss(game, move):
    playing = game(fake_labels="uniform", fake_class_weight="capped", fake_weight=2.0)
    # Each class has a third of the fakes and may weigh a tenth.
    on_real = -(log(0.5) + log(0.4)) / 2
    on_fake = -0.3 * (log(0.25) + log(0.8)) / 2
    assert playing.loss(move("classifier")).item() == pytest.approx(on_real + 2 * on_fake)


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


def test_the_adjusted_loss_shifts_real_rows_and_accepted_fakes(game, move):
    playing = game(fed_counts=EQUAL, loss="logit_adjusted", fake_labels="uniform")
    # With equal shares the adjusted loss is the plain one.
    plain = game(fed_counts=EQUAL, loss="cross_entropy", fake_labels="uniform")
    turn = move("classifier")
    assert playing.loss(turn).item() == pytest.approx(plain.loss(turn).item())
    shifted = game(fed_counts=(98, 1, 1), loss="logit_adjusted", fake_weight=0.0)
    # -log 0.4 of class 2 and -log 0.5 of class 0, once the logits have moved by the log shares.
    first = -log(0.5 * 0.98 / (0.5 * 0.98 + 0.25 * 0.01 + 0.25 * 0.01))
    second = -log(0.4 * 0.01 / (0.2 * 0.98 + 0.4 * 0.01 + 0.4 * 0.01))
    assert shifted.loss(turn).item() == pytest.approx((first + second) / 2)
