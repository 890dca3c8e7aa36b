"""Networks that translate rows of one class into rows of another, and their critics."""

import torch
from torch import nn
from torch.nn import functional as F

from ._categories import softmax_of_spans
from ._layers import CLIP

# Residual blocks by the shorter side of an image: up to this many pixels, so many.
_BLOCKS = ((32, 2), (64, 3), (128, 6))
# How much a category counts against what the perceptron says for the others.
_KEPT = 4.0


class ResNetTranslator(nn.Module):
    """Residual network from images to images, the generator of CycleGAN.

    A convolution of seven pixels, two that halve the image, residual blocks, two layers that
    double it and again a convolution of seven pixels. All pad by reflection; instance
    normalisation has neither weights nor running statistics, so that an image is translated alike
    in training and afterwards. An image whose sides are no multiples of four is padded and cut.

    Parameters
    ----------
    spec : DataSpec
        Of images.

    n_channels : int or "auto", default="auto"
        Channels of the first convolution. ``"auto"`` is 64, the paper's, from 128 pixels on and 32
        below.

    n_blocks : int or "auto", default="auto"
        Residual blocks. ``"auto"`` is 2 up to 32 pixels, 3 up to 64, 6 up to 128 and 9 above.

    upsampling : {"transposed", "resize"}, default="transposed"
        Transposed convolutions, as in the paper, or resizing and a convolution, which has no
        checkerboard patterns.

    References
    ----------
    .. [1] J.-Y. Zhu et al., "Unpaired image-to-image translation using cycle-consistent
       adversarial networks", ICCV 2017.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import ResNetTranslator
    >>> spec = DataSpec((1, 18, 18), class_counts=(90, 10), n_to_draw=(0, 80))
    >>> ResNetTranslator(spec, n_channels=4)(torch.zeros(2, 1, 18, 18)).shape
    torch.Size([2, 1, 18, 18])
    """

    def __init__(self, spec, *, n_channels="auto", n_blocks="auto", upsampling="transposed"):
        super().__init__()
        depth, *sides = spec.shape
        side = min(sides)
        n = _n_channels(side) if n_channels == "auto" else n_channels
        if n_blocks == "auto":
            n_blocks = next((blocks for most, blocks in _BLOCKS if side <= most), 9)
        layers = [nn.ReflectionPad2d(3), nn.Conv2d(depth, n, 7), *_normalised(nn.ReLU())]
        for width in (n, 2 * n):
            layers += [nn.Conv2d(width, 2 * width, 3, stride=2, padding=1)]
            layers += _normalised(nn.ReLU())
        layers += [ResidualTranslation(4 * n) for _ in range(n_blocks)]
        for width in (4 * n, 2 * n):
            layers += [*_doubling(width, upsampling), *_normalised(nn.ReLU())]
        layers += [nn.ReflectionPad2d(3), nn.Conv2d(n, depth, 7), nn.Tanh()]
        self.layers = nn.Sequential(*layers).apply(_small_weights)

    def forward(self, x):
        """Translate images of shape (n_rows, channels, height, width)."""
        height, width = x.shape[2:]
        padding = (0, -width % 4, 0, -height % 4)
        if any(padding):
            x = F.pad(x, padding, mode="reflect")
        return self.layers(x)[..., :height, :width]


class ResidualTranslation(nn.Module):
    """Two convolutions whose output is added to their input.

    Parameters
    ----------
    n_channels : int
    """

    def __init__(self, n_channels):
        super().__init__()
        convolutions = []
        for activation in (nn.ReLU(), nn.Identity()):
            convolutions += [nn.ReflectionPad2d(1), nn.Conv2d(n_channels, n_channels, 3)]
            convolutions += _normalised(activation)
        self.layers = nn.Sequential(*convolutions)

    def forward(self, x):
        """Return maps of the same shape."""
        return x + self.layers(x)


