"""The multi-class hinge of Crammer and Singer, and the loss of max-margin generative models."""

from torch.nn import functional as F

from ._autoencoder import reconstruction_error
from ._classification import WeightedLoss
from ._variational import gaussian_divergence


def crammer_singer(logits, labels, margin=1.0):
    r"""Return :math:`\max_j \, (m [j \neq y] + f_j) - f_y`.

    It is what the strongest wrong class lacks to stay a margin behind, and never negative. The
    multi-class hinge of PyTorch, ``multi_margin_loss``, is another one: it adds up what all wrong
    classes lack, and divides by the number of classes.

    Parameters
    ----------
    logits : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    margin : float, default=1.0
        The :math:`m`.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    References
    ----------
    .. [1] K. Crammer, Y. Singer, "On the algorithmic implementation of multiclass kernel-based
       vector machines", JMLR 2001.

    Examples
    --------
    >>> import torch
    >>> crammer_singer(torch.tensor([[2.0, 1.5, -1.0], [0.0, 3.0, 1.0]]), torch.tensor([0, 1]))
    tensor([0.5000, 0.0000])
    """
    lead = logits - logits.gather(-1, labels.expand(logits.shape[:-1]).unsqueeze(-1))
    is_label = F.one_hot(labels, logits.shape[-1])
    return (lead + margin * (1 - is_label)).amax(dim=-1)


def negative_evidence(rows, made, mean, log_variance, spans=()):
    r"""Return the negative evidence lower bound of a variational autoencoder, per row and column.

    :math:`\frac{1}{D} \bigl( -\log p(x \mid z) + KL(q(z \mid x) \,\|\, N(0, I)) \bigr)` with D
    columns. A number has a Gaussian of variance one half around what the decoder makes, so that
    its part is the squared error, but for a constant that is left out; a category has the
    cross-entropy.

    Parameters
    ----------
    rows, made : tensor of shape (n_rows, ...)
        Expanded rows, and what the decoder makes of draws from q.

    mean, log_variance : tensor of shape (n_rows, latent_dim)
        Those of q.

    spans : sequence of slice, default=()
        Where the categorical columns lie; numbers come before them.

    Returns
    -------
    loss : tensor of shape (n_rows,)

    Examples
    --------
    >>> import torch
    >>> rows, made = torch.ones(1, 4), torch.zeros(1, 4)
    >>> negative_evidence(rows, made, torch.tensor([[2.0]]), torch.zeros(1, 1))  # 1 + 2 / 4
    tensor([1.5000])
    """
    n_columns = rows[0].numel() - sum(span.stop - span.start - 1 for span in spans)
    divergence = gaussian_divergence(mean, (log_variance / 2).exp(), 1.0, dim=1)
    return reconstruction_error(rows, made, spans) + divergence / n_columns


class MaxMarginLoss(WeightedLoss):
    """The hinge of margins, and in training the negative evidence of the rows beside it.

    Parameters
    ----------
    margin : float, default=1.0
        That of :func:`crammer_singer`.

    evidence_weight : float, default=1.0
        Weight of :func:`negative_evidence`.

    spans : sequence of slice, default=()
        Where the categorical columns lie in an expanded row.

    class_weight : sequence of float of shape (n_classes,), default=None
        Weight of a row by its class, in both parts.

    References
    ----------
    .. [1] C. Li, J. Zhu, T. Shi, B. Zhang, "Max-margin deep generative models", NIPS 2015.

    Examples
    --------
    >>> import torch
    >>> loss, labels = MaxMarginLoss(evidence_weight=0.5), torch.tensor([0])
    >>> margins = torch.tensor([[2.0, 1.5]])
    >>> loss(margins, labels)
    tensor(0.5000)
    >>> rows, made, code = torch.ones(1, 4), torch.zeros(1, 4), torch.zeros(1, 2)
    >>> loss((margins, rows, made, code, code), labels)  # and half of one
    tensor(1.)
    """

    def __init__(self, margin=1.0, evidence_weight=1.0, spans=(), class_weight=None):
        super().__init__(class_weight)
        self.margin, self.evidence_weight, self.spans = margin, evidence_weight, tuple(spans)

    def rows(self, logits, labels):
        """Return the loss of each row; without its reconstruction it is the hinge alone."""
        if not isinstance(logits, tuple):
            return crammer_singer(logits, labels, self.margin)
        margins, *generated = logits
        hinge = crammer_singer(margins, labels, self.margin)
        return hinge + self.evidence_weight * negative_evidence(*generated, self.spans)
