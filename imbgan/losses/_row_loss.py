"""The classifier's loss on real rows, as a module that a net can take as criterion."""

import torch
from torch import nn

from ._classification import cross_entropy, mean_over_rows, squared_error

_FUNCTIONS = {
    "cross_entropy": cross_entropy,
    "logit_adjusted": cross_entropy,
    "squared_error": squared_error,
}


# Rows of a class that is never fed may still come along with a weight of zero, which times an
# infinite loss would be no number.
_SMALLEST_SHARE = 1e-12


class RowLoss(nn.Module):
    r"""Loss of a classifier on rows with labels.

    ``"logit_adjusted"`` adds the log of the class prior to the logits before the cross-entropy, so
    that the logits themselves become those of a balanced world and their argmax needs no further
    correction.

    Parameters
    ----------
    kind : {"cross_entropy", "logit_adjusted", "squared_error"}

    class_prior : sequence of float of shape (n_classes,), default=None
        Shares of the classes among the rows that the classifier is fed, or numbers in proportion
        to them; only the logit-adjusted loss needs them.

    class_weight : sequence of float of shape (n_classes,), default=None
        Weight of a row by its class.

    Raises
    ------
    ValueError
        If there is no such kind, or the class prior is missing.

    References
    ----------
    .. [1] A. K. Menon et al., "Long-tail learning via logit adjustment", ICLR 2021.

    Examples
    --------
    >>> import torch
    >>> loss = RowLoss("logit_adjusted", class_prior=[0.75, 0.25])
    >>> loss(torch.tensor([[0.0, 0.0]]), torch.tensor([1]))
    tensor(1.3863)
    """

    def __init__(self, kind="cross_entropy", class_prior=None, class_weight=None):
        super().__init__()
        if kind not in _FUNCTIONS:
            raise ValueError(f"kind={kind!r} is not a loss: use one of {sorted(_FUNCTIONS)}.")
        self._function = _FUNCTIONS[kind]
        shift = None
        if kind == "logit_adjusted":
            shift = _log_shares(class_prior)
        self.register_buffer("shift", shift)
        weight = None if class_weight is None else torch.tensor(class_weight, dtype=torch.float32)
        self.register_buffer("class_weight", weight)

    def forward(self, logits, labels, weight=None):
        """Return the loss of a batch, summed over members."""
        if self.class_weight is not None:
            of_class = self.class_weight[labels]
            weight = of_class if weight is None else weight * of_class
        return mean_over_rows(self.rows(logits, labels), weight)

    def rows(self, logits, labels):
        """Return the loss of each row."""
        return self._function(logits if self.shift is None else logits + self.shift, labels)


def _log_shares(class_prior):
    """Return the logs of the classes' shares."""
    if class_prior is None:
        raise ValueError("The logit-adjusted loss needs class_prior, the shares of the classes.")
    prior = torch.as_tensor(class_prior, dtype=torch.float64)
    return (prior / prior.sum()).clamp_min(_SMALLEST_SHARE).log().float()