class PatchCritic(nn.Module):
    """Critic of images that judges patches: a map of numbers for an image.

    Parameters
    ----------
    spec : DataSpec
        Of images.

    n_channels : int or "auto", default="auto"
        Channels of the first convolution. ``"auto"`` is 64, the paper's, from 128 pixels on and 32
        below.

    n_layers : int or "auto", default="auto"
        Convolutions that halve the image. ``"auto"`` is 3 from 128 pixels on, whose patches are
        those of the paper, 70 pixels wide; below it is 2, and 1 up to 32 pixels, so that a patch
        is not wider than the image.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import PatchCritic
    >>> spec = DataSpec((1, 32, 32), class_counts=(90, 10), n_to_draw=(0, 80))
    >>> PatchCritic(spec, n_channels=4)(torch.zeros(2, 1, 32, 32)).shape
    torch.Size([2, 1, 14, 14])
    """

    def __init__(self, spec, *, n_channels="auto", n_layers="auto"):
        super().__init__()
        depth, *sides = spec.shape
        n_channels = _n_channels(min(sides)) if n_channels == "auto" else n_channels
        if n_layers == "auto":
            n_layers = 1 + (min(sides) > 32) + (min(sides) >= 128)
        layers = [nn.Conv2d(depth, n_channels, 4, stride=2, padding=1), nn.LeakyReLU(0.2)]
        width = n_channels
        for step in range(1, n_layers + 1):
            wider = n_channels * min(2**step, 8)
            stride = 2 if step < n_layers else 1
            layers.append(nn.Conv2d(width, wider, 4, stride=stride, padding=1))
            layers += _normalised(nn.LeakyReLU(0.2))
            width = wider
        layers.append(nn.Conv2d(width, 1, 4, padding=1))
        self.layers = nn.Sequential(*layers).apply(_small_weights)

    def forward(self, x):
        """Return maps of shape (n_rows, 1, ..., ...)."""
        return self.layers(x)


class TableTranslator(nn.Module):
    """Perceptron from expanded rows to expanded rows.

    What it says is added to numbers, and to the logits of the categories that a row has, so that
    rows change little at the start.

    Parameters
    ----------
    spec : DataSpec
        Of tables.

    hidden_layer_sizes : tuple of int, default=(128, 128)
    """

    def __init__(self, spec, *, hidden_layer_sizes=(128, 128)):
        super().__init__()
        self.spec = spec
        self.layers = _perceptron(spec.expanded_width, hidden_layer_sizes, spec.expanded_width)

    def forward(self, x):
        """Translate rows of shape (n_rows, expanded_width)."""
        n, said = self.spec.n_numeric, self.layers(x.clamp(-CLIP, CLIP))
        kept = torch.cat([x[:, :n], _KEPT * x[:, n:]], dim=1)
        return softmax_of_spans(kept + said, self.spec)


def _n_channels(side):
    """Return the channels of a first convolution."""
    return 64 if side >= 128 else 32


def _perceptron(n_in, hidden_layer_sizes, n_out):
    """Return the layers of a perceptron."""
    layers = []
    for n in hidden_layer_sizes:
        layers += [nn.Linear(n_in, n), nn.LeakyReLU(0.1)]
        n_in = n
    return nn.Sequential(*layers, nn.Linear(n_in, n_out))


class _InstanceNorm(nn.Module):
    """Each map of an image with a mean of zero and a variance of one."""

    def forward(self, x):
        """Return maps of the same shape; a map of one value becomes zero."""
        variance, mean = torch.var_mean(x, dim=(2, 3), correction=0, keepdim=True)
        return (x - mean) * torch.rsqrt(variance + 1e-5)


def _normalised(activation):
    """Return instance normalisation and an activation."""
    return [_InstanceNorm(), activation]


def _doubling(n_channels, upsampling):
    """Return layers that double an image and halve its channels."""
    half = n_channels // 2
    if upsampling == "transposed":
        layer = nn.ConvTranspose2d(n_channels, half, 3, stride=2, padding=1, output_padding=1)
        return [layer]
    resize = nn.Upsample(scale_factor=2, mode="nearest")
    return [resize, nn.ReflectionPad2d(1), nn.Conv2d(n_channels, half, 3)]


def _small_weights(layer):
    """Draw the weights of a convolution as the paper does."""
    if isinstance(layer, (nn.Conv2d, nn.ConvTranspose2d)):
        nn.init.normal_(layer.weight, 0.0, 0.02)
        nn.init.zeros_(layer.bias)
