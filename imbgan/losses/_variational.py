"""Divergences of Gaussians, and the loss of networks whose weights are Gaussian."""

from torch import nn


def gaussian_divergence(mean, std, prior_std, dim=None):
    r"""Divergence of factorised Gaussians from a centred prior, summed.

    :math:`KL(q \,\|\, p) = \sum \log \frac{s_p}{s_q} + \frac{s_q^2 + m_q^2}{2 s_p^2} -
    \frac{1}{2}`, of the posterior q from the prior p.

    Parameters
    ----------
    mean, std : tensor
        Means and standard deviations of the posterior.

    prior_std : float
        Standard deviation of the prior.

    dim : int, default=None
        The axis that is summed over, such as 1 for a sum of each row; None: all.

    Returns
    -------
    divergence : tensor
        Of shape (), or without the axis summed over.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import gaussian_divergence
    >>> gaussian_divergence(torch.tensor([0.2]), torch.tensor([0.1]), 0.1)
    tensor(2.)
    """
    ratio = std / prior_std
    parts = ratio.square() / 2 - ratio.log() + (mean / prior_std).square() / 2 - 0.5
    return parts.sum() if dim is None else parts.sum(dim)


class EvidenceLoss(nn.Module):
    r"""Negative evidence lower bound of a row: its loss, and its share of the divergence.

    While it trains, the network returns its logits and the posterior of its weights; of the
    divergence from the prior :math:`1 / N` falls on each of the N rows.

    Parameters
    ----------
    rows : nn.Module
        Loss of rows with labels, such as :class:`RowLoss`.

    n_rows : int
        Rows of the training set.

    prior_std : float, default=0.1
        Standard deviation of the prior of each weight, whose mean is zero.

    temperature : float, default=1.0
        Factor of the divergence; 1 is the bound itself.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import EvidenceLoss, RowLoss
    >>> loss = EvidenceLoss(RowLoss(), n_rows=4)
    >>> logits, labels = torch.zeros(1, 4, 2), torch.tensor([0, 1, 1, 0])
    >>> posterior = [(torch.tensor([0.2]), torch.tensor([0.1]))]
    >>> loss((logits, posterior), labels)  # log 2, and a quarter of two
    tensor(1.1931)
    """

    def __init__(self, rows, n_rows, prior_std=0.1, temperature=1.0):
        super().__init__()
        self.rows, self.n_rows = rows, n_rows
        self.prior_std, self.temperature = prior_std, temperature

    def forward(self, output, labels, weight=None):
        """Return the loss of a batch; without a posterior it is that of the rows alone.

        Parameters
        ----------
        output : tuple of tensor and list, or tensor
            Logits of shape (n_draws, n_rows, n_classes) and pairs of means and standard
            deviations, or logits.

        labels : tensor of shape (n_rows,)
            Class codes.

        weight : tensor of shape (n_rows,), default=None
            Weights of the rows.

        Returns
        -------
        loss : tensor of shape ()
        """
        if not isinstance(output, tuple):
            # The loss of rows is summed over draws, and the mean over them is wanted.
            return self.rows(output, labels, weight) / len(output)
        logits, posterior = output
        divergence = sum(gaussian_divergence(*pair, self.prior_std) for pair in posterior)
        return self.rows(logits, labels, weight) + self.temperature * divergence / self.n_rows
