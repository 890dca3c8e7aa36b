"""Losses that look away from rows that are classified well."""

import torch
from torch.nn import functional as F

from ._classification import WeightedLoss, complement_cross_entropy, cross_entropy


def softmax_focal(logits, labels, exponent):
    r"""Return :math:`-(1 - Q_y)^\gamma \log Q_y`.

    Parameters
    ----------
    logits : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    exponent : float
        :math:`\gamma`; at 0 it is the cross-entropy.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> softmax_focal(torch.tensor([[0.0, 0.0]]), torch.tensor([1]), 2.0)
    tensor([0.1733])
    """
    loss = cross_entropy(logits, labels)
    if not exponent:
        return loss
    # The power of a probability near zero comes from its logarithm, which has all the digits.
    return torch.exp(-exponent * complement_cross_entropy(logits, labels)) * loss


def sigmoid_focal(logits, labels, exponent):
    r"""Return the sum over classes of :math:`-(1 - p_j)^\gamma \log p_j` of separate sigmoids.

    :math:`p_j` is the sigmoid of the logit for the label, and one minus it for every other class.

    Parameters
    ----------
    logits : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    exponent : float
        :math:`\gamma`; at 0 it is the sum of the binary cross-entropies.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> sigmoid_focal(torch.tensor([[0.0, 0.0]]), torch.tensor([1]), 2.0)
    tensor([0.3466])
    """
    is_label = F.one_hot(labels, logits.shape[-1]).bool()
    right = torch.where(is_label, logits, -logits)
    loss = F.softplus(-right)
    if exponent:
        loss = torch.exp(-exponent * F.softplus(right)) * loss
    return loss.sum(dim=-1)


_FORMS = {"softmax": softmax_focal, "sigmoid": sigmoid_focal}


class FocalLoss(WeightedLoss):
    r"""Focal loss: the cross-entropy times a power of what is missing to a probability of one.

    In the softmax form a row loses :math:`-(1 - Q_y)^\gamma \log Q_y`. In the sigmoid form, that
    of the paper, each class has a logistic regression of its own and the row loses the sum of
    theirs. Weights of classes multiply the row and leave its probability as it is.

    Parameters
    ----------
    exponent : float, default=2.0
        :math:`\gamma`; at 0 the loss is the cross-entropy.

    class_weight : sequence of float of shape (n_classes,), default=None
        Weight of a row by its class.

    form : {"softmax", "sigmoid"}, default="softmax"

    Raises
    ------
    ValueError
        If there is no such form, or the exponent is negative.

    References
    ----------
    .. [1] T.-Y. Lin et al., "Focal loss for dense object detection", ICCV 2017, equation 5.

    Examples
    --------
    >>> import torch
    >>> loss = FocalLoss(exponent=2.0)
    >>> loss(torch.tensor([[0.0, 0.0]]), torch.tensor([1]))
    tensor(0.1733)
    """

    has_fixed_steps = True

    def __init__(self, exponent=2.0, class_weight=None, form="softmax"):
        super().__init__(class_weight)
        if form not in _FORMS:
            raise ValueError(f"form={form!r} is none: use one of {sorted(_FORMS)}.")
        if not exponent >= 0:
            raise ValueError(f"exponent must not be negative, got {exponent!r}.")
        self.exponent, self._function = exponent, _FORMS[form]

    def rows(self, logits, labels):
        """Return the loss of each row."""
        return self._function(logits, labels, self.exponent)
