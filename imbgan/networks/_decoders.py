"""Decoders: from a latent vector to a row, for tables and for images."""

import torch
from torch import nn

from ._trunks import halvings


class TableDecoder(nn.Module):
    """Perceptron from latent vectors to expanded rows, whose categories have shares.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int

    hidden_layer_sizes : tuple of int, default=(128, 256)
    """

    def __init__(self, spec, latent_dim, *, hidden_layer_sizes=(128, 256)):
        super().__init__()
        self.spec = spec
        widths, layers = [latent_dim, *hidden_layer_sizes], []
        for n_in, n_out in zip(widths, widths[1:], strict=False):
            layers += [nn.Linear(n_in, n_out), nn.ReLU()]
        self.layers = nn.Sequential(*layers, nn.Linear(widths[-1], spec.expanded_width))

    def forward(self, z):
        """Return expanded rows of shape (n_rows, expanded_width)."""
        rows = self.layers(z)
        if not self.spec.categories:
            return rows
        shares = [torch.softmax(rows[:, span], dim=1) for span in self.spec.spans]
        return torch.cat([rows[:, : self.spec.n_numeric], *shares], dim=1)


class ImageDecoder(nn.Module):
    """Convolutions that double a small map until it has the size of the image.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int

    n_channels : int, default=16
        Channels of the last hidden map; they double with each halving of its size.
    """

    def __init__(self, spec, latent_dim, *, n_channels=16):
        super().__init__()
        depth, *side = spec.shape
        sizes = [tuple(side), *halvings(spec.shape)][::-1]
        widths = [n_channels * 2**step for step in range(len(sizes) - 1)][::-1]
        self.first_map = (widths[0], *sizes[0])
        first = nn.Linear(latent_dim, widths[0] * sizes[0][0] * sizes[0][1])
        layers = [nn.Unflatten(1, self.first_map), nn.ReLU()]
        self.units = 0
        for n_in, n_out, size in zip(widths, [*widths[1:], depth], sizes[1:], strict=True):
            layers += [*_doubled(n_in, n_out, size), nn.ReLU()]
            self.units += 2 * (n_in + n_out) * size[0] * size[1]
        self.first = first
        self.layers = nn.Sequential(*layers[:-1], nn.Tanh())
        self.to(memory_format=torch.channels_last)

    def forward(self, z):
        """Return images of shape (n_rows, channels, height, width) with values in [-1, 1]."""
        return self.layers(self.first(z))


def _doubled(n_in, n_out, size):
    """Return the layers from a map to the one of about twice its size."""
    up = nn.ConvTranspose2d(n_in, n_out, 4, stride=2, padding=1)
    # Of an odd size the last row or column has been lost in halving it.
    odd = tuple(n % 2 for n in size)
    return [up, nn.ReplicationPad2d((0, odd[1], 0, odd[0]))] if any(odd) else [up]


def make_decoder(spec, latent_dim, *, n_channels=16):
    """Return the decoder that suits the data.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int

    n_channels : int, default=16
        That of :class:`ImageDecoder`.

    Returns
    -------
    decoder : TableDecoder or ImageDecoder
    """
    if spec.is_image:
        return ImageDecoder(spec, latent_dim, n_channels=n_channels)
    return TableDecoder(spec, latent_dim)
