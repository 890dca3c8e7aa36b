"""What a classifier can lose on a row, from its logits.

The logits have the shape (..., n_rows, n_classes), labels (n_rows,); the result has the shape
(..., n_rows), so that the members of an ensemble, which stand on a leading axis, keep losses of
their own.
"""

import torch
from torch.nn import functional as F


def _of_label(logits, labels):
    """Pick each row's logit of its label, keeping the axis of classes."""
    return logits.gather(-1, labels.expand(logits.shape[:-1]).unsqueeze(-1))


def cross_entropy(logits, labels):
    r"""Return :math:`-\log Q_y`.

    Parameters
    ----------
    logits : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> cross_entropy(torch.tensor([[0.0, 0.0]]), torch.tensor([1]))
    tensor([0.6931])
    """
    # The difference of a log-sum-exp and a logit, both large, would lose the digits that count.
    labels = labels.expand(logits.shape[:-1])
    return F.cross_entropy(logits.movedim(-1, 1), labels, reduction="none")


def complement_cross_entropy(logits, labels):
    r"""Return :math:`-\log(1 - Q_y)`, exact for the largest and the smallest probabilities.

    It is the softplus of the label's logit less the log-sum-exp of the others, which loses
    nothing in either tail.

    Parameters
    ----------
    logits : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> complement_cross_entropy(torch.tensor([[100.0, 0.0]]), torch.tensor([0]))
    tensor([100.])
    """
    is_label = F.one_hot(labels, logits.shape[-1]).bool()
    # Differences first: the log-sum-exp of large logits has no digits left for small differences.
    lead = logits - _of_label(logits, labels)
    return F.softplus(-torch.logsumexp(lead.masked_fill(is_label, -torch.inf), dim=-1))


def squared_error(logits, labels):
    r"""Return the mean over classes of :math:`(Q_j - [j = y])^2`.

    Parameters
    ----------
    logits : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> squared_error(torch.tensor([[0.0, 0.0]]), torch.tensor([1]))
    tensor([0.2500])
    """
    target = F.one_hot(labels, logits.shape[-1]).to(logits.dtype)
    return (torch.softmax(logits, dim=-1) - target).square().mean(dim=-1)


def opposite_squared_error(logits, labels):
    r"""Return the mean over classes of :math:`(Q_j - [j \neq y])^2`.

    It is what GAMO's generator tells the classifier.

    Parameters
    ----------
    logits : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> opposite_squared_error(torch.tensor([[100.0, 0.0]]), torch.tensor([0]))
    tensor([1.])
    """
    target = 1 - F.one_hot(labels, logits.shape[-1]).to(logits.dtype)
    return (torch.softmax(logits, dim=-1) - target).square().mean(dim=-1)


def mean_over_rows(loss, weight=None):
    """Average a loss over rows and add up the members.

    Parameters
    ----------
    loss : tensor of shape (..., n_rows)

    weight : tensor of shape (n_rows,), default=None
        Weights of the rows. The sum is divided by the number of rows, not by the sum of weights,
        so that a batch of heavy rows counts more than one of light rows.

    Returns
    -------
    loss : tensor of shape ()

    Examples
    --------
    >>> import torch
    >>> mean_over_rows(torch.tensor([[1.0, 3.0], [0.0, 2.0]]))
    tensor(3.)
    """
    if weight is not None:
        loss = loss * weight
    return loss.mean(dim=-1).sum()
