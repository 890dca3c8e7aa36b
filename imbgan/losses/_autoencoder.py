"""The loss of a supervised autoencoder."""

import torch
from torch import nn

from ._classification import RowLoss, mean_over_rows


class AutoencoderLoss(nn.Module):
    """Reconstruction error plus the classification loss of the latent vectors.

    The reconstruction error of a row is the mean over its columns of the squared error of a
    number and the cross-entropy of a category.

    Parameters
    ----------
    spans : sequence of slice, default=()
        Where the categorical columns lie in a wide row; numbers come before them.

    class_prior : sequence of float of shape (n_classes,), default=None
        Shares of the classes among the rows fed. With it the classification loss is
        logit-adjusted.

    classification_weight : float, default=1.0
        Weight of the classification loss beside that of the reconstruction.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import AutoencoderLoss
    >>> rows, made, logits = torch.ones(2, 3), torch.zeros(2, 3), torch.zeros(2, 2)
    >>> AutoencoderLoss()((rows, made, logits), torch.tensor([0, 1]))  # 1 + log 2
    tensor(1.6931)
    """

    def __init__(self, spans=(), class_prior=None, classification_weight=1.0):
        super().__init__()
        self.spans, self.classification_weight = tuple(spans), classification_weight
        kind = "cross_entropy" if class_prior is None else "logit_adjusted"
        self.classify = RowLoss(kind, class_prior=class_prior)

    def forward(self, outputs, labels, weight=None):
        """Return the loss of a batch, given rows, their reconstructions, and logits."""
        rows, made, logits = outputs
        error = reconstruction_error(rows, made, self.spans)
        told = self.classify.rows(logits, labels)
        return mean_over_rows(error + self.classification_weight * told, weight)


def reconstruction_error(rows, made, spans=()):
    """Return the mean error of each row's columns.

    Parameters
    ----------
    rows, made : tensor of shape (n_rows, ...)
        Wide rows and what was made of them; shares of a category must be positive.

    spans : sequence of slice, default=()
        Where the categorical columns lie, one after the other; numbers come before them.

    Returns
    -------
    error : tensor of shape (n_rows,)

    Examples
    --------
    >>> import torch
    >>> rows, made = torch.tensor([[1.0, 0.0, 1.0]]), torch.tensor([[3.0, 0.5, 0.5]])
    >>> reconstruction_error(rows, made, [slice(1, 3)])
    tensor([2.3466])
    """
    rows, made = rows.flatten(1), made.flatten(1)
    n_numeric = spans[0].start if spans else rows.shape[1]
    error = (rows[:, :n_numeric] - made[:, :n_numeric]).square().sum(dim=1)
    smallest = torch.finfo(made.dtype).tiny
    likely = made[:, n_numeric:].clamp_min(smallest).log()
    error = error - (rows[:, n_numeric:] * likely).sum(dim=1)
    return error / (n_numeric + len(spans))
