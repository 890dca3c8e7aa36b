"""Backbones: networks that turn rows into features, in whose space classes have centres.

A backbone is built from a DataSpec and returns features of shape (n_rows, n_features). Layers that
are normalised have no bias: the normalisation takes it out again, so that its slope is rounding
error, which an adaptive optimiser would follow.
"""

import torch
from torch import nn

from ._layers import SeededDropout
from ._norms import WarmNorm1d, WarmNorm2d
from ._trunks import PackedTrunk


class DoubleConvTrunk(nn.Module):
    """The double convolutions of the ARConvL paper, for grey images of about 28 pixels.

    Twice two convolutions of 3 x 3 with a pooling behind them, and a linear layer whose output is
    batch-normalised: these are the features. Images of other sizes, from eight pixels on, work.

    Parameters
    ----------
    spec : DataSpec

    n_channels : int, default=32
        Channels of the first two convolutions; the others have twice as many.

    n_features : int, default=64
        Number of features.

    dropout : float, default=0.0
        Share of the units before the linear layer that are silent in a training step.

    References
    ----------
    .. [1] S. Li et al., "ARConvL: Adaptive region-based convolutional learning for multi-class
       imbalance classification", ECML PKDD 2023.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import DoubleConvTrunk
    >>> network = DoubleConvTrunk(DataSpec((1, 28, 28), class_counts=(90, 10), n_to_draw=(0, 80)))
    >>> network(torch.randn(5, 1, 28, 28)).shape
    torch.Size([5, 64])
    """

    def __init__(self, spec, *, n_channels=32, n_features=64, dropout=0.0):
        super().__init__()
        depth, height, width = spec.shape
        layers, self.units = [], 0
        for n_out in (n_channels, 2 * n_channels):
            for n_in in (depth, n_out):
                layers += [_he_uniform(nn.Conv2d(n_in, n_out, 3, padding=1)), nn.ReLU()]
                self.units += 2 * n_out * height * width
            layers.append(nn.MaxPool2d(2))
            depth, height, width = n_out, height // 2, width // 2
        flat = depth * height * width
        layers += [
            nn.Flatten(),
            SeededDropout(dropout),
            _he_uniform(nn.Linear(flat, n_features, bias=False)),
        ]
        self.layers = nn.Sequential(*layers, WarmNorm1d(n_features))
        self.out_features = n_features
        self.to(memory_format=torch.channels_last)  # much the faster one with few channels

    def forward(self, x):
        """Return features of shape (n_rows, n_features)."""
        return self.layers(x)


