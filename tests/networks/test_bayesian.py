"""Claims about networks with Gaussian weights."""

import pytest
import torch
from torch.nn import functional as F

from imbgan.encoding import DataSpec
from imbgan.networks import BayesianLayer, BayesianNet

TABLE = DataSpec((5,), class_counts=(60, 30, 10), n_to_draw=(0, 0, 0))
MIXED = DataSpec((4,), class_counts=(60, 30), n_to_draw=(0, 0), categories=(3, 2))
IMAGE = DataSpec((1, 16, 16), class_counts=(60, 30), n_to_draw=(0, 0))


def wide(shape, n_draws=4):
    """A layer whose weights vary a lot."""
    torch.manual_seed(0)
    layer = BayesianLayer(shape, n_draws)
    with torch.no_grad():
        layer.rho.fill_(-0.5)
        layer.bias_rho.fill_(-1.0)
    return layer


@pytest.mark.parametrize(("shape", "size"), [((3, 5), (5,)), ((3, 2, 3, 3), (2, 4, 4))])
def test_drawn_outputs_have_the_mean_and_variance_that_drawn_weights_give(shape, size):
    layer, x = wide(shape).train(), torch.randn(1, 1, *size)
    drawn = layer(x.expand(1, 20_000, *size))[0]
    op = F.linear if len(shape) == 2 else lambda *a: F.conv2d(*a, padding="same")
    std, bias_std = F.softplus(layer.rho), F.softplus(layer.bias_rho)
    mean = op(x[0], layer.mean, layer.bias_mean)[0]
    variance = op(x[0].square(), std.square(), bias_std.square())[0]
    assert torch.allclose(drawn.mean(0), mean, atol=0.1)
    assert torch.allclose(drawn.var(0), variance, rtol=0.1)


def test_rows_of_a_training_batch_get_noise_of_their_own():
    layer = wide((3, 5)).train()
    rows = layer(torch.ones(1, 2, 5))[0]
    assert not torch.equal(rows[0], rows[1])


def test_weights_that_are_drawn_to_predict_are_those_of_the_posterior():
    layer = wide((40, 50), n_draws=30).eval()
    drawn = layer(torch.eye(50).expand(30, 50, 50)) - layer(torch.zeros(30, 1, 50))
    weights = drawn.transpose(1, 2)
    assert torch.allclose(weights.mean(), layer.mean.mean(), atol=0.01)
    expected = F.softplus(layer.rho).mean()
    assert torch.allclose(weights.std(dim=0).mean(), expected, rtol=0.03)


@pytest.mark.parametrize("spec", [TABLE, MIXED, IMAGE])
def test_a_row_s_output_depends_on_no_other_row(spec):
    torch.manual_seed(0)
    network = BayesianNet(spec, hidden_layer_sizes=(8,), n_channels=2, n_draws=3).eval()
    x = torch.randn(6, *spec.shape)
    if spec.categories:
        x[:, -2:] = 1
    logits = network(x)
    assert logits.shape == (3, 6, spec.n_classes)
    alone = torch.cat([network(row[None]) for row in x], dim=1)
    assert torch.allclose(alone, logits, atol=1e-5)
    assert torch.equal(network(x), logits)


@pytest.mark.parametrize("spec", [TABLE, IMAGE])
def test_in_training_the_posterior_of_all_weights_comes_along(spec):
    network = BayesianNet(spec, hidden_layer_sizes=(8,), n_channels=2).train()
    logits, posterior = network(torch.randn(6, *spec.shape))
    assert logits.shape == (1, 6, spec.n_classes)
    n_means = sum(mean.numel() for mean, _ in posterior)
    assert 2 * n_means == sum(weights.numel() for weights in network.parameters())
    assert all((std > 0).all() for _, std in posterior)


def test_layers_draw_with_the_generator_of_the_fit():
    layer, x, found = wide((3, 5)).train(), torch.ones(1, 2, 5), []
    for seed in (1, 1, 2):
        layer.random_generator = torch.Generator().manual_seed(seed)
        found.append(layer(x))
    assert torch.equal(found[0], found[1]) and not torch.equal(found[0], found[2])


def test_features_are_the_probabilities_of_all_draws():
    network = BayesianNet(TABLE, hidden_layer_sizes=(8,), n_draws=3).eval()
    x = torch.randn(6, 5)
    proba = network.features(x).reshape(6, 3, 3)
    assert torch.allclose(proba.sum(-1), torch.ones(6, 3))
    assert torch.allclose(proba.mean(1), network(x).softmax(-1).mean(0))
