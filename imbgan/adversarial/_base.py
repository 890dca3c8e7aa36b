"""Estimators that play a game: their parameters, and how the game is set up."""

from functools import partial

import numpy as np
import torch

from ..base import BaseNetEstimator
from ..base._estimator import optimizer_arguments
from ..encoding import repeated_rows
from ..engine import GameNet, ImbalanceNet, SeedStreams, resolve_device
from ..losses import RowLoss


class BaseGameEstimator(BaseNetEstimator):
    """Base of the estimators in which a generator plays with a classifier, and mostly a critic.

    A family says what the generator is: ``_warm_up`` (what is trained before the game),
    ``_generator_factory``, ``_generator_again`` (from the tensors of a fitted one) and
    ``_critic_factory``.
    """

    _game = None
    _gives_rows = False
    _warmed_up = None
    # Further parameters that go to the game as they are.
    _game_options = ("penalty_weight",)

    def _classes_to_generate(self, needy):
        """Return the codes of the classes that get a generator, given those in need of rows."""
        return tuple(range(len(self.classes_))) if len(needy) else ()

    def _train(self, X, codes, n_to_draw, seed):
        """Encode the data, cast the players and play the game."""
        device = resolve_device(self.device)
        classes = self._classes_to_generate(lacking(np.bincount(codes), n_to_draw))
        self.generated_classes_ = classes if self._is_played(classes) else ()
        rows = self._encode(X, codes, seed)
        # The strategy speaks of all rows; what is held out takes its share of it along.
        self._specify(rows, np.rint(n_to_draw * (len(rows.y) / len(codes))).astype(int))
        rows.order = repeated_rows(rows.y, self._fed_counts(), SeedStreams(seed).numpy("rows"))
        try:
            if self.generated_classes_:
                self._warmed_up = self._warm_up(rows, seed, device)
            arguments = self._net_arguments(seed, rows, device) | self._rules()
            if self.generated_classes_:
                arguments |= self._cast(self._generator_factory(rows))
            self._run(GameNet if self.generated_classes_ else ImbalanceNet, arguments, rows)
        finally:
            self._warmed_up = None  # the net has it now, or a next fit must not find it
        return rows

    def _fed_counts(self):
        """Return how many rows of each class the classifier is fed."""
        counts = np.array(self.spec_.class_counts)
        repeated = self._chosen("real_rows") == "repeated"
        return counts + self.spec_.n_to_draw if repeated else counts

    def _rules(self):
        """Return the net's arguments for the game, or for the loss of a classifier without one."""
        fed = self._fed_counts().tolist()
        if not self.generated_classes_:
            return {"criterion": partial(RowLoss, self._chosen("loss"), class_prior=fed)}
        return {
            "criterion": self._game,
            "criterion__spec": self.spec_,
            "criterion__classes": self.generated_classes_,
            "criterion__fed_counts": fed,
            "criterion__loss": self._chosen("loss"),
            "criterion__latent_dim": self.latent_dim,
            "criterion__fake_weight": self._chosen("fake_weight"),
            "criterion__fake_labels": self._chosen("fake_labels"),
            "criterion__fake_class_weight": self._chosen("fake_class_weight"),
            "criterion__persuade_weight": self._chosen("persuade_weight"),
            "criterion__critic_steps": self.critic_steps,
            **{f"criterion__{name}": self._chosen(name) for name in self._game_options},
        }

    def _cast(self, generator):
        """Return the net's arguments for the players besides the classifier."""
        betas = {"betas": (0.5, 0.9)}
        critic = self._critic_factory()
        cast = {
            "generator": generator,
            "critic": critic,
            "generator_lr": self.generator_lr,
            **optimizer_arguments("generator_optimizer", torch.optim.Adam, **betas),
        }
        if critic is None:
            return cast
        return cast | {
            "critic__spec": self.spec_,
            "critic_lr": self.critic_lr,
            **optimizer_arguments("critic_optimizer", torch.optim.Adam, **betas),
        }

    def _warm_up(self, rows, seed, device):
        """Train and return what the game starts from; by default it starts from nothing."""


def lacking(counts, n_to_draw):
    """Return the codes of the classes with rows to draw or fewer than the largest target."""
    targets = counts + n_to_draw
    return np.flatnonzero((n_to_draw > 0) | (counts < targets.max()))
