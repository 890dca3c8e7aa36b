"""Claims about when held-out rows speak for one of two nets, on probabilities that are given."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from skorch.helper import predefined_split

from imbgan.engine import TensorRows, is_clearly_better


def mean_right(y, proba):
    """Mean over the classes of the probability of their rows' own class."""
    own = proba[np.arange(len(y)), y]
    return np.mean([own[y == code].mean() for code in np.unique(y)])


class Net:
    """What is asked of a trained net: its validation rows, their score and probabilities."""

    def __init__(self, rows, proba):
        self.train_split = predefined_split(rows)
        y = rows.host_y.numpy()
        self.proba, self.best_score = proba, mean_right(y, proba)
        self.callbacks_ = [("best", SimpleNamespace(score=mean_right))]

    def validated_proba(self, rows, weight):
        assert rows is self.train_split(None)[1] and weight is rows.weight
        return self.proba


def speak_for(of_small, n_repeated):
    """Whether rows speak for a net that gives these to the rows of a small class, over a half.

    The other net gives a half to every row, as both do to the 20 of the large class. Each row of
    the small class stands so many times.
    """
    small = np.repeat(of_small, n_repeated)
    y = np.repeat([0, 1], [20, len(small)])
    theirs = np.full((len(y), 2), 0.5)
    ours = theirs.copy()
    ours[20:] = np.c_[1 - small, small]
    rows = TensorRows(torch.zeros(len(y), 1), torch.from_numpy(y), torch.ones(2, len(y)))
    return is_clearly_better(Net(rows, ours), Net(rows, theirs), np.random.default_rng(0))


@pytest.mark.parametrize(("of_small", "is_better"), [(0.58, False), (0.62, True), (0.4, False)])
def test_a_net_must_be_better_by_a_tenth_of_the_score(of_small, is_better):
    # The score is .5; half of what the small class gains is gained.
    assert speak_for([of_small], 100) == is_better


@pytest.mark.parametrize(("n_repeated", "is_better"), [(1, False), (4, False), (100, True)])
def test_a_net_must_be_better_by_two_standard_errors_of_the_gain(n_repeated, is_better):
    # The gain is .15 / 2 = .075. Its error with four rows is .38 / sqrt(4) / 2 = .09, of which .38
    # is the deviation of -.5, .4, .4, .3; with sixteen it is half of that, .05, which the gain is
    # more than once, and with four hundred a tenth.
    assert speak_for([0.0, 0.9, 0.9, 0.8], n_repeated) == is_better


def test_without_scores_neither_net_is_better():
    rows = TensorRows(torch.zeros(2, 1), torch.tensor([0, 1]), torch.ones(2, 2))
    nets = [Net(rows, np.full((2, 2), 0.5)) for _ in range(2)]
    for net in nets:
        net.best_score = -np.inf
    assert not is_clearly_better(*nets, None)
