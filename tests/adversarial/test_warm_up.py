"""Claims about the training of a network alone, before a game."""

from functools import partial

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from torch import nn

from imbgan import DOClassifier
from imbgan.adversarial._warm_up import warm_up
from imbgan.base._estimator import EncodedRows
from imbgan.engine import BestEpoch
from imbgan.losses import RowLoss
from imbgan.utils.testing import tiny


@pytest.fixture
def warmed():
    """Warm a linear network up on rows of two classes: (network, data)."""
    X = np.array([[-1.0, 0.0], [1.0, 0.0], [-2.0, 0.0], [2.0, 0.0]], dtype=np.float32)
    y = np.array([0, 1, 0, 1])

    def train(order=None, held_out=None, verbose=0, watchers=(), **estimator):
        return warm_up(
            tiny(DOClassifier).set_params(batch_size=2, verbose=verbose, **estimator),
            "a first training",
            partial(nn.Linear, 2, 2),
            partial(RowLoss, "cross_entropy"),
            EncodedRows(X, y, held_out=held_out, order=order),
            seed=0,
            device="cpu",
            max_epochs=30,
            lr=0.1,
            watchers=watchers,
        )

    return train


def test_the_network_has_learned_and_is_in_evaluation_mode(warmed):
    network, data = warmed()
    with torch.no_grad():
        assert network(data.X).argmax(dim=1).tolist() == data.y.tolist()
    assert not network.training


def test_rows_are_fed_in_the_order_of_the_game(warmed):
    # Of the rows of class one none is fed, so that all are taken for class zero.
    network, data = warmed(order=np.array([0, 2, 0, 2]))
    with torch.no_grad():
        assert network(0.1 * data.X).argmax(dim=1).tolist() == [0] * 4
    assert len(data.X) == len(data.y) == 4


def test_the_same_seed_gives_the_same_network(warmed):
    one, other = (warmed()[0] for _ in range(2))
    assert torch.equal(one.weight, other.weight)


def test_held_out_rows_are_there_for_the_callbacks_that_want_them(warmed):
    seen = []
    held_out = np.array([[-3.0, 0.0], [3.0, 0.0]], dtype=np.float32), np.array([0, 1]), None
    score = BestEpoch(lambda y, proba: seen.append(proba.shape) or float(len(seen)))
    warmed(held_out=held_out, watchers=[score])
    assert seen == [(2, 2)] * 30


def test_a_bar_is_shown_only_when_asked_for(warmed, capfd):
    warmed()
    assert capfd.readouterr() == ("", "")
    warmed(verbose=1)
    assert "a first training" in capfd.readouterr().err


def test_an_interrupt_ends_the_whole_fit(warmed):
    class Interrupt(Callback):
        def on_batch_end(self, net, **kwargs):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        warmed(watchers=[Interrupt()])
