"""Estimators that play a game: their parameters, how the game is set up, and both faces."""

import warnings
from functools import partial

import numpy as np
import torch
from imblearn.utils import check_sampling_strategy
from sklearn.base import _fit_context

from ..base import BaseNetEstimator, ClassifierFace, SamplerFace
from ..base._estimator import optimizer_arguments
from ..base._user_network import UserNetwork
from ..encoding import make_encoder, repeated_rows
from ..engine import GameNet, ImbalanceNet, SeedStreams, WeightAverage, resolve_device
from ..losses import RowLoss
from ..networks import ConvexGenerator, MLPCritic, narrow
from ..utils import ImbalanceWarning
from ..utils._constraints import GAME_CONSTRAINTS
from ._collapse import warn_of_collapse

# What the papers say of the classifier's network and its training.
PAPER_NETWORKS = {
    "n_members": 1,
    "hidden_layer_sizes": (256, 128, 64),
    "dropout": 0.0,
    "weight_decay": 0.0,
    "max_epochs": 100,
    "max_steps_per_epoch": None,
    "early_stopping": False,
}


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

    def _classes_to_generate(self, lacking):
        """Return the codes of the classes that get a generator, given those that lack rows."""
        return tuple(range(len(self.classes_))) if len(lacking) else ()

    def _train(self, X, codes, n_to_draw, seed):
        """Encode the data, cast the players and play the game."""
        device = resolve_device(self.device)
        rows = self._encode(X, codes, seed)
        # The strategy speaks of all rows; what is held out takes its share of it along.
        n_to_draw = np.rint(n_to_draw * (len(rows.y) / len(codes))).astype(int)
        self._specify(rows, n_to_draw)
        order = repeated_rows(rows.y, self._fed_counts(), SeedStreams(seed).numpy("rows"))
        classes = self._classes_to_generate(_lacking(np.array(self.spec_.class_counts), n_to_draw))
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


def _lacking(counts, n_to_draw):
    """Return the codes of the classes with rows to draw or fewer than the largest target."""
    targets = counts + n_to_draw
    return np.flatnonzero((n_to_draw > 0) | (counts < targets.max()))


class GameClassifier(ClassifierFace, BaseGameEstimator):
    """The classifier face of a game."""

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Play the game and keep its classifier.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        Returns
        -------
        self : object
            The fitted classifier.
        """
        X, codes = self._check_training(X, y)
        self.sampling_strategy_ = check_sampling_strategy(
            self.sampling_strategy, self.classes_[codes], "over-sampling"
        )
        n_to_draw = [self.sampling_strategy_.get(label, 0) for label in self.classes_.tolist()]
        self._train(X, codes, np.array(n_to_draw), self._seed())
        if isinstance(self.net_, GameNet):
            self.net_.dismiss("generator", "critic")
        return self

    def _cast_again(self, states):
        # Without the other players there is no need of a net that lets them take turns.
        return ImbalanceNet, self._rules()

    def _is_played(self, classes):
        # With no weight on the fakes the classifier would not notice the game.
        return bool(classes) and self._chosen("fake_weight") > 0


class GameSampler(BaseGameEstimator, SamplerFace):
    """The sampler face of a game."""

    _default_early_stopping = False

    def _is_played(self, classes):
        return bool(classes)

    def _watchers(self, rows):
        return [("average", WeightAverage("generator")), *super()._watchers(rows)]

    def _train(self, X, codes, n_to_draw, seed):
        single = self.classes_[np.bincount(codes) == 1]
        if len(single):
            warnings.warn(
                f"The classes {single.tolist()} have one row each; rows generated for them equal it.",
                ImbalanceWarning,
                stacklevel=4,
            )
        if not _lacking(np.bincount(codes), n_to_draw).size:
            for name in ("net_", "spec_"):  # an earlier fit's
                vars(self).pop(name, None)
            self.generated_classes_ = ()
            self.encoder_ = make_encoder(X, self.categorical_features).fit(X)
            return
        rows = super()._train(X, codes, n_to_draw, seed)
        self.net_.dismiss("critic")
        warn_of_collapse(self, rows, SeedStreams(seed).seed("rows"))

    def _cast_again(self, states):
        if self.generator is not None:
            generator = self._user_generator()
        else:
            generator = partial(
                ConvexGenerator.from_state,
                states["generator"],
                self.spec_,
                **self._generator_options(),
            )
        return GameNet, self._rules() | self._cast(generator)

    def _restore(self, seed, states, history):
        super()._restore(seed, states, history)
        self.net_.dismiss("critic")

    def _generate(self, codes, seed):
        """Generate encoded rows of some classes, in blocks, in the order asked for."""
        noise = torch.Generator().manual_seed(seed)
        # A block that mixes the classes keeps all slots of the generator equally busy.
        order = torch.randperm(len(codes), generator=noise)
        labels = torch.from_numpy(codes)[order]
        generator = self.net_.generator_
        size = generator.block_rows() if hasattr(generator, "block_rows") else 4096
        blocks = [
            narrow(self.net_.generate(block, noise), self.spec_, noise)
            for block in labels.split(size)
        ]
        rows = torch.empty(len(codes), self.spec_.n_features)
        rows[order] = torch.cat(blocks)
        return rows.numpy()
