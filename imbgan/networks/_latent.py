"""The supervised autoencoder, and the generator that its decoder becomes."""

from torch import nn

from ._decoders import make_decoder
from ._gaussians import ClassGaussians
from ._heads import Encoder
from ._layers import widen
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
        """Return wide rows, what the decoder makes of their latent vectors, and logits."""
        z = self.encoder(x)
        return widen(x, self.spec), self.decoder(z), self.encoder.classify(z)


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
        """Generate wide rows of classes from standard normal noise."""
        return self.decoder(self.gaussians(noise, labels))
