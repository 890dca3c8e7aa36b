"""Classifier networks whose probabilities are not the plain softmax of their outputs."""

import math

import torch
from torch import nn

from ._heads import TrunkClassifier


class OutputTransform(nn.Module):
    """A classifier network, and how its outputs become probabilities.

    A subclass gives ``scores(logits)``, whose softmax the probabilities are.

    Parameters
    ----------
    build : callable
        Builds the network.

    **options : dict
        What the network is built with.
    """

    def __init__(self, build, **options):
        super().__init__()
        self.network = build(**options)

    def forward(self, x):
        """Return the network's outputs."""
        return self.network(x)

    def probabilities(self, logits):
        """Return class probabilities of the shape of the logits."""
        return torch.softmax(self.scores(logits), dim=-1)


class SigmoidOutput(OutputTransform):
    r"""Separate sigmoids of the classes, divided by their sum.

    In a network of ours the biases of the last layer start at :math:`-\log(K - 1)` with K classes,
    so that the sigmoids of an untrained network sum to about one.

    Parameters
    ----------
    build : callable
        Builds the network.

    **options : dict
        What the network is built with.
    """

    def __init__(self, build, **options):
        super().__init__(build, **options)
        if isinstance(self.network, TrunkClassifier):
            bias = self.network.head[-1].bias
            nn.init.constant_(bias, -math.log(bias.shape[-1] - 1))

    def scores(self, logits):
        """Return the logs of the sigmoids."""
        return nn.functional.logsigmoid(logits)


class ShiftedOutput(OutputTransform):
    """The softmax after a number of each class was taken from its logit.

    Parameters
    ----------
    build : callable
        Builds the network.

    shift : tensor of shape (n_classes,)
        The numbers.

    **options : dict
        What the network is built with.
    """

    def __init__(self, build, shift, **options):
        super().__init__(build, **options)
        self.register_buffer("shift", shift)

    def scores(self, logits):
        """Return the logits without the numbers."""
        return logits - self.shift
