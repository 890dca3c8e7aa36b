"""Claims about critics, and about penalties on the slope of one that reads images."""

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.losses import norm_one_penalty, zero_centred_penalty
from imbgan.networks import ConvTrunk, MLPCritic, TrunkCritic, make_critic

SPEC = DataSpec(shape=(4,), class_counts=(3, 2, 1), n_to_draw=(0, 1, 2))
IMAGES = DataSpec(shape=(2, 9, 10), class_counts=(3, 2, 1), n_to_draw=(0, 1, 2))
LABELS = torch.tensor([0, 1, 2, 2])


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


@pytest.mark.parametrize(("spec", "kind"), [(SPEC, MLPCritic), (IMAGES, TrunkCritic)])
def test_the_critic_suits_the_data(spec, kind):
    x = torch.randn(1, *spec.shape).expand(4, *spec.shape)
    blind, seeing = (make_critic(spec, conditional=c, n_channels=2) for c in (False, True))
    assert isinstance(blind, kind)
    assert blind(x, LABELS).unique().numel() == 1
    assert seeing(x, LABELS).unique().numel() == 3


def test_the_critic_of_images_judges_each_alone():
    critic, x = make_critic(IMAGES, n_channels=2), torch.randn(4, *IMAGES.shape)
    torch.testing.assert_close(critic(x, LABELS)[:1], critic(x[:1], LABELS[:1]))
    assert critic.trunk.layers[0].out_channels == 2


def at_real(critic, real, fake):
    return zero_centred_penalty(critic, real, LABELS)


def between(critic, real, fake):
    return norm_one_penalty(critic, real, fake, LABELS, torch.tensor([[0.1], [0.4], [0.8], [0.5]]))


@pytest.mark.parametrize("penalty", [at_real, between])
@pytest.mark.parametrize("conditional", [False, True])
def test_penalties_of_a_critic_of_images_can_be_differentiated(penalty, conditional):
    trunk = ConvTrunk(IMAGES, n_channels=2, n_features=5, norm=False)
    critic = TrunkCritic(trunk, 3 if conditional else None).double()
    real, fake = torch.randn(2, 4, *IMAGES.shape, dtype=torch.float64)
    weights = [p for name, p in critic.named_parameters() if name.endswith("weight")]
    gradients = torch.autograd.grad(penalty(critic, real, fake), weights)
    step = 1e-6
    for weight, gradient in zip(weights, gradients, strict=True):
        steepest = torch.unravel_index(gradient.abs().argmax(), weight.shape)
        around = []
        for move in (step, -2 * step):
            weight.data[steepest] += move
            around.append(penalty(critic, real, fake).item())
        weight.data[steepest] += step
        slope = (around[0] - around[1]) / (2 * step)
        assert slope != 0
        assert gradient[steepest].item() == pytest.approx(slope, rel=1e-5)