class ResNetELU(nn.Module):
    """A residual network with exponential linear units, for images of 32 pixels and more.

    Three stacks of blocks follow a first convolution; the second and the third halve the image and
    double the channels. In a block batch normalisation follows the second convolution alone, and
    nothing the sum with what came in. The features are the means of the last maps.

    Parameters
    ----------
    spec : DataSpec

    depth : int, default=44
        Number of layers, :math:`6 n + 2` for :math:`n` blocks in a stack: 44 and 56 are the
        paper's.

    n_channels : int, default=16
        Channels of the first stack.

    n_features : int, default=None
        Number of features. By default the channels of the last stack, four times `n_channels`; for
        another number a linear layer with batch normalisation follows.

    Raises
    ------
    ValueError
        If there is no network of this depth.

    References
    ----------
    .. [1] A. Shah et al., "Deep residual networks with exponential linear unit", VisionNet 2016.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import ResNetELU
    >>> spec = DataSpec((3, 32, 32), class_counts=(90, 10), n_to_draw=(0, 80))
    >>> ResNetELU(spec, depth=8)(torch.randn(2, 3, 32, 32)).shape
    torch.Size([2, 64])
    """

    def __init__(self, spec, *, depth=44, n_channels=16, n_features=None):
        super().__init__()
        if depth < 8 or depth % 6 != 2:
            raise ValueError(
                f"depth={depth} is not that of a residual network of three stacks: use 6 n + 2, "
                "such as 20, 32, 44 or 56."
            )
        n_in, height, width = spec.shape
        layers = [_he_normal(nn.Conv2d(n_in, n_channels, 3, padding=1, bias=False))]
        layers += [WarmNorm2d(n_channels), nn.ELU()]
        self.units, n_in = 3 * n_channels * height * width, n_channels
        for stack in range(3):
            for at in range((depth - 2) // 6):
                stride, n_out = 2 if stack and not at else 1, n_channels * 2**stack
                layers.append(ResidualBlock(n_in, n_out, stride))
                height, width, n_in = -(-height // stride), -(-width // stride), n_out
                self.units += 6 * n_out * height * width
        layers += [nn.ELU(), nn.AdaptiveAvgPool2d(1), nn.Flatten()]
        self.out_features = n_in if n_features is None else n_features
        if self.out_features != n_in:
            layers += [nn.Linear(n_in, n_features, bias=False), WarmNorm1d(n_features)]
        self.layers = nn.Sequential(*layers)
        self.to(memory_format=torch.channels_last)

    def forward(self, x):
        """Return features of shape (n_rows, n_features)."""
        return self.layers(x)


class ResidualBlock(nn.Module):
    """Two convolutions, and around them what came in.

    Parameters
    ----------
    n_in, n_out : int
        Channels of what comes in and of what goes out.

    stride : int, default=1
        2 halves the image.
    """

    def __init__(self, n_in, n_out, stride=1):
        super().__init__()
        self.layers = nn.Sequential(
            _he_normal(nn.Conv2d(n_in, n_out, 3, stride, padding=1)),
            nn.ELU(),
            _he_normal(nn.Conv2d(n_out, n_out, 3, padding=1, bias=False)),
            WarmNorm2d(n_out),
        )
        self.shortcut = nn.Identity()
        if stride > 1 or n_in != n_out:
            # A convolution of one pixel with a stride, written as the two that it is: with
            # channels last and few of them the CPU's kernel for both writes beyond its memory.
            self.shortcut = nn.Sequential(
                nn.MaxPool2d(1, stride),
                _he_normal(nn.Conv2d(n_in, n_out, 1, bias=False)),
                WarmNorm2d(n_out),
            )

    def forward(self, x):
        """Return maps of shape (n_rows, n_out, height / stride, width / stride)."""
        return self.layers(x) + self.shortcut(x)


class FeatureMLP(nn.Module):
    """A perceptron whose last, linear layer is batch-normalised, for tables.

    Parameters
    ----------
    spec : DataSpec

    hidden_layer_sizes : tuple of int, default=(96, 96)

    n_features : int, default=64
        Number of features.

    dropout : float, default=0.0
        Share of hidden units that are silent in a training step.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import FeatureMLP
    >>> network = FeatureMLP(DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 80)))
    >>> network(torch.randn(5, 4)).shape
    torch.Size([5, 64])
    """

    def __init__(self, spec, *, hidden_layer_sizes=(96, 96), n_features=64, dropout=0.0):
        super().__init__()
        self.trunk = PackedTrunk(
            spec, n_members=1, hidden_layer_sizes=hidden_layer_sizes, dropout=dropout
        )
        self.features = nn.Sequential(
            SeededDropout(dropout if hidden_layer_sizes else 0.0),
            _he_uniform(nn.Linear(self.trunk.out_features, n_features, bias=False)),
            WarmNorm1d(n_features),
        )
        self.out_features = n_features

    def forward(self, x):
        """Return features of shape (n_rows, n_features)."""
        return self.features(self.trunk(x).squeeze(0))


def _he_uniform(layer):
    """Start a layer as the paper's does: He-uniform."""
    nn.init.kaiming_uniform_(layer.weight, nonlinearity="relu")
    return _without_bias(layer)


def _he_normal(layer):
    """Start a convolution as the paper's does: He-normal."""
    nn.init.kaiming_normal_(layer.weight, nonlinearity="relu")
    return _without_bias(layer)


def _without_bias(layer):
    """Let the bias of a layer start at zero, if it has one."""
    if layer.bias is not None:
        nn.init.zeros_(layer.bias)
    return layer
