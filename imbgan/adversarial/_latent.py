"""Games whose generator decodes draws from the normal distribution of a class in latent space."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Any

import torch
from sklearn.utils.validation import check_is_fitted

from ..base import (
    AUTOENCODER_STEPS,
    GeneratorStrategy,
    NetEstimator,
    OverSampler,
    check_rows,
    classifier_network,
    n_epochs_of,
    pretrain,
)
from ..engine import in_blocks
from ..losses import AutoencoderLoss, ZeroCentred
from ..networks import (
    LatentGenerator,
    SupervisedAutoencoder,
    make_trunk_critic,
    with_trunk,
)
from ._method import GameClassifier, generate_rows, plan_classifier, plan_game


def zero_centred(estimator):
    """Return the adversarial loss of ADSO and AMO."""
    return ZeroCentred(estimator.penalty_weight, estimator.penalty_at, estimator.f)


@dataclass
class LatentDecoder(GeneratorStrategy):
    """A generator that starts as the decoder of a supervised autoencoder.

    The autoencoder is trained first. Its decoder becomes the generator, the trunk of its encoder
    is what classifier and critic start from, and the latent vectors of each class give the normal
    distribution that the generator is fed from.

    Parameters
    ----------
    latent_dim : int

    trunk_options : dict
        Arguments of the trunks of all players.

    lr : float
        Learning rate of the autoencoder.

    max_epochs : int or "auto"
        Epochs of the autoencoder.

    classification_weight : float
        Weight of the classification loss in the autoencoder.

    generator : LatentGenerator, default=None
        The generator, once the autoencoder is trained.
    """

    latent_dim: int
    trunk_options: dict
    lr: float
    max_epochs: int | str
    classification_weight: float
    generator: LatentGenerator | None = None

    def fit_prior(self, run):
        prior = run.counts if run.value("loss") == "logit_adjusted" else None
        max_epochs = self.max_epochs
        if max_epochs == "auto":
            max_epochs = n_epochs_of(AUTOENCODER_STEPS, run.steps_per_epoch)
        autoencoder, data = pretrain(
            run,
            "autoencoder",
            partial(SupervisedAutoencoder, run.spec, self.latent_dim, **self.trunk_options),
            partial(AutoencoderLoss, run.spec.spans, prior, self.classification_weight),
            max_epochs=max_epochs,
            lr=self.lr,
        )
        latent = in_blocks(autoencoder.encoder, data.X)
        self.generator = LatentGenerator(autoencoder, run.spec.n_classes)
        self.generator.gaussians.fit(latent, data.y)

    def build(self, run):
        if self.generator is not None:
            return self.generator.train  # which returns the network
        autoencoder = partial(
            SupervisedAutoencoder, run.spec, self.latent_dim, **self.trunk_options
        )
        return partial(_untrained, autoencoder, run.spec.n_classes)

    def critic(self, run):
        """Return what builds a critic that starts from the trunk of the encoder."""
        build = partial(make_trunk_critic, run.spec, **self.trunk_options)
        return partial(with_trunk, build, self._trunk())

    def classifier(self, run):
        # The encoder's trunk, which it starts from, reads numbers as they are.
        options = {} if run.spec.is_image else {"edges": None, "scale_rate": 0.0}
        build = classifier_network(run, **options)
        if self._trunk() is None or run.estimator.classifier is not None:
            return build
        return partial(with_trunk, build, self._trunk(), run.value("pretrained_share"))

    def _trunk(self):
        """Return the trunk of the encoder, where one has been trained."""
        return None if self.generator is None else self.generator.encoder.trunk


def _untrained(build_autoencoder, n_classes):
    """Build the generator of an autoencoder with random weights."""
    return LatentGenerator(build_autoencoder(), n_classes)


@dataclass(kw_only=True, eq=False, repr=False)
class LatentGame:
    """The parameters of the games with a latent space, and their parts."""

    sampling_strategy: Any = "auto"
    random_state: Any = None
    loss: str = "auto"
    fake_weight: float | str = "auto"
    fake_labels: str = "auto"
    fake_class_weight: str = "auto"
    generator_classifier_weight: float | str = "auto"
    generator_objective: str = "auto"
    real_rows: str = "auto"
    critic_steps: int = 1
    play_every: int | str = "auto"
    penalty_weight: float = 10.0
    penalty_at: str = "real"
    f: str = "identity"
    latent_dim: int = 64
    classification_weight: float = 1.0
    autoencoder_epochs: int | str = "auto"
    autoencoder_lr: float = 1e-3
    pretrained_share: float | str = "auto"
    screen: bool = False
    generator_lr: float | str = 1e-4
    critic_lr: float = 1e-4
    classifier: Callable | None = None
    n_members: int = 16
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

    def _strategy(self):
        trunk_options = {
            "n_members": self.n_members,
            "hidden_layer_sizes": tuple(self.hidden_layer_sizes),
            "n_channels": self.n_channels,
        }
        return LatentDecoder(
            self.latent_dim,
            trunk_options,
            lr=self.autoencoder_lr,
            max_epochs=self.autoencoder_epochs,
            classification_weight=self.classification_weight,
        )

    def _plan(self, run):
        strategy = run.strategy
        if strategy is None:
            return plan_classifier(run)
        generator = strategy.build(run)
        objective = run.value("generator_objective")
        options = {
            "objectives": replace(self._method.objectives, generator=objective),
            "play_every": run.value("play_every"),
        }
        critic = None
        if self._method.adversarial_loss is not None:
            critic = strategy.critic(run)
            options["adversarial_loss"] = self._method.adversarial_loss(self)
        return plan_game(run, strategy.classifier(run), generator, critic, **options)


@dataclass(kw_only=True, eq=False, repr=False)
class LatentSampler(LatentGame, OverSampler, NetEstimator):
    """An over-sampler with a latent space that can be looked into."""

    generator_lr: float | str = "auto"
    n_members: int = 1
    max_steps: int | str | None = "auto"

    _keeps_single_rows = True

    def embed(self, X):
        """Return the latent vectors of rows: what the autoencoder's encoder makes of them.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, or images of shape (n_samples, channels, height, width).

        Returns
        -------
        embedding : ndarray of shape (n_samples, latent_dim)

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If no class lacked rows in fit, so that nothing was trained.
        """
        self._latent_generator()
        encoded = torch.from_numpy(self.encoder_.transform(check_rows(self, X, reset=False)))
        net, device = self._net_on_device()
        return in_blocks(net.generator_.encoder, encoded.to(device)).cpu().numpy()

    @property
    def latent_means_(self):
        """Means of the classes in latent space, of shape (n_classes, latent_dim)."""
        return self._latent_generator().gaussians.means.numpy()

    @property
    def latent_covariances_(self):
        """Their covariances, of shape (n_classes, latent_dim, latent_dim)."""
        return self._latent_generator().gaussians.covariances.numpy()

    def _latent_generator(self):
        """Return the generator, or say why there is none."""
        check_is_fitted(self, "generated_classes_")
        if not self.generated_classes_:
            raise ValueError(
                "No class lacked rows in fit, so there is no generator and no latent space. Ask "
                "for more rows with sampling_strategy."
            )
        return self.net_.generator_


@dataclass(kw_only=True, eq=False, repr=False)
class LatentClassifier(LatentGame, GameClassifier):
    """The classifier of such a game."""
