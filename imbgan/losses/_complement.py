"""The complement objective: no wrong class shall stand out."""

import torch
from torch.nn import functional as F

from ._classification import WeightedLoss

# What the entropy of the wrong classes is divided by, less the number of classes.
_DIVISORS = {"wrong_classes": -1, "classes": 0}


class ComplementEntropy(WeightedLoss):
    r"""Minus the entropy of the probabilities of the wrong classes, divided by their number.

    With :math:`q_j = Q_j / (1 - Q_y)` for :math:`j \neq y` a row loses
    :math:`\frac{1}{K - 1} \sum_{j \neq y} q_j \log q_j`. It does not look at the label's own
    probability. With two classes there is one wrong class, :math:`q = 1`, and the loss is exactly
    zero.

    Parameters
    ----------
    divide_by : {"wrong_classes", "classes"}, default="wrong_classes"
        The number of wrong classes, as in the paper, or of all, as in its code.

    class_weight : sequence of float of shape (n_classes,), default=None
        Weight of a row by its class.

    Raises
    ------
    ValueError
        If there is no such divisor.

    References
    ----------
    .. [1] H.-Y. Chen et al., "Complement objective training", ICLR 2019, equation 3.

    Examples
    --------
    >>> import torch
    >>> loss = ComplementEntropy()
    >>> loss(torch.tensor([[0.5, 0.4, 0.1]]).log(), torch.tensor([0]))
    tensor(-0.2502)
    """

    def __init__(self, divide_by="wrong_classes", class_weight=None):
        super().__init__(class_weight)
        if divide_by not in _DIVISORS:
            raise ValueError(f"divide_by={divide_by!r} is none of {sorted(_DIVISORS)}.")
        self.divide_by = divide_by

    def rows(self, logits, labels):
        """Return the loss of each row."""
        n_classes = logits.shape[-1]
        is_label = F.one_hot(labels, n_classes).bool()
        # A softmax over the wrong classes alone is their q, whatever the label's logit.
        log_q = torch.log_softmax(logits.masked_fill(is_label, -torch.inf), dim=-1)
        log_q = log_q.masked_fill(is_label, 0.0)
        q = log_q.exp().masked_fill(is_label, 0.0)
        return (q * log_q).sum(dim=-1) / (n_classes + _DIVISORS[self.divide_by])
