"""Adversarial losses: what critic and generator minimise against each other.

A critic is called as ``critic(x, y)`` and returns one number per row. ``critic_loss`` is the
critic's loss, ``generator_loss`` the generator's.
"""

from dataclasses import dataclass

import torch
from torch.nn.functional import softplus


def norm_one_penalty(critic, real, fake, labels, share):
    r"""Return :math:`E (\lVert \nabla D(\hat x) \rVert - 1)^2` between real and generated rows.

    Parameters
    ----------
    critic : callable

    real, fake : tensor of shape (n_rows, ...)

    labels : tensor of shape (n_rows,)

    share : tensor of shape (n_rows, 1)
        How far each point lies from the real row towards the generated one, in [0, 1].

    Returns
    -------
    penalty : tensor of shape ()

    Examples
    --------
    >>> import torch
    >>> def critic(rows, labels):
    ...     return 3 * rows[:, 0]
    >>> real, fake, share = torch.zeros(2, 1), torch.ones(2, 1), torch.full((2, 1), 0.5)
    >>> float(norm_one_penalty(critic, real, fake, torch.tensor([0, 1]), share))
    4.0
    """
    between = _between(real, fake, share).requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(between, labels).sum(), between, create_graph=True)
    norm = gradient.flatten(1).norm(dim=1)
    return (norm - 1).square().mean()


def zero_centred_penalty(critic, rows, labels):
    r"""Return :math:`E \lVert \nabla D(x) \rVert^2` at some rows.

    Parameters
    ----------
    critic : callable

    rows : tensor of shape (n_rows, ...)

    labels : tensor of shape (n_rows,)

    Returns
    -------
    penalty : tensor of shape ()

    Examples
    --------
    >>> import torch
    >>> def critic(rows, labels):
    ...     return 3 * rows[:, 0]
    >>> float(zero_centred_penalty(critic, torch.zeros(2, 1), torch.tensor([0, 1])))
    9.0
    """
    rows = rows.detach().requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(rows, labels).sum(), rows, create_graph=True)
    return gradient.flatten(1).square().sum(dim=1).mean()


@dataclass
class Wasserstein:
    r"""Wasserstein loss with a penalty that keeps the norm of the critic's gradient near one.

    The critic minimises :math:`E D(G) - E D(x) + w E (\lVert \nabla D(\hat x) \rVert - 1)^2`,
    the generator :math:`-E D(G)`.

    Parameters
    ----------
    penalty_weight : float, default=10.0

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import Wasserstein
    >>> def critic(rows, labels):
    ...     return rows.sum(1)
    >>> Wasserstein().generator_loss(critic, torch.ones(2, 3), torch.tensor([0, 1]))
    tensor(-3.)
    """

    penalty_weight: float = 10.0

    def critic_loss(self, critic, real, real_y, fake, fake_y, uniform):
        """Return the critic's loss.

        Parameters
        ----------
        critic : callable

        real, fake : tensor of shape (n_rows, ...)

        real_y, fake_y : tensor of shape (n_rows,)

        uniform : callable
            ``uniform(*shape)`` draws a tensor from U(0, 1).

        Returns
        -------
        loss : tensor of shape ()
        """
        loss = critic(fake, fake_y).mean() - critic(real, real_y).mean()
        if self.penalty_weight:
            penalty = norm_one_penalty(critic, real, fake, real_y, uniform(len(real), 1))
            loss = loss + self.penalty_weight * penalty
        return loss

    def generator_loss(self, critic, fake, fake_y):
        """Return the generator's loss.

        Parameters
        ----------
        critic : callable

        fake : tensor of shape (n_rows, ...)

        fake_y : tensor of shape (n_rows,)

        Returns
        -------
        loss : tensor of shape ()
        """
        return -critic(fake, fake_y).mean()


