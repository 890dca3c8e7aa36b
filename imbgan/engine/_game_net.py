"""The net in which several players take turns."""

import torch

from ._net import ImbalanceNet, begin_training
from ._turn import Draws, Turn


class GameNet(ImbalanceNet):
    """A net of several players; each batch is one round of turns.

    The classifier is skorch's ``module``, the game its ``criterion``. The game says who moves in a
    round (``rounds``, taken in a cycle), which labels and noise the fakes have, and each player's
    loss.

    Parameters
    ----------
    module : callable
        Builds the classifier.

    criterion : callable
        Builds the game.

    generator : callable
        Builds the generator.

    critic : callable or None
        Builds the critic; None where the game has none.

    generator_lr, critic_lr : float
        Their learning rates.

    generator_optimizer, critic_optimizer : class
        Their optimisers.

    **kwargs : dict
        What :class:`ImbalanceNet` takes.
    """

    def __init__(
        self,
        module,
        criterion,
        *,
        generator,
        critic,
        generator_lr=1e-4,
        critic_lr=1e-4,
        generator_optimizer=torch.optim.Adam,
        critic_optimizer=torch.optim.Adam,
        **kwargs,
    ):
        self.generator, self.critic = generator, critic
        self.generator_lr, self.critic_lr = generator_lr, critic_lr
        self.generator_optimizer, self.critic_optimizer = generator_optimizer, critic_optimizer
        super().__init__(module, criterion, **kwargs)

    def initialize_module(self):
        super().initialize_module()
        for player in self._others():
            build = getattr(self, player)
            setattr(self, f"{player}_", build(**self.get_params_for(player)))
        return self

    def _others(self):
        """Return the names of the players besides the classifier."""
        return [name for name in ("generator", "critic") if getattr(self, name) is not None]

    def player_modules(self):
        named = {"classifier": "module_", "generator": "generator_", "critic": "critic_"}
        # Some may have been dismissed.
        return {name: getattr(self, at) for name, at in named.items() if hasattr(self, at)}

    def initialize_optimizer(self, triggered_directly=None):
        super().initialize_optimizer()
        for player in self._others():
            name = f"{player}_optimizer"
            named = self.player_modules()[player].named_parameters()
            args, kwargs = self.get_params_for_optimizer(name, named)
            kwargs["lr"] = self.get_params_for(name).get("lr", getattr(self, f"{player}_lr"))
            setattr(self, f"{name}_", getattr(self, name)(*args, **kwargs))
        return self

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        super().on_train_begin(net, X=X, y=y, **kwargs)
        self._round = 0
        self._draws = Draws(
            self.streams_.torch("labels"), self.streams_.torch("noise", self.device)
        )
        self._players = self.player_modules()
        self._moves = None

    def _find_moves(self):
        """Return the optimiser of each player, and those of its weights that are not frozen."""
        optimizers = {name: getattr(self, f"{name}_optimizer_") for name in self._others()}
        optimizers["classifier"] = self.optimizer_
        return {
            name: (optimizers[name], _learning(module)) for name, module in self._players.items()
        }

    def on_epoch_begin(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        super().on_epoch_begin(net, dataset_train, dataset_valid, **kwargs)
        self._moves = None  # callbacks may freeze weights when an epoch begins
        if hasattr(self.generator_, "redraw"):
            self.generator_.redraw(dataset_train.X, dataset_train.host_y, self._draws.labels)

    def on_train_end(self, net, X=None, y=None, **kwargs):
        super().on_train_end(net, X=X, y=y, **kwargs)
        del self._draws, self._players, self._moves

    def train_step(self, batch, **fit_params):
        self._moves = self._moves or self._find_moves()
        X, y, _, host_y = batch
        for module in self._players.values():
            begin_training(module)
        rounds = self.criterion_.rounds
        losses = {}
        for player in rounds[self._round % len(rounds)]:
            turn = Turn(self.criterion_, player, self._players, X, y, host_y, self._draws)
            losses[player + "_loss"] = self._update(player, turn, batch)
        self._round += 1
        loss = losses.get("classifier_loss", next(iter(losses.values())))
        return {"loss": loss, "losses": losses, "y_pred": None}

    def _update(self, player, turn, batch):
        """Let one player move."""
        optimizer, parameters = self._moves[player]
        loss = self.criterion_.loss(turn)
        optimizer.zero_grad()
        # Only the mover's weights receive gradients; autograd skips the others.
        loss.backward(inputs=parameters)
        self.notify(
            "on_grad_computed",
            named_parameters=self._players[player].named_parameters(),
            batch=batch,
            training=True,
        )
        optimizer.step()
        return loss

    def release(self):
        super().release()
        # The factories may hold the training rows, or what a warm-up has trained.
        self.module = self.generator = self.critic = None
        if hasattr(self.generator_, "settle"):
            self.generator_.settle()
        return self

    def dismiss(self, *players):
        """Forget players that the fitted estimator does not need, where there are such."""
        for player in players:
            if not hasattr(self, f"{player}_"):
                continue
            delattr(self, f"{player}_")
            delattr(self, f"{player}_optimizer_")

    @torch.no_grad()
    def generate(self, labels, noise_generator):
        """Generate a row for each label, as the generator's output.

        Parameters
        ----------
        labels : tensor of shape (n_rows,)
            Class codes on the CPU.

        noise_generator : torch.Generator

        Returns
        -------
        rows : tensor of shape (n_rows, ...)
        """
        self.generator_.eval()
        return self.generator_(self.criterion_.latent(labels, noise_generator), labels)


def _learning(module):
    """Return the parameters that are not frozen."""
    return [parameter for parameter in module.parameters() if parameter.requires_grad]
