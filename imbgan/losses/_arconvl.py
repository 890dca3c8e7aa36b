"""The loss of ARConvL, as a module that a net can take as criterion."""

import torch
from torch import nn

from ._classification import log_prior, mean_over_rows, read_counts
from ._regions import (
    adaptive_beta,
    adaptive_margin,
    benchmark_radius,
    center_cross_entropy,
    distribution_loss,
    margin_cross_entropy,
    region_loss,
    upper_bound_radius,
)


class ARConvLLoss(nn.Module):
    r"""Region loss, adaptive distribution loss and adaptive margin cross-entropy, added up.

    Parameters
    ----------
    class_counts : sequence of float of shape (n_classes,)
        Training rows of each class.

    beta : "adaptive" or float, default="adaptive"
        Weight of the distribution loss; :func:`adaptive_beta` or a fixed number.

    margin : "adaptive" or float, default="adaptive"
        The :math:`\sigma^2` of the cross-entropy; :func:`adaptive_margin` or a fixed number.

    center_loss : bool, default=True
        Whether centres lose by :func:`center_cross_entropy`.

    alpha : {"min", "mean"} or float, default="min"
        Weight of a row by its class. ``"min"`` is the paper's :math:`\alpha_j = \max_i N_i / N_j`,
        the smallest of which is one; ``"mean"`` is what the released code does, which in the
        distribution loss divides them by their mean. A number is the weight of all classes.

    gamma : float, default=0.05
        What keeps radii small.

    prior : bool, default=True
        Whether the cross-entropy of rows knows the shares of the classes.

    References
    ----------
    .. [1] S. Li et al., "ARConvL: Adaptive region-based convolutional learning for multi-class
       imbalance classification", ECML PKDD 2023, equation 1.

    Examples
    --------
    >>> import torch
    >>> loss = ARConvLLoss([30, 10])
    >>> centers, radii = torch.tensor([[0.0], [2.0]]), torch.tensor([1.0, 1.0])
    >>> features, labels = torch.tensor([[0.5], [1.0]]), torch.tensor([0, 1])
    >>> loss(((features - centers.T) ** 2, centers, radii), labels)
    tensor(0.8334)
    """

    def __init__(
        self,
        class_counts,
        *,
        beta="adaptive",
        margin="adaptive",
        center_loss=True,
        alpha="min",
        gamma=0.05,
        prior=True,
    ):
        super().__init__()
        self.beta, self.margin = beta, margin
        self.center_loss, self.gamma = center_loss, gamma
        counts = read_counts(class_counts)
        emphasis = _emphasis(counts, alpha)
        # The released code takes the mean out of the weights of the distribution loss alone.
        of_mean = emphasis / emphasis[counts > 0].mean() if alpha == "mean" else emphasis
        self.register_buffer("alpha", emphasis.float())
        self.register_buffer("distribution_alpha", of_mean.float())
        self.register_buffer("log_prior", log_prior(counts) if prior else torch.zeros(()))

    def forward(self, output, labels, weight=None):
        """Return the loss of a batch.

        The output is a tuple of the squared distances, of shape (..., n_rows, n_classes), the
        centres, of shape (..., n_classes, n_features), and the radii, of shape (..., n_classes).
        """
        return sum(self.parts(output, labels, weight).values())

    def parts(self, output, labels, weight=None):
        """Return the losses that are added up, by name."""
        distances, centers, radii = output
        benchmark, upper_bound = benchmark_radius(centers), upper_bound_radius(centers, radii)
        beta, margin = self.beta, self.margin
        if beta == "adaptive":
            beta = adaptive_beta(benchmark, upper_bound).unsqueeze(-1)
        if margin == "adaptive":
            margin = adaptive_margin(benchmark, upper_bound)
        rows = {
            "region": region_loss(distances, radii, labels, self.alpha, self.gamma),
            "distribution": beta * distribution_loss(distances, labels, self.distribution_alpha),
            "margin": margin_cross_entropy(distances, labels, margin, self.log_prior),
        }
        parts = {name: mean_over_rows(loss, weight) for name, loss in rows.items()}
        if self.center_loss:
            parts["centers"] = mean_over_rows(center_cross_entropy(centers, margin))
        return parts


def _emphasis(counts, alpha):
    """Return the weight of a row by its class."""
    if not isinstance(alpha, str):
        return torch.full_like(counts, alpha)
    if alpha not in ("min", "mean"):
        raise ValueError(f"alpha={alpha!r} is not known: use 'min', 'mean' or a number.")
    # A class without rows has none to weigh.
    return torch.where(counts > 0, counts.max() / counts, 0.0)
