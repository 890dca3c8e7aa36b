"""Claims about the statistics that batch normalisation uses while players are updated."""

import copy

import pytest
import torch
from torch import nn

from imbgan.adversarial._game import (
    _norms_in_training,
    read_with_real_statistics,
    read_with_running_statistics,
)

BATCH = torch.randn(8, 3, 5, 5, generator=torch.Generator().manual_seed(0)) * 4 + 7
OTHER = torch.randn(6, 3, 5, 5, generator=torch.Generator().manual_seed(1))
REAL = torch.tensor([[1.0], [2.0], [3.0]])


@pytest.fixture
def layers():
    """Two layers of batch normalisation, one of which trains no more."""
    layers = nn.Sequential(nn.BatchNorm2d(3), nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4))
    layers[2].eval()
    return layers


class Normed(nn.Module):
    """Classifier with batch normalisation, dropout and layers that train or not."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(1)
        self.frozen = nn.BatchNorm1d(1).eval()
        self.dropout = nn.Dropout(0.5)
        self.seen = []

    def forward(self, x):
        self.seen.append([m.training for m in (self, self.norm, self.frozen, self.dropout)])
        return self.frozen(self.norm(x))


@pytest.fixture
def classifier():
    """A classifier that has seen real rows far from the generated ones."""
    classifier = Normed()
    for _ in range(100):
        classifier(torch.tensor([[103.0], [97.0]]))
    classifier.seen.clear()
    return classifier


@pytest.fixture
def fake():
    """Generated rows through which gradients reach a weight of one half."""
    weight = nn.Parameter(torch.tensor(0.5))
    rows = torch.tensor([[-0.4], [0.9], [1.3]]) + weight
    rows.weight = weight
    return rows


def state_of(module):
    return {name: value.clone() for name, value in module.state_dict().items()}


def assert_same_state(module, before):
    for name, value in module.state_dict().items():
        assert torch.equal(value, before[name])


class Failing(nn.Module):
    """Network that raises an error at a call, after its layers have read the rows."""

    def __init__(self, layers, at):
        super().__init__()
        self.layers, self.n_left = layers, at

    def forward(self, x):
        output = self.layers(x)
        self.n_left -= 1
        if not self.n_left:
            raise KeyError("x")
        return output


def test_only_layers_in_training_that_keep_statistics_are_found(layers):
    layers.append(nn.BatchNorm2d(4, track_running_stats=False))
    assert _norms_in_training(layers) == [layers[0]]


def test_running_statistics_are_used_and_gathered_on_afterwards(layers):
    read = read_with_running_statistics(layers[:1], OTHER)
    torch.testing.assert_close(read, OTHER / (1 + 1e-5) ** 0.5)
    assert layers[0].training
    assert torch.equal(layers[0].running_mean, torch.zeros(3))
    read_with_running_statistics(layers, OTHER)
    assert not layers[2].training


def test_rows_read_with_running_statistics_leave_no_trace(classifier, fake):
    before = state_of(classifier)
    logits = read_with_running_statistics(classifier, fake)
    # The real rows have a mean of 100 and a (sample) variance of 18.
    torch.testing.assert_close(logits, (fake - 100) / 18**0.5, rtol=1e-3, atol=1e-3)
    assert_same_state(classifier, before)


def test_only_normalisation_does_not_train_meanwhile_and_it_trains_on_afterwards(classifier, fake):
    read_with_running_statistics(classifier, fake)
    assert classifier.seen == [[True, False, False, True]]
    assert classifier.norm.training
    assert not classifier.frozen.training
    before = classifier.norm.running_mean.clone()
    classifier(torch.tensor([[1.0], [2.0]]))
    assert not torch.equal(classifier.norm.running_mean, before)


def test_gradients_reach_rows_and_classifier_through_running_statistics(classifier, fake):
    read_with_running_statistics(classifier, fake).sum().backward()
    assert fake.weight.grad.item() == pytest.approx(3 / 18**0.5, rel=1e-3)
    assert classifier.norm.weight.grad is not None


def test_generated_rows_are_read_with_the_statistics_of_the_real_ones(classifier, fake):
    on_real, on_fake = read_with_real_statistics(classifier, REAL, fake)
    mean, spread = REAL.mean(), REAL.std(correction=0)
    torch.testing.assert_close(on_real, (REAL - mean) / spread, rtol=1e-3, atol=1e-3)
    torch.testing.assert_close(on_fake, (fake - mean) / spread, rtol=1e-3, atol=1e-3)


def test_images_are_read_with_the_statistics_of_each_channel(layers):
    on_real, on_fake = read_with_real_statistics(layers[:1], BATCH, OTHER)
    mean = BATCH.mean(dim=(0, 2, 3), keepdim=True)
    variance = BATCH.var(dim=(0, 2, 3), correction=0, keepdim=True)
    torch.testing.assert_close(on_real, (BATCH - mean) / (variance + 1e-5).sqrt())
    torch.testing.assert_close(on_fake, (OTHER - mean) / (variance + 1e-5).sqrt())


def test_generated_rows_leave_no_trace_in_what_is_gathered(classifier, fake):
    alone = copy.deepcopy(classifier)
    read_with_real_statistics(classifier, REAL, fake)
    alone(REAL)
    assert_same_state(classifier, state_of(alone))
    assert classifier.norm.training
    assert not classifier.frozen.training


def test_real_rows_as_generated_ones_get_the_logits_that_they_get_as_real_ones(classifier, layers):
    on_real, on_fake = read_with_real_statistics(classifier, REAL, REAL)
    torch.testing.assert_close(on_real, on_fake)
    first, again = read_with_real_statistics(layers, BATCH, BATCH)
    torch.testing.assert_close(again, first)


def test_gradients_of_both_readings_reach_the_classifier(classifier, fake):
    on_real, on_fake = read_with_real_statistics(classifier, REAL, fake)
    on_fake.sum().backward(retain_graph=True)
    of_fake = classifier.norm.weight.grad.clone()
    on_real.square().sum().backward()
    assert of_fake.abs().sum() > 0
    assert not torch.equal(classifier.norm.weight.grad, of_fake)


def test_without_normalisation_real_and_generated_rows_are_read_one_after_the_other(fake):
    classify = nn.Linear(1, 2)
    on_real, on_fake = read_with_real_statistics(classify, REAL, fake)
    assert torch.equal(on_real, classify(REAL))
    assert torch.equal(on_fake, classify(fake))


def test_an_error_with_running_statistics_leaves_layers_training(layers):
    module = Failing(layers, at=1)
    with pytest.raises(KeyError):
        read_with_running_statistics(module, OTHER)
    assert layers[0].training
    assert not layers[2].training


@pytest.mark.parametrize("at", [1, 2])
def test_an_error_leaves_layers_training_with_statistics_of_their_own(layers, at):
    alone = copy.deepcopy(layers)
    with pytest.raises(KeyError):
        read_with_real_statistics(Failing(layers, at), BATCH, OTHER)
    alone(BATCH)
    assert_same_state(layers, state_of(alone))
    assert layers[0].training
    assert not layers[2].training


def test_after_both_readings_nothing_more_is_recorded(layers):
    read_with_real_statistics(layers, BATCH, OTHER)
    assert not any(layer._forward_pre_hooks for layer in layers)
    before = layers[0].running_mean.clone()
    layers(OTHER)
    assert not torch.equal(layers[0].running_mean, before)


class Twofold(nn.Module):
    """Network with a layer that only batches of another size reach."""

    def __init__(self):
        super().__init__()
        self.norm, self.other = nn.BatchNorm2d(3), nn.BatchNorm2d(3)

    def forward(self, x):
        return self.norm(x) if len(x) == len(BATCH) else self.other(self.norm(x))


def test_a_layer_that_did_not_read_the_real_rows_uses_statistics_of_its_own():
    module = Twofold()
    read_with_real_statistics(module, BATCH, OTHER)
    assert module.other.training
    assert module.other.num_batches_tracked == 1
    assert module.norm.num_batches_tracked == 1
