"""The backbones of images that a parameter can name."""

from functools import partial

import torch
from torch import nn

from ..base import UserNetwork
from ..networks import VGG16, ConvTrunk
from ..utils.optional import import_optional
from ._pretrained import load_weights

# Below, a pooling of this network has nothing left to halve.
_DENSE_SIDE = 29


def image_backbone(estimator, *, dropout, is_restored=False):
    """Return what builds the backbone of an estimator from the DataSpec of its images.

    Parameters
    ----------
    estimator : ImageMetadataClassifier

    dropout : float
        That of the default network.

    is_restored : bool, default=False
        Whether the weights come from a fitted net, so that no file is read.

    Returns
    -------
    build : callable
    """
    build = estimator.backbone
    if build == "auto":
        options = {"n_channels": estimator.n_channels, "n_features": estimator.n_features}
        build = partial(ConvTrunk, dropout=dropout, **options)
    elif isinstance(build, str):
        build = {"resnet50": resnet50, "densenet121": DenseFeatures, "vgg16": VGG16}[build]
    else:
        build = partial(_of_the_user, build, estimator.n_features)
    if estimator.pretrained is None or is_restored:
        return build
    return partial(_with_weights, build, estimator.pretrained)


def resnet50(spec):
    """Return MONAI's residual network of 50 layers, without its last one.

    Parameters
    ----------
    spec : DataSpec

    Returns
    -------
    network : nn.Module
        It gives 2048 features.
    """
    nets = import_optional("monai.networks.nets", 'backbone="resnet50"', "vision")
    return nets.resnet50(
        pretrained=False,
        spatial_dims=2,
        n_input_channels=spec.shape[0],
        conv1_t_stride=2,
        bias_downsample=False,
        feed_forward=False,
    )


class DenseFeatures(nn.Module):
    """MONAI's densely connected network of 121 layers, without its last one.

    Parameters
    ----------
    spec : DataSpec

    Raises
    ------
    ValueError
        If the images are too small.
    """

    def __init__(self, spec):
        super().__init__()
        nets = import_optional("monai.networks.nets", 'backbone="densenet121"', "vision")
        if min(spec.shape[1:]) < _DENSE_SIDE:
            raise ValueError(
                f'backbone="densenet121" needs images of {_DENSE_SIDE} pixels and more, these '
                f'have the shape {spec.shape}. Use "auto", "vgg16" or "resnet50".'
            )
        network = nets.DenseNet121(spatial_dims=2, in_channels=spec.shape[0], out_channels=1)
        self.features = network.features

    def forward(self, x):
        """Return 1024 features."""
        return torch.relu(self.features(x)).mean(dim=(2, 3))


def _of_the_user(factory, n_features, spec):
    example = torch.zeros(2, *spec.shape)
    return UserNetwork("backbone", factory, [(example,)], (2, n_features))(spec)


def _with_weights(build, path, spec):
    network = build(spec)
    load_weights(network, path)
    return network
