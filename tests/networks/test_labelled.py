"""Claims about the autoencoder whose encoder reads the label too."""

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.networks import LabelledAutoencoder

TABLE = DataSpec((5,), class_counts=(60, 30, 10), n_to_draw=(0, 0, 0))
MIXED = DataSpec((4,), class_counts=(60, 30), n_to_draw=(0, 0), categories=(3, 2))
IMAGE = DataSpec((1, 12, 12), class_counts=(60, 30), n_to_draw=(0, 0))
every_spec = pytest.mark.parametrize("spec", [TABLE, MIXED, IMAGE])


def network_of(spec, **options):
    torch.manual_seed(0)
    sizes = {"n_members": 1, "hidden_layer_sizes": (8,), "n_channels": 2}
    return LabelledAutoencoder(spec, 6, **sizes, **options).eval()


def rows_of(spec, n=7):
    x = torch.randn(n, *spec.shape)
    if spec.categories:
        x[:, -2:] = 1
    return x


@every_spec
def test_the_posterior_of_a_label_is_one_of_those_of_all_labels(spec):
    network, x, labels = network_of(spec), rows_of(spec), torch.arange(7) % spec.n_classes
    mean, std = network.posterior(x)
    assert mean.shape == std.shape == (7, spec.n_classes, 6)
    own_mean, own_std = network.posterior(x, labels)
    assert torch.equal(own_mean, mean[torch.arange(7), labels])
    assert torch.equal(own_std, std[torch.arange(7), labels])
    assert not torch.allclose(mean[:, 0], mean[:, 1])


def test_the_label_is_joined_to_the_features_as_a_one_hot_vector():
    network, x, labels = network_of(TABLE), rows_of(TABLE), torch.tensor([0, 1, 2, 0, 1, 2, 0])
    features = network.trunk(x)[0]
    joined = torch.cat([features, torch.nn.functional.one_hot(labels, 3).float()], dim=1)
    weight = torch.cat([network.of_row.weight, network.of_label.T], dim=1)
    expected = joined @ weight.T + network.of_row.bias
    mean, std = network.posterior(x, labels)
    assert torch.allclose(mean, expected[:, :6], atol=1e-6)
    assert torch.allclose(std, (expected[:, 6:].exp() + 1e-8).sqrt(), atol=1e-6)


@pytest.mark.parametrize(("bias", "log_variance"), [(1e4, 50.0), (-1e4, -50.0)])
def test_log_variances_are_clipped(bias, log_variance):
    network = network_of(TABLE)
    with torch.no_grad():
        network.of_row.bias[6:] = bias
    _, std = network.posterior(rows_of(TABLE))
    expected = (torch.tensor(log_variance).exp() + 1e-8).sqrt().expand(7, 3, 6)
    assert torch.allclose(std, expected)


@every_spec
def test_codes_become_rows_and_logits(spec):
    network = network_of(spec)
    rows, logits = network.decode(torch.randn(7, 6))
    assert rows.shape == network.wide(rows_of(spec)).shape
    assert logits.shape == (7, spec.n_classes)
    for span in spec.spans:
        assert torch.allclose(rows[:, span].sum(dim=1), torch.ones(7))


def test_an_outlier_is_made_no_farther_out_than_it_is_read():
    far = torch.full((1, 5), 1e6)
    assert network_of(TABLE).wide(far).tolist() == [[6.0] * 5]


@every_spec
def test_a_row_s_posterior_depends_on_no_other_row(spec):
    network, x = network_of(spec), rows_of(spec)
    alone = torch.cat([network.posterior(row[None])[0] for row in x])
    assert torch.allclose(alone, network.posterior(x)[0], atol=1e-6)


def test_images_are_moved_in_training_alone():
    network, x = network_of(IMAGE, max_shift=2), rows_of(IMAGE)
    assert torch.equal(network.augment(x), x)
    assert not torch.equal(network.train().augment(x), x)
