"""Claims about the backbones: their sizes, their layers, and what they return."""

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.engine import block_rows
from imbgan.networks import (
    DoubleConvTrunk,
    FeatureMLP,
    ResidualBlock,
    ResNetELU,
    WarmNorm1d,
    WarmNorm2d,
)


def spec(*shape, categories=()):
    return DataSpec(shape, class_counts=(5, 3), n_to_draw=(0, 0), categories=categories)


def count(module, kind):
    return sum(isinstance(layer, kind) for layer in module.modules())


def weights(module, kind):
    return [tuple(m.weight.shape) for m in module.modules() if isinstance(m, kind)]


def test_the_double_convolutions_of_the_paper():
    net = DoubleConvTrunk(spec(1, 28, 28))
    assert weights(net, nn.Conv2d) == [
        (32, 1, 3, 3), (32, 32, 3, 3), (64, 32, 3, 3), (64, 64, 3, 3)
    ]  # fmt: skip
    assert weights(net, nn.Linear) == [(64, 3136)]
    assert count(net, WarmNorm2d) == 0
    assert isinstance(net.layers[-1], WarmNorm1d)
    assert (net.layers[-1].eps, net.layers[-1].momentum) == (1e-3, 0.01)
    assert net(torch.randn(3, 1, 28, 28)).shape == (3, 64)


@pytest.mark.parametrize("shape", [(1, 8, 8), (3, 9, 13), (1, 28, 28), (3, 32, 32)])
def test_the_double_convolutions_take_any_image(shape):
    net = DoubleConvTrunk(spec(*shape), n_channels=4, n_features=2, dropout=0.2)
    assert net(torch.randn(5, *shape)).shape == (5, net.out_features) == (5, 2)


def test_features_of_a_batch_are_normalised():
    net = DoubleConvTrunk(spec(1, 12, 12), n_channels=4)
    features = net(torch.randn(64, 1, 12, 12))
    assert features.mean(dim=0).abs().max() < 1e-5
    assert (features.square().sum(dim=1).mean() - 64).abs() < 5


@pytest.mark.parametrize(("depth", "n_blocks"), [(44, 7), (56, 9), (8, 1)])
@pytest.mark.parametrize("side", [32, 64])
def test_the_residual_networks_of_the_paper(depth, n_blocks, side):
    net = ResNetELU(spec(3, side, side), depth=depth)
    assert count(net, ResidualBlock) == 3 * n_blocks
    # The first one and two in each block, beside the shortcuts of two blocks.
    assert count(net, nn.Conv2d) == 1 + 6 * n_blocks + 2 == depth - 1 + 2
    assert count(net, WarmNorm2d) == 1 + 3 * n_blocks + 2
    assert count(net, nn.ELU) == 1 + 3 * n_blocks + 1
    assert count(net, nn.Linear) == 0
    assert net.eval()(torch.randn(2, 3, side, side)).shape == (2, 64)


def test_the_second_and_third_stack_halve_the_image_and_double_the_channels():
    net, seen = ResNetELU(spec(3, 32, 32), depth=8), []
    for block in net.layers:
        if isinstance(block, ResidualBlock):
            block.register_forward_hook(lambda block, args, out: seen.append(tuple(out.shape)))
    net(torch.randn(2, 3, 32, 32))
    assert seen == [(2, 16, 32, 32), (2, 32, 16, 16), (2, 64, 8, 8)]


def test_nothing_follows_the_sum_in_a_block():
    block = ResidualBlock(4, 4)
    x = torch.randn(3, 4, 6, 6)
    nn.init.zeros_(block.layers[-1].weight)
    torch.testing.assert_close(block(x), x)  # negative numbers come through


@pytest.mark.parametrize("depth", [2, 43, 45, 51])
def test_a_depth_without_three_equal_stacks_is_refused(depth):
    with pytest.raises(ValueError, match=f"depth={depth} is not that of a residual network"):
        ResNetELU(spec(3, 32, 32), depth=depth)


@pytest.mark.parametrize("n_features", [2, 64, 100])
def test_another_number_of_features_takes_a_layer_more(n_features):
    net = ResNetELU(spec(3, 32, 32), depth=8, n_channels=16, n_features=n_features)
    assert net(torch.randn(4, 3, 32, 32)).shape == (4, n_features)
    assert count(net, nn.Linear) == (n_features != 64)


def test_layers_that_are_normalised_have_no_bias():
    for net in (DoubleConvTrunk(spec(1, 9, 9)), ResNetELU(spec(1, 9, 9)), FeatureMLP(spec(4))):
        for sequence in (m for m in net.modules() if isinstance(m, nn.Sequential)):
            layers = list(sequence)
            for layer, after in zip(layers, layers[1:], strict=False):
                if isinstance(after, (WarmNorm1d, WarmNorm2d)):
                    assert layer.bias is None


@pytest.mark.parametrize("sizes", [(), (8,), (16, 8)])
def test_the_perceptron_reads_numbers_and_categories(sizes):
    data = spec(4, categories=(3, 2))
    net = FeatureMLP(data, hidden_layer_sizes=sizes, n_features=5, dropout=0.1)
    rows = torch.tensor([[0.5, 9.0, 0, 1], [-8.0, 1.0, 2, 0], [0.0, 0.0, 1, 1]])
    assert net(rows).shape == (3, 5) == (3, net.out_features)


@pytest.mark.parametrize(
    "build", [DoubleConvTrunk, ResNetELU, lambda data: ResNetELU(data, depth=56)]
)
def test_blocks_of_predictions_are_sized_by_the_activations(build):
    shape = (3, 32, 32)
    net, largest = build(spec(*shape)).eval(), []

    def note(layer, args, out):
        largest.append(out[0].numel())

    for layer in net.modules():
        if not list(layer.children()):
            layer.register_forward_hook(note)
    net(torch.zeros(1, *shape))
    # All activations together take at most the memory of a block, and not much less.
    rows = block_rows(net, 3 * 32 * 32)
    assert 2**24 / 4 / 3 < rows * sum(largest) < 2**24 / 4 * 1.5