@dataclass
class LeastSquares:
    """Least-squares loss on the sigmoid of the critic, with smoothed targets for the critic.

    The critic's target is drawn from U(1 - s, 1) for a real row and from U(0, s) for a generated
    one; the generator's is 1.

    Parameters
    ----------
    smoothing : float, default=0.1
        The largest distance s of the critic's targets from 1 and 0.

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import LeastSquares
    >>> def critic(rows, labels):
    ...     return rows.sum(1)
    >>> fake, labels = torch.zeros(2, 3), torch.tensor([0, 1])
    >>> LeastSquares().generator_loss(critic, fake, labels)  # (1/2 - 1) squared
    tensor(0.2500)
    """

    smoothing: float = 0.1

    def critic_loss(self, critic, real, real_y, fake, fake_y, uniform):
        """Return the critic's loss, with the parameters of :meth:`Wasserstein.critic_loss`."""
        real_target = 1 - self.smoothing * uniform(len(real), 1).to(real).squeeze(1)
        fake_target = self.smoothing * uniform(len(fake), 1).to(fake).squeeze(1)
        on_real = (torch.sigmoid(critic(real, real_y)) - real_target).square().mean()
        on_fake = (torch.sigmoid(critic(fake, fake_y)) - fake_target).square().mean()
        return on_real + on_fake

    def generator_loss(self, critic, fake, fake_y):
        """Return the generator's loss, as :meth:`Wasserstein.generator_loss` does."""
        return (torch.sigmoid(critic(fake, fake_y)) - 1).square().mean()


@dataclass
class ZeroCentred:
    r"""Adversarial loss with a penalty that draws the critic's gradient to zero.

    With :math:`f` the identity the critic minimises :math:`E D(G) - E D(x)` and the generator
    :math:`-E D(G)`; with :math:`f = \log` of a sigmoid the critic minimises
    :math:`-E \log D(x) - E \log(1 - D(G))` and the generator :math:`E \log(1 - D(G))`.
    To the critic's loss comes :math:`w E \lVert \nabla D \rVert^2`.

    Parameters
    ----------
    penalty_weight : float, default=10.0

    penalty_at : {"real", "fake", "between"}, default="real"
        Where the gradient is taken: at real rows, at generated ones, or at random points between.

    f : {"identity", "log"}, default="identity"

    Examples
    --------
    >>> import torch
    >>> from imbgan.losses import ZeroCentred
    >>> def critic(rows, labels):
    ...     return rows.sum(1)
    >>> fake, labels = torch.zeros(2, 3), torch.tensor([0, 1])
    >>> ZeroCentred(f="log").generator_loss(critic, fake, labels)  # log 1/2
    tensor(-0.6931)
    """

    penalty_weight: float = 10.0
    penalty_at: str = "real"
    f: str = "identity"

    def critic_loss(self, critic, real, real_y, fake, fake_y, uniform):
        """Return the critic's loss, with the parameters of :meth:`Wasserstein.critic_loss`."""
        on_real, on_fake = critic(real, real_y), critic(fake, fake_y)
        if self.f == "log":
            loss = softplus(-on_real).mean() + softplus(on_fake).mean()
        else:
            loss = on_fake.mean() - on_real.mean()
        if self.penalty_weight:
            rows, labels = {
                "real": lambda: (real, real_y),
                "fake": lambda: (fake, fake_y),
                "between": lambda: (_between(real, fake, uniform(len(real), 1)), real_y),
            }[self.penalty_at]()
            loss = loss + self.penalty_weight * zero_centred_penalty(critic, rows, labels)
        return loss

    def generator_loss(self, critic, fake, fake_y):
        """Return the generator's loss, as :meth:`Wasserstein.generator_loss` does."""
        score = critic(fake, fake_y)
        # log(1 - sigmoid(d)) is -softplus(d).
        return -(softplus(score) if self.f == "log" else score).mean()


def _between(real, fake, share):
    """Return points between real and generated rows."""
    return torch.lerp(real, fake, share.to(real).view(-1, *[1] * (real.dim() - 1)))
