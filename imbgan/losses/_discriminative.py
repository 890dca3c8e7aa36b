"""The losses of codes in which classes are compact and apart."""

import torch
from torch import nn
from torch.nn import functional as F

from ._autoencoder import reconstruction_error
from ._classification import RowLoss, WeightedLoss, mean_over_rows
from ._prototypes import own_distances

# Squared distances below it count as zero, and have no slope.
_SMALLEST = 1e-12


def batch_hard_triplet(codes, labels, margin=0.2):
    r"""Return :math:`\max(0, d_+ - d_- + m)` of each row of a batch.

    The Euclidean distances are to the farthest other row of its class and to the nearest row of
    another class. A row that has no such two loses nothing.

    Parameters
    ----------
    codes : tensor of shape (n_rows, latent_dim)

    labels : tensor of shape (n_rows,)
        Class codes.

    margin : float, default=0.2
        The :math:`m` above.

    Returns
    -------
    loss : tensor of shape (n_rows,)

    References
    ----------
    .. [1] A. Hermans, L. Beyer, B. Leibe, "In defense of the triplet loss for person
       re-identification", arXiv:1703.07737, 2017.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import batch_hard_triplet
    >>> codes, labels = torch.tensor([[0.0], [3.0], [5.0]]), torch.tensor([0, 0, 1])
    >>> batch_hard_triplet(codes, labels)  # the last one has no other row of its class
    tensor([0.0000, 1.2000, 0.0000])
    """
    same = labels.unsqueeze(1) == labels
    with torch.no_grad():  # only the distances that count have a slope
        distances = torch.cdist(codes, codes)
        farthest = distances.masked_fill(~same, -1.0).argmax(dim=1)
        nearest = distances.masked_fill(same, torch.inf).argmin(dim=1)
    n_same = same.sum(dim=1)
    counts = (n_same > 1) & (n_same < len(labels))
    return F.relu(_apart(codes, farthest) - _apart(codes, nearest) + margin) * counts


def _apart(codes, others):
    """Return distances to other codes; between two that are equal there is no slope."""
    squared = (codes - codes[others]).square().sum(dim=1)
    return squared.clamp_min(_SMALLEST).sqrt() * (squared > _SMALLEST)


class TripletLoss(WeightedLoss):
    """Batch-hard triplet loss of codes, averaged over the rows: see :func:`batch_hard_triplet`.

    Parameters
    ----------
    margin : float, default=0.2

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import TripletLoss
    >>> codes, labels = torch.tensor([[0.0], [3.0], [5.0]]), torch.tensor([0, 0, 1])
    >>> TripletLoss()(codes, labels)
    tensor(0.4000)
    """

    def __init__(self, margin=0.2):
        super().__init__()
        self.margin = margin

    def rows(self, codes, labels):
        """Return the loss of each row."""
        return batch_hard_triplet(codes, labels, self.margin)


class CenterLoss(RowLoss):
    r"""Cross-entropy and centre loss: :math:`-\log Q_y + \lambda \lVert z - c_y \rVert^2 / 2`.

    Parameters
    ----------
    center_weight : float, default=0.1
        The :math:`\lambda` above.

    **loss : dict
        What :class:`RowLoss` takes; a class weight applies to both parts.

    References
    ----------
    .. [1] Y. Wen et al., "A discriminative feature learning approach for deep face recognition",
       ECCV 2016.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import CenterLoss
    >>> logits, distances = torch.zeros(1, 2), torch.tensor([[4.0, 9.0]])
    >>> CenterLoss(0.1)((logits, distances), torch.tensor([0]))  # log 2, and 0.2
    tensor(0.8931)
    """

    def __init__(self, center_weight=0.1, **loss):
        super().__init__(**loss)
        self.center_weight = center_weight

    def rows(self, output, labels):
        """Return the loss of each row, given logits and squared distances to the centres."""
        logits, distances = output
        pull = own_distances(distances, labels) / 2
        return super().rows(logits, labels) + self.center_weight * pull


class ReconstructionLoss(nn.Module):
    """Reconstruction error plus a loss of the codes.

    Parameters
    ----------
    told : WeightedLoss
        Loss of what the network tells of classes, such as :class:`TripletLoss`.

    weight : float, default=1.0
        Its weight.

    spans : sequence of slice, default=()
        Where the categorical columns lie in a wide row; numbers come before them.

    reduction : {"mean", "sum"}, default="mean"
        Whether the error is the mean over rows and columns, or half the sum over both.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import ReconstructionLoss, TripletLoss
    >>> codes, labels = torch.tensor([[0.0], [3.0], [5.0]]), torch.tensor([0, 0, 1])
    >>> output = torch.ones(3, 4), torch.zeros(3, 4), codes
    >>> ReconstructionLoss(TripletLoss(), 0.1)(output, labels)
    tensor(1.0400)
    >>> ReconstructionLoss(TripletLoss(), 0.1, reduction="sum")(output, labels)
    tensor(6.0400)
    """

    def __init__(self, told, weight=1.0, spans=(), reduction="mean"):
        super().__init__()
        self.told, self.weight = told, weight
        self.spans, self.reduction = tuple(spans), reduction

    def forward(self, outputs, labels, weight=None):
        """Return the loss of a batch, given rows, their reconstructions, and what is told."""
        rows, made, told = outputs
        error = mean_over_rows(reconstruction_error(rows, made, self.spans), weight)
        if self.reduction == "sum":
            error = error * (len(rows) * self._n_columns(rows) / 2)
        return error + self.weight * self.told(told, labels, weight)

    def _n_columns(self, rows):
        """Return the number of columns, a categorical one counting once."""
        width = rows[0].numel()
        return self.spans[0].start + len(self.spans) if self.spans else width
