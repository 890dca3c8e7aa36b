r"""The losses of ARConvL, whose classes are regions: a centre and a radius each.

Distances are squared, :math:`d_j^2 = \lVert f - C_j \rVert^2`, and so are those between centres.
The members of an ensemble may stand on a leading axis. The numbers of the equations are those of
the paper (S. Li et al., "ARConvL: Adaptive region-based convolutional learning for multi-class
imbalance classification", ECML PKDD 2023).
"""

import torch
from torch.nn import functional as F

from ._classification import cross_entropy
from ._prototypes import own_distances


def center_distances(centers):
    """Return the squared distances between centres.

    Parameters
    ----------
    centers : tensor of shape (..., n_classes, n_features)

    Returns
    -------
    distances : tensor of shape (..., n_classes, n_classes)

    Examples
    --------
    >>> import torch
    >>> center_distances(torch.tensor([[0.0, 0.0], [3.0, 4.0]]))
    tensor([[ 0., 25.],
            [25.,  0.]])
    """
    return (centers.unsqueeze(-2) - centers.unsqueeze(-3)).square().sum(dim=-1)


def _half_ways(centers):
    """Return how far it is from each centre half the way to the nearest other one."""
    distances = center_distances(centers.detach())
    own = torch.eye(distances.shape[-1], dtype=torch.bool, device=distances.device)
    return distances.masked_fill(own, torch.inf).amin(dim=-1).sqrt() / 2


def benchmark_radius(centers):
    """Return the largest radius with which no two regions overlap (equation 3).

    It is half the smallest distance between two centres. No gradient flows through it.

    Parameters
    ----------
    centers : tensor of shape (..., n_classes, n_features)

    Returns
    -------
    radius : tensor of shape (...)

    Examples
    --------
    >>> import torch
    >>> benchmark_radius(torch.tensor([[0.0], [2.0], [6.0]]))
    tensor(1.)
    """
    return _half_ways(centers).amin(dim=-1)


def upper_bound_radius(centers, radii):
    """Return the largest radius that rows of a class may spread over (equation 4).

    It is the largest radius, or half the largest distance from a centre to the nearest other one
    where this is more. No gradient flows through it.

    Parameters
    ----------
    centers : tensor of shape (..., n_classes, n_features)

    radii : tensor of shape (..., n_classes)

    Returns
    -------
    radius : tensor of shape (...)

    Examples
    --------
    >>> import torch
    >>> upper_bound_radius(torch.tensor([[0.0], [2.0], [6.0]]), torch.tensor([0.5, 0.5, 0.5]))
    tensor(2.)
    """
    return torch.maximum(_half_ways(centers), radii.detach().abs()).amax(dim=-1)


def adaptive_beta(benchmark, upper_bound):
    r"""Return the weight of the distribution loss (equation 5).

    It is :math:`\min(1, (R_{upp} / R_{ben})^2 - 1)`.

    Parameters
    ----------
    benchmark, upper_bound : tensor of shape (...)
        Radii.

    Returns
    -------
    beta : tensor of shape (...)

    Examples
    --------
    >>> import torch
    >>> adaptive_beta(torch.tensor(1.0), torch.tensor(1.2))
    tensor(0.4400)
    """
    # The benchmark of centres in one place is zero.
    smallest = torch.finfo(benchmark.dtype).tiny
    return ((upper_bound / benchmark.clamp_min(smallest)).square() - 1).clamp(0, 1)


def adaptive_margin(benchmark, upper_bound):
    r"""Return the margin of the cross-entropy (equation 7).

    It is :math:`\sigma^2 = \min(R_{ben}^2, R_{upp}^2 - R_{ben}^2)`.

    Parameters
    ----------
    benchmark, upper_bound : tensor of shape (...)
        Radii.

    Returns
    -------
    margin : tensor of shape (...)

    Examples
    --------
    >>> import torch
    >>> adaptive_margin(torch.tensor(1.0), torch.tensor(1.2))
    tensor(0.4400)
    """
    squared = benchmark.square()
    return torch.minimum(squared, (upper_bound.square() - squared).clamp_min(0))


