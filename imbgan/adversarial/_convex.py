"""Games whose generator mixes the rows of a class, on the rows or on features of images."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from ..base import (
    GeneratorStrategy,
    UserNetwork,
    classifier_network,
    image_options,
    pretrain,
)
from ..engine import OneCycle, in_blocks
from ..losses import RowLoss, Wasserstein
from ..networks import ConvClassifier, ConvexGenerator, ConvTrunk, FeatureClassifier, make_critic
from ._method import GameClassifier, generate_rows, plan_classifier, plan_game

# "auto" of a game that mixes rows: it is worth what it starts from, and more batches add little.
SHORT_GAME = {"max_steps": 75}
# The mix of the papers: in the hull of the class, and learned as a whole.
PAPER_MIX = {"mix": "learned", "extrapolation": 0.0, "screen": False, "generator_lr": 1e-3}


def wasserstein(estimator):
    """Return the adversarial loss of AO and DO."""
    return Wasserstein(estimator.penalty_weight)


@dataclass
class FeatureSpace:
    """Puts the features of images in the place of the images, for the time of a game.

    While the game is played the spec of the data is that of features. The classifier keeps the
    feature network below it, so that it reads images as well.

    Parameters
    ----------
    use : bool or "auto"
        ``"auto"`` uses features of images, unless a network is the user's, which is one for
        images.

    has_own_networks : bool
        Whether a network is the user's.

    trunk : nn.Module, default=None
        The feature network, once it is trained.
    """

    use: bool | str
    has_own_networks: bool
    trunk: nn.Module | None = None

    def is_used(self, is_image):
        """Tell whether the game is played on features."""
        if self.use == "auto":
            return is_image and not self.has_own_networks
        if self.use and not is_image:
            raise ValueError(
                "feature_network=True needs images: X of shape (n_samples, channels, height, "
                "width), or image_shape."
            )
        return self.use

    def fit(self, run):
        """Train the feature network, and put features in the place of the images."""
        network, data = pretrain(
            run,
            "feature network",
            partial(ConvClassifier, run.spec, **image_options(run)),
            partial(RowLoss, "logit_adjusted", class_prior=run.counts.tolist()),
            max_epochs=run.n_epochs,
            lr=run.estimator.lr,
            callbacks=[("schedule", OneCycle())],
        )
        self.trunk = network.trunk
        run.rows.X = self._features(data.X)
        if run.rows.held_out is not None:
            images = torch.from_numpy(run.rows.held_out[0]).to(run.device)
            run.rows.held_out = (self._features(images), *run.rows.held_out[1:])
        run.spec = replace(run.spec, shape=run.rows.X.shape[1:])

    def _features(self, images):
        return in_blocks(FeatureClassifier(self.trunk, nn.Identity()), images).cpu().numpy()

    def classifier(self, build, run):
        """Return what builds a classifier on top of the feature network, if there is one."""
        shape = run.estimator.encoder_.shape
        if run.spec.shape == shape:
            return build
        # The weights of a fitted classifier are loaded afterwards.
        channels = run.estimator.n_channels
        blank = partial(ConvTrunk, replace(run.spec, shape=shape), n_channels=channels)
        return partial(_on_features, self.trunk or blank, build)


def _on_features(trunk, build, **options):
    """Build a classifier on top of a feature network, which may still have to be built."""
    trunk = trunk if isinstance(trunk, nn.Module) else trunk()
    return FeatureClassifier(trunk, build(**options))


@dataclass
class ConvexMix(GeneratorStrategy):
    """A generator that mixes the rows of a class, on the rows or on features of images.

    Parameters
    ----------
    latent_dim : int

    max_anchors : int

    network : callable or None
        Builds a generator of the user, which is taken in its place.

    features : FeatureSpace or None
        None where the rows themselves are mixed, as in samplers.

    is_local : bool, default=False
        Whether keys and sharpness of the mix are not learned.
    """

    latent_dim: int
    max_anchors: int
    network: Callable | None = None
    features: FeatureSpace | None = None
    is_local: bool = False

    def reads_features(self, is_image):
        return self.features is not None and self.features.is_used(is_image)

    def fit_prior(self, run):
        if self.reads_features(run.spec.is_image):
            self.features.fit(run)

    def classifier(self, run):
        build = classifier_network(run)
        return build if self.features is None else self.features.classifier(build, run)

    def build(self, run):
        if self.network is not None:
            return self._user_generator(run)
        if run.states is not None:
            build = partial(ConvexGenerator.from_state, run.states.get("generator"))
        else:
            X, y = torch.from_numpy(run.rows.X), torch.from_numpy(np.asarray(run.rows.y))
            build = partial(ConvexGenerator, X=X, y=y)
            largest = np.array(run.spec.class_counts)[list(run.generated)].max()
            self.needs_epochs = largest > self.max_anchors  # to redraw the anchors
        options = {
            "latent_dim": self.latent_dim,
            "max_anchors": self.max_anchors,
            "is_local": self.is_local,
            "extrapolation": run.value("extrapolation"),
        }
        return partial(build, spec=run.spec, classes=run.generated, **options)

    def _user_generator(self, run):
        labels = torch.tensor(run.generated[:1] * 2)
        example = torch.zeros(2, self.latent_dim), labels
        shape = (2, *run.row_shapes[-1])
        return partial(UserNetwork("generator", self.network, [example], shape), run.spec)

    def start_epoch(self, generator, rows, labels):
        generator.redraw_anchors(rows.X, rows.host_y, labels)


@dataclass(kw_only=True, eq=False, repr=False)
class ConvexGame:
    """The parameters of the games whose generator mixes rows, and their parts."""

    sampling_strategy: Any = "auto"
    random_state: Any = None
    loss: str = "auto"
    fake_weight: float | str = "auto"
    fake_labels: str = "auto"
    fake_class_weight: str = "auto"
    generator_classifier_weight: float | str = "auto"
    real_rows: str = "original"
    critic_steps: int = 1
    penalty_weight: float = 10.0
    latent_dim: int = 32
    max_anchors: int = 512
    mix: str = "learned"
    extrapolation: float | str = 0.0
    screen: bool = False
    generator: Callable | None = None
    critic: Callable | None = None
    generator_lr: float | str = 1e-3
    critic_lr: float = 1e-3
    classifier: Callable | None = None
    n_members: int | str = "auto"
    hidden_layer_sizes: tuple = (96, 96)
    n_channels: int = 16
    dropout: float | str = "auto"
    max_shift: int = 0
    flip: bool = False
    max_epochs: int | str = "auto"
    max_steps: int | str | None = None
    max_steps_per_epoch: int | None = 200
    time_limit: float | None = None
    batch_size: int = 128
    lr: float = 2e-3
    lr_schedule: str = "auto"
    weight_decay: float = 1e-3
    optimizer: type = torch.optim.AdamW
    categorical_features: Any = "auto"
    image_shape: tuple | None = None
    callbacks: list | None = None
    device: str = "auto"
    verbose: int = 0
    net_params: dict | None = None
    checkpoint: Any = None

    _generate = generate_rows
    _features = None  # mixes of features cannot be turned into rows

    def _strategy(self):
        is_local = self.mix == "local"
        return ConvexMix(
            self.latent_dim, self.max_anchors, self.generator, self._features, is_local
        )

    def _plan(self, run):
        strategy = run.strategy
        if strategy is None:
            return plan_classifier(run)
        generator = strategy.build(run)
        critic = partial(
            make_critic,
            run.spec,
            conditional=self._method.conditional_critic,
            n_channels=self.n_channels,
        )
        if self.critic is not None:
            critic = self._user_critic(run)
        options = {
            "objectives": self._method.objectives,
            "adversarial_loss": self._method.adversarial_loss(self),
        }
        return plan_game(run, strategy.classifier(run), generator, critic, **options)

    def _user_critic(self, run):
        """Return what builds the critic of the user."""
        example = torch.zeros(2, *run.row_shapes[-1]), torch.zeros(2, dtype=torch.long)
        return partial(UserNetwork("critic", self.critic, [example], (2,)), run.spec)


@dataclass(kw_only=True, eq=False, repr=False)
class ConvexClassifier(ConvexGame, GameClassifier):
    """The classifier of such a game."""

    hidden_layer_sizes: tuple = (64, 64)
    n_iter_no_change: int | str = "auto"
    feature_network: bool | str = "auto"

    @property
    def _features(self):
        own = (self.classifier, self.generator, self.critic)
        return FeatureSpace(self.feature_network, own != (None, None, None))
