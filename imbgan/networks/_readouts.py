"""Classifier networks whose probabilities are not the plain softmax of their outputs."""

import math

import torch
from torch import nn

from ._heads import TrunkClassifier


class Readout(nn.Module):
    """A classifier network, and how probabilities are read from its outputs.

    A kind of readout gives ``scores(logits)``, whose softmax the probabilities are.

    Parameters
    ----------
    build : callable
        Builds the network.

    spec : DataSpec

    **options : dict
        What the network is built with.
    """

    def __init__(self, build, spec, **options):
        super().__init__()
        self.network = build(spec=spec, **options)

    def forward(self, x):
        """Return the network's outputs."""
        return self.network(x)

    def probabilities(self, logits):
        """Return class probabilities of the shape of the logits."""
        return torch.softmax(self.scores(logits), dim=-1)


class SigmoidReadout(Readout):
    r"""Separate sigmoids of the classes, divided by their sum.

    In a network of ours the biases of the last layer start at :math:`-\log(K - 1)` with K classes,
    so that the sigmoids of an untrained network sum to about one.

    Parameters
    ----------
    build : callable
        Builds the network.

    spec : DataSpec

    **options : dict
        What the network is built with.
    """

    def __init__(self, build, spec, **options):
        super().__init__(build, spec, **options)
        if isinstance(self.network, TrunkClassifier):
            nn.init.constant_(self.network.head[-1].bias, -math.log(spec.n_classes - 1))

    def scores(self, logits):
        """Return the logs of the sigmoids."""
        return nn.functional.logsigmoid(logits)


class ShiftedReadout(Readout):
    """The softmax after a number of each class was taken from its logit.

    Parameters
    ----------
    build : callable
        Builds the network.

    spec : DataSpec

    shift : tensor of shape (n_classes,)
        The numbers.

    **options : dict
        What the network is built with.
    """

    def __init__(self, build, spec, shift, **options):
        super().__init__(build, spec, **options)
        self.register_buffer("shift", shift)

    def scores(self, logits):
        """Return the logits without the numbers."""
        return logits - self.shift
