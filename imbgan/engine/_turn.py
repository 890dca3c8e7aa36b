"""What a player sees when it moves."""

import torch

from ._norms import BatchStatistics, settled


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

        Batch normalisation takes its statistics from the real rows and reads the fakes with the
        same ones. With statistics of its own each kind would be known by them, and the classifier
        would learn to tell the batches apart instead of the rows; with statistics of both together
        the fakes would change how real rows are read.

        Returns
        -------
        on_real, on_fake : tensor
            Logits.
        """
        classify = self.players["classifier"]
        statistics = BatchStatistics(classify)
        with statistics.taken():
            on_real = classify(self.real_x)
        with statistics.applied():
            return on_real, classify(self.fake_x)

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
