"""Estimators whose generator mixes the rows of a class."""

from functools import partial

import numpy as np
import torch

from ..base._user_network import UserNetwork
from ..networks import ConvexGenerator, make_critic
from ..utils._constraints import CONVEX_CONSTRAINTS
from ._base import BaseGameEstimator
from ._features import FeatureGame


class ConvexEstimator(FeatureGame, BaseGameEstimator):
    """Base of the estimators whose generator mixes the rows of a class."""

    _parameter_constraints = CONVEX_CONSTRAINTS
    _conditional_critic = False

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
        feature_network="auto",
        generator=None,
        critic=None,
        generator_lr=1e-3,
        critic_lr=1e-3,
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

    def _row_shapes(self):
        # Fakes are wide: their categories are mixed.
        wide = [(self.spec_.expanded_width,)] if self.spec_.categories else []
        return [self.spec_.shape, *wide]

    def _critic_factory(self):
        if self.critic is None:
            conditional = self._conditional_critic
            return partial(make_critic, conditional=conditional, n_channels=self.n_channels)
        example = torch.zeros(2, *self._row_shapes()[-1]), torch.zeros(2, dtype=torch.long)
        return UserNetwork("critic", self.critic, [example], (2,))

    def _generator_factory(self, rows):
        if self.generator is not None:
            return self._user_generator()
        X, y = torch.from_numpy(rows.X), torch.from_numpy(np.asarray(rows.y))
        return partial(ConvexGenerator, self.spec_, X, y, **self._generator_options())

    def _generator_again(self, state):
        if self.generator is not None:
            return self._user_generator()
        options = self._generator_options()
        return partial(ConvexGenerator.from_state, state, self.spec_, **options)

    def _user_generator(self):
        labels = torch.tensor(self.generated_classes_[:1] * 2)
        example = torch.zeros(2, self.latent_dim), labels
        shape = (2, *self._row_shapes()[-1])
        return partial(UserNetwork("generator", self.generator, [example], shape), self.spec_)

    def _generator_options(self):
        return {
            "classes": self.generated_classes_,
            "latent_dim": self.latent_dim,
            "max_anchors": self.max_anchors,
        }
