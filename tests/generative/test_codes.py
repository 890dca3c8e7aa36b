"""Claims about what is trained for codes of tables and of images."""

from functools import partial
from types import SimpleNamespace

import numpy as np
import pytest

from imbgan import DFBSClassifier
from imbgan.encoding import DataSpec
from imbgan.generative._codes import code_encoder, code_loss, code_network
from imbgan.losses import CenterLoss, ReconstructionLoss, TripletLoss
from imbgan.networks import CodeAutoencoder, CodeEncoder, CodeNet
from imbgan.utils.testing import tiny

TABLE = DataSpec((5,), class_counts=(30, 10), n_to_draw=(0, 20), categories=(3,))
IMAGES = DataSpec((1, 8, 8), class_counts=(30, 10), n_to_draw=(0, 20))


def run_of(spec, **params):
    """What of a running fit is looked at."""
    estimator = tiny(DFBSClassifier).set_params(**params)
    estimator.classes_ = np.array([0, 1])
    counts, value = np.array([30, 10]), partial(getattr, estimator)
    return SimpleNamespace(estimator=estimator, spec=spec, counts=counts, value=value)


@pytest.mark.parametrize("spec", [TABLE, IMAGES])
def test_with_a_decoder_an_autoencoder_is_trained_and_without_the_net_alone(spec):
    run = run_of(spec)
    assert isinstance(code_network(run, decodes=True)(), CodeAutoencoder)
    assert isinstance(code_network(run, decodes=False)(), CodeNet)
    assert isinstance(code_encoder(run)(), CodeEncoder)


@pytest.mark.parametrize("spec", [TABLE, IMAGES])
@pytest.mark.parametrize("decodes", [True, False])
def test_an_encoder_takes_the_weights_of_either(spec, decodes):
    run = run_of(spec, latent_dim=3)
    trained = code_network(run, decodes)().encoder
    code_encoder(run)().load_state_dict(trained.state_dict())
    assert trained.latent_dim == 3


def test_a_table_loses_by_triplets_and_their_weight():
    loss = code_loss(run_of(TABLE, separation_weight=0.3, margin=0.5), decodes=True)()
    assert isinstance(loss, ReconstructionLoss) and isinstance(loss.told, TripletLoss)
    assert (loss.weight, loss.told.margin, loss.spans) == (0.3, 0.5, (slice(4, 7),))
    assert loss.reduction == "mean"


def test_images_lose_by_weighted_cross_entropy_and_centres():
    loss = code_loss(run_of(IMAGES, center_weight=0.5), decodes=False)()
    assert isinstance(loss, CenterLoss)
    assert loss.center_weight == 0.5
    assert loss.class_weight.tolist() == pytest.approx([40 / 60, 40 / 20])
    loss = code_loss(run_of(IMAGES, separation_weight=0.3), decodes=True)()
    assert isinstance(loss.told, CenterLoss)
    assert (loss.weight, loss.spans) == (0.3, ())
