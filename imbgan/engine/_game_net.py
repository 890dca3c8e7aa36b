"""The net of several players, each with an optimiser of its own."""

from collections.abc import Callable
from dataclasses import dataclass, field

import torch

from ._net import ImbalanceNet


@dataclass
class Player:
    """A network that takes part in a game, and how it is trained.

    Parameters
    ----------
    build : callable
        Builds the network.

    optimizer : type
        Class of its optimiser.

    lr : float
        Its learning rate.

    options : dict, default={}
        Further arguments of the optimiser.
    """

    build: Callable
    optimizer: type = torch.optim.Adam
    lr: float = 1e-4
    options: dict = field(default_factory=dict)


@dataclass
class TrainingStep:
    """One update of one player: which player, on which batch, with which random streams.

    Parameters
    ----------
    player : str
        Name of the player whose loss is asked for.

    players : dict of str to nn.Module
        All networks by name.

    real_x : tensor of shape (n_rows, ...)
        The real batch.

    real_y : tensor of shape (n_rows,)
        Its class codes on the device.

    host_y : tensor of shape (n_rows,)
        The same class codes on the CPU.

    draws : dict of str to torch.Generator
        Random streams: "labels" on the CPU, "noise" on the device.

    parts : dict of str to tensor, default={}
        What else of the loss is to be recorded, under names that end in "_loss"; the game fills
        it.

    weight : tensor of shape (n_rows,), default=None
        Weights of the rows, where they have any.
    """

    player: str
    players: dict
    real_x: torch.Tensor
    real_y: torch.Tensor
    host_y: torch.Tensor
    draws: dict
    parts: dict = field(default_factory=dict)
    weight: torch.Tensor | None = None


class GameNet(ImbalanceNet):
    """A net of any number of players, which are updated one after the other on each batch.

    The game says who is updated: ``schedule`` is a tuple of rounds, each a tuple of player names;
    a batch is one round, and the rounds are taken in a cycle. For each player that is updated it
    has a method ``NAME_loss(step)``, which gets a :class:`TrainingStep`. Called as a module,
    ``game(output, y, weight)`` is the validation loss of the player that predicts, which is
    skorch's ``module``; the game is its ``criterion``.

    Parameters
    ----------
    players : dict of str to Player
        In the order in which they are built.

    game : callable
        Builds the game, an ``nn.Module``.

    predictor : str, default="classifier"
        Name of the player that predicts and is validated.

    **kwargs : dict
        What :class:`ImbalanceNet` takes. ``optimizer`` and ``lr`` default to those of the
        player that predicts.
    """

    def __init__(self, players, game, *, predictor="classifier", **kwargs):
        self.players, self.game, self.predictor = players, game, predictor
        main = players[predictor]
        own = {"optimizer": main.optimizer, "lr": main.lr}
        for name, value in main.options.items():
            own[f"optimizer__{name}"] = value
        super().__init__(main.build, game, **(own | kwargs))

    def initialize_module(self):
        super().initialize_module()
        for name, player in self.players.items():
            if name != self.predictor:
                setattr(self, f"{name}_", player.build(**self.get_params_for(name)))
        self._n_rounds, self._prepared_epoch, self._trained = 0, None, {}
        self.main_loss = f"{self.predictor}_loss"
        return self

    def initialize_optimizer(self, triggered_directly=None):
        named = self.module_.named_parameters()
        args, kwargs = self.get_params_for_optimizer("optimizer", named)
        self.optimizer_ = self.optimizer(*args, **kwargs)
        for name, module in self.player_modules().items():
            if name == self.predictor:
                continue
            player, named = self.players[name], module.named_parameters()
            args, kwargs = self.get_params_for_optimizer(f"{name}_optimizer", named)
            kwargs["lr"] = self.get_params_for(f"{name}_optimizer").get("lr", player.lr)
            kwargs = player.options | kwargs
            setattr(self, f"{name}_optimizer_", player.optimizer(*args, **kwargs))
        return self

    def player_modules(self):
        """Return the networks by player."""
        found = {self.predictor: self.module_}
        for name in self.players:
            if name != self.predictor:
                found[name] = getattr(self, f"{name}_")
        return found

    def player_attributes(self):
        """Return the names under which the networks of the players are kept."""
        others = [f"{name}_" for name in self.players if name != self.predictor]
        return ["module_", *others]

    def _prepare_epoch(self):
        """Find what is trained of each player, and by which optimiser.

        Once an epoch, as callbacks may freeze weights when an epoch begins.
        """
        self._prepared_epoch = len(self.history)
        self._modules_now = self.player_modules()
        for name, module in self._modules_now.items():
            optimizer = self.optimizer_
            if name != self.predictor:
                optimizer = getattr(self, f"{name}_optimizer_")
            self._trained[name] = optimizer, []
            for weights in module.parameters():
                if weights.requires_grad:
                    self._trained[name][1].append(weights)

    def train_step(self, batch, **fit_params):
        if self._prepared_epoch != len(self.history):
            self._prepare_epoch()
        for module in self._modules_now.values():
            if not module.training:  # visiting all layers takes time
                module.train()
        X, y, weight, host_y = batch
        schedule, losses = self.criterion_.schedule, {}
        for player in schedule[self._n_rounds % len(schedule)]:
            step = TrainingStep(
                player, self._modules_now, X, y, host_y, self.draws_, weight=weight
            )
            losses[f"{player}_loss"] = self._update_player(step, batch)
            losses |= step.parts
        self._n_rounds += 1
        loss = losses.get(f"{self.predictor}_loss", next(iter(losses.values())))
        return {"loss": loss, "losses": losses, "y_pred": None}

    def _update_player(self, step, batch):
        """Lower the loss of one player by one step of its optimiser."""
        optimizer, trained = self._trained[step.player]
        loss = getattr(self.criterion_, f"{step.player}_loss")(step)
        if not trained:  # a player whose weights are all frozen
            return loss.detach()
        optimizer.zero_grad()
        # Only the weights of this player receive gradients; autograd skips the others.
        loss.backward(inputs=trained)
        named = step.players[step.player].named_parameters()
        self.notify("on_grad_computed", named_parameters=named, batch=batch, training=True)
        optimizer.step()
        return loss

    def release(self, kept=None):
        kept = self.players if kept is None else kept
        for name in set(self.players) - {self.predictor, *kept}:
            delattr(self, f"{name}_")
            delattr(self, f"{name}_optimizer_")
        # What builds the players may hold the training rows, or what was trained before the game.
        self.players = dict.fromkeys([self.predictor, *kept])
        self._modules_now = self._trained = None
        return super().release()
