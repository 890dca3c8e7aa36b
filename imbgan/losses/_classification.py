"""Losses of a classifier on rows with labels: functions of logits, and modules with weights.

The logits have the shape (..., n_rows, n_classes), labels (n_rows,); the result has the shape
(..., n_rows), so that the members of an ensemble, which stand on a leading axis, keep losses of
their own.
"""

import torch
from torch import nn
from torch.nn import functional as F


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
    lead = logits - logits.gather(-1, labels.expand(logits.shape[:-1]).unsqueeze(-1))
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

    It is the classifier's part in the loss of GAMO's generator.

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

    weight : tensor of shape (n_rows,) or (n_members, n_rows), default=None
        Weights of the rows, for all members or for each. The sum is divided by the number of rows,
        not by the sum of weights, so that a batch of heavy rows counts more than one of light
        rows.

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

        weight : tensor of shape (n_rows,) or (n_members, n_rows), default=None
            Weights of the rows, for all members or for each.

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

    has_fixed_steps = True

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
