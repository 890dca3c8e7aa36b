"""The supervised autoencoder, and the generator that its decoder becomes."""

import torch
from torch import nn

from ._categories import one_hot_expand, softmax_of_spans
from ._heads import Encoder
from ._layers import CLIP
from ._trunks import halvings, make_trunk


class SupervisedAutoencoder(nn.Module):
    """An encoder whose latent vectors also classify the rows, and a decoder.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int

    **trunk : dict
        What :func:`make_trunk` takes.
    """

    def __init__(self, spec, latent_dim, **trunk):
        super().__init__()
        self.spec = spec
        self.encoder = Encoder(make_trunk(spec, **trunk), latent_dim, spec.n_classes)
        n_channels = trunk.get("n_channels", 16)
        self.decoder = make_decoder(spec, latent_dim, n_channels=n_channels)

    def forward(self, x):
        """Return expanded rows, what the decoder makes of their latent vectors, and logits."""
        z = self.encoder(x)
        return decodable_rows(x, self.spec), self.decoder(z), self.encoder.classify(z)


def decodable_rows(x, spec):
    """Return expanded rows as a decoder can learn to make them.

    Numbers are clipped as the encoder reads them: an outlier that it cannot see is nothing that
    the decoder could learn.

    Parameters
    ----------
    x : tensor of shape (n_rows, ...)
        Encoded rows.

    spec : DataSpec

    Returns
    -------
    rows : tensor of shape (n_rows, expanded_width), or that of the images
    """
    rows = one_hot_expand(x, spec) if spec.categories else x
    return rows.clamp(-CLIP, CLIP)


class LatentGenerator(nn.Module):
    """The decoder of an autoencoder, fed from the normal distribution of a class in latent space.

    The encoder comes along, frozen, to show where rows lie in latent space.

    Parameters
    ----------
    autoencoder : SupervisedAutoencoder
        Its modules become the generator's.

    n_classes : int
    """

    def __init__(self, autoencoder, n_classes):
        super().__init__()
        self.encoder = autoencoder.encoder.requires_grad_(False)
        self.decoder = autoencoder.decoder
        self.gaussians = ClassGaussians(n_classes, autoencoder.encoder.latent.out_features)

    def forward(self, noise, labels):
        """Generate expanded rows of classes from standard normal noise."""
        return self.decoder(self.gaussians(noise, labels))


class ClassGaussians(nn.Module):
    r"""Normal distributions of latent vectors, one for each class, with full covariances.

    A vector of class :math:`k` is :math:`\mu_k + F_k \varepsilon` with standard normal
    :math:`\varepsilon` and :math:`F_k F_k^\top = \Sigma_k`. The factor comes from the
    eigenvectors of the sample covariance, which needs no full rank: a class with fewer rows than
    there are dimensions varies in the directions in which its rows do, and a class of a single
    row does not vary.

    Parameters
    ----------
    n_classes : int

    latent_dim : int
    """

    def __init__(self, n_classes, latent_dim):
        super().__init__()
        self.register_buffer("means", torch.zeros(n_classes, latent_dim))
        self.register_buffer("factors", torch.zeros(n_classes, latent_dim, latent_dim))

    @torch.no_grad()
    def fit(self, z, y):
        """Take the means and covariances of some vectors.

        Parameters
        ----------
        z : tensor of shape (n_rows, latent_dim)

        y : tensor of shape (n_rows,)
            Class codes. A class without rows keeps what it had.

        Returns
        -------
        self : ClassGaussians
        """
        z, y = z.cpu().double(), y.cpu()  # not every device has double precision
        for k in range(len(self.means)):
            rows = z[y == k]
            if not len(rows):
                continue
            mean = rows.mean(dim=0)
            apart = rows - mean
            covariance = apart.T @ apart / max(len(rows) - 1, 1)
            values, vectors = torch.linalg.eigh(covariance)
            self.means[k] = mean.float()
            self.factors[k] = (vectors * values.clamp_min(0).sqrt()).float()
        return self

    @property
    def covariances(self):
        """Covariances, of shape (n_classes, latent_dim, latent_dim)."""
        return self.factors @ self.factors.transpose(1, 2)

    def forward(self, noise, labels):
        """Turn standard normal noise of shape (n_rows, latent_dim) into vectors of classes."""
        labels = labels.to(noise.device, non_blocking=True)
        varied = torch.bmm(self.factors[labels], noise.unsqueeze(2)).squeeze(2)
        return self.means[labels] + varied


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
        return softmax_of_spans(rows, self.spec) if self.spec.categories else rows


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
