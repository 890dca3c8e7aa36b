"""Claims about what methods do with a trained latent space."""

import numpy as np
import pytest
import torch
from torch import nn

from imbgan import DFBSSampler, DGCSampler
from imbgan.encoding import DataSpec
from imbgan.generative._latent_space import class_gaussians, decoded_rows
from imbgan.utils.testing import tiny


def test_gaussians_are_the_means_and_covariances_of_the_classes():
    codes = np.array([[0, 0], [2, 2], [5, 1]], dtype=np.float32)
    gaussians = class_gaussians(codes, np.array([0, 0, 1]), 2)
    assert gaussians.means.tolist() == [[1, 1], [5, 1]]
    assert gaussians.covariances[0].numpy() == pytest.approx(np.full((2, 2), 2.0))
    assert not gaussians.covariances[1].any()


def test_rows_are_decoded_in_the_order_of_their_codes():
    decoder, codes = nn.Linear(2, 3), torch.randn(1000, 2)
    spec = DataSpec((3,), class_counts=(5, 5), n_to_draw=(0, 0))
    rows = decoded_rows(decoder, codes, spec, torch.Generator())
    assert rows == pytest.approx(decoder(codes).detach().numpy(), abs=1e-6)


@pytest.mark.parametrize("kind", [DFBSSampler, DGCSampler])
def test_without_a_class_that_lacks_rows_there_is_no_latent_space(kind):
    X, y = np.random.default_rng(0).normal(size=(20, 3)), np.repeat([0, 1], 10)
    with pytest.raises(ValueError, match="there is no autoencoder and no latent space"):
        tiny(kind).fit(X, y).embed(X)
