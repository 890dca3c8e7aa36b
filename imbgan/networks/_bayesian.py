"""Networks whose weights are Gaussian instead of numbers."""

import math

import torch
from torch import nn
from torch.nn import functional as F

from ._augment import SeededShift
from ._layers import CLIP, ColumnReader
from ._trunks import halvings

# Deviation of the weights at the start, before softplus, and that of their means.
_START, _SPREAD = -3.0, 0.1
# Under a root, so that its slope stays finite.
_SMALLEST = 1e-8


class BayesianLayer(nn.Module):
    """A linear layer or a convolution with factorised Gaussian weights.

    In training outputs are drawn, not weights (local reparameterisation), for each row anew.
    Otherwise weights are drawn, always the same ones, so that a row's output depends on no other.

    Parameters
    ----------
    shape : tuple of int
        Of the weights: (out, in) of a linear layer, (out, in, height, width) of a convolution,
        which is padded so that an image keeps its size.

    n_draws : int
        Draws of the weights when it does not train.

    Examples
    --------
    >>> import torch
    >>> from imbgan.networks import BayesianLayer
    >>> layer = BayesianLayer((2, 3), n_draws=5).eval()
    >>> layer(torch.zeros(5, 4, 3)).shape  # draws, rows, units
    torch.Size([5, 4, 2])
    """

    def __init__(self, shape, n_draws):
        super().__init__()
        self.n_draws = n_draws
        self.mean = nn.Parameter(_SPREAD * torch.randn(shape))
        self.rho = nn.Parameter(_START + _SPREAD * torch.randn(shape))
        self.bias_mean = nn.Parameter(_SPREAD * torch.randn(shape[0]))
        self.bias_rho = nn.Parameter(_START + _SPREAD * torch.randn(shape[0]))
        self.random_generator = None  # the net's, while it trains
        # Of the weights that are drawn to predict.
        self.register_buffer("seed", torch.randint(2**31 - 1, ()))

    def posterior(self):
        """Return pairs of means and standard deviations."""
        pairs = (self.mean, self.rho), (self.bias_mean, self.bias_rho)
        return [(mean, F.softplus(rho)) for mean, rho in pairs]

    def forward(self, x):
        """Map inputs of shape (n_draws, n_rows, ...); in training there is one draw."""
        (_, std), (_, bias_std) = self.posterior()
        if not self.training:
            draws = zip(x, self._noise(self.mean), self._noise(self.bias_mean), strict=True)
            return torch.stack(
                [
                    self._map(rows, self.mean + e * std, self.bias_mean + b * bias_std)
                    for rows, e, b in draws
                ]
            )
        mean = self._map(x[0], self.mean, self.bias_mean)
        variance = self._map(x[0].square(), std.square(), bias_std.square())
        noise = torch.empty_like(mean, requires_grad=False)
        noise.normal_(generator=self.random_generator)
        return (mean + (variance + _SMALLEST).sqrt() * noise).unsqueeze(0)

    def _map(self, x, weight, bias):
        if weight.dim() == 2:
            return F.linear(x, weight, bias)
        return F.conv2d(x, weight, bias, padding="same")

    def _noise(self, like):
        """Return the same noise each time, drawn on the CPU so that it is the same everywhere."""
        generator = torch.Generator().manual_seed(int(self.seed) + like.dim())
        noise = torch.randn(self.n_draws, *like.shape, generator=generator)
        return noise.to(like.device)


class BayesianNet(nn.Module):
    """Classifier network with Gaussian weights: a perceptron, or convolutions for images.

    Parameters
    ----------
    spec : DataSpec

    hidden_layer_sizes : tuple of int, default=(64, 64)
        Hidden units; of images those after the convolutions.

    n_channels : int, default=16
        Channels of the first convolution; they double with each halving of the image.

    n_draws : int, default=20
        Draws of the weights that predictions are averaged over.

    max_shift : int, default=0
        Largest number of pixels by which an image is moved in a training step.

    flip : bool, default=False
        Whether half of the images are mirrored, left to right, in a training step.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import BayesianNet
    >>> network = BayesianNet(DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 0)), n_draws=3)
    >>> network.eval()(torch.zeros(5, 4)).shape  # draws, rows, classes
    torch.Size([3, 5, 2])
    """

    def __init__(
        self,
        spec,
        *,
        hidden_layer_sizes=(64, 64),
        n_channels=16,
        n_draws=20,
        max_shift=0,
        flip=False,
    ):
        super().__init__()
        self.n_draws = n_draws
        convolutions, self.units = [], 0
        if spec.is_image:
            self.read, width = SeededShift(max_shift, flip), math.prod(spec.shape)
            depth = spec.shape[0]
            for step, (height, side) in enumerate(halvings(spec.shape)):
                n_out = n_channels * 2**step
                convolutions.append(BayesianLayer((n_out, depth, 3, 3), n_draws))
                depth, width = n_out, n_out * height * side
                self.units += 8 * n_draws * width
        else:
            self.read = ColumnReader(spec)
            width = self.read.out_features
        self.convolutions = nn.ModuleList(convolutions)
        sizes = [width, *hidden_layer_sizes, spec.n_classes]
        self.linear = nn.ModuleList(
            BayesianLayer((n_out, n_in), n_draws)
            for n_in, n_out in zip(sizes, sizes[1:], strict=False)
        )
        self.units += n_draws * sum(sizes)

    def forward(self, x):
        """Return logits of shape (n_draws, n_rows, n_classes), in training with the posterior."""
        x = self.read(x).clamp(-CLIP, CLIP)
        x = x.expand(1 if self.training else self.n_draws, *x.shape)
        for layer in self.convolutions:
            x = F.max_pool2d(layer(x).flatten(0, 1), 2).relu().unflatten(0, x.shape[:2])
        x = x.flatten(2)
        for layer in self.linear[:-1]:
            x = layer(x).relu()
        logits = self.linear[-1](x)
        if not self.training:
            return logits
        layers = [*self.convolutions, *self.linear]
        return logits, [pair for layer in layers for pair in layer.posterior()]

    def features(self, x):
        """Return the probabilities of all draws, of shape (n_rows, n_draws * n_classes)."""
        return self(x).softmax(dim=-1).transpose(0, 1).flatten(1)
