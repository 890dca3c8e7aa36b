"""Layers that the networks share, and the trunk of tables that is made of them."""

import math

import torch
from torch import nn

# Inputs are clipped at six robust deviations: beyond, only that they are far out matters.
CLIP = 6.0
# Features that are shorter than this are not made to have length one.
_SHORTEST = 1e-4


class SeededDropout(nn.Module):
    """Dropout that draws from a generator of the fit instead of the global one.

    Parameters
    ----------
    p : float
        Share of units that are silent in a training step.
    """

    def __init__(self, p):
        super().__init__()
        self.p = p
        self.random_generator = None  # the net's, while it trains

    def forward(self, x):
        """Silence a share of the units while training."""
        if not self.training or not self.p:
            return x
        # A random byte costs a seventh of a Bernoulli draw; the share is a multiple of 1/256.
        threshold = min(max(round(256 * (1 - self.p)), 1), 255)
        # The generator's device may be another: not every device draws all integers.
        device = "cpu" if self.random_generator is None else self.random_generator.device
        words = torch.empty((x.numel() + 7) // 8, dtype=torch.int64, device=device)
        words.random_(-(2**63), None, generator=self.random_generator)
        draws = words.view(torch.uint8)[: x.numel()].view(x.shape).to(x.device)
        kept = torch.lt(draws, threshold, out=torch.empty_like(x, requires_grad=False))
        return x * kept.mul_(256 / threshold)


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


class CosineLinear(nn.Module):
    """A layer for each member whose outputs are cosines of features and weights, times a factor.

    Parameters
    ----------
    n_members, in_features, out_features : int

    scale : float
        The factor.
    """

    def __init__(self, n_members, in_features, out_features, scale):
        super().__init__()
        self.scale, self.units = scale, n_members * out_features
        # Only the directions matter; the lengths set how far a step turns them.
        self.weight = nn.Parameter(
            torch.randn(n_members, in_features, out_features) / math.sqrt(in_features)
        )

    def forward(self, x):
        """Map (n_members, n_rows, in_features) to (n_members, n_rows, out_features)."""
        # Features that are all zero have no direction; theirs must not be a division by nothing.
        x = nn.functional.normalize(x, dim=-1, eps=_SHORTEST)
        return self.scale * torch.bmm(x, nn.functional.normalize(self.weight, dim=1))


class ColumnReader(nn.Module):
    """Turn encoded rows into what a network multiplies: clipped numbers and embedded categories.

    It takes encoded rows (a code for each category) and expanded ones (one-hot or a mix of
    one-hot vectors), see :class:`~imbgan.encoding.DataSpec`. A category that was not seen in
    training, code -1, adds nothing.

    Parameters
    ----------
    spec : DataSpec
    """

    def __init__(self, spec):
        super().__init__()
        self.spec = spec
        self.tables, self.out_features = nn.ParameterList(), spec.n_numeric
        for n in spec.categories:
            width = min(32, (n + 1) // 2)
            self.tables.append(nn.Parameter(torch.randn(n, width) / math.sqrt(width)))
            self.out_features += width

    def forward(self, x):
        """Read rows of shape (n_rows, n_features) or (n_rows, expanded_width)."""
        numeric = x[:, : self.spec.n_numeric].clamp(-CLIP, CLIP)
        if not self.tables:
            return numeric
        has_codes = x.shape[1] == self.spec.n_features
        read = self._from_codes if has_codes else self._from_spans
        return torch.cat([numeric, *read(x)], dim=1)

    def _from_codes(self, x):
        codes = x[:, self.spec.n_numeric :].long()
        for column, table in zip(codes.T, self.tables, strict=True):
            known = (column >= 0).unsqueeze(1)
            yield table[column.clamp(0, len(table) - 1)] * known

    def _from_spans(self, x):
        for span, table in zip(self.spec.spans, self.tables, strict=True):
            yield x[:, span] @ table


class PackedTrunk(nn.Module):
    """Hidden layers of perceptrons that read the same rows of a table.

    Parameters
    ----------
    spec : DataSpec

    n_members : int, default=16
        Number of perceptrons.

    hidden_layer_sizes : tuple of int, default=(96, 96)

    dropout : float, default=0.0
        Share of the units between two layers that are silent in a training step.
    """

    def __init__(self, spec, *, n_members=16, hidden_layer_sizes=(96, 96), dropout=0.0):
        super().__init__()
        self.n_members = n_members
        self.read = ColumnReader(spec)
        self.out_features = [self.read.out_features, *hidden_layer_sizes][-1]
        self.first, layers = None, []
        if hidden_layer_sizes:
            # All members read the same rows, so their first layer is one wide matrix product.
            self.first = nn.Linear(self.read.out_features, n_members * hidden_layer_sizes[0])
            layers.append(nn.ReLU())
        for n_in, n_out in zip(hidden_layer_sizes, hidden_layer_sizes[1:], strict=False):
            layers += [SeededDropout(dropout), PackedLinear(n_members, n_in, n_out), nn.ReLU()]
        self.rest = nn.Sequential(*layers)

    def forward(self, x):
        """Return features of shape (n_members, n_rows, out_features)."""
        read = self.read(x)
        if self.first is None:
            return read.expand(self.n_members, *read.shape)
        hidden = self.first(read).unflatten(1, (self.n_members, -1)).transpose(0, 1)
        return self.rest(hidden)


def one_hot_expand(rows, spec):
    """Replace the code of each category by a one-hot vector.

    Parameters
    ----------
    rows : tensor of shape (n_rows, n_features)

    spec : DataSpec

    Returns
    -------
    expanded : tensor of shape (n_rows, expanded_width)
    """
    if not spec.categories:
        return rows
    codes = rows[:, spec.n_numeric :].long()
    spans = [
        nn.functional.one_hot(column.clamp_min(0), n).to(rows.dtype) * (column >= 0).unsqueeze(1)
        for column, n in zip(codes.T, spec.categories, strict=True)
    ]
    return torch.cat([rows[:, : spec.n_numeric], *spans], dim=1)


def sample_categories(rows, spec, generator):
    """Replace each span of category shares by the code of a category drawn from them.

    Parameters
    ----------
    rows : tensor of shape (n_rows, expanded_width)

    spec : DataSpec

    generator : torch.Generator

    Returns
    -------
    encoded : tensor of shape (n_rows, n_features)
    """
    if not spec.categories:
        return rows
    codes = [_drawn(rows[:, span], generator).to(rows.dtype) for span in spec.spans]
    return torch.cat([rows[:, : spec.n_numeric], *codes], dim=1)


def _drawn(span, generator):
    """Draw a category from each row of a span; from all alike where the row prefers none."""
    shares = span.clamp_min(0)
    shares = shares + (shares.sum(dim=1, keepdim=True) == 0)
    return torch.multinomial(shares, 1, generator=generator)
