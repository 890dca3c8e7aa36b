"""Critics, for tables and for images."""

import torch
from torch import nn

from ._heads import TrunkCritic
from ._layers import ColumnReader
from ._trunks import ConvTrunk


class MLPCritic(nn.Module):
    """Critic of tables: one number for a row, given its label or not.

    Parameters
    ----------
    spec : DataSpec

    hidden_layer_sizes : tuple of int, default=(256, 128)

    conditional : bool, default=False
        Whether the critic sees the label beside the row.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import MLPCritic
    >>> critic = MLPCritic(DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 80)))
    >>> critic(torch.zeros(5, 4), torch.zeros(5, dtype=torch.long)).shape
    torch.Size([5])
    """

    def __init__(self, spec, *, hidden_layer_sizes=(256, 128), conditional=False):
        super().__init__()
        self.read = ColumnReader(spec)
        self.n_classes = spec.n_classes if conditional else 0
        widths = [self.read.out_features + self.n_classes, *hidden_layer_sizes]
        layers = []
        for n_in, n_out in zip(widths, widths[1:], strict=False):
            layers += [nn.Linear(n_in, n_out), nn.LeakyReLU(0.1)]
        self.layers = nn.Sequential(*layers, nn.Linear(widths[-1], 1))

    def forward(self, x, y):
        """Return one number per row."""
        x = self.read(x)
        if self.n_classes:
            x = torch.cat([x, nn.functional.one_hot(y, self.n_classes).to(x.dtype)], dim=1)
        return self.layers(x).squeeze(1)


def make_critic(spec, *, conditional=False, n_channels=16):
    """Return the critic that suits the data.

    Parameters
    ----------
    spec : DataSpec

    conditional : bool, default=False
        Whether the critic sees the label beside the row.

    n_channels : int, default=16
        That of :class:`ConvTrunk`.

    Returns
    -------
    critic : MLPCritic or TrunkCritic
    """
    if not spec.is_image:
        return MLPCritic(spec, conditional=conditional)
    trunk = ConvTrunk(spec, n_channels=n_channels, norm=False)
    return TrunkCritic(trunk, spec.n_classes if conditional else None)
