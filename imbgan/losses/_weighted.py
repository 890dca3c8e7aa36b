"""The shape of a loss on real rows: rows first, then weights of classes and of rows."""

import torch
from torch import nn

from ._classification import mean_over_rows


class WeightedLoss(nn.Module):
    """Loss of a classifier on rows with labels, as a module that a net can take as criterion.

    A loss gives ``rows(logits, labels)``, which leaves the weights out.

    Parameters
    ----------
    class_weight : sequence of float of shape (n_classes,), default=None
        Weight of a row by its class.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import RowLoss, WeightedLoss
    >>> issubclass(RowLoss, WeightedLoss)
    True
    >>> loss = RowLoss(class_weight=[1.0, 3.0])
    >>> loss(torch.zeros(2, 2), torch.tensor([0, 1]))  # log 2, once and three times
    tensor(1.3863)
    """

    def __init__(self, class_weight=None):
        super().__init__()
        if class_weight is not None:
            class_weight = torch.as_tensor(class_weight).to(torch.float32, copy=True)
        self.register_buffer("class_weight", class_weight)

    def forward(self, logits, labels, weight=None):
        """Return the loss of a batch, summed over members.

        Parameters
        ----------
        logits : tensor of shape (n_rows, n_classes) or (n_members, n_rows, n_classes)

        labels : tensor of shape (n_rows,)
            Class codes.

        weight : tensor of shape (n_rows,), default=None
            Weights of the rows.

        Returns
        -------
        loss : tensor of shape ()
        """
        if self.class_weight is not None:
            of_class = self.class_weight[labels]
            weight = of_class if weight is None else weight * of_class
        return mean_over_rows(self.rows(logits, labels), weight)

    def rows(self, logits, labels):
        """Return the loss of each row, of shape (..., n_rows)."""
        raise NotImplementedError


def read_counts(class_counts, name="class_counts"):
    """Check the rows of each class and return them in double precision."""
    counts = torch.as_tensor(class_counts, dtype=torch.float64)
    if not (counts >= 0).all() or not counts.sum() > 0:
        raise ValueError(
            f"{name} must hold the rows of each class, which are not negative and not all zero, "
            f"got {counts.tolist()}."
        )
    return counts
