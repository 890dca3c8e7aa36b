"""Trunks: the layers that turn rows into features, for tables and for images.

A trunk returns features of shape (n_members, n_rows, ``out_features``); one that is not an
ensemble has a single member. A head on top of it makes a classifier, a critic or an encoder, so
that what one of them has learned can be handed to another.
"""

import torch
from torch import nn

from ._layers import CLIP, PackedTrunk, SeededDropout

# A side is halved until it is this short.
_SHORT_SIDE = 8


class ConvTrunk(nn.Module):
    """Convolutions, each with a pooling that halves the image, and a layer of all that is left.

    The image is halved until a side has eight pixels or fewer, and the number of channels doubles
    with each halving. Images of 28, 32, 64 and 128 pixels with one
    or three channels are what it is made for; any other size from eight pixels on works.

    Parameters
    ----------
    spec : DataSpec

    n_channels : int, default=16
        Channels of the first convolution.

    n_features : int, default=128
        Units of the last layer.

    dropout : float, default=0.0
        Share of the units before the last layer that are silent in a training step.

    norm : bool, default=True
        Whether batch normalisation follows each layer; if not, each channel has a scale and a
        shift of its own.
    """

    n_members = 1

    def __init__(self, spec, *, n_channels=16, n_features=128, dropout=0.0, norm=True):
        super().__init__()
        depth, height, width = spec.shape
        layers, self.units = [], 0
        for step, (height, width) in enumerate(halvings(spec.shape)):
            n_out = n_channels * 2**step
            # Normalising what is left after pooling costs a quarter.
            layers += [
                nn.Conv2d(depth, n_out, 3, padding=1, bias=False),
                nn.MaxPool2d(2),
                nn.BatchNorm2d(n_out) if norm else ChannelAffine(n_out, 1, 1),
                nn.ReLU(),
            ]
            depth = n_out
            self.units += 8 * n_out * height * width
        layers += [
            nn.Flatten(),
            SeededDropout(dropout),
            nn.Linear(depth * height * width, n_features, bias=False),
            nn.BatchNorm1d(n_features) if norm else ChannelAffine(n_features),
            nn.ReLU(),
        ]
        self.layers = nn.Sequential(*layers)
        self.out_features = n_features
        self.to(memory_format=torch.channels_last)  # much the faster one with few channels

    def forward(self, x):
        """Return features of shape (1, n_rows, out_features)."""
        return self.layers(x.clamp(-CLIP, CLIP)).unsqueeze(0)


class ChannelAffine(nn.Module):
    """A scale and a shift for each channel: what batch normalisation is once it is fitted.

    Parameters
    ----------
    *shape : int
        Number of channels, and a one for each axis of a map.
    """

    def __init__(self, *shape):
        super().__init__()
        self.weight = nn.Parameter(torch.ones(shape))
        self.bias = nn.Parameter(torch.zeros(shape))

    def forward(self, x):
        """Scale and shift features of shape (n_rows, n_channels) or maps of them."""
        return x * self.weight + self.bias

    @torch.no_grad()
    def take_over(self, norm):
        """Become what a batch normalisation does with the statistics that it has gathered."""
        scale = norm.weight * torch.rsqrt(norm.running_var + norm.eps)
        shift = norm.bias - scale * norm.running_mean
        self.weight.copy_(scale.view_as(self.weight))
        self.bias.copy_(shift.view_as(self.bias))


def halvings(shape):
    """Return the heights and widths that an image of a shape passes through."""
    _, height, width = shape
    sizes = []
    while not sizes or min(height, width) > _SHORT_SIDE:
        height, width = height // 2, width // 2
        sizes.append((height, width))
    return sizes


def make_trunk(
    spec, *, n_members=16, hidden_layer_sizes=(96, 96), n_channels=16, dropout=0.0, norm=True
):
    """Return the trunk that suits the data: perceptrons for tables, convolutions for images.

    Parameters
    ----------
    spec : DataSpec

    n_members, hidden_layer_sizes
        Those of :class:`PackedTrunk`.

    n_channels
        That of :class:`ConvTrunk`.

    dropout : float, default=0.0
        That of either.

    norm : bool, default=True
        That of :class:`ConvTrunk`.

    Returns
    -------
    trunk : PackedTrunk or ConvTrunk
    """
    if spec.is_image:
        return ConvTrunk(spec, n_channels=n_channels, dropout=dropout, norm=norm)
    return PackedTrunk(
        spec, n_members=n_members, hidden_layer_sizes=hidden_layer_sizes, dropout=dropout
    )
