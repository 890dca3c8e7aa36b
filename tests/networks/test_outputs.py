"""Claims about networks whose probabilities are not the softmax of their outputs."""

import math

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import (
    ConvClassifier,
    OutputTransform,
    PackedMLP,
    ShiftedOutput,
    SigmoidOutput,
)

SPEC = DataSpec(shape=(4,), class_counts=(3, 2, 1), n_to_draw=(0, 1, 2))
IMAGES = DataSpec(shape=(1, 8, 8), class_counts=(3, 2, 1), n_to_draw=(0, 1, 2))
FLAT = torch.zeros(3)


def fixed():
    return nn.Linear(*SPEC.shape, SPEC.n_classes)


@pytest.mark.parametrize("output", [SigmoidOutput(fixed), ShiftedOutput(fixed, shift=FLAT)])
@pytest.mark.parametrize("size", [1.0, 1e4])
def test_probabilities_sum_to_one_for_each_member_alone(output, size):
    logits = size * torch.randn(5, 10, 3)
    proba = output.probabilities(logits)
    torch.testing.assert_close(proba.sum(dim=-1), torch.ones(5, 10))
    alone = torch.stack([output.probabilities(member) for member in logits])
    torch.testing.assert_close(proba, alone)


def test_sigmoids_are_divided_by_their_sum():
    logits = torch.tensor([[math.log(4), 0.0, -math.log(4)]])  # .8, .5, .2
    proba = SigmoidOutput(fixed).probabilities(logits)
    torch.testing.assert_close(proba, torch.tensor([[0.8, 0.5, 0.2]]) / 1.5)


def test_the_shift_is_taken_from_the_logits():
    shift = torch.tensor([0.5, 0.4, 0.1]).log()
    proba = ShiftedOutput(fixed, shift=shift).probabilities(shift.unsqueeze(0))
    torch.testing.assert_close(proba, torch.full((1, 3), 1 / 3))


def test_the_network_is_built_with_its_options_and_its_outputs_are_left_alone():
    output = ShiftedOutput(
        PackedMLP, spec=SPEC, shift=FLAT + 1, n_members=2, hidden_layer_sizes=(5,)
    )
    x = torch.randn(7, 4)
    output.eval()
    assert torch.equal(output(x), output.network(x))
    assert output(x).shape == (2, 7, 3)


@pytest.mark.parametrize("build, spec", [(PackedMLP, SPEC), (ConvClassifier, IMAGES)])
def test_sigmoids_of_our_networks_start_with_a_sum_of_about_one(build, spec):
    output = SigmoidOutput(build, spec=spec).eval()
    bias = output.network.head[-1].bias
    torch.testing.assert_close(bias, torch.full_like(bias, -math.log(2)))
    with torch.no_grad():
        output.network.head[-1].weight.zero_()
    sigmoids = torch.sigmoid(output(torch.randn(4, *spec.shape)))
    torch.testing.assert_close(sigmoids.sum(dim=-1), torch.ones_like(sigmoids[..., 0]))


def test_a_network_of_the_user_starts_as_it_is():
    torch.manual_seed(0)
    plain = fixed()
    torch.manual_seed(0)
    assert torch.equal(SigmoidOutput(fixed).network.bias, plain.bias)


def test_the_shift_is_among_the_tensors():
    output = ShiftedOutput(fixed, shift=FLAT + 2)
    again = ShiftedOutput(fixed, shift=FLAT)
    again.load_state_dict(output.state_dict())
    assert again.shift.tolist() == [2.0, 2.0, 2.0]
    assert isinstance(again, OutputTransform)
