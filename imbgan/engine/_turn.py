"""What a player sees when it moves."""

import contextlib

import torch
from torch.nn.modules.batchnorm import _BatchNorm


class Turn:
    """One move of one player: the real batch, and fakes drawn when they are first asked for.

    Gradients reach the generator only on its own turn.

    Parameters
    ----------
    game : Game
        Gives the labels and the noise of the fakes.

    player : str
        Who moves.

    players : dict of str to module

    real_x : tensor of shape (n_rows, ...)

    real_y : tensor of shape (n_rows,)
        Class codes on the device.

    host_y : tensor of shape (n_rows,)
        The same class codes on the CPU.

    draws : Draws
        The random streams that labels and noise come from.
    """

    def __init__(self, game, player, players, real_x, real_y, host_y, draws):
        self.game, self.player, self.players = game, player, players
        self.real_x, self.real_y, self.host_y, self.draws = real_x, real_y, host_y, draws
        self._fakes = None

    @property
    def fake_y(self):
        """Labels of the fakes, on the device."""
        return self._drawn()[1]

    @property
    def fake_x(self):
        """The fakes."""
        return self._drawn()[0]

    def classified(self):
        """Let the classifier read the real rows and the fakes.

        Batch normalisation takes its statistics from both together: with statistics of its own
        each kind would be known by them, and the classifier would learn to tell the batches apart
        instead of the rows.

        Returns
        -------
        on_real, on_fake : tensor
            Logits.
        """
        classify = self.players["classifier"]
        if not norms_of(classify) or self.real_x.shape[1:] != self.fake_x.shape[1:]:
            return classify(self.real_x), classify(self.fake_x)
        both = classify(torch.cat([self.real_x, self.fake_x]))
        n_real = len(self.real_x)
        return both[..., :n_real, :], both[..., n_real:, :]

    def classified_fakes(self):
        """Let the classifier read the fakes alone, with the statistics that it has gathered.

        Returns
        -------
        logits : tensor
        """
        classify = self.players["classifier"]
        with settled(classify):
            return classify(self.fake_x)

    def uniform(self, n_rows):
        """Draw a column of numbers from U(0, 1) on the device."""
        noise = self.draws.noise
        return torch.rand((n_rows, 1), generator=noise, device=noise.device)

    def _drawn(self):
        if self._fakes is None:
            labels = self.game.fake_labels(self.player, self.host_y, self.draws.labels)
            with torch.set_grad_enabled(self.player == "generator"):
                noise = self.game.latent(labels, self.draws.noise)
                rows = self.players["generator"](noise, labels)
            self._fakes = rows, labels.to(rows.device, non_blocking=True)
        return self._fakes


class Draws:
    """The random streams of a game: labels on the host, noise on the device.

    Parameters
    ----------
    labels : torch.Generator
        On the CPU.

    noise : torch.Generator
        On the device of the networks.
    """

    def __init__(self, labels, noise):
        self.labels, self.noise = labels, noise


def norms_of(module):
    """Return the layers of batch normalisation."""
    return [layer for layer in module.modules() if isinstance(layer, _BatchNorm)]


@contextlib.contextmanager
def settled(module):
    """Let batch normalisation use the statistics that it has, for a block."""
    training = [layer for layer in norms_of(module) if layer.training]
    for layer in training:
        layer.training = False
    try:
        yield
    finally:
        for layer in training:
            layer.training = True
