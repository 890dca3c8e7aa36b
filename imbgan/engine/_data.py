"""Training rows as tensors on the device, and batches that are slices of them."""

import torch
from torch.utils.data import Dataset


class TensorRows(Dataset):
    """Rows held as tensors on one device.

    Parameters
    ----------
    X : tensor of shape (n_rows, ...)
        Encoded rows.

    y : tensor of shape (n_rows,)
        Class codes.

    weight : tensor of shape (n_rows,), default=None
        Sample weights.

    order : tensor of shape (n_fed,), default=None
        Which rows are fed; a row may be named several times. By default each row once.
    """

    def __init__(self, X, y, weight=None, order=None):
        self.X, self.y, self.weight = X, y, weight
        # Labels stay on the host too: what a player draws for a batch depends on them, and asking the device
        # for them would stop its queue at every step.
        self.host_y = y.cpu()
        self.order = torch.arange(len(y)) if order is None else order

    def __len__(self):
        return len(self.order)

    def __getitem__(self, index):
        row = self.order[index]
        return self.X[row], self.y[row]

    def batch(self, picked):
        """Return the batch of some positions of the order."""
        rows = self.order[picked]
        on_device = rows.to(self.X.device, non_blocking=True)
        weight = None if self.weight is None else self.weight.index_select(0, on_device)
        return (
            self.X.index_select(0, on_device),
            self.y.index_select(0, on_device),
            weight,
            self.host_y.index_select(0, rows),
        )


class BatchIterator:
    """Batches of a :class:`TensorRows`, in order or shuffled.

    A shuffled iterator goes on with its permutation in the next epoch where `max_batches` cut the last one
    short, so that every row has its turn. A tail of a single row joins the batch before it.

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

    def __init__(self, dataset, batch_size, shuffle=False, generator=None, max_batches=None):
        self.dataset, self.batch_size = dataset, batch_size
        self.shuffle, self.generator, self.max_batches = shuffle, generator, max_batches
        self._waiting = []

    def _permuted(self):
        n = len(self.dataset)
        order = torch.randperm(n, generator=self.generator) if self.shuffle else torch.arange(n)
        batches = list(order.split(self.batch_size))
        if len(batches) > 1 and len(batches[-1]) == 1:
            batches[-2:] = [torch.cat(batches[-2:])]
        return batches[::-1]

    def __iter__(self):
        if not self._waiting:
            self._waiting = self._permuted()
        count = len(self._waiting)
        if self.max_batches is not None:
            count = min(count, self.max_batches)
        for _ in range(count):
            yield self.dataset.batch(self._waiting.pop())
