"""Estimators that play a game: their parameters, how a game is set up, and both faces."""

import numpy as np
import torch
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.utils import check_sampling_strategy, check_target_type
from scipy import sparse
from sklearn.base import _fit_context
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from ..base import BaseNetEstimator, ClassifierFace
from ..encoding import is_frame, repeated_rows
from ..engine import GameNet, ImbalanceNet, resolve_device
from ..losses import RowLoss
from ..networks import ConvexGenerator, MLPCritic, narrow
from ..utils._constraints import GAME_CONSTRAINTS


class BaseGameEstimator(BaseNetEstimator):
    """Base of the estimators that train a generator, a critic and a classifier against each other."""

    _parameter_constraints = GAME_CONSTRAINTS
    _game = None
    _method_defaults = {}

    def __init__(
        self,
        *,
        sampling_strategy="auto",
        random_state=None,
        loss="auto",
        fake_weight="auto",
        fake_labels="auto",
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
        early_stopping=True,
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

    def _classes_to_generate(self, spec):
        """Return the codes of the classes that get a generator."""
        return tuple(range(spec.n_classes))

    def _targets(self, codes, n_to_draw):
        """Return how many rows of each class the classifier is fed."""
        counts = np.bincount(codes, minlength=len(n_to_draw))
        return counts if self.real_rows == "original" else counts + n_to_draw

    def _play(self, X, codes, n_to_draw):
        """Encode the data, cast the players and play the game."""
        streams, seed = self._streams()
        device = resolve_device(self.device)
        rows = self._encode(X, codes, streams)
        self._specify(rows, n_to_draw)
        targets = self._targets(rows.y, n_to_draw)
        order = repeated_rows(rows.y, targets, streams.numpy("rows"))
        row_loss = RowLoss(self._chosen("loss"), class_prior=targets)
        arguments = self._net_arguments(seed, rows, device)
        classes = self._classes_to_generate(self.spec_)
        if not self._is_played(classes):
            return self._run(ImbalanceNet, {**arguments, "criterion": _given(row_loss)}, rows, order)
        arguments |= self._cast(rows, classes, row_loss)
        return self._run(GameNet, arguments, rows, order)

    def _is_played(self, classes):
        return bool(classes)

    def _cast(self, rows, classes, row_loss):
        """Return the net's arguments for the game and the players besides the classifier."""
        return {
            "criterion": self._game,
            "criterion__spec": self.spec_,
            "criterion__classes": classes,
            "criterion__row_loss": row_loss,
            "criterion__latent_dim": self.latent_dim,
            "criterion__fake_weight": self._chosen("fake_weight"),
            "criterion__fake_labels": self._chosen("fake_labels"),
            "criterion__critic_steps": self.critic_steps,
            "criterion__penalty_weight": self.penalty_weight,
            "generator": self._generator_factory(rows, classes),
            "critic": self.critic or self._default_critic,
            "critic__spec": self.spec_,
            "generator_lr": self.generator_lr,
            "critic_lr": self.critic_lr,
            "generator_optimizer__betas": (0.5, 0.9),
            "critic_optimizer__betas": (0.5, 0.9),
            "generator_optimizer__fused": True,
            "critic_optimizer__fused": True,
        }

    _default_critic = MLPCritic

    def _generator_factory(self, rows, classes):
        if self.generator is not None:
            return lambda: self.generator(self.spec_)
        return lambda: ConvexGenerator(
            self.spec_,
            torch.from_numpy(rows.X),
            torch.from_numpy(np.asarray(rows.y)),
            classes,
            latent_dim=self.latent_dim,
            max_anchors=self.max_anchors,
        )


def _given(module):
    """Return a factory of a module that exists already."""
    return lambda: module


class GameClassifier(ClassifierFace, BaseGameEstimator):
    """Face of a classifier that was trained in a game."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Play the game and keep its classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        Returns
        -------
        self : object
        """
        X, codes = self._check_training(X, y)
        self.sampling_strategy_ = check_sampling_strategy(
            self.sampling_strategy, self.classes_[codes], "over-sampling"
        )
        n_to_draw = np.array([self.sampling_strategy_.get(k, 0) for k in self.classes_.tolist()])
        self._play(X, codes, n_to_draw)
        return self

    def _is_played(self, classes):
        return bool(classes) and bool(self._chosen("fake_weight"))


class GameSampler(BaseGameEstimator, BaseOverSampler):
    """Face of an over-sampler whose generator was trained in a game."""
