"""A feature network: convolutions trained on real images, in whose features a game is played."""

from dataclasses import replace
from functools import partial

import torch
from torch import nn

from ..engine import OneCycle, in_blocks
from ..losses import RowLoss
from ..networks import ConvClassifier, ConvTrunk, FeatureClassifier
from ._warm_up import there_already, warm_up


class FeatureGame:
    """Lets a game on images be played with features instead of pixels.

    While the game is played the record of the data speaks of features. The classifier keeps the
    feature network below it, so that it reads images as well.
    """

    def _uses_features(self, is_image):
        """Tell whether the game is played with features."""
        if self.feature_network == "auto":
            own = (self.classifier, self.generator, self.critic)
            # A network of the user is one for images, and taken as it is.
            return is_image and not self._gives_rows and own == (None, None, None)
        if self.feature_network and self._gives_rows:
            raise ValueError(
                "feature_network=True: features cannot be turned into images, so a sampler mixes "
                "the images themselves. Use feature_network=False, or the classifier of the game."
            )
        if self.feature_network and not is_image:
            raise ValueError(
                "feature_network=True needs images: X of shape (n_samples, channels, height, "
                "width), or image_shape."
            )
        return self.feature_network

    def _selects_epochs(self, is_image):
        # A game on features is one on a table, whatever they are made of.
        on_features = self._uses_features(is_image) and bool(self.generated_classes_)
        return super()._selects_epochs(is_image and not on_features)

    def _warm_up(self, rows, seed, device):
        """Train the feature network, and put features in the place of the images."""
        if not self._uses_features(self.spec_.is_image):
            return None
        network, data = warm_up(
            self,
            "feature network",
            partial(ConvClassifier, self.spec_, **self._image_options()),
            partial(RowLoss, "logit_adjusted", class_prior=self._fed_counts().tolist()),
            replace(rows, held_out=None),
            seed=seed,
            device=device,
            max_epochs=self._n_epochs(rows),
            lr=self.lr,
            watchers=[OneCycle()],
        )
        rows.X = _features(network.trunk, data.X)
        if rows.held_out is not None:
            images = torch.from_numpy(rows.held_out[0]).to(device)
            rows.held_out = (_features(network.trunk, images), *rows.held_out[1:])
        self.spec_ = replace(self.spec_, shape=rows.X.shape[1:])
        return network.trunk

    def _classifier_arguments(self):
        arguments = super()._classifier_arguments()
        trunk = self._warmed_up
        if trunk is None and self.spec_.shape == self.encoder_.shape:
            return arguments
        build = self._blank_trunk if trunk is None else partial(there_already, trunk)
        arguments["module"] = partial(_on_features, build, arguments["module"])
        return arguments

    def _blank_trunk(self):
        """Return a feature network that is to get the weights of a fitted one."""
        spec = replace(self.spec_, shape=self.encoder_.shape)
        return ConvTrunk(spec, n_channels=self.n_channels)


def _features(trunk, images):
    """Return what a feature network makes of images."""
    return in_blocks(FeatureClassifier(trunk, nn.Identity()), images).cpu().numpy()


def _on_features(build_trunk, build, **options):
    """Build a classifier on top of a feature network."""
    return FeatureClassifier(build_trunk(), build(**options))