def region_loss(distances, radii, labels, alpha, gamma=0.05):
    r"""Return what each row says of its class's radius (equation 2).

    It is :math:`\alpha_y [\max(0, d_y - R_y)^2 + \gamma R_y^2]`. Its gradient reaches the radii
    alone.

    Parameters
    ----------
    distances : tensor of shape (..., n_rows, n_classes)

    radii : tensor of shape (..., n_classes)
        Their absolute values count.

    labels : tensor of shape (n_rows,)
        Class codes.

    alpha : tensor of shape (n_classes,)
        Weight of a row by its class.

    gamma : float, default=0.05
        What keeps radii small.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> distances, radii = torch.tensor([[9.0, 1.0]]), torch.tensor([1.0, 2.0])
    >>> region_loss(distances, radii, torch.tensor([0]), torch.tensor([1.0, 10.0]))
    tensor([4.0500])
    """
    radius = radii.abs()[..., labels]
    outside = F.relu(own_distances(distances.detach(), labels).sqrt() - radius)
    return alpha[labels] * (outside.square() + gamma * radius.square())


def distribution_loss(distances, labels, alpha):
    r"""Return what each row loses by its distance to its centre (equation 6, without its beta).

    It is :math:`\alpha_y d_y^2`.

    Parameters
    ----------
    distances : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    alpha : tensor of shape (n_classes,)
        Weight of a row by its class.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> distribution_loss(
    ...     torch.tensor([[9.0, 1.0]]), torch.tensor([1]), torch.tensor([1.0, 10.0])
    ... )
    tensor([10.])
    """
    return alpha[labels] * own_distances(distances, labels)


def margin_cross_entropy(distances, labels, margin, log_prior=0.0):
    r"""Return the cross-entropy of rows against the other centres, brought nearer by a margin.

    The logits are :math:`-d_y^2 + \log \eta_y` and, for the other classes, :math:`-d_j^2 +
    \sigma^2 + \log \eta_j`: the first part of equation 8.

    Parameters
    ----------
    distances : tensor of shape (..., n_rows, n_classes)

    labels : tensor of shape (n_rows,)
        Class codes.

    margin : float or tensor of shape (...)
        The :math:`\sigma^2` above.

    log_prior : float or tensor of shape (n_classes,), default=0.0
        The :math:`\log \eta` above.

    Returns
    -------
    loss : tensor of shape (..., n_rows)

    Examples
    --------
    >>> import torch
    >>> margin_cross_entropy(torch.tensor([[1.0, 2.0]]), torch.tensor([0]), 1.0)
    tensor([0.6931])
    """
    others = 1 - F.one_hot(labels, distances.shape[-1]).to(distances.dtype)
    if isinstance(margin, torch.Tensor):
        margin = margin[..., None, None]
    return cross_entropy(log_prior - distances + margin * others, labels)


def center_cross_entropy(centers, margin):
    r"""Return the cross-entropy of each centre against the others: the rest of equation 8.

    The logits of centre :math:`j` are 0 for itself and :math:`-\lVert C_j - C_{j'} \rVert^2 +
    \sigma^2` for the others.

    Parameters
    ----------
    centers : tensor of shape (..., n_classes, n_features)

    margin : float or tensor of shape (...)
        The :math:`\sigma^2` above.

    Returns
    -------
    loss : tensor of shape (..., n_classes)

    Examples
    --------
    >>> import torch
    >>> center_cross_entropy(torch.tensor([[0.0], [1.0]]), 1.0)
    tensor([0.6931, 0.6931])
    """
    classes = torch.arange(centers.shape[-2], device=centers.device)
    return margin_cross_entropy(center_distances(centers), classes, margin)
