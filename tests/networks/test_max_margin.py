"""Claims about variational autoencoders with a max-margin classifier."""

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.networks import ConditionalMaxMarginNet, GaussianHead, MaxMarginNet, one_hot_expand

MIXED = DataSpec((4,), class_counts=(60, 30, 10), n_to_draw=(0, 0, 0), categories=(3, 2))
IMAGE = DataSpec((1, 9, 8), class_counts=(60, 30, 10), n_to_draw=(0, 0, 0))
SMALL = {"latent_dim": 3, "n_members": 1, "hidden_layer_sizes": (8,), "n_channels": 2}
NETWORKS = [MaxMarginNet, ConditionalMaxMarginNet]


@pytest.fixture(params=[MIXED, IMAGE], ids=["table", "images"])
def spec(request):
    return request.param


def rows_of(spec, n_rows=6):
    x, y = torch.randn(n_rows, *spec.shape), torch.arange(n_rows) % 3
    if spec.categories:
        x[:, 2:] = torch.tensor([2.0, -1.0])  # the second was not seen in training
    return x, y


def test_the_variance_is_one_at_the_start():
    mean, log_variance = GaussianHead(5, 3)(torch.randn(6, 5))
    assert mean.std() > 0
    assert torch.equal(log_variance, torch.zeros(6, 3))


def test_log_variances_are_clipped():
    head = GaussianHead(1, 1)
    torch.nn.init.ones_(head.log_variance.weight)
    _, log_variance = head(torch.tensor([[-1e9], [-3.0], [12.0]]))
    assert log_variance.flatten().tolist() == [-10.0, -3.0, 10.0]


def test_draws_have_the_mean_and_the_variance_and_come_from_the_generator_of_the_fit():
    head, n = GaussianHead(5, 2), 100_000
    mean, log_variance = torch.tensor([[1.0, -2.0]]), torch.tensor([[0.0, -2.0]])
    found = []
    for seed in (1, 1, 2):
        head.random_generator = torch.Generator().manual_seed(seed)
        found.append(head.draw(mean.expand(n, 2), log_variance.expand(n, 2)))
    assert torch.equal(found[0], found[1]) and not torch.equal(found[0], found[2])
    assert torch.allclose(found[0].mean(dim=0), mean[0], atol=0.02)
    assert torch.allclose(found[0].var(dim=0), log_variance[0].exp(), rtol=0.02)


def test_gradients_pass_through_draws():
    head = GaussianHead(5, 3)
    head.draw(*head(torch.randn(6, 5))).square().sum().backward()
    assert head.mean.weight.grad.abs().sum() > 0
    assert head.log_variance.weight.grad.abs().sum() > 0


@pytest.mark.parametrize("on", ["latent", "encoder"])
def test_in_training_margins_come_with_what_the_evidence_needs(spec, on):
    network, (x, _) = MaxMarginNet(spec, on=on, **SMALL), rows_of(spec)
    margins, rows, made, mean, log_variance = network(x)
    assert margins.shape == (6, 3) and mean.shape == log_variance.shape == (6, 3)
    assert torch.equal(rows, one_hot_expand(x, spec))
    assert made.shape == rows.shape
    assert network.eval()(x).shape == (6, 3)


def test_the_decoder_is_not_asked_for_outliers_that_the_encoder_does_not_see():
    x, _ = rows_of(MIXED)
    x[0, 0] = -1e6
    rows = MaxMarginNet(MIXED, **SMALL)(x)[1]
    assert rows[0, 0] == -6


def test_the_classifier_reads_means_or_features():
    x, _ = rows_of(MIXED)
    latent = MaxMarginNet(MIXED, on="latent", **SMALL).eval()
    assert torch.allclose(latent(x), latent.classify(latent.features(x)))
    encoder = MaxMarginNet(MIXED, on="encoder", **SMALL).eval()
    assert torch.allclose(encoder(x), encoder.classify(encoder.read(x)[1]))
    assert encoder.classify.in_features == 8


def test_a_network_that_is_told_labels_explains_rows_by_them_and_does_not_classify_by_them(spec):
    network, (x, y) = ConditionalMaxMarginNet(spec, **SMALL), rows_of(spec)
    network.posterior.random_generator = torch.Generator()
    outputs = []
    for labels in (y, (y + 1) % 3):
        network.posterior.random_generator.manual_seed(0)
        outputs.append(network(x, labels))
    (margins, _, made, mean, _), (margins_2, _, made_2, mean_2, _) = outputs
    assert torch.allclose(margins, margins_2)
    assert not torch.allclose(mean, mean_2) and not torch.allclose(made, made_2)


def test_the_evidence_teaches_the_features_that_the_classifier_reads(spec):
    for network in (MaxMarginNet, ConditionalMaxMarginNet):
        net, (x, y) = network(spec, **SMALL), rows_of(spec)
        output = net(x, y) if network is ConditionalMaxMarginNet else net(x)
        (output[2] - output[1]).square().sum().backward()
        # All but the embedding of the category that was not seen.
        moved = [weights.grad.abs().sum() > 0 for weights in net.read.trunk.parameters()]
        assert moved.count(False) == len(spec.categories[1:])


def test_without_labels_latent_means_are_those_of_the_predicted_ones():
    network, (x, _) = ConditionalMaxMarginNet(MIXED, **SMALL), rows_of(MIXED)
    predicted = network.eval()(x).argmax(dim=1)
    expected = network.train()(x, predicted)[3]
    assert torch.allclose(network.eval().features(x), expected, atol=1e-6)


@pytest.mark.parametrize("network", NETWORKS)
def test_what_a_row_gets_depends_on_no_other_row(spec, network):
    net, (x, y) = network(spec, **SMALL), rows_of(spec)
    with torch.no_grad():
        net(x, y) if network is ConditionalMaxMarginNet else net(x)  # statistics of batches
        net.eval()
        for read in (net, net.features):
            assert torch.equal(read(x)[:3], read(torch.cat([x[:3], 9 * x[3:]]))[:3])
