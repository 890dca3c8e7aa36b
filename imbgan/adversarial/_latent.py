"""Estimators whose generator decodes draws from class Gaussians in a latent space."""

from dataclasses import replace
from functools import partial

import torch

from ..base._defaults import AUTOENCODER_STEPS, epochs_of
from ..base._estimator import widths
from ..engine import in_blocks
from ..losses import AutoencoderLoss
from ..networks import (
    LatentGenerator,
    SupervisedAutoencoder,
    TrunkCritic,
    hand_over,
    make_trunk,
)
from ..utils._constraints import LATENT_CONSTRAINTS
from ._base import BaseGameEstimator
from ._warm_up import there_already, warm_up


class LatentEstimator(BaseGameEstimator):
    """Base of the estimators whose generator starts as the decoder of a supervised autoencoder.

    The autoencoder is trained first. Its decoder becomes the generator, the trunk of its encoder
    is what classifier and critic start from, and the latent vectors of each class give the normal
    distribution that the generator is fed from.
    """

    _parameter_constraints = LATENT_CONSTRAINTS
    _game_options = ("penalty_weight", "penalty_at", "f", "generator_aim", "play_every")

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
        generator_aim="auto",
        real_rows="auto",
        critic_steps=1,
        play_every="auto",
        penalty_weight=10.0,
        penalty_at="real",
        f="identity",
        latent_dim=64,
        classification_weight=1.0,
        autoencoder_epochs="auto",
        autoencoder_lr=1e-3,
        inherited="auto",
        generator_lr=1e-4,
        critic_lr=1e-4,
        classifier=None,
        n_members=16,
        hidden_layer_sizes=(96, 96),
        n_channels=16,
        dropout="auto",
        max_shift=0,
        flip=False,
        max_epochs="auto",
        max_steps_per_epoch=200,
        batch_size=128,
        lr=2e-3,
        lr_schedule="auto",
        weight_decay=1e-3,
        optimizer=torch.optim.AdamW,
        early_stopping="auto",
        validation_fraction=0.15,
        n_iter_no_change=20,
        scoring="balanced_log_loss",
        categorical_features="auto",
        image_shape=None,
        callbacks=None,
        device="auto",
        verbose=0,
        net_params=None,
    ):
        self._keep(locals())

    def _trunk_options(self):
        """Return what the trunks of all players are built with."""
        return {
            "n_members": self.n_members,
            "hidden_layer_sizes": widths(self.hidden_layer_sizes),
            "n_channels": self.n_channels,
        }

    def _blank_generator(self):
        """Return the autoencoder's modules as a generator, not yet trained."""
        autoencoder = SupervisedAutoencoder(self.spec_, self.latent_dim, **self._trunk_options())
        return LatentGenerator(autoencoder, self.spec_.n_classes)

    def _autoencoder_epochs(self, rows):
        if self.autoencoder_epochs != "auto":
            return self.autoencoder_epochs
        return epochs_of(AUTOENCODER_STEPS, self._steps_per_epoch(rows))

    def _warm_up(self, rows, seed, device):
        """Train the autoencoder, and return its decoder on the classes' Gaussians."""
        prior = self._fed_counts() if self._chosen("loss") == "logit_adjusted" else None
        autoencoder, data = warm_up(
            self,
            "autoencoder",
            partial(SupervisedAutoencoder, self.spec_, self.latent_dim, **self._trunk_options()),
            partial(AutoencoderLoss, self.spec_.spans, prior, self.classification_weight),
            replace(rows, held_out=None),
            seed=seed,
            device=device,
            max_epochs=self._autoencoder_epochs(rows),
            lr=self.autoencoder_lr,
        )
        latent = in_blocks(autoencoder.encoder, data.X)
        generator = LatentGenerator(autoencoder, self.spec_.n_classes)
        generator.gaussians.fit(latent, data.y)
        return generator

    def _generator_factory(self, rows):
        return partial(there_already, self._warmed_up)

    def _generator_again(self, state):
        return self._blank_generator

    def _critic_factory(self):
        return partial(_critic, trunk=self._pretrained_trunk(), **self._trunk_options())

    def _classifier_arguments(self):
        arguments = super()._classifier_arguments()
        trunk = self._pretrained_trunk()
        if trunk is not None and self.classifier is None:
            share = self._chosen("inherited")
            arguments["module"] = partial(
                _classifier, arguments["module"], trunk=trunk, share=share
            )
        return arguments

    def _pretrained_trunk(self):
        """Return the trunk of the encoder, where there is one to start from."""
        return None if self._warmed_up is None else self._warmed_up.encoder.trunk


def _critic(spec, *, trunk, **options):
    """Build a critic that starts from a trunk, if there is one."""
    critic = TrunkCritic(make_trunk(spec, norm=False, **options))
    if trunk is not None:
        hand_over(trunk, critic.trunk)
    return critic


def _classifier(build, *, trunk, share, **options):
    """Build a classifier that starts from a trunk."""
    classifier = build(**options)
    hand_over(trunk, classifier.trunk, share)
    return classifier
