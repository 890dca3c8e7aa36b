"""Rows as tensors on the device, training batches, and blocks sized by memory."""

from collections.abc import Sequence
from dataclasses import dataclass, field

import numpy as np
import torch
from skorch.dataset import Dataset

# Memory that the activations of a block of rows may take in prediction and generation.
BLOCK_BYTES = 2**24


class TensorRows(Dataset):
    """Rows held as tensors on one device.

    Parameters
    ----------
    X : tensor of shape (n_rows, ...)
        Encoded rows.

    y : tensor of shape (n_rows,)
        Class codes.

    weight : tensor of shape (n_rows,) or (n_members, n_rows), default=None
        Sample weights, for all members of an ensemble or for each.

    order : tensor of shape (n_fed,), default=None
        Which rows are fed; a row may be named several times. By default each row once.
    """

    # Scores of skorch reach the rows by these, as in its own data sets.
    X_indexing = y_indexing = None

    def __init__(self, X, y, weight=None, order=None):
        self.X, self.y, self.weight = X, y, weight
        # Labels stay on the host too: what a player draws depends on them, and asking the device
        # for them would stop its queue at every step.
        self.host_y = y.cpu()
        self.order = order

    @classmethod
    def from_arrays(cls, X, y, weight=None, order=None, *, device):
        """Put arrays on a device.

        Parameters
        ----------
        X, y, weight, order : ndarray or None
            As above.

        device : str

        Returns
        -------
        rows : TensorRows
        """
        if weight is not None:
            weight = torch.as_tensor(weight, dtype=torch.float32).to(device)
        if order is not None:
            order = torch.from_numpy(np.ascontiguousarray(order, dtype=np.int64))
        y = torch.from_numpy(np.ascontiguousarray(y, dtype=np.int64)).to(device)
        return cls(torch.from_numpy(X).to(device), y, weight, order)

    def __len__(self):
        return len(self.y if self.order is None else self.order)

    def __getitem__(self, index):
        row = index if self.order is None else self.order[index]
        return self.X[row], self.y[row]

    def batch(self, picked):
        """Return the batch of some positions of the order."""
        rows = picked if self.order is None else self.order[picked]
        on_device = rows.to(self.X.device, non_blocking=True)
        weight = None if self.weight is None else self.weight.index_select(-1, on_device)
        return (
            self.X.index_select(0, on_device),
            self.y.index_select(0, on_device),
            weight,
            self.host_y.index_select(0, rows),
        )


def rows_of_arrays(X, y=None):
    """Return rows for skorch's own methods, which need no labels.

    Parameters
    ----------
    X : array or tensor of shape (n_rows, ...)
        Encoded rows.

    y : array or tensor of shape (n_rows,), default=None
        Class codes.

    Returns
    -------
    rows : TensorRows
    """
    rows = torch.as_tensor(X, dtype=torch.float32)
    codes = torch.zeros(len(rows), dtype=torch.int64) if y is None else torch.as_tensor(y)
    return TensorRows(rows, codes)


