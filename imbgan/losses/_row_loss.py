"""The classifier's loss on real rows: plain or adjusted by the class prior."""

from ._classification import cross_entropy, squared_error
from ._weighted import WeightedLoss, read_counts

_FUNCTIONS = {
    "cross_entropy": cross_entropy,
    "logit_adjusted": cross_entropy,
    "squared_error": squared_error,
}


# Below it a class is as good as without rows.
_SMALLEST_SHARE = 1e-12


class RowLoss(WeightedLoss):
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

    tau : float, default=1.0
        Factor of the logs of the prior in the logit-adjusted loss.

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

    def __init__(self, kind="cross_entropy", class_prior=None, class_weight=None, tau=1.0):
        super().__init__(class_weight)
        if kind not in _FUNCTIONS:
            raise ValueError(f"kind={kind!r} is not a loss: use one of {sorted(_FUNCTIONS)}.")
        self._function = _FUNCTIONS[kind]
        shift = None
        if kind == "logit_adjusted":
            shift = tau * log_prior(class_prior)
        self.register_buffer("shift", shift)

    def rows(self, logits, labels):
        """Return the loss of each row."""
        return self._function(logits if self.shift is None else logits + self.shift, labels)


class LogitAdjustedLoss(RowLoss):
    r"""Cross-entropy of logits to which :math:`\tau \log \pi` is added, class by class.

    In training only: the logits themselves, without the addition, are those of a balanced world.

    Parameters
    ----------
    class_counts : sequence of float of shape (n_classes,)
        Rows of each class, or numbers in proportion to them.

    tau : float, default=1.0
        Factor of the logs of the class shares. At 1 the argmax of the logits is the choice that
        is best for the mean of the recalls.

    class_weight : sequence of float of shape (n_classes,), default=None
        Weight of a row by its class.

    References
    ----------
    .. [1] A. K. Menon et al., "Long-tail learning via logit adjustment", ICLR 2021, equation 10.

    Examples
    --------
    >>> import torch
    >>> loss = LogitAdjustedLoss([30, 10])
    >>> loss(torch.tensor([[0.0, 0.0]]), torch.tensor([1]))
    tensor(1.3863)
    """

    def __init__(self, class_counts, tau=1.0, class_weight=None):
        super().__init__("logit_adjusted", class_counts, class_weight, tau)


def log_prior(class_prior):
    """Return the logs of the shares of the classes.

    Parameters
    ----------
    class_prior : sequence of float of shape (n_classes,)
        Shares, or rows of each class.

    Returns
    -------
    logs : tensor of shape (n_classes,)
        That of a class without rows, or whose rows weigh next to nothing, is 0.

    Raises
    ------
    ValueError
        If shares are missing, negative or all zero.

    Examples
    --------
    >>> log_prior([30, 10])
    tensor([-0.2877, -1.3863])
    """
    if class_prior is None:
        raise ValueError("The logit-adjusted loss needs class_prior, the shares of the classes.")
    prior = read_counts(class_prior, "class_prior")
    shares = prior / prior.sum()
    # No row teaches the logits of an empty class. The log of its share would leave it out of the
    # loss, so that nothing lowers them, or post hoc make it the prediction of every row.
    return shares.where(shares >= _SMALLEST_SHARE, 1.0).log().float()
