"""Networks that learn codes in which classes are compact and apart, and a classifier of codes."""

from torch import nn

from ._augment import SeededShift
from ._latent import decodable_rows, make_decoder
from ._norms import WarmNorm1d
from ._prototypes import CenterHead
from ._trunks import make_trunk


class CodeEncoder(nn.Module):
    """A trunk and a linear layer with batch normalisation, from rows to codes.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int
        Coordinates of a code.

    **trunk : dict
        What :func:`make_trunk` takes.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import CodeEncoder
    >>> encoder = CodeEncoder(DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 80)), 3)
    >>> encoder(torch.zeros(5, 4)).shape
    torch.Size([5, 3])
    """

    def __init__(self, spec, latent_dim, **trunk):
        super().__init__()
        self.trunk = make_trunk(spec, n_members=1, **trunk)
        # Normalisation would take a bias out again.
        linear = nn.Linear(self.trunk.out_features, latent_dim, bias=False)
        self.codes = nn.Sequential(linear, WarmNorm1d(latent_dim))
        self.latent_dim = latent_dim

    def forward(self, x):
        """Return codes of shape (n_rows, latent_dim)."""
        return self.codes(self.trunk(x).squeeze(0))


class CodeHead(nn.Module):
    """Logits of codes, and their squared distances to a centre of each class.

    Parameters
    ----------
    n_classes, latent_dim : int
    """

    def __init__(self, n_classes, latent_dim):
        super().__init__()
        self.classify = nn.Linear(latent_dim, n_classes)
        self.measure = CenterHead(n_classes, latent_dim)

    def forward(self, codes):
        """Return logits and distances, both of shape (n_rows, n_classes)."""
        distances, _ = self.measure(codes)
        return self.classify(codes), distances


class CodeNet(nn.Module):
    """An encoder and, for images, a head that tells the classes by the codes.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int

    max_shift : int, default=0
        Largest number of pixels by which an image is moved in a training step.

    flip : bool, default=False
        Whether half of the images are mirrored, left to right, in a training step.

    **trunk : dict
        What :func:`make_trunk` takes.
    """

    def __init__(self, spec, latent_dim, *, max_shift=0, flip=False, **trunk):
        super().__init__()
        self.augment = SeededShift(max_shift, flip)
        self.encoder = CodeEncoder(spec, latent_dim, **trunk)
        self.tell = CodeHead(spec.n_classes, latent_dim) if spec.is_image else nn.Identity()

    def forward(self, x):
        """Return the codes of a table, or what the head says of those of images."""
        return self.tell(self.encoder(self.augment(x)))

    def features(self, x):
        """Return codes of shape (n_rows, latent_dim)."""
        return self.encoder(x)


class CodeAutoencoder(nn.Module):
    """A :class:`CodeNet` and a decoder of its codes.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int

    n_channels : int, default=16
        That of :class:`ConvTrunk` and :class:`ImageDecoder`.

    **trunk : dict
        Further arguments of :func:`make_trunk`.
    """

    def __init__(self, spec, latent_dim, *, n_channels=16, **trunk):
        super().__init__()
        self.spec = spec
        self.net = CodeNet(spec, latent_dim, n_channels=n_channels, **trunk)
        self.decoder = make_decoder(spec, latent_dim, n_channels=n_channels)

    @property
    def encoder(self):
        """The encoder of the net."""
        return self.net.encoder

    def forward(self, x):
        """Return expanded rows, what the decoder makes of their codes, and what the net tells."""
        codes = self.encoder(x)
        return decodable_rows(x, self.spec), self.decoder(codes), self.net.tell(codes)

    def features(self, x):
        """Return codes of shape (n_rows, latent_dim)."""
        return self.encoder(x)


class CodeClassifier(nn.Module):
    """A linear layer on the codes of an encoder that is not trained any more.

    While it trains it reads codes, otherwise rows.

    Parameters
    ----------
    encoder : CodeEncoder

    n_classes : int
    """

    def __init__(self, encoder, n_classes):
        super().__init__()
        self.encoder = encoder.requires_grad_(False)
        self.head = nn.Linear(encoder.latent_dim, n_classes)

    def train(self, mode=True):
        """Switch the linear layer alone; the encoder keeps its statistics."""
        super().train(mode)
        self.encoder.eval()
        return self

    def forward(self, x):
        """Return logits of shape (n_rows, n_classes)."""
        return self.head(x if self.training else self.encoder(x))

    def trial(self, codes):
        """Return logits of codes, which are what it is trained on."""
        return self.head(codes)

    def features(self, x):
        """Return the codes of rows."""
        return self.encoder(x)
