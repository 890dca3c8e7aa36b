"""Weights of classes by the effective number of their rows."""

import math

import torch

from ._classification import read_counts
from ._focal import FocalLoss


def effective_number_weights(class_counts, beta=0.9999):
    r"""Return class weights in inverse proportion to the effective numbers of rows.

    A class of :math:`n` rows counts as :math:`(1 - \beta^n) / (1 - \beta)` of them, since the rows
    of a large class repeat each other. The weights are scaled to a sum of the number of classes.

    Parameters
    ----------
    class_counts : sequence of float of shape (n_classes,)
        Rows of each class. A class without rows has the weight zero.

    beta : float, default=0.9999
        In [0, 1]. At 0 all classes weigh one; at 1, the limit, in inverse proportion to their
        rows. Beyond :math:`1 / (1 - \beta)` rows a class counts hardly more.

    Returns
    -------
    weights : tensor of shape (n_classes,)
        In double precision.

    Raises
    ------
    ValueError
        If counts are negative or all zero, or `beta` lies outside [0, 1].

    References
    ----------
    .. [1] Y. Cui et al., "Class-balanced loss based on effective number of samples", CVPR 2019,
       equation 2.

    Examples
    --------
    >>> effective_number_weights([100, 10], beta=0.9)
    tensor([0.7889, 1.2111], dtype=torch.float64)
    """
    counts = read_counts(class_counts)
    if not 0 <= beta <= 1:
        raise ValueError(f"beta must lie in [0, 1], got {beta!r}.")
    number = counts
    if beta < 1:
        # 1 - beta^n without the difference of two numbers near one.
        number = -torch.expm1(counts * (math.log1p(beta - 1) if beta else -math.inf))
    weights = torch.where(counts > 0, 1 / number, 0.0)
    return weights * (len(weights) / weights.sum())


class ClassBalancedLoss(FocalLoss):
    r"""Cross-entropy or focal loss with weights by the effective numbers of rows.

    Parameters
    ----------
    class_counts : sequence of float of shape (n_classes,)
        Rows of each class.

    beta : float, default=0.9999
        Of :func:`effective_number_weights`.

    focal_exponent : float, default=0.0
        At 0 the loss is the weighted cross-entropy; otherwise the weighted focal loss.

    form : {"softmax", "sigmoid"}, default="softmax"
        Of :class:`FocalLoss`.

    Raises
    ------
    ValueError
        If a parameter is out of its range.

    References
    ----------
    .. [1] Y. Cui et al., "Class-balanced loss based on effective number of samples", CVPR 2019.

    Examples
    --------
    >>> import torch
    >>> loss = ClassBalancedLoss([100, 10], beta=0.9)
    >>> loss(torch.tensor([[0.0, 0.0]]), torch.tensor([1]))
    tensor(0.8395)
    """

    def __init__(self, class_counts, beta=0.9999, focal_exponent=0.0, form="softmax"):
        super().__init__(focal_exponent, effective_number_weights(class_counts, beta), form)
