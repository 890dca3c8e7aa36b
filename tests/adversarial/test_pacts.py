"""Claims about the two pacts, whatever the generator and the contest."""

from math import log

import pytest
import torch

from imbgan.adversarial._adso import ADSOGame
from imbgan.adversarial._amo import AMOGame
from imbgan.adversarial._ao import AOGame
from imbgan.adversarial._do import DOGame
from imbgan.adversarial._pacts import FavourReject, FoolAccept

ON_REAL = -(log(0.5) + log(0.4)) / 2
REJECTED = -(log(1 - 0.25) + log(1 - 0.8)) / 2
ACCEPTED = -(log(0.25) + log(0.8)) / 2


@pytest.mark.parametrize(
    "pact, on_fake, told", [(FoolAccept, ACCEPTED, REJECTED), (FavourReject, REJECTED, ACCEPTED)]
)
def test_what_each_side_of_a_pact_loses(pact, on_fake, told, spec, move):
    game = pact(spec, (0, 1, 2), (60, 30, 10), fake_weight=0.5)
    assert game.loss(move("classifier")).item() == pytest.approx(ON_REAL + 0.5 * on_fake)
    turn = move(
        "generator", players={"classifier": lambda x: x, "critic": lambda x, y: 0 * x[:, 0]}
    )
    assert game.loss(turn).item() == pytest.approx(told)


@pytest.mark.parametrize("pact, shares", [(FoolAccept, 0.5), (FavourReject, 0.0)])
def test_only_accepted_fakes_count_in_the_prior(pact, shares, spec):
    game = pact(spec, (0, 1, 2), (60, 30, 10), fake_weight=0.5, fake_labels="uniform")
    wanted = torch.tensor([0.6, 0.3, 0.1]) + shares / 3
    assert game.class_prior().tolist() == pytest.approx(wanted.tolist())


@pytest.mark.parametrize("convex, latent", [(AOGame, AMOGame), (DOGame, ADSOGame)])
def test_a_pact_is_the_same_with_either_generator(convex, latent, spec, move):
    mixed = convex(spec, (0, 1, 2), (60, 30, 10))
    aim = {AMOGame: "fool", ADSOGame: "favour"}[latent]
    decoded = latent(spec, (0, 1, 2), (60, 30, 10), generator_aim=aim)
    for player in ("classifier", "generator"):
        assert mixed.loss(move(player)) == decoded.loss(move(player))
