"""Claims about the packed classifier and the critic."""

import math

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import MLPCritic, PackedLinear, PackedMLP, widen

SPEC = DataSpec(shape=(4,), class_counts=(3, 2, 1), n_to_draw=(0, 1, 2))
MIXED = DataSpec(shape=(3,), class_counts=(3, 2), n_to_draw=(0, 1), categories=(3,))


def plain(packed, member):
    """Build the perceptron that a member of a packed one is."""
    linear = [layer for layer in packed.rest if isinstance(layer, PackedLinear)]
    width = packed.first.out_features // packed.n_members
    own = slice(member * width, (member + 1) * width)
    pairs = [(packed.first.weight[own], packed.first.bias[own])]
    pairs += [(layer.weight[member].T, layer.bias[member, 0]) for layer in linear]
    layers = []
    for weight, bias in pairs:
        layer = nn.Linear(weight.shape[1], weight.shape[0])
        layer.weight, layer.bias = nn.Parameter(weight.clone()), nn.Parameter(bias.clone())
        layers += [layer, nn.ReLU()]
    return nn.Sequential(*layers[:-1])


@pytest.mark.parametrize("hidden", [(7, 5), (6,), ()])
def test_a_member_is_the_plain_perceptron_with_its_weights(hidden):
    packed = PackedMLP(SPEC, n_members=3, hidden_layer_sizes=hidden).eval()
    x = torch.randn(10, 4)
    logits = packed(x)
    assert logits.shape == (3, 10, 3)
    for member in range(3):
        torch.testing.assert_close(logits[member], plain(packed, member)(x))


def test_one_member_is_a_plain_perceptron():
    packed = PackedMLP(SPEC, n_members=1, hidden_layer_sizes=(8, 6, 4), dropout=0)
    alone = plain(packed, 0)
    assert sum(p.numel() for p in packed.parameters()) == sum(
        p.numel() for p in alone.parameters()
    )
    x = torch.randn(10, 4)
    torch.testing.assert_close(packed(x)[0], alone(x))


def test_a_member_learns_as_the_plain_perceptron_does():
    packed = PackedMLP(SPEC, n_members=2, hidden_layer_sizes=(5,), dropout=0)
    x, alone = torch.randn(10, 4), plain(packed, 1)
    packed(x).square().sum().backward()
    alone(x).square().sum().backward()
    torch.testing.assert_close(packed.first.weight.grad[5:], alone[0].weight.grad)
    torch.testing.assert_close(packed.rest[-1].weight.grad[1].T, alone[2].weight.grad)


def test_members_start_apart_and_within_the_bounds_of_a_linear_layer():
    layer = PackedLinear(4, in_features=16, out_features=50)
    assert not torch.equal(layer.weight[0], layer.weight[1])
    for values in (layer.weight, layer.bias):
        assert 0.9 / math.sqrt(16) < values.abs().max() <= 1 / math.sqrt(16)


def test_dropout_silences_units_of_each_member_on_its_own():
    packed = PackedMLP(SPEC, n_members=2, hidden_layer_sizes=(50,), dropout=0.5)
    with torch.no_grad():
        packed.first.weight.zero_()
        packed.first.bias.fill_(1.0)
        packed.rest[-1].weight.fill_(1.0)
    first, second = packed(torch.randn(10, 4))
    assert not torch.equal(first, second)
    packed.eval()
    first, second = packed(torch.randn(10, 4)) - packed.rest[-1].bias
    assert torch.equal(first, second)


def test_the_number_of_logits_can_be_chosen():
    packed = PackedMLP(SPEC, n_members=2, hidden_layer_sizes=(4,), n_outputs=7)
    assert packed(torch.randn(5, 4)).shape == (2, 5, 7)


def test_the_classifier_reads_codes_and_one_hot_spans_alike():
    packed = PackedMLP(MIXED, n_members=2, hidden_layer_sizes=(4,)).eval()
    rows = torch.tensor([[0.1, 0.2, 2], [0.3, -0.4, 0]])
    torch.testing.assert_close(packed(rows), packed(widen(rows, MIXED)))


def test_the_critic_returns_one_number_per_row():
    critic = MLPCritic(SPEC, hidden_layer_sizes=(6, 5))
    assert critic(torch.randn(8, 4), torch.zeros(8, dtype=torch.long)).shape == (8,)


def test_the_critic_is_a_leaky_perceptron():
    critic = MLPCritic(SPEC, hidden_layer_sizes=(2,))
    with torch.no_grad():
        critic.layers[0].weight.copy_(torch.tensor([[1.0, 0, 0, 0], [0, 1.0, 0, 0]]))
        critic.layers[0].bias.zero_()
        critic.layers[2].weight.copy_(torch.tensor([[2.0, 3.0]]))
        critic.layers[2].bias.fill_(0.5)
    value = critic(torch.tensor([[1.0, -2.0, 9.0, 9.0]]), torch.tensor([0]))
    assert value.item() == pytest.approx(2 * 1 + 3 * (-2 * 0.1) + 0.5)


def test_only_a_conditional_critic_sees_the_label():
    x = torch.randn(1, 4).expand(3, -1)
    labels = torch.tensor([0, 1, 2])
    blind = MLPCritic(SPEC, hidden_layer_sizes=(6,))(x, labels)
    seeing = MLPCritic(SPEC, hidden_layer_sizes=(6,), conditional=True)(x, labels)
    assert blind.unique().numel() == 1
    assert seeing.unique().numel() == 3


def test_a_critic_without_hidden_layers_is_linear():
    critic = MLPCritic(SPEC, hidden_layer_sizes=())
    x = torch.rand(2, 4)
    labels = torch.tensor([0, 0])
    middle = critic(x.mean(0, keepdim=True), labels[:1])
    torch.testing.assert_close(middle, critic(x, labels).mean(0, keepdim=True))
