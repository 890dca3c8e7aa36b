"""The supervised autoencoder, and the generator that its decoder becomes."""

import torch
from torch import nn

from ._decoders import make_decoder
from ._heads import Encoder
from ._layers import one_hot_expand
from ._trunks import make_trunk


class SupervisedAutoencoder(nn.Module):
    """An encoder whose latent vectors also tell the classes, and a decoder.

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
        return one_hot_expand(x, self.spec), self.decoder(z), self.encoder.classify(z)


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
