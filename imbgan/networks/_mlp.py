"""Perceptrons for rows of a table: the packed classifier and the critic."""

import math

import torch
from torch import nn

from ._layers import ColumnReader, SeededDropout


class PackedLinear(nn.Module):
    """A linear layer for each member, computed as one batched product.

    Parameters
    ----------
    n_members, in_features, out_features : int
    """

    def __init__(self, n_members, in_features, out_features):
        super().__init__()
        bound = 1 / math.sqrt(in_features)
        self.weight = nn.Parameter(
            torch.empty(n_members, in_features, out_features).uniform_(-bound, bound)
        )
        self.bias = nn.Parameter(torch.empty(n_members, 1, out_features).uniform_(-bound, bound))

    def forward(self, x):
        """Map (n_members, n_rows, in_features) to (n_members, n_rows, out_features)."""
        return torch.baddbmm(self.bias, x, self.weight)


class PackedMLP(nn.Module):
    """Classifier network of tables: an ensemble of perceptrons trained on the same batches.

    Parameters
    ----------
    spec : DataSpec

    n_members : int, default=16
        Number of perceptrons; 1 gives a plain one.

    hidden_layer_sizes : tuple of int, default=(96, 96)

    dropout : float, default=0.1
        Share of hidden units that are silent in a training step.

    n_outputs : int, default=None
        Number of logits; by default one per class.
    """

    def __init__(
        self, spec, *, n_members=16, hidden_layer_sizes=(96, 96), dropout=0.1, n_outputs=None
    ):
        super().__init__()
        self.n_members = n_members
        self.read = ColumnReader(spec)
        widths = [*hidden_layer_sizes, spec.n_classes if n_outputs is None else n_outputs]
        # All members read the same rows, so their first layer is one wide matrix product.
        self.first = nn.Linear(self.read.out_features, n_members * widths[0])
        layers = []
        for n_in, n_out in zip(widths, widths[1:], strict=False):
            layers += [nn.ReLU(), SeededDropout(dropout), PackedLinear(n_members, n_in, n_out)]
        self.rest = nn.Sequential(*layers)

    def forward(self, x):
        """Return logits of shape (n_members, n_rows, n_classes)."""
        hidden = self.first(self.read(x))
        return self.rest(hidden.unflatten(1, (self.n_members, -1)).transpose(0, 1))


class MLPCritic(nn.Module):
    """Critic of tables: one number for a row, given its label or not.

    Parameters
    ----------
    spec : DataSpec

    hidden_layer_sizes : tuple of int, default=(256, 128)

    conditional : bool, default=False
        Whether the critic sees the label beside the row.
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
