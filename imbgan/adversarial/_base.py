"""Estimators that play a game: their parameters, and how the game is set up."""

from functools import partial

import numpy as np
import torch

from ..base import BaseNetEstimator
from ..base._estimator import optimizer_arguments
from ..base._user_network import UserNetwork
from ..encoding import repeated_rows
from ..engine import GameNet, ImbalanceNet, SeedStreams, resolve_device
from ..losses import RowLoss
from ..networks import ConvexGenerator, MLPCritic
from ..utils._constraints import GAME_CONSTRAINTS


class BaseGameEstimator(BaseNetEstimator):
    """Base of the estimators in which a generator, a critic and a classifier play."""

    _parameter_constraints = GAME_CONSTRAINTS
    _game = None
    _critic = MLPCritic
    _method_defaults = {}

    def __init__(
        self,
        *,
        sampling_strategy="auto",
        random_state=None,
        loss="auto",
        fake_weight="auto",
        fake_labels="auto",
        fake_class_weight="auto",
        persuade_weight="auto",
        real_rows="original",
        critic_steps=1,
        penalty_weight=10.0,
        latent_dim=32,
        max_anchors=512,
        generator=None,
        critic=None,
        generator_lr=1e-3,
        critic_lr=1e-3,
        classifier=None,
        n_members=16,
        hidden_layer_sizes=(96, 96),
        dropout=0.1,
        max_epochs=100,
        max_steps_per_epoch=200,
        batch_size=128,
        lr=2e-3,
        weight_decay=1e-3,
        optimizer=torch.optim.AdamW,
        early_stopping="auto",
        validation_fraction=0.15,
        n_iter_no_change=20,
        scoring="balanced_log_loss",
        categorical_features="auto",
        callbacks=None,
        device="auto",
        verbose=0,
        net_params=None,
    ):
        self.sampling_strategy = sampling_strategy
        self.random_state = random_state
        self.loss = loss
        self.fake_weight = fake_weight
        self.fake_labels = fake_labels
        self.fake_class_weight = fake_class_weight
        self.persuade_weight = persuade_weight
        self.real_rows = real_rows
        self.critic_steps = critic_steps
        self.penalty_weight = penalty_weight
        self.latent_dim = latent_dim
        self.max_anchors = max_anchors
        self.generator = generator
        self.critic = critic
        self.generator_lr = generator_lr
        self.critic_lr = critic_lr
        self.classifier = classifier
        self.n_members = n_members
        self.hidden_layer_sizes = hidden_layer_sizes
        self.dropout = dropout
        self.max_epochs = max_epochs
        self.max_steps_per_epoch = max_steps_per_epoch
        self.batch_size = batch_size
        self.lr = lr
        self.weight_decay = weight_decay
        self.optimizer = optimizer
        self.early_stopping = early_stopping
        self.validation_fraction = validation_fraction
        self.n_iter_no_change = n_iter_no_change
        self.scoring = scoring
        self.categorical_features = categorical_features
        self.callbacks = callbacks
        self.device = device
        self.verbose = verbose
        self.net_params = net_params

    def _chosen(self, name):
        """Return a parameter, or the method's own value where it is left to the method."""
        value = getattr(self, name)
        return self._method_defaults[name] if isinstance(value, str) and value == "auto" else value

    def _classes_to_generate(self, needy):
        """Return the codes of the classes that get a generator, given those in need of rows."""
        return tuple(range(len(self.classes_))) if len(needy) else ()

    def _train(self, X, codes, n_to_draw, seed):
        """Encode the data, cast the players and play the game."""
        device = resolve_device(self.device)
        rows = self._encode(X, codes, seed)
        # The strategy speaks of all rows; what is held out takes its share of it along.
        self._specify(rows, np.rint(n_to_draw * (len(rows.y) / len(codes))).astype(int))
        order = repeated_rows(rows.y, self._fed_counts(), SeedStreams(seed).numpy("rows"))
        classes = self._classes_to_generate(lacking(np.bincount(codes), n_to_draw))
        self.generated_classes_ = classes if self._is_played(classes) else ()
        arguments = self._net_arguments(seed, rows, device) | self._rules()
        if self.generated_classes_:
            arguments |= self._cast(self._generator_factory(rows))
            self._run(GameNet, arguments, rows, order)
        else:
            self._run(ImbalanceNet, arguments, rows, order)
        return rows

    def _fed_counts(self):
        """Return how many rows of each class the classifier is fed."""
        counts = np.array(self.spec_.class_counts)
        return counts if self.real_rows == "original" else counts + self.spec_.n_to_draw

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
            "criterion__penalty_weight": self.penalty_weight,
        }

    def _cast(self, generator):
        """Return the net's arguments for the players besides the classifier."""
        betas = {"betas": (0.5, 0.9)}
        return {
            "generator": generator,
            "critic": self._critic_factory(),
            "critic__spec": self.spec_,
            "generator_lr": self.generator_lr,
            "critic_lr": self.critic_lr,
            **optimizer_arguments("generator_optimizer", torch.optim.Adam, **betas),
            **optimizer_arguments("critic_optimizer", torch.optim.Adam, **betas),
        }

    def _row_shapes(self):
        # Fakes are wide: their categories are mixed.
        wide = [(self.spec_.wide_width,)] if self.spec_.categories else []
        return [self.spec_.shape, *wide]

    def _critic_factory(self):
        if self.critic is None:
            return type(self)._critic
        example = torch.zeros(2, *self._row_shapes()[-1]), torch.zeros(2, dtype=torch.long)
        return UserNetwork("critic", self.critic, [example], (2,))

    def _user_generator(self):
        labels = torch.tensor(self.generated_classes_[:1] * 2)
        example = torch.zeros(2, self.latent_dim), labels
        shape = (2, *self._row_shapes()[-1])
        return partial(UserNetwork("generator", self.generator, [example], shape), self.spec_)

    def _generator_factory(self, rows):
        if self.generator is not None:
            return self._user_generator()
        X, y = torch.from_numpy(rows.X), torch.from_numpy(np.asarray(rows.y))
        return partial(ConvexGenerator, self.spec_, X, y, **self._generator_options())

    def _generator_options(self):
        return {
            "classes": self.generated_classes_,
            "latent_dim": self.latent_dim,
            "max_anchors": self.max_anchors,
        }


def lacking(counts, n_to_draw):
    """Return the codes of the classes with rows to draw or fewer than the largest target."""
    targets = counts + n_to_draw
    return np.flatnonzero((n_to_draw > 0) | (counts < targets.max()))
