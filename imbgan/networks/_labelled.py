"""The autoencoder whose encoder reads the label too, and whose codes tell it."""

import torch
from torch import nn

from ._augment import SeededShift
from ._categories import one_hot_expand
from ._latent import make_decoder
from ._layers import CLIP
from ._trunks import make_trunk

# Beyond, a variance is zero or as good as infinite, and its slope is no use.
_LOG_VARIANCE = 50.0
# Under the root, as in the released code, so that the slope stays finite.
_SMALLEST = 1e-8


class LabelledAutoencoder(nn.Module):
    r"""Three parts: an encoder of rows with labels, a decoder of rows, and one of labels.

    The encoder gives the mean and the deviations of a Gaussian :math:`q(z | x, y)`. It reads the
    label as a one-hot vector that is joined to the features of the row before its last layer,
    which is linear: the features, which cost most, are those of every label.

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

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import LabelledAutoencoder
    >>> spec = DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 0))
    >>> network = LabelledAutoencoder(spec, 8, n_members=1)
    >>> mean, std = network.posterior(torch.zeros(5, 4), torch.tensor([0, 0, 1, 1, 1]))
    >>> rows, logits = network.decode(mean)
    >>> mean.shape, rows.shape, logits.shape
    (torch.Size([5, 8]), torch.Size([5, 4]), torch.Size([5, 2]))
    """

    def __init__(self, spec, latent_dim, *, max_shift=0, flip=False, **trunk):
        super().__init__()
        self.spec = spec
        self.augment = SeededShift(max_shift, flip) if spec.is_image else nn.Identity()
        self.trunk = make_trunk(spec, **trunk)
        n_features = self.trunk.n_members * self.trunk.out_features
        # A linear layer of joined vectors is the sum of two: here is that of the label.
        self.of_row = nn.Linear(n_features, 2 * latent_dim)
        self.of_label = nn.Parameter(
            torch.randn(spec.n_classes, 2 * latent_dim) / max(n_features, 1) ** 0.5
        )
        n_channels = trunk.get("n_channels", 16)
        self.decoder = make_decoder(spec, latent_dim, n_channels=n_channels)
        self.classify = nn.Linear(latent_dim, spec.n_classes)

    def wide(self, x):
        """Return expanded rows, clipped as the encoder reads them: what the decoder is to make."""
        return one_hot_expand(x, self.spec).clamp(-CLIP, CLIP)

    def posterior(self, x, labels=None):
        """Return means and deviations of codes.

        Parameters
        ----------
        x : tensor of shape (n_rows, ...)
            Encoded rows.

        labels : tensor of shape (n_rows,), default=None
            Class codes; without them there is a posterior for each class.

        Returns
        -------
        mean, std : tensor of shape (n_rows, latent_dim) or (n_rows, n_classes, latent_dim)
        """
        read = self.of_row(self.trunk(x).transpose(0, 1).flatten(1))
        joined = (
            read.unsqueeze(1) + self.of_label if labels is None else read + self.of_label[labels]
        )
        mean, log_variance = joined.chunk(2, dim=-1)
        log_variance = log_variance.clamp(-_LOG_VARIANCE, _LOG_VARIANCE)
        return mean, (log_variance.exp() + _SMALLEST).sqrt()

    def decode(self, z):
        """Return the rows and the logits of the classes that codes stand for."""
        return self.decoder(z), self.classify(z)
