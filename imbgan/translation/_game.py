"""The game of CycleGAN: two generators and two critics for each class that is generated."""

import torch
from torch import nn

from ..networks import one_hot_expand


class ImageBuffer:
    """Generated rows of the past, some of which a critic sees instead of the newest ones.

    Parameters
    ----------
    size : int
        Rows that are kept.
    """

    def __init__(self, size):
        self.size, self.rows = size, []

    def exchange(self, rows, generator):
        """Return rows, of which about half are earlier ones in whose place they are kept.

        Parameters
        ----------
        rows : tensor of shape (n_rows, ...)

        generator : torch.Generator
            On the CPU.

        Returns
        -------
        rows : tensor of the same shape
        """
        given = []
        for row in rows.detach():
            if len(self.rows) < self.size:
                self.rows.append(row)
            elif torch.rand((), generator=generator) < 0.5:
                at = int(torch.randint(self.size, (), generator=generator))
                self.rows[at], row = row, self.rows[at]
            given.append(row)
        return torch.stack(given)


class Pairs(nn.Module):
    """One network for each class that is generated, and one for its source.

    Parameters
    ----------
    build : callable
        Builds a network.

    n_pairs : int
    """

    def __init__(self, build, n_pairs):
        super().__init__()
        self.of_target = nn.ModuleList(build() for _ in range(n_pairs))
        self.of_source = nn.ModuleList(build() for _ in range(n_pairs))


class TranslationGame(nn.Module):
    r"""For each class that is generated two generators, :math:`G: A \to B`, :math:`F: B \to A`.

    The generators minimise together :math:`(D_B(G(a)) - 1)^2 + (D_A(F(b)) - 1)^2 + \lambda
    (\lVert F(G(a)) - a \rVert_1 + \lVert G(F(b)) - b \rVert_1) + \lambda_i (\lVert G(b) - b
    \rVert_1 + \lVert F(a) - a \rVert_1)`, each critic half of the sum of :math:`(D - 1)^2` on real
    rows and :math:`D^2` on generated ones. The generators are updated first. All generators are
    one player and so are all critics, :class:`Pairs`: as Adam treats each weight by itself, this
    is what optimisers of their own would do.

    Parameters
    ----------
    spec : DataSpec

    n_pairs : int
        Classes that are generated. A batch holds, for each of them, equally many rows of its
        source and of itself, one class after the other.

    cycle_weight : float, default=10.0
        Of the way there and back, :math:`\lambda`.

    identity_weight : float, default=5.0
        Of rows that are of the class already, :math:`\lambda_i`.

    buffer_size : int, default=50
        Generated rows of the past that each critic may see.

    mixed_precision : bool, default=False
        Whether networks on CUDA compute in bfloat16 what can be; the losses stay float32.
    """

    schedule = (("generator", "critic"),)
    remembered = ("past",)  # beside its tensors, from epoch to epoch

    def __init__(
        self,
        spec,
        n_pairs,
        *,
        cycle_weight=10.0,
        identity_weight=5.0,
        buffer_size=50,
        mixed_precision=False,
    ):
        super().__init__()
        self.spec, self.n_pairs = spec, n_pairs
        self.cycle_weight, self.identity_weight = cycle_weight, identity_weight
        self.mixed_precision = mixed_precision
        self.buffers = [ImageBuffer(buffer_size) for _ in range(2 * n_pairs)]
        self._generated = []

    @property
    def past(self):
        """Rows that are kept for each critic."""
        return [buffer.rows for buffer in self.buffers]

    @past.setter
    def past(self, rows):
        for buffer, its_rows in zip(self.buffers, rows, strict=True):
            buffer.rows = its_rows

    def forget(self):
        """Drop the rows that are kept for the critics."""
        self.buffers, self._generated = [], []

    def trial(self, players, rows):
        """Return rows translated in all ways."""
        rows = one_hot_expand(rows, self.spec) if self.spec.categories else rows
        generators = players["generator"]
        return [each(rows) for each in (*generators.of_target, *generators.of_source)]

    def generator_loss(self, step):
        """Return the loss of all generators, and keep what they have generated."""
        generators, critics = step.players["generator"], step.players["critic"]
        adversarial, cycle, identity, self._generated = 0.0, 0.0, 0.0, []
        with self._precision(step):
            for i, (a, b) in enumerate(self._rows(step)):
                there, back = generators.of_target[i], generators.of_source[i]
                fake_b, fake_a = there(a), back(b)
                self._generated += [fake_b.detach(), fake_a.detach()]
                adversarial = adversarial + _squares(critics.of_target[i](fake_b), 1)
                adversarial = adversarial + _squares(critics.of_source[i](fake_a), 1)
                cycle = cycle + _distance(back(fake_b), a) + _distance(there(fake_a), b)
                if self.identity_weight:
                    identity = identity + _distance(there(b), b) + _distance(back(a), a)
        step.parts["adversarial_loss"], step.parts["cycle_loss"] = adversarial, cycle
        loss = adversarial + self.cycle_weight * cycle
        if self.identity_weight:
            step.parts["identity_loss"] = identity
            loss = loss + self.identity_weight * identity
        return loss

    def critic_loss(self, step):
        """Return the loss of all critics, which see rows generated now and before."""
        critics, loss = step.players["critic"], 0.0
        with self._precision(step):
            for i, (a, b) in enumerate(self._rows(step)):
                pairs = (critics.of_target[i], b), (critics.of_source[i], a)
                for at, (critic, real) in enumerate(pairs, start=2 * i):
                    fake = self.buffers[at].exchange(self._generated[at], step.draws["labels"])
                    loss = loss + (_squares(critic(real), 1) + _squares(critic(fake), 0)) / 2
        return loss

    def _precision(self, step):
        device = step.real_x.device.type
        return torch.autocast(device, torch.bfloat16, self.mixed_precision and device == "cuda")

    def _rows(self, step):
        """Return the rows of source and class for each class that is generated."""
        rows = step.real_x
        if self.spec.categories:
            rows = one_hot_expand(rows, self.spec)
        parts = rows.chunk(2 * self.n_pairs)
        return list(zip(parts[::2], parts[1::2], strict=True))


def _squares(judged, wanted):
    """Return the mean squared difference to a number."""
    return (judged.float() - wanted).square().mean()


def _distance(rows, others):
    """Return the mean absolute difference."""
    return (rows - others).abs().mean()
