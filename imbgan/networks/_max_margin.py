"""Variational autoencoders with a linear max-margin classifier."""

import torch
from torch import nn
from torch.nn import functional as F

from ._augment import SeededShift
from ._latent import decodable_rows, make_decoder
from ._layers import SeededDropout
from ._trunks import make_trunk

# Beyond, a variance is as good as none, or infinite.
_LARGEST = 10.0


class GaussianHead(nn.Module):
    """A factorised Gaussian for each row, whose variance is one at the start.

    Parameters
    ----------
    in_features : int

    latent_dim : int
    """

    def __init__(self, in_features, latent_dim):
        super().__init__()
        self.mean = nn.Linear(in_features, latent_dim)
        self.log_variance = nn.Linear(in_features, latent_dim)
        nn.init.zeros_(self.log_variance.weight)
        nn.init.zeros_(self.log_variance.bias)
        self.random_generator = None  # the net's, while it trains

    def forward(self, features):
        """Return means and log-variances, these in [-10, 10], of shape (n_rows, latent_dim)."""
        return self.mean(features), self.log_variance(features).clamp(-_LARGEST, _LARGEST)

    def draw(self, mean, log_variance):
        """Return a draw for each row."""
        noise = torch.empty_like(mean, requires_grad=False)
        noise.normal_(generator=self.random_generator)
        return mean + (log_variance / 2).exp() * noise


class RowReader(nn.Module):
    """Images moved and mirrored while training, a trunk, and dropout: features of rows.

    Parameters
    ----------
    spec : DataSpec

    dropout : float
        Share of the units between two layers that are silent in a training step.

    max_shift, flip
        Those of :class:`SeededShift`.

    **trunk : dict
        What :func:`make_trunk` takes.
    """

    def __init__(self, spec, dropout, max_shift, flip, **trunk):
        super().__init__()
        self.augment = SeededShift(max_shift, flip) if spec.is_image else nn.Identity()
        self.trunk = make_trunk(spec, dropout=dropout, **trunk)
        self.dropout = SeededDropout(dropout)
        self.out_features = self.trunk.n_members * self.trunk.out_features

    def forward(self, x):
        """Return the rows, moved if they are images, and features of shape (n_rows, n)."""
        x = self.augment(x)
        return x, self.dropout(self.trunk(x).transpose(0, 1).flatten(1))


class MaxMarginNet(nn.Module):
    """A variational autoencoder and a linear classifier.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int, default=64

    on : {"latent", "encoder"}, default="latent"
        What the classifier reads: means of latent vectors, or the features before them.

    dropout : float, default=0.0
        Share of hidden units that are silent in a training step.

    max_shift : int, default=0
        Largest number of pixels by which an image is moved in a training step.

    flip : bool, default=False
        Whether half of the images are mirrored, left to right, in a training step.

    **trunk : dict
        What :func:`make_trunk` takes.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import MaxMarginNet
    >>> network = MaxMarginNet(DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 0)), 3)
    >>> network.eval()(torch.zeros(5, 4)).shape
    torch.Size([5, 2])
    """

    def __init__(
        self, spec, latent_dim=64, *, on="latent", dropout=0.0, max_shift=0, flip=False, **trunk
    ):
        super().__init__()
        self.spec, self.on = spec, on
        self.read = RowReader(spec, dropout, max_shift, flip, **trunk)
        n_features = self.read.out_features
        self.posterior = GaussianHead(n_features, latent_dim)
        self.decoder = make_decoder(spec, latent_dim, n_channels=trunk.get("n_channels", 16))
        self.classify = nn.Linear(latent_dim if on == "latent" else n_features, spec.n_classes)

    def forward(self, x):
        """Return margins; in training with rows, their reconstructions, means, log-variances."""
        x, features = self.read(x)
        mean, log_variance = self.posterior(features)
        margins = self.classify(mean if self.on == "latent" else features)
        if not self.training:
            return margins
        made = self.decoder(self.posterior.draw(mean, log_variance))
        return margins, decodable_rows(x, self.spec), made, mean, log_variance

    def features(self, x):
        """Return means of latent vectors, of shape (n_rows, latent_dim)."""
        return self.posterior(self.read(x)[1])[0]


class ConditionalMaxMarginNet(nn.Module):
    """A classifier, and a variational autoencoder that is told the label.

    Both read the same features. Without that the labels would part them, and the autoencoder
    could teach the classifier nothing.

    Parameters
    ----------
    spec : DataSpec

    latent_dim : int, default=64

    dropout, max_shift, flip
        Those of :class:`MaxMarginNet`.

    **trunk : dict
        What :func:`make_trunk` takes.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import ConditionalMaxMarginNet
    >>> spec = DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 0))
    >>> network = ConditionalMaxMarginNet(spec, latent_dim=3)
    >>> margins, *_ = network(torch.zeros(5, 4), torch.zeros(5, dtype=torch.long))
    >>> margins.shape
    torch.Size([5, 2])
    """

    reads_labels = True

    def __init__(self, spec, latent_dim=64, *, dropout=0.0, max_shift=0, flip=False, **trunk):
        super().__init__()
        self.spec = spec
        self.read = RowReader(spec, dropout, max_shift, flip, **trunk)
        n_features, n_channels = self.read.out_features, trunk.get("n_channels", 16)
        self.classify = nn.Linear(n_features, spec.n_classes)
        self.posterior = GaussianHead(n_features + spec.n_classes, latent_dim)
        self.decoder = make_decoder(spec, latent_dim + spec.n_classes, n_channels=n_channels)

    def forward(self, x, y=None):
        """Return margins; in training, with labels, what :class:`MaxMarginNet` returns."""
        x, features = self.read(x)
        margins = self.classify(features)
        if not self.training:
            return margins
        mean, log_variance = self.posterior(self._with_labels(features, y))
        made = self.decoder(self._with_labels(self.posterior.draw(mean, log_variance), y))
        return margins, decodable_rows(x, self.spec), made, mean, log_variance

    def features(self, x):
        """Return means of latent vectors, given the labels that are predicted."""
        features = self.read(x)[1]
        predicted = self.classify(features).argmax(dim=1)
        return self.posterior(self._with_labels(features, predicted))[0]

    def _with_labels(self, vectors, y):
        """Append one-hot labels to vectors."""
        return torch.cat([vectors, F.one_hot(y, self.spec.n_classes).to(vectors.dtype)], dim=1)
