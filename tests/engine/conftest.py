"""A net whose one weight falls by a tenth in each epoch, which callbacks can be tried on."""

import math
from types import SimpleNamespace

import pytest
import torch
from skorch.callbacks import Callback
from skorch.helper import predefined_split
from torch import nn

from imbgan.engine import ImbalanceNet, TensorRows


@pytest.fixture(scope="session")
def falling():
    """Return what this file has."""
    return SimpleNamespace(
        make=make, rows=ONES, Scale=Scale, Weights=Weights, scripted=scripted, weight_of=weight_of
    )


class Scale(nn.Module):
    """Network of one weight, which starts at one."""

    def __init__(self):
        super().__init__()
        self.weight = nn.Parameter(torch.tensor(1.0))

    def forward(self, x):
        return torch.cat([x * self.weight, -x * self.weight], dim=1)


class Falling(nn.Module):
    """Criterion whose slope in the weight is one, so that each step lowers it by the rate.

    Each training batch from number `broken_at` on has no number for a loss.
    """

    def __init__(self, broken_at=math.inf):
        super().__init__()
        self.broken_at, self.n_steps = broken_at, 0

    def forward(self, logits, y, weight=None):
        learns = torch.is_grad_enabled()
        self.n_steps += learns
        is_broken = learns and self.n_steps >= self.broken_at
        return logits[0, 0] * (math.nan if is_broken else 1)


class Weights(Callback):
    """Callback that writes down the classifier's weights at the end of each epoch."""

    def __init__(self):
        self.seen = []

    def on_epoch_end(self, net, **kwargs):
        self.seen.append([p.detach().clone() for p in net.module_.parameters()])


ONES = TensorRows(torch.ones(4, 1), torch.tensor([0, 1, 0, 1]))


def make(*callbacks, module=Scale, criterion=Falling, **options):
    """Make a net of one batch per epoch whose weight falls by a tenth in each."""
    defaults = {
        "max_epochs": 6,
        "batch_size": 8,
        "lr": 0.1,
        "train_split": predefined_split(ONES),
    }
    named = [(f"callback_{i}", callback) for i, callback in enumerate(callbacks)]
    return ImbalanceNet(module, criterion, callbacks=named, **{**defaults, **options})


def scripted(*scores):
    """Return a score that takes its values from a script."""
    script = iter(scores)
    return lambda y, proba: next(script)


def weight_of(net):
    return net.module_.weight.item()
