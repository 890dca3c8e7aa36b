"""A feature space: convolutions trained on real images, in whose features a game is played."""

from dataclasses import dataclass, replace
from functools import partial

import torch
from torch import nn

from ..base import image_options, pretrain
from ..engine import OneCycle, in_blocks
from ..losses import RowLoss
from ..networks import ConvClassifier, ConvTrunk, FeatureClassifier


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
            callbacks=[OneCycle()],
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
