"""Games on stub players: the classifier takes a row for its logits, the critic is linear.

Besides, digits of which some classes are rare.
"""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from sklearn.datasets import load_digits
from torch import nn

from imbgan.encoding import DataSpec

SLOPE = torch.tensor([3.0, 0.0, 4.0])  # of the critic, of norm five


@pytest.fixture
def spec():
    """Three classes of 60, 30 and 10 rows of three numbers, to be balanced."""
    return DataSpec(shape=(3,), class_counts=(60, 30, 10), n_to_draw=(0, 30, 50))


def log_rows(*rows):
    """Rows that are the logs of probabilities, so that the stub classifier gives these."""
    return torch.tensor(rows).log()


class Function(nn.Module):
    """Player that is a function."""

    def __init__(self, function):
        super().__init__()
        self.function = function

    def forward(self, *inputs):
        return self.function(*inputs)


@pytest.fixture
def move():
    """A training step: real rows of the classes 0 and 2, generated ones of the classes 1 and 2."""

    def step(player, **changes):
        fields = {
            "player": player,
            "players": {"classifier": lambda x: x, "critic": lambda x, y: x @ SLOPE},
            "real_x": log_rows([0.5, 0.25, 0.25], [0.2, 0.4, 0.4]),
            "real_y": torch.tensor([0, 2]),
            "fake_x": log_rows([0.5, 0.25, 0.25], [0.1, 0.1, 0.8]),
            "fake_y": torch.tensor([1, 2]),
            "weight": None,
            "draws": {"noise": torch.Generator().manual_seed(0)},
        }
        fields |= changes
        fields["players"] = {name: Function(it) for name, it in fields["players"].items()}
        return SimpleNamespace(**fields)

    return step


@pytest.fixture
def loss_of():
    """Return the loss of a step's player in a game, on the generated rows that the step has."""

    def loss(game, step):
        game.generate = lambda step: (step.fake_x, step.fake_y)
        return getattr(game, f"{step.player}_loss")(step)

    return loss


@pytest.fixture
def thinned_digits():
    """Draw some digits of each of the first classes, and give the others too.

    Returns the rows and labels that were drawn, and those that were left.
    """
    X, y = load_digits(return_X_y=True)

    def draw(seed, *counts):
        rng = np.random.default_rng(seed)
        drawn = [rng.permutation(np.flatnonzero(y == k))[:n] for k, n in enumerate(counts)]
        drawn = np.concatenate(drawn)
        left = np.setdiff1d(np.flatnonzero(y < len(counts)), drawn)
        return X[drawn], y[drawn], X[left], y[left]

    return draw
