r"""What classifiers lose whose classes are centres in the space of the features.

Distances are squared, :math:`d_j^2 = \lVert f - c_j \rVert^2`. They have the shape (..., n_rows,
n_classes), so that the members of an ensemble may stand on a leading axis.
"""

import torch
from torch import nn
from torch.nn import functional as F

from ._classification import cross_entropy, mean_over_rows


class DistanceCrossEntropy(nn.Module):
    r"""Cross-entropy of squared distances to the centres of the classes: CPL, and GCPL.

    The loss of a row is :math:`-\log \operatorname{softmax}_y(-d^2 / T) + \lambda d_y^2 / 2`. The
    second term, which draws rows to their centre, makes GCPL of CPL.

    Parameters
    ----------
    temperature : float, default=1.0
        The :math:`T` above.

    prototype_weight : float, default=0.0
        The :math:`\lambda` above.

    References
    ----------
    .. [1] H.-M. Yang et al., "Robust classification with convolutional prototype learning", CVPR
       2018.

    Examples
    --------
    >>> import torch
    >>> loss = DistanceCrossEntropy(prototype_weight=0.1)
    >>> loss(torch.tensor([[1.0, 1.0]]), torch.tensor([0]))
    tensor(0.7431)
    """

    def __init__(self, temperature=1.0, prototype_weight=0.0):
        super().__init__()
        self.temperature, self.prototype_weight = temperature, prototype_weight

    def forward(self, output, labels, weight=None):
        """Return the loss of a batch: of distances, or of a tuple that begins with them."""
        distances = output if isinstance(output, torch.Tensor) else output[0]
        return mean_over_rows(self.rows(distances, labels), weight)

    def rows(self, distances, labels):
        """Return the loss of each row."""
        loss = cross_entropy(-distances / self.temperature, labels)
        if not self.prototype_weight:
            return loss
        return loss + self.prototype_weight / 2 * own_distances(distances, labels)


class AffinityLoss(nn.Module):
    r"""Margins between affinities, and centres that are spread evenly.

    The affinity of a row with a class is that with the nearest of its centres, :math:`a_j =
    \max_t \exp(-d_{jt}^2 / \sigma)`. A row loses :math:`\sum_{j \neq y} \max(0, \lambda + a_j -
    a_y)`, and to this comes the :func:`uneven_spread` of all centres.

    Parameters
    ----------
    margin : float, default=0.75
        The :math:`\lambda` above.

    sigma : float, default=10.0
        Squared distance at which the affinity has fallen to :math:`1 / e`. It should grow with the
        number of features: where it is much smaller than the distances there are, all affinities
        vanish and with them all slopes.

    spread_weight : float, default=1.0
        Weight of the uneven spread.

    References
    ----------
    .. [1] M. Hayat et al., "Gaussian affinity for max-margin class imbalanced learning", ICCV
       2019.

    Examples
    --------
    >>> import torch
    >>> distances = torch.tensor([[[0.0], [10.0]]])
    >>> AffinityLoss()((distances, torch.zeros(2, 1, 3)), torch.tensor([0]))
    tensor(0.1179)
    """

    def __init__(self, margin=0.75, sigma=10.0, spread_weight=1.0):
        super().__init__()
        self.margin, self.sigma, self.spread_weight = margin, sigma, spread_weight

    def forward(self, output, labels, weight=None):
        """Return the loss of a batch.

        The output is a tuple of the squared distances, of shape (..., n_rows, n_classes,
        n_centers), and the centres, of shape (..., n_classes, n_centers, n_features).
        """
        distances, centers = output
        spread = uneven_spread(centers.flatten(-3, -2)).sum()
        return mean_over_rows(self.rows(distances, labels), weight) + self.spread_weight * spread

    def rows(self, distances, labels):
        """Return what each row loses by its affinities."""
        affinity = torch.exp(-distances.amin(dim=-1) / self.sigma)
        lacking = F.relu(self.margin + affinity - _of_label(affinity, labels))
        others = 1 - F.one_hot(labels, affinity.shape[-1])
        return (lacking * others).sum(dim=-1)


def uneven_spread(centers):
    r"""Return the variance of the squared distances between pairs of centres.

    Parameters
    ----------
    centers : tensor of shape (..., n_centers, n_features)

    Returns
    -------
    variance : tensor of shape (...)
        Zero where there are fewer than three centres, that is, at most one pair.

    Examples
    --------
    >>> import torch
    >>> uneven_spread(torch.tensor([[0.0], [1.0], [2.0]]))
    tensor(2.)
    """
    n_centers = centers.shape[-2]
    one, other = torch.triu_indices(n_centers, n_centers, 1, device=centers.device)
    pairs = (centers[..., one, :] - centers[..., other, :]).square().sum(dim=-1)
    if n_centers < 3:
        return pairs.sum(dim=-1) * 0
    return pairs.var(dim=-1, correction=0)


def own_distances(distances, labels):
    """Return each row's distance to the centre of its label.

    Parameters
    ----------
    distances : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    Returns
    -------
    own : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> own_distances(torch.tensor([[1.0, 4.0], [9.0, 0.0]]), torch.tensor([1, 0]))
    tensor([4., 9.])
    """
    return _of_label(distances, labels).squeeze(-1)


def _of_label(values, labels):
    """Pick each row's value of its label, keeping the axis of classes."""
    return values.gather(-1, labels.expand(values.shape[:-1]).unsqueeze(-1))
