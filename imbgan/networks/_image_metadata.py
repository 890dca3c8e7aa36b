"""A network with two branches, for images and for metadata."""

import math

import torch
from torch import nn

from ..encoding import DataSpec
from ._augment import SeededShift
from ._layers import PackedTrunk, SeededDropout
from ._prototypes import PixelClip


class ImageMetadataNet(nn.Module):
    """Convolutions on the image, a perceptron on the metadata, and a head on both.

    It reads flat rows that begin with an image (``image_part`` of the spec), images alone, or
    metadata alone; of a branch without input nothing is built.

    Parameters
    ----------
    spec : DataSpec

    backbone : callable
        Builds what turns images into features, from the DataSpec of the images.

    hidden_layer_sizes : tuple of int, default=(64, 32, 16)
        Hidden units of the perceptron.

    dropout : float, default=0.5
        Share of the features before a head that are silent in a training step.

    fusion : {"joint", "average"}, default="joint"
        Whether one head reads the features of both branches side by side, or each branch has a
        head of its own. Two heads are members: their probabilities are averaged.

    max_shift : int, default=0
        Largest number of pixels by which an image is moved in a training step.

    flip : bool, default=False
        Whether half of the images are mirrored, left to right, in a training step.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import ConvTrunk, ImageMetadataNet
    >>> spec = DataSpec(
    ...     (66,), class_counts=(90, 10), n_to_draw=(0, 80), categories=(3,), image_part=(1, 8, 8)
    ... )
    >>> rows = torch.zeros(5, 66)  # pixels, one number, one code
    >>> ImageMetadataNet(spec, backbone=ConvTrunk)(rows).shape
    torch.Size([5, 2])
    >>> ImageMetadataNet(spec, backbone=ConvTrunk, fusion="average")(rows).shape
    torch.Size([2, 5, 2])
    """

    def __init__(
        self,
        spec,
        *,
        backbone,
        hidden_layer_sizes=(64, 32, 16),
        dropout=0.5,
        fusion="joint",
        max_shift=0,
        flip=False,
    ):
        super().__init__()
        of_image, of_metadata = split_spec(spec)
        self.image_shape, self.places = (), 1
        self.image = self.metadata = None
        widths = []
        if of_image is not None:
            self.image_shape, self.places = of_image.shape, math.prod(of_image.shape[1:])
            network = backbone(of_image)
            width, self.units = _measure(network, of_image.shape)
            self.image = nn.Sequential(PixelClip(), SeededShift(max_shift, flip), network)
            widths.append(width)
        if of_metadata is not None:
            sizes = tuple(hidden_layer_sizes)
            self.metadata = PackedTrunk(of_metadata, n_members=1, hidden_layer_sizes=sizes)
            widths.append(self.metadata.out_features)
        widths = [sum(widths)] if fusion == "joint" else widths
        self.heads = nn.ModuleList(
            nn.Sequential(SeededDropout(dropout), nn.Linear(width, spec.n_classes))
            for width in widths
        )

    def forward(self, x):
        """Return logits of shape (n_rows, n_classes), or (2, n_rows, n_classes) of two heads."""
        features = self.branches(x)
        if len(self.heads) == 1:
            return self.heads[0](torch.cat(features, dim=1))
        pairs = zip(self.heads, features, strict=True)
        return torch.stack([head(each) for head, each in pairs])

    def branches(self, x):
        """Return the features of each branch, of shape (n_rows, n_features)."""
        features, n_pixels = [], math.prod(self.image_shape or (0,))
        if self.image is not None:
            image = x if x.dim() == 4 else x[:, :n_pixels].unflatten(1, self.image_shape)
            features.append(_of_one_member(self.image(image)))
        if self.metadata is not None:
            features.append(_of_one_member(self.metadata(x[:, n_pixels:])))
        return features


def split_spec(spec):
    """Return the specs of the image and of the metadata in a row; None is a part without values.

    Parameters
    ----------
    spec : DataSpec

    Returns
    -------
    image, metadata : DataSpec or None
    """
    counts = {"class_counts": spec.class_counts, "n_to_draw": spec.n_to_draw}
    if spec.is_image:
        return spec, None
    n_metadata = spec.n_features - math.prod(spec.image_part or (0,))
    image = DataSpec(spec.image_part, **counts) if spec.image_part else None
    metadata = DataSpec((n_metadata,), categories=spec.categories, **counts)
    return image, metadata if n_metadata else None


def _of_one_member(features):
    """Features without the axis of members, which trunks of one member have too."""
    return features.squeeze(0) if features.dim() == 3 else features


@torch.no_grad()
def _measure(network, shape):
    """Return how many features a backbone gives, and how many units it has that are not counted.

    Blocks of rows in prediction are sized by the units that layers have.
    """
    n_units, handles = [], []
    if not any(isinstance(getattr(layer, "units", None), int) for layer in network.modules()):
        for layer in network.modules():
            if not list(layer.children()):
                count = _counter_to(n_units)
                handles.append(layer.register_forward_hook(count))
    network.eval()
    features = _of_one_member(network(torch.zeros(2, *shape)))
    network.train()
    for handle in handles:
        handle.remove()
    return features.shape[-1], sum(n_units)


def _counter_to(counts):
    """Return a hook that notes how many values a layer makes of a row."""

    def count(layer, inputs, output):
        if isinstance(output, torch.Tensor):
            counts.append(output[0].numel())

    return count
