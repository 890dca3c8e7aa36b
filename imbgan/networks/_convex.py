"""The generator whose rows are convex mixes of the rows of a class."""

import math

import numpy as np
import torch
from torch import nn
from torch.nn.utils.rnn import pad_sequence

from ._categories import one_hot, span_groups
from ._layers import CLIP


class ConvexGenerator(nn.Module):
    r"""Generator whose rows lie in the hull of their class.

    Noise and label become a query :math:`q`; the row is :math:`\sum_r w_r x_r` over anchors of the
    class, :math:`w = \mathrm{softmax}_r \, \tau (q^\top k_r - \lVert k_r \rVert^2 / 2)`. With
    :math:`k_r` the whitened row and :math:`q` the noise plus what a perceptron adds to it, the mix
    is local from the first step on, and :math:`\tau` starts where a row mixes about `n_mixed`
    others. Where a class fits under `max_anchors` its keys are free parameters, elsewhere a small
    network corrects the whitened rows, so that the anchors can be redrawn without scrambling what
    was learned. All classes of a batch are one batched product.

    With ``is_local`` the keys are the rows, whitened by their own class, and stay so: what is
    learned moves the query only, since keys and sharpness would turn a mix into a copy, which a
    critic prefers.

    Parameters
    ----------
    spec : DataSpec

    X : tensor of shape (n_rows, n_features) or (n_rows, channels, height, width)
        Encoded training rows, or images.

    y : tensor of shape (n_rows,)
        Their class codes, on the CPU.

    classes : sequence of int
        The class codes to generate.

    latent_dim : int, default=32
        Number of coordinates of the noise, and at most of a key.

    hidden_layer_sizes : tuple of int, default=(256, 64)
        Widths of the perceptron that moves the query.

    max_anchors : int, default=512
        Largest number of rows of a class that are mixed in one step and kept afterwards.

    n_mixed : float, default=4
        About how many rows a generated row mixes at the start; at most half of a class, and rows
        that are equal count once.

    is_local : bool, default=False
        Whether keys and sharpness stay as they are at the start.

    extrapolation : float, default=0.0
        How far the numbers of a row go beyond the mix, away from the mix of half the sharpness: a
        part of the distance of the two. Mixes have less spread than the rows that they mix.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import ConvexGenerator
    >>> spec = DataSpec((2,), class_counts=(4, 2), n_to_draw=(0, 2))
    >>> X, y = torch.arange(12.0).reshape(6, 2), torch.tensor([0, 0, 0, 0, 1, 1])
    >>> generator = ConvexGenerator(spec, X, y, [1], latent_dim=3)
    >>> rows = generator(torch.zeros(5, 3), torch.ones(5, dtype=torch.long))
    >>> bool((rows >= X[4]).all() and (rows <= X[5]).all())  # between the two rows of the class
    True
    """

    def __init__(
        self,
        spec,
        X,
        y,
        classes,
        *,
        latent_dim=32,
        hidden_layer_sizes=(256, 64),
        max_anchors=512,
        n_mixed=4,
        is_local=False,
        extrapolation=0.0,
    ):
        super().__init__()
        self.is_local, self.extrapolation = is_local, extrapolation
        self._make_slots(spec, classes, latent_dim, max_anchors)
        self._place(X, y, None, range(len(self.classes)))
        self.whiten = Whitening(spec, len(self.classes), latent_dim, by_class=is_local)
        self.whiten.fit(self.anchors, self.valid)
        # The anchors stay for an epoch; whitening them at every step takes time.
        self.register_buffer("whitened", self.whiten(self.anchors))
        self._make_keys(hidden_layer_sizes)
        first = torch.zeros_like(self.valid)  # which rows repeat none before them
        for found, of_class in zip(first, self.anchors.numpy(), strict=True):
            found[np.unique(of_class, axis=0, return_index=True)[1]] = True
        with torch.no_grad():
            sharpness = _sharpness(self.whitened, self.valid & first, n_mixed)
            self.log_sharpness.copy_(sharpness.log())

    @classmethod
    def from_state(
        cls,
        state,
        spec,
        classes,
        *,
        latent_dim=32,
        hidden_layer_sizes=(256, 64),
        max_anchors=512,
        is_local=False,
        extrapolation=0.0,
    ):
        """Build a generator from the tensors of another, without training rows.

        Parameters
        ----------
        state : dict of str to tensor
            The other's ``state_dict()``.

        spec, classes, latent_dim, hidden_layer_sizes, max_anchors, is_local, extrapolation
            What the other was built with.

        Returns
        -------
        generator : ConvexGenerator
        """
        self = cls.__new__(cls)
        nn.Module.__init__(self)
        self.is_local, self.extrapolation = is_local, extrapolation
        self._make_slots(spec, classes, latent_dim, max_anchors)
        # How many coordinates a key has is a matter of the rows that the other saw.
        self.register_buffer("whitened", torch.empty_like(state["whitened"]))
        key_dim = self.whitened.shape[2]
        self.whiten = Whitening(spec, len(self.classes), key_dim, by_class=is_local)
        self._make_keys(hidden_layer_sizes)
        self.load_state_dict(state)
        return self

    def _make_slots(self, spec, classes, latent_dim, max_anchors):
        """Lay out a slot for each class, with room for its anchors."""
        self.spec, self.latent_dim, self.classes = spec, latent_dim, tuple(classes)
        # On the host in any case: asking a device for a slot would stop its queue at every step.
        self._slot_of = torch.full((spec.n_classes,), -1)
        self._slot_of[list(self.classes)] = torch.arange(len(self.classes))
        counts = torch.tensor(spec.class_counts)[list(self.classes)]
        width = int(counts.clamp_max(max_anchors).max())
        self.register_buffer("anchors", torch.zeros(len(counts), width, spec.n_features))
        self.register_buffer("valid", torch.arange(width) < counts.clamp_max(max_anchors)[:, None])
        self.register_buffer("large", counts > max_anchors)
        self._large_slots = torch.nonzero(self.large).squeeze(1).tolist()
        # What training leaves as it is, so that nobody has to keep a copy.
        self.fixed_tensors = ("valid", "large")
        if not self._large_slots:
            self.fixed_tensors += ("anchors", "whitened")
        # How many rows are generated at a time: their weights are to stay in a processor's cache.
        self.rows_per_block = max(64, 2**19 // (len(counts) * (width + spec.expanded_width)))

    def _make_keys(self, hidden_layer_sizes):
        """Build what the game trains: the query's perceptron, the keys and the sharpness."""
        key_dim = self.whiten.axes.shape[-1]
        if not self.is_local:
            self.offsets = nn.Parameter(torch.zeros(*self.anchors.shape[:2], key_dim))
            self.correct = nn.Sequential(nn.Linear(key_dim, 64), nn.ReLU(), nn.Linear(64, key_dim))
            nn.init.zeros_(self.correct[-1].weight)
            nn.init.zeros_(self.correct[-1].bias)
        widths = [self.latent_dim + len(self.classes), *hidden_layer_sizes]
        layers = []
        for n_in, n_out in zip(widths, widths[1:], strict=False):
            layers += [nn.Linear(n_in, n_out), nn.ReLU()]
        self.move = nn.Sequential(*layers, nn.Linear(widths[-1], key_dim))
        # A branch that ends in zeros adds nothing at the start.
        nn.init.zeros_(self.move[-1].weight)
        nn.init.zeros_(self.move[-1].bias)
        sharpness = torch.zeros(len(self.classes))
        self.log_sharpness = nn.Parameter(sharpness, requires_grad=not self.is_local)

    def _place(self, X, y, generator, slots):
        """Put rows of the chosen slots' classes into the anchors, all of them or a random draw."""
        width = self.anchors.shape[1]
        for slot in slots:
            rows = torch.nonzero(y == self.classes[slot]).squeeze(1)
            if len(rows) > width:
                rows = rows[torch.randperm(len(rows), generator=generator)[:width]]
            self.anchors[slot, : len(rows)] = (
                X[rows.to(X.device)].flatten(1).to(self.anchors.device)
            )

    @torch.no_grad()
    def redraw_anchors(self, X, y, generator):
        """Draw new anchors for the classes that have more rows than anchors.

        Parameters
        ----------
        X : tensor of shape (n_rows, n_features)
            The rows that the generator was built from.

        y : tensor of shape (n_rows,)
            Their class codes, on the CPU.

        generator : torch.Generator
            On the CPU.
        """
        if self._large_slots:
            self._place(X, y, generator, self._large_slots)
            self.whitened = self.whiten(self.anchors)

    def keys(self):
        """Return the keys of the anchors, of shape (n_slots, n_anchors, key_dim)."""
        if self.is_local:
            return self.whitened
        if not self._large_slots:
            return self.whitened + self.offsets
        corrected = self.correct(self.whitened)
        return self.whitened + torch.where(self.large.view(-1, 1, 1), corrected, self.offsets)

    def mix(self, queries, rows):
        """Mix rows of shape (n_slots, n_anchors, width) for queries (n_slots, n_rows, key_dim).

        Beside these mixes, which extrapolation may lead beyond the rows, stand those within them.
        """
        sharpness = self.log_sharpness.exp()
        if not self.extrapolation:
            scores = _scores(queries, self.keys(), sharpness, self.valid)
            mixes = torch.softmax(scores, dim=-1) @ rows
            return mixes, mixes
        scores = _scores(queries, self.keys(), sharpness / 2, self.valid)
        half = torch.softmax(scores, dim=-1)
        # The squares are the weights of twice the sharpness, but for their sum. There are as many
        # as queries times anchors, so that each pass over them counts: a product sums them too.
        counted = torch.cat([rows, rows.new_ones(*rows.shape[:2], 1)], dim=-1)
        squared = half.square() @ counted
        inner = squared[..., :-1] / squared[..., -1:]
        return torch.lerp(half @ rows, inner, 1 + self.extrapolation), inner

    def forward(self, z, labels):
        """Generate expanded rows.

        Parameters
        ----------
        z : tensor of shape (n_rows, latent_dim)

        labels : tensor of shape (n_rows,)
            Class codes, on the CPU.

        Returns
        -------
        rows : tensor of shape (n_rows, expanded_width) or (n_rows, channels, height, width)
        """
        slot, place, width = self._grouped(labels)
        onehot = nn.functional.one_hot(slot, len(self.classes)).to(z.dtype)
        query = z[:, : self.whiten.axes.shape[-1]] + self.move(torch.cat([z, onehot], dim=1))
        grouped = z.new_zeros(len(self.classes), width, query.shape[1])
        grouped = grouped.index_put((slot, place), query)
        anchors, n = self.anchors, self.spec.n_numeric
        if self.spec.categories:
            anchors = torch.cat([anchors[..., :n], one_hot(anchors, self.spec)], dim=-1)
        rows, inner = self.mix(grouped, anchors)
        if self.spec.categories:  # of which there are no shares below zero
            rows = torch.cat([rows[..., :n], inner[..., n:]], dim=-1)
        rows = rows[slot, place]
        return rows.unflatten(1, self.spec.shape) if self.spec.is_image else rows

    def _grouped(self, labels):
        """Give each label its class's slot and a place in it, counted on the CPU."""
        slot = self._slot_of[labels]
        counts = torch.bincount(slot, minlength=len(self.classes))
        order = torch.argsort(slot, stable=True)
        place = torch.empty_like(slot)
        place[order] = torch.arange(len(slot)) - (counts.cumsum(0) - counts)[slot[order]]
        device = self.anchors.device
        return (
            slot.to(device, non_blocking=True),
            place.to(device, non_blocking=True),
            int(counts.max()),
        )


def _scores(queries, keys, sharpness, valid):
    """Score the anchors that are there for queries: the logarithm of a mix's weights."""
    keys = keys * sharpness.view(-1, 1, 1)
    offset = (keys * keys).sum(-1) / sharpness.view(-1, 1) / -2
    offset = offset.masked_fill(~valid, -torch.inf).unsqueeze(1)
    return torch.baddbmm(offset, queries, keys.transpose(1, 2))


def _sharpness(keys, valid, n_mixed, n_queries=64, n_steps=20):
    """Find for each class the sharpness at which a random query mixes about `n_mixed` rows.

    Where a class has few rows it is half of them: a mix of all is the centre of the class, and has
    no slope that would lead away from it.
    """
    queries = torch.randn(keys.shape[0], n_queries, keys.shape[2])
    wanted = torch.log(((1 + valid.sum(1)) / 2).clamp_max(n_mixed))
    low, high = torch.full((len(keys),), -8.0), torch.full((len(keys),), 8.0)
    for _ in range(n_steps):
        middle = (low + high) / 2
        scores = _scores(queries, keys, middle.exp(), valid)
        log_weights = torch.log_softmax(scores, dim=-1).clamp_min(-80)
        entropy = -(log_weights.exp() * log_weights).sum(-1).mean(-1)
        too_sharp = entropy < wanted
        low, high = torch.where(too_sharp, low, middle), torch.where(too_sharp, middle, high)
    return ((low + high) / 2).exp()


class Whitening(nn.Module):
    """Linear map of rows to keys in which the classes have about unit covariance.

    Parameters
    ----------
    spec : DataSpec

    n_slots : int
        Number of classes.

    key_dim : int
        Number of coordinates of a key; :meth:`fit` keeps fewer where the rows span fewer.

    by_class : bool, default=False
        Whether each class has unit covariance, and axes of its own, instead of all together.
    """

    _code_width = 4
    _max_rows = 1024

    def __init__(self, spec, n_slots, key_dim, *, by_class=False):
        super().__init__()
        self.by_class, self.key_dim = by_class, key_dim
        self.n_numeric, self.n_columns = spec.n_numeric, len(spec.categories)
        self.register_buffer("codes", torch.randn(sum(spec.categories), self._code_width) / 2)
        starts = span_groups(spec.categories).starts.clone() if spec.categories else None
        self.register_buffer("starts", starts, persistent=False)
        width = self.n_numeric + self._code_width * self.n_columns
        slots = (n_slots,) if by_class else ()
        self.register_buffer("axes", torch.zeros(*slots, width, key_dim))
        self.register_buffer("centre", torch.zeros(n_slots, 1, width))

    def fit(self, rows, valid):
        """Learn the map.

        Parameters
        ----------
        rows : tensor of shape (n_slots, n_anchors, n_features)
            Encoded rows of each class.

        valid : tensor of shape (n_slots, n_anchors)
            Which of them are there.

        Returns
        -------
        self : Whitening
        """
        features = self._features(rows)
        counts = valid.sum(1).view(-1, 1, 1)
        self.centre = (features * valid.unsqueeze(-1)).sum(1, keepdim=True) / counts
        apart, found = features - self.centre, []
        groups = zip(apart, valid, strict=True) if self.by_class else [(apart, valid)]
        for rows_apart, is_there in groups:
            pooled = rows_apart[is_there]
            pooled = pooled[torch.randperm(len(pooled))[: self._max_rows]]
            _, spread, axes = torch.linalg.svd(pooled, full_matrices=False)
            wide = spread[: self.key_dim] > 1e-3 * spread[0].clamp_min(1e-12)
            kept = max(1, int(wide.sum()))
            scale = spread[:kept] / math.sqrt(len(pooled))
            found.append(axes[:kept] / scale.clamp_min(1e-6).unsqueeze(1))
        self.axes = found[0]
        if self.by_class:
            # Where a class spans fewer, its further coordinates are zero.
            self.axes = pad_sequence(found, batch_first=True)
        self.axes = self.axes.transpose(-1, -2)
        return self

    def _features(self, rows):
        numeric = rows[..., : self.n_numeric].clamp(-CLIP, CLIP)
        if not self.n_columns:
            return numeric
        codes = rows[..., self.n_numeric :].long().clamp_min(0) + self.starts
        return torch.cat([numeric, self.codes[codes].flatten(-2)], dim=-1)

    def forward(self, rows):
        """Map (n_slots, n_anchors, n_features) to (n_slots, n_anchors, out_features)."""
        return (self._features(rows) - self.centre) @ self.axes
