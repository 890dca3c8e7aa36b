"""Claims about updates that are recorded: those that a CPU can prove.

That a recorded update learns like a single one is shown in ``tests/test_devices.py``.
"""

import pytest
import torch
from torch import nn

from imbgan import COTClassifier, LogitAdjustedClassifier, NeuralClassifier
from imbgan.engine._replay import StepReplay
from imbgan.utils.testing import tiny


class Slope(nn.Module):
    """A loss of somebody else, which says nothing of its operations."""

    def forward(self, logits, labels, weight=None):
        return -logits.gather(-1, labels.expand(logits.shape[:-1]).unsqueeze(-1)).mean()


def started(data, **params):
    """Return the net of a fit, as it is when training begins."""
    net = tiny(NeuralClassifier).set_params(max_epochs=1, **params).fit(*data).net_
    net.draws_ = {"layers": torch.Generator()}
    return net


def test_the_networks_of_tables_can_be_recorded(tabular):
    assert isinstance(StepReplay.of(started(tabular)), StepReplay)


def test_an_optimiser_that_counts_on_the_cpu_is_not_recorded(tabular):
    assert StepReplay.of(started(tabular, optimizer=torch.optim.SGD)) is None


def test_networks_and_losses_of_users_are_not_recorded(tabular):
    user = started(tabular, classifier=lambda spec: nn.Linear(spec.shape[0], spec.n_classes))
    assert StepReplay.of(user) is None
    net = started(tabular)
    net.criterion_ = Slope()
    assert StepReplay.of(net) is None


def test_images_are_not_recorded_as_their_norms_change_with_the_step(images):
    assert StepReplay.of(started(images)) is None


@pytest.mark.parametrize("kind", [NeuralClassifier, LogitAdjustedClassifier, COTClassifier])
def test_on_a_cpu_nothing_is_recorded(kind, tabular):
    assert tiny(kind).set_params(max_epochs=1).fit(*tabular).net_._replay is None
