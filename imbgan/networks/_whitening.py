"""The linear map that makes rows of a table into keys."""

import math

import torch
from torch import nn

from ._layers import CLIP


class Whitening(nn.Module):
    """Linear map of rows to keys in which the classes have about unit covariance.

    Parameters
    ----------
    spec : DataSpec

    n_slots : int
        Number of classes.

    key_dim : int
        Number of coordinates of a key; :meth:`fit` keeps fewer where the rows span fewer.
    """

    _code_width = 4
    _max_rows = 1024

    def __init__(self, spec, n_slots, key_dim):
        super().__init__()
        self.n_numeric, self.n_columns = spec.n_numeric, len(spec.categories)
        for j, n in enumerate(spec.categories):
            self.register_buffer(f"codes_{j}", torch.randn(n, self._code_width) / 2)
        width = self.n_numeric + self._code_width * self.n_columns
        self.register_buffer("axes", torch.zeros(width, key_dim))
        self.register_buffer("centre", torch.zeros(n_slots, 1, width))

    @property
    def out_features(self):
        """Number of coordinates of a key."""
        return self.axes.shape[1]

    def fit(self, rows, valid):
        """Learn the map.

        Parameters
        ----------
        rows : tensor of shape (n_slots, n_anchors, n_features)
            Narrow rows of each class.

        valid : tensor of shape (n_slots, n_anchors)
            Which of them are there.

        Returns
        -------
        self : Whitening
        """
        features = self._features(rows)
        counts = valid.sum(1).view(-1, 1, 1)
        self.centre = (features * valid.unsqueeze(-1)).sum(1, keepdim=True) / counts
        pooled = (features - self.centre)[valid]
        pooled = pooled[torch.randperm(len(pooled))[: self._max_rows]]
        _, spread, axes = torch.linalg.svd(pooled, full_matrices=False)
        found = spread[: self.out_features] > 1e-3 * spread[0].clamp_min(1e-12)
        kept = max(1, int(found.sum()))
        scale = spread[:kept] / math.sqrt(len(pooled))
        self.axes = axes[:kept].T / scale.clamp_min(1e-6)
        return self

    def _features(self, rows):
        numeric = rows[..., : self.n_numeric].clamp(-CLIP, CLIP)
        codes = rows[..., self.n_numeric :].long().clamp_min(0)
        tables = [getattr(self, f"codes_{j}") for j in range(self.n_columns)]
        return torch.cat(
            [numeric, *(table[codes[..., j]] for j, table in enumerate(tables))], dim=-1
        )

    def forward(self, rows):
        """Map (n_slots, n_anchors, n_features) to (n_slots, n_anchors, out_features)."""
        return (self._features(rows) - self.centre) @ self.axes
