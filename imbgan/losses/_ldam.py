"""The loss with a margin that is larger for smaller classes."""

import torch
from torch.nn import functional as F

from ._class_balanced import effective_number_weights
from ._classification import WeightedLoss, cross_entropy, read_counts


class LDAMLoss(WeightedLoss):
    r"""Cross-entropy after a margin :math:`\Delta_y` was taken from the logit of the label.

    :math:`\Delta_c` falls with the fourth root of the rows of class c, and is `max_margin` for the
    smallest one. A row loses the cross-entropy of :math:`s (f - \Delta_y e_y)`. The logits are
    meant to be cosines, of features and weights of unit length.

    ``class_weight`` is a buffer of ones. For deferred re-weighting call :meth:`reweight` when the
    time has come.

    Parameters
    ----------
    class_counts : sequence of float of shape (n_classes,)
        Rows of each class.

    max_margin : float, default=0.5
        Margin of the smallest class.

    scale : float, default=30.0
        The factor :math:`s` of the logits.

    Raises
    ------
    ValueError
        If counts are negative or all zero.

    References
    ----------
    .. [1] K. Cao et al., "Learning imbalanced datasets with label-distribution-aware margin
       loss", NeurIPS 2019, equation 13.

    Examples
    --------
    >>> import torch
    >>> loss = LDAMLoss([160, 10], max_margin=0.5, scale=1.0)
    >>> loss.margins
    tensor([0.2500, 0.5000])
    >>> loss(torch.tensor([[0.0, 0.5]]), torch.tensor([1]))
    tensor(0.6931)
    """

    def __init__(self, class_counts, max_margin=0.5, scale=30.0):
        counts = read_counts(class_counts)
        super().__init__(torch.ones(len(counts)))
        self.class_counts = counts.tolist()
        smallest = counts[counts > 0].min()
        # A class without rows has no rows to keep away; its margin only has to be a number.
        margins = max_margin * (smallest / counts.clamp_min(smallest)) ** 0.25
        self.register_buffer("margins", margins.float())
        self.scale = scale

    def rows(self, logits, labels):
        """Return the loss of each row."""
        margin = F.one_hot(labels, logits.shape[-1]) * self.margins
        return cross_entropy(self.scale * (logits - margin), labels)

    def reweight(self, beta=0.9999):
        """Weigh the rows by the effective number of rows of their class from now on.

        Parameters
        ----------
        beta : float, default=0.9999
            Of :func:`effective_number_weights`.
        """
        self.class_weight.copy_(effective_number_weights(self.class_counts, beta))
