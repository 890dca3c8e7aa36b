"""Claims about the sixteen-layer network."""

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import VGG16


def network_of(*shape):
    return VGG16(DataSpec(shape, class_counts=(9, 1), n_to_draw=(0, 0)))


def layers_of(network, kind):
    return [layer for layer in network.features if isinstance(layer, kind)]


def test_it_has_the_published_convolutions_of_three_by_three():
    convolutions = layers_of(network_of(3, 64, 64), nn.Conv2d)
    channels = [layer.out_channels for layer in convolutions]
    assert channels == [64] * 2 + [128] * 2 + [256] * 3 + [512] * 6
    assert {layer.kernel_size for layer in convolutions} == {(3, 3)}
    assert convolutions[0].in_channels == 3


@pytest.mark.parametrize(
    "side, n_poolings", [(8, 3), (16, 4), (28, 4), (31, 4), (32, 5), (64, 5), (100, 5)]
)
def test_pooling_ends_where_a_side_would_fall_below_one(side, n_poolings):
    network = network_of(1, side, 2 * side).eval()
    assert len(layers_of(network, nn.MaxPool2d)) == n_poolings
    maps = network.features(torch.zeros(1, 1, side, 2 * side))
    assert min(maps.shape[2:]) >= 1


def test_layers_keep_their_numbers_whatever_the_size():
    assert list(network_of(1, 8, 8).state_dict()) == list(network_of(1, 64, 64).state_dict())


def test_biases_that_normalisation_takes_out_are_not_trained():
    network = network_of(1, 16, 16)
    assert not any(layer.bias.requires_grad for layer in layers_of(network, nn.Conv2d))
    assert all(layer.weight.requires_grad for layer in layers_of(network, nn.Conv2d))


def test_units_are_those_of_the_maps():
    network, shapes = network_of(1, 16, 24).eval(), []
    for layer in network.features:
        if not isinstance(layer, (nn.MaxPool2d, nn.Identity)):
            layer.register_forward_hook(lambda layer, inputs, output: shapes.append(output[0]))
    network(torch.zeros(1, 1, 16, 24))
    assert network.units == sum(maps.numel() for maps in shapes)