@dataclass(eq=False)
class BatchIterator:
    """Batches of a :class:`TensorRows`, in order or shuffled.

    A shuffled iterator goes on with its permutation in the next epoch where `max_batches` cut the
    last one short, so that every row is used. A tail of a single row joins the batch before
    it.

    Parameters
    ----------
    dataset : TensorRows

    batch_size : int

    shuffle : bool, default=False

    generator : torch.Generator, default=None
        Source of the permutations.

    max_batches : int, default=None
        Largest number of batches in one epoch.
    """

    dataset: TensorRows
    batch_size: int
    shuffle: bool = False
    generator: torch.Generator | None = None
    max_batches: int | None = None
    _positions: torch.Tensor = field(default=torch.arange(0), init=False, repr=False)
    _next: int = field(default=0, init=False, repr=False)

    def n_batches(self, n_epochs):
        """Return the number of batches in some epochs from the first on.

        Parameters
        ----------
        n_epochs : int

        Returns
        -------
        n_batches : int
        """
        n = len(self.dataset)
        # Where a batch is one row, the last row is a tail of one too.
        tail_of_one = n > 1 and n % self.batch_size == 1 % self.batch_size
        a_pass = max(1, -(-n // self.batch_size) - tail_of_one)
        most = self.max_batches or a_pass
        epochs_a_pass = -(-a_pass // most)
        passes, rest = divmod(n_epochs, epochs_a_pass)
        return passes * a_pass + rest * most

    def __iter__(self):
        if self._next >= len(self._positions):
            n, self._next = len(self.dataset), 0
            self._positions = torch.arange(n)
            if self.shuffle:
                self._positions = torch.randperm(n, generator=self.generator)
        n, n_given = len(self._positions), 0
        while self._next < n and n_given != self.max_batches:
            start, stop = self._next, self._next + self.batch_size
            self._next = n if stop == n - 1 else stop
            yield self.dataset.batch(self._positions[start : self._next])
            n_given += 1


@dataclass(eq=False)
class GroupIterator:
    """Batches of equally many rows of each group, one group after the other.

    An epoch is a pass over the largest group; smaller ones begin anew, shuffled again.

    Parameters
    ----------
    dataset : TensorRows

    batch_size : int
        Rows of each group.

    groups : sequence of tensor of shape (n_rows,)
        Indices of the rows of each group.

    shuffle : bool, default=True
        Whether each pass over a group has an order of its own.

    generator : torch.Generator, default=None
        Source of the permutations.

    max_batches : int, default=None
        Largest number of batches in one epoch.
    """

    dataset: TensorRows
    batch_size: int
    groups: Sequence[torch.Tensor]
    shuffle: bool = True
    generator: torch.Generator | None = None
    max_batches: int | None = None

    def __iter__(self):
        n_batches = -(-max(map(len, self.groups)) // self.batch_size)
        n_batches = min(n_batches, self.max_batches or n_batches)
        n_rows = n_batches * self.batch_size
        fed = torch.stack([self._passes(group, n_rows) for group in self.groups])
        for rows in fed.split(self.batch_size, dim=1):
            yield self.dataset.batch(rows.flatten())

    def _passes(self, group, n_rows):
        """Return at least so many rows of a group, pass by pass, cut to the number."""
        passes = []
        for _ in range(-(-n_rows // len(group))):
            order = torch.arange(len(group))
            if self.shuffle:
                order = torch.randperm(len(group), generator=self.generator)
            passes.append(group[order])
        return torch.cat(passes)[:n_rows]


def block_rows(module, row_width):
    """Return how many rows may pass through a module at a time, by their activations."""
    # A bias has one number for each unit, so together they count the activations of a row; layers
    # that use a weight in many places say themselves how many they have.
    units = 0
    for name, weights in module.named_parameters():
        units += weights.numel() if name.endswith("bias") else 0
    for layer in module.modules():
        n = getattr(layer, "units", 0)
        units += n if isinstance(n, int) else 0  # a user's network may call anything by that name
    return max(1, BLOCK_BYTES // (4 * (row_width + units)))


def in_halves(function, device, rows, *beside):
    """Call a function with rows on a device, or with half of them at a time where it is full.

    Parameters
    ----------
    function : callable
        Returns a tensor whose rows are those that it was given.

    device : str or torch.device

    rows : tensor of shape (n_rows, ...)

    *beside : tensor of shape (n_rows, ...)
        Further arguments, which stay where they are.

    Returns
    -------
    outputs : tensor of shape (n_rows, ...)
        On the device.
    """
    try:
        return function(rows.to(device), *beside)
    except torch.OutOfMemoryError:
        if len(rows) < 2:
            raise
    half = len(rows) // 2  # here, where the failed call holds no memory any more
    parts = [(it[:half], it[half:]) for it in (rows, *beside)]
    return torch.cat([in_halves(function, device, *part) for part in zip(*parts, strict=True)])


@torch.no_grad()
def in_blocks(module, rows):
    """Return a module's outputs for many rows, some at a time.

    Parameters
    ----------
    module : nn.Module

    rows : tensor of shape (n_rows, ...)
        On the module's device.

    Returns
    -------
    outputs : tensor of shape (n_rows, ...)
    """
    outputs = Outputs(len(rows))
    for block in rows.split(block_rows(module, rows.shape[1:].numel())):
        outputs.add(in_halves(module, rows.device, block))
    return outputs.rows


@dataclass
class Outputs:
    """Outputs of blocks of rows, one below the other.

    They are written into one tensor made at the start: small tensors kept from every block would
    each hold back the memory beside it, and a long validation would take as much as all its
    activations together.

    Parameters
    ----------
    n_rows : int
        Rows of all blocks.
    """

    n_rows: int
    rows: torch.Tensor | None = None
    n_filled: int = 0

    def add(self, block):
        """Take the outputs of the next rows."""
        if self.rows is None:
            self.rows = block.new_empty((self.n_rows, *block.shape[1:]))
        self.rows[self.n_filled : self.n_filled + len(block)] = block
        self.n_filled += len(block)
