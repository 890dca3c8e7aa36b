"""How far two samples are from one distribution."""

_SCALES = (0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0)


def maximum_mean_discrepancy(x, y):
    r"""Squared maximum mean discrepancy of two samples, without bias.

    .. math::

        \frac{1}{n (n - 1)} \sum_{i \neq j} \bigl( k(x_i, x_j) + k(y_i, y_j) \bigr)
        - \frac{2}{n^2} \sum_{i, j} k(x_i, y_j) , \qquad
        k(a, b) = \sum_s \frac{2 d s}{2 d s + \lVert a - b \rVert^2}

    with d columns and s in 0.1, 0.2, 0.5, 1, 2, 5 and 10: inverse multiquadratic kernels, some of
    which are as wide as draws from a standard normal distribution are apart. Its mean is zero
    where both samples come from one distribution, so it may be negative.

    Parameters
    ----------
    x, y : tensor of shape (n_rows, n_columns)
        The samples, of two rows at least.

    Returns
    -------
    discrepancy : tensor of shape ()

    References
    ----------
    .. [1] A. Gretton et al., "A kernel two-sample test", JMLR 13, 2012.

    .. [2] I. Tolstikhin et al., "Wasserstein auto-encoders", ICLR 2018.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import maximum_mean_discrepancy
    >>> x, y = torch.tensor([[0.0], [2.0]]), torch.tensor([[1.0], [1.0]])
    >>> maximum_mean_discrepancy(x, y)
    tensor(1.1584)
    """
    n = len(x)
    within = (_kernel(x, x) + _kernel(y, y)).fill_diagonal_(0).sum() / (n * (n - 1))
    return within - 2 * _kernel(x, y).mean()


def _kernel(a, b):
    """Return the kernel of each pair of rows."""
    # By products: the differences of all pairs and columns would take much memory.
    squares = a.square().sum(dim=1, keepdim=True) + b.square().sum(dim=1)
    distances = (squares - 2 * a @ b.T).clamp_min(0)
    widths = [2 * a.shape[1] * scale for scale in _SCALES]
    return sum(width / (width + distances) for width in widths)
