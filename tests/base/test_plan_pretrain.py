"""Claims about the training of a network alone, before a game."""

from functools import partial

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from torch import nn

from imbgan import DOClassifier
from imbgan.base import pretrain
from imbgan.base._fit import Run
from imbgan.base._plan import EncodedRows
from imbgan.engine import stream_seeds
from imbgan.losses import RowLoss
from imbgan.utils.testing import tiny


@pytest.fixture
def pretrained():
    """Train a linear network on rows of two classes: (network, data)."""
    X = np.array([[-1.0, 0.0], [1.0, 0.0], [-2.0, 0.0], [2.0, 0.0]], dtype=np.float32)
    y = np.array([0, 1, 0, 1])

    def train(order=None, weight=None, verbose=0, callbacks=()):
        estimator = tiny(DOClassifier).set_params(batch_size=2, verbose=verbose)
        rows = EncodedRows(X, y, weight, order=order)
        return pretrain(
            Run(estimator, 0, "cpu", stream_seeds(0), rows=rows),
            "a first training",
            partial(nn.Linear, 2, 2),
            partial(RowLoss, "cross_entropy"),
            max_epochs=30,
            lr=0.1,
            callbacks=callbacks,
        )

    return train


def test_the_network_has_learned_and_is_in_evaluation_mode(pretrained):
    network, data = pretrained()
    with torch.no_grad():
        assert network(data.X).argmax(dim=1).tolist() == data.y.tolist()
    assert not network.training


def test_rows_weigh_what_they_weigh_in_the_fit(pretrained):
    # Rows of class one weigh nothing, so that all are taken for class zero.
    network, data = pretrained(weight=np.array([1.0, 0.0, 1.0, 0.0]))
    with torch.no_grad():
        assert network(0.1 * data.X).argmax(dim=1).tolist() == [0] * 4


def test_rows_are_fed_in_the_order_of_the_game(pretrained):
    # Of the rows of class one none is fed, so that all are taken for class zero.
    network, data = pretrained(order=np.array([0, 2, 0, 2]))
    with torch.no_grad():
        assert network(0.1 * data.X).argmax(dim=1).tolist() == [0] * 4
    assert len(data.X) == len(data.y) == 4


def test_the_same_seed_gives_the_same_network(pretrained):
    one, other = (pretrained()[0] for _ in range(2))
    assert torch.equal(one.weight, other.weight)


def test_a_bar_is_shown_only_when_asked_for(pretrained, capfd):
    pretrained()
    assert capfd.readouterr() == ("", "")
    pretrained(verbose=1)
    assert "a first training" in capfd.readouterr().err


def test_an_interrupt_ends_the_whole_fit(pretrained):
    class Interrupt(Callback):
        def on_batch_end(self, net, **kwargs):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        pretrained(callbacks=[("interrupt", Interrupt())])
