"""Contests between the real rows and the generated ones: what the critic and the generator lose.

A critic is called as ``critic(x, y)`` and returns one number per row. ``judge`` is the critic's
loss, ``fool`` the generator's.
"""

import torch


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
    """
    share = share.to(real.dtype).view(-1, *[1] * (real.dim() - 1))
    between = torch.lerp(real, fake, share).requires_grad_(True)
    (gradient,) = torch.autograd.grad(critic(between, labels).sum(), between, create_graph=True)
    norm = gradient.flatten(1).norm(dim=1)
    return (norm - 1).square().mean()


class Wasserstein:
    r"""Wasserstein contest with a penalty that keeps the critic's slope near one.

    The critic minimises :math:`E D(G) - E D(x) + w E (\lVert \nabla D(\hat x) \rVert - 1)^2`,
    the generator :math:`-E D(G)`.

    Parameters
    ----------
    penalty_weight : float, default=10.0
    """

    def __init__(self, penalty_weight=10.0):
        self.penalty_weight = penalty_weight

    def judge(self, critic, real, real_y, fake, fake_y, uniform):
        """Return the critic's loss.

        Parameters
        ----------
        critic : callable

        real, fake : tensor of shape (n_rows, ...)

        real_y, fake_y : tensor of shape (n_rows,)

        uniform : callable
            ``uniform(n_rows)`` draws a tensor of shape (n_rows, 1) from U(0, 1).

        Returns
        -------
        loss : tensor of shape ()
        """
        loss = critic(fake, fake_y).mean() - critic(real, real_y).mean()
        if self.penalty_weight:
            penalty = norm_one_penalty(critic, real, fake, real_y, uniform(len(real)))
            loss = loss + self.penalty_weight * penalty
        return loss

    def fool(self, critic, fake, fake_y):
        """Return the generator's loss against the critic.

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


class LeastSquares:
    """Least-squares contest on the sigmoid of the critic, with smoothed targets for the critic.

    The critic's target is drawn from U(1 - s, 1) for a real row and from U(0, s) for a generated
    one; the generator's is 1.

    Parameters
    ----------
    smoothing : float, default=0.1
        The largest distance s of the critic's targets from 1 and 0.
    """

    def __init__(self, smoothing=0.1):
        self.smoothing = smoothing

    def judge(self, critic, real, real_y, fake, fake_y, uniform):
        """Return the critic's loss; the parameters are those of :meth:`Wasserstein.judge`."""
        real_target = 1 - self.smoothing * uniform(len(real)).squeeze(1)
        fake_target = self.smoothing * uniform(len(fake)).squeeze(1)
        on_real = (torch.sigmoid(critic(real, real_y)) - real_target).square().mean()
        on_fake = (torch.sigmoid(critic(fake, fake_y)) - fake_target).square().mean()
        return on_real + on_fake

    def fool(self, critic, fake, fake_y):
        """Return the generator's loss; the parameters are those of :meth:`Wasserstein.fool`."""
        return (torch.sigmoid(critic(fake, fake_y)) - 1).square().mean()
