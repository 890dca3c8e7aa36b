"""Layers that the networks share, and the trunk of tables that is made of them."""

import math
from functools import partial

import torch
from torch import nn

from ._categories import CategoryEmbedding

# Inputs are clipped at six robust deviations: beyond, only that they are far out matters.
CLIP = 6.0
# Features that are shorter than this are not made to have length one.
_SHORTEST = 1e-4
# How many widths of the outer bins a number may lie outside of them.
_OUTSIDE = 2.0


class SeededDropout(nn.Module):
    """Dropout that draws from a generator of the fit instead of the global one.

    Rows of shape (n_members, n_rows, n_units) have one sequence of draws, of which each member
    looks at another window: over a row no two members are silent alike, and most draws are saved.

    Parameters
    ----------
    p : float
        Share of units that are silent in a training step.

    inplace : bool, default=False
        Whether the units themselves are silenced, which must not be needed as they were.
    """

    def __init__(self, p, inplace=False):
        super().__init__()
        self.p, self.inplace = p, inplace
        self.random_generator = None  # the net's, while it trains

    def forward(self, x):
        """Silence a share of the units while training."""
        if not self.training or not self.p:
            return x
        n_members, n_rows, *units = x.shape if x.dim() == 3 else (1, *x.shape)
        step = max(1, n_rows // n_members)
        shape = n_rows + (n_members - 1) * step, *units
        n = math.prod(shape)
        # A random byte costs a seventh of a Bernoulli draw; the share is a multiple of 1/256.
        threshold = min(max(round(256 * (1 - self.p)), 1), 255)
        # The generator's device may be another: not every device draws all integers.
        device = "cpu" if self.random_generator is None else self.random_generator.device
        words = torch.empty((n + 7) // 8, dtype=torch.int64, device=device)
        words.random_(-(2**63), None, generator=self.random_generator)
        draws = words.view(torch.uint8)[:n].view(shape).to(x.device)
        kept = torch.lt(draws, threshold, out=x.new_empty(shape, requires_grad=False))
        kept = kept.mul_(256 / threshold)
        if n_members > 1:
            kept = kept.unfold(0, n_rows, step).mT
        return x.mul_(kept) if self.inplace else x * kept


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
    r"""Turn encoded rows into what a network multiplies: clipped numbers and embedded categories.

    It takes encoded rows (a code for each category) and expanded ones (one-hot or a mix of
    one-hot vectors), see :class:`~imbgan.encoding.DataSpec`. A category that was not seen in
    training, code -1, adds nothing.

    With ``edges`` it tells the places of the numbers in the bins of their columns too [1]_: in a
    bin from :math:`a` to :math:`b` it is :math:`(x - a) / (b - a)`, cut to [0, 1], but for the
    first and the last bin of a column, which go on outwards.

    With ``scale_rate`` it has a factor for each column, at first 1, by which everything that is
    read of the column is to be multiplied (the scaling layer of [2]_): what a table decides by
    grows, and columns that say nothing fade. The layer that follows takes them into its weights.
    With ``scale_penalty`` as well, the gradient is that of a loss to which the sum of the absolute
    factors, times this number, is added, as in the lasso.

    Parameters
    ----------
    spec : DataSpec

    edges : array-like of shape (n_numeric, n_bins + 1), default=None
        Ascending. Edges that are equal have an empty bin between them, of which nothing is said.

    scale_rate : float, default=0.0
        How many times as far as weights the factors of the columns move in a step of an adaptive
        optimiser; 0 has no factors.

    scale_penalty : float, default=0.0
        Weight of the sum of the absolute factors in the loss.

    Attributes
    ----------
    out_features : int
        Width of what is read, without the places in bins.

    n_places : int
        Number of places in bins.

    References
    ----------
    .. [1] Y. Gorishniy, I. Rubachev, A. Babenko, "On embeddings for numerical features in tabular
       deep learning", NeurIPS 2022.

    .. [2] D. Holzmüller, L. Grinsztajn, I. Steinwart, "Better by default: Strong pre-tuned MLPs
       and boosted trees on tabular data", NeurIPS 2024.
    """

    def __init__(self, spec, edges=None, scale_rate=0.0, scale_penalty=0.0):
        super().__init__()
        self.spec, self.scale_rate, self.scale_penalty = spec, scale_rate, scale_penalty
        self.embedding = CategoryEmbedding(spec.categories) if spec.categories else None
        self.out_features, self.n_places = spec.n_numeric, 0
        if spec.categories:
            self.out_features += self.embedding.out_features
        if edges is not None:
            edges = torch.as_tensor(edges, dtype=torch.float32)
            low, high = edges[:, :-1], edges[:, 1:]
            self.register_buffer("low", low.clone())
            self.register_buffer("slope", torch.where(high > low, 1 / (high - low), 0.0))
            self.register_buffer("least", torch.where(low > edges[:, :1], 0.0, -_OUTSIDE))
            self.register_buffer("most", torch.where(high < edges[:, -1:], 1.0, 1 + _OUTSIDE))
            self.n_places = low.numel()
        # Its distance from 1, in steps of a weight.
        self.scale = nn.Parameter(torch.zeros(self.out_features)) if scale_rate else None

    def forward(self, x):
        """Read rows of shape (n_rows, n_features) or (n_rows, expanded_width), without places."""
        n = self.spec.n_numeric
        read = [x[:, :n].clamp(-CLIP, CLIP)]
        if self.embedding is not None and x.shape[1] == self.spec.n_features:
            read.append(self.embedding.of_codes(x[:, n:].long()))
        elif self.embedding is not None:
            read.append(self.embedding.of_shares(x[:, n:]))
        return torch.cat(read, dim=1) if len(read) > 1 else read[0]

    def places(self, x):
        """Return the places of the numbers in rows of any shape (..., n_features)."""
        # In place, as these are by far the widest tensors of a forward pass.
        places = (x[..., : self.spec.n_numeric, None] - self.low).mul_(self.slope)
        return places.clamp_(self.least, self.most).flatten(-2)

    def factors(self):
        """Return a factor for each number that is read, or None."""
        if self.scale is None:
            return None
        factors = 1 + self.scale_rate * self.scale
        if self.scale_penalty and factors.requires_grad:
            pull = self.scale_penalty * factors.detach().sign()
            factors.register_hook(partial(torch.add, pull))
        if self.n_places:
            of_places = factors[: self.spec.n_numeric].unsqueeze(1).expand_as(self.low)
            factors = torch.cat([factors, of_places.flatten()])
        return factors


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

    edges : tensor of shape (n_numeric, n_bins + 1), default=None
        With them the second half of the members reads each number also as its place in these
        bins, and can tell an edge along a column that a plain perceptron smooths.

    scale_rate, scale_penalty : float, default=0.0
        Those of :class:`ColumnReader`; the members share the factors.
    """

    def __init__(
        self,
        spec,
        *,
        n_members=16,
        hidden_layer_sizes=(96, 96),
        dropout=0.0,
        edges=None,
        scale_rate=0.0,
        scale_penalty=0.0,
    ):
        super().__init__()
        self.n_members = n_members
        n_binned = n_members // 2 if edges is not None and hidden_layer_sizes else 0
        self.n_plain = n_members - n_binned
        edges = edges if n_binned else None
        self.read = ColumnReader(spec, edges, scale_rate, scale_penalty)
        self.out_features = [self.read.out_features, *hidden_layer_sizes][-1]
        self.first, layers = None, []
        if hidden_layer_sizes:
            n_in, n_out = self.read.out_features, hidden_layer_sizes[0]
            self.first = nn.Linear(n_in, self.n_plain * n_out)
            if n_binned:
                self.first_of_binned = nn.Linear(n_in + self.read.n_places, n_binned * n_out)
        for n_in, n_out in zip(hidden_layer_sizes, hidden_layer_sizes[1:], strict=False):
            # Dropout first, as a product leaves its result to be changed and a ReLU does not.
            layers += [SeededDropout(dropout, inplace=True), nn.ReLU(inplace=True)]
            layers.append(PackedLinear(n_members, n_in, n_out))
        if hidden_layer_sizes:
            layers.append(nn.ReLU(inplace=True))
        self.rest = nn.Sequential(*layers)

    def forward(self, x):
        """Return features of shape (n_members, n_rows, out_features).

        Rows may have an axis of members before theirs: then each member reads its own.
        """
        x, factors = x if x.dim() == 3 else x.unsqueeze(0), self.read.factors()
        read = self.read(x.flatten(0, 1)).unflatten(0, x.shape[:2])
        if self.first is None:
            read = read.expand(self.n_members, -1, -1)
            return read if factors is None else read * factors
        first = [(self.first, self.n_plain, read[: self.n_plain])]
        n_binned = self.n_members - self.n_plain
        if self.read.n_places:
            placed = torch.cat([read[-n_binned:], self.read.places(x[-n_binned:])], dim=-1)
            first.append((self.first_of_binned, n_binned, placed))
        hidden = []
        for layer, n, own in first:
            weight = layer.weight if factors is None else layer.weight * factors[: own.shape[2]]
            weight, own = weight.unflatten(0, (n, -1)).mT, own.expand(n, -1, -1)
            # With the members first in memory all that follows passes over it much faster.
            hidden.append(torch.baddbmm(layer.bias.view(n, 1, -1), own, weight))
        return self.rest(torch.cat(hidden) if len(hidden) > 1 else hidden[0])
