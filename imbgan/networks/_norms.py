"""Batch normalisation with a long memory that also serves short trainings."""

from torch import nn
from torch.nn import functional as F

EPS = 1e-3
# Share of a batch in the running statistics once training has gone on for a thousand steps.
MOMENTUM = 0.01


class _Warming:
    """What both normalisations do.

    With a momentum of 0.01 the statistics of the start would still weigh a third after a hundred
    steps, so that a network which was trained on a small table would predict with wrong ones. So
    the first steps count for more: at any time the memory is about a tenth of the steps so far.
    """

    def __init__(self, n_channels, eps=EPS, momentum=MOMENTUM):
        super().__init__(n_channels, eps=eps, momentum=momentum)
        self.n_steps = 0

    def forward(self, x):
        """Normalise the channels; a single row by the running statistics."""
        learns = self.training and x.numel() > x.shape[1]
        self.n_steps += learns
        return F.batch_norm(
            x,
            self.running_mean,
            self.running_var,
            self.weight,
            self.bias,
            training=learns,
            momentum=max(self.momentum, 10 / (10 + self.n_steps)),
            eps=self.eps,
        )


class WarmNorm1d(_Warming, nn.BatchNorm1d):
    """Batch normalisation of features whose running statistics follow fast at first.

    A batch of a single row, which has no statistics of its own, is normalised by the running ones.

    Parameters
    ----------
    n_channels : int
        Number of features.

    eps : float, default=1e-3
        Added to the variance.

    momentum : float, default=0.01
        Share of a batch in the running statistics; larger in the first steps.
    """


class WarmNorm2d(_Warming, nn.BatchNorm2d):
    """Batch normalisation of maps whose running statistics follow fast at first.

    Parameters
    ----------
    n_channels : int
        Number of channels.

    eps : float, default=1e-3
        Added to the variance.

    momentum : float, default=0.01
        Share of a batch in the running statistics; larger in the first steps.
    """
