"""Heads on a trunk: classifiers, critics and the encoder of an autoencoder."""

from collections import OrderedDict

import torch
from torch import nn

from ._augment import SeededShift
from ._layers import ColumnReader, CosineLinear, PackedLinear, PackedTrunk, SeededDropout
from ._trunks import ChannelAffine, ConvTrunk, make_trunk


class TrunkClassifier(nn.Sequential):
    """A trunk and a linear layer for each of its members.

    It returns logits of shape (n_members, n_rows, n_classes).

    Parameters
    ----------
    trunk : PackedTrunk or ConvTrunk

    n_classes : int

    dropout : float
        Share of the features that are silent in a training step.

    cosine_scale : float, default=None
        With it the logits are cosines of features and weights, times this number.

    **before : Module
        Layers before the trunk, by name.
    """

    def __init__(self, trunk, n_classes, dropout, cosine_scale=None, **before):
        sizes = trunk.n_members, trunk.out_features, n_classes
        layer = (
            PackedLinear(*sizes) if cosine_scale is None else CosineLinear(*sizes, cosine_scale)
        )
        head = nn.Sequential(SeededDropout(dropout), layer)
        super().__init__(OrderedDict(**before, trunk=trunk, head=head))


class PackedMLP(TrunkClassifier):
    """Classifier network of tables: an ensemble of perceptrons trained on the same batches.

    Parameters
    ----------
    spec : DataSpec

    n_members : int, default=16
        Number of perceptrons; 1 gives a plain one.

    hidden_layer_sizes : tuple of int, default=(96, 96)

    dropout : float, default=0.1
        Share of hidden units that are silent in a training step.

    cosine_scale : float, default=None
        That of :class:`TrunkClassifier`.

    edges : array-like of shape (n_numeric, n_bins + 1), default=None
        Edges of bins of the numeric columns, such as quantiles. With them half of the members
        read each number also as its place in these bins.

    scale_rate : float, default=0.0
        How many times as far as weights a factor of each column moves in a step; 0 has no
        factors.

    scale_penalty : float, default=0.0
        Weight of the sum of the absolute factors in the loss, which is a sum over the members.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import PackedMLP
    >>> network = PackedMLP(DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 80)), n_members=3)
    >>> network(torch.zeros(5, 4)).shape  # members, rows, classes
    torch.Size([3, 5, 2])
    """

    has_fixed_steps = True

    def __init__(
        self,
        spec,
        *,
        n_members=16,
        hidden_layer_sizes=(96, 96),
        dropout=0.1,
        cosine_scale=None,
        edges=None,
        scale_rate=0.0,
        scale_penalty=0.0,
    ):
        trunk = PackedTrunk(
            spec,
            n_members=n_members,
            hidden_layer_sizes=hidden_layer_sizes,
            dropout=dropout,
            edges=edges,
            scale_rate=scale_rate,
            scale_penalty=scale_penalty,
        )
        # Without hidden layers the features are the inputs, none of which is to be silenced.
        dropout = dropout if hidden_layer_sizes else 0.0
        super().__init__(trunk, spec.n_classes, dropout, cosine_scale)


class ConvClassifier(TrunkClassifier):
    """Classifier network of images: convolutions with batch normalisation.

    Parameters
    ----------
    spec : DataSpec

    n_channels : int, default=16
        Channels of the first convolution; they double with each halving of the image.

    dropout : float, default=0.1
        Share of the units before the last two layers that are silent in a training step.

    max_shift : int, default=0
        Largest number of pixels by which an image is moved in a training step.

    flip : bool, default=False
        Whether half of the images are mirrored, left to right, in a training step.

    cosine_scale : float, default=None
        That of :class:`TrunkClassifier`.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import ConvClassifier
    >>> network = ConvClassifier(DataSpec((1, 8, 8), class_counts=(90, 10), n_to_draw=(0, 80)))
    >>> network(torch.zeros(5, 1, 8, 8)).shape  # one member, rows, classes
    torch.Size([1, 5, 2])
    """

    def __init__(
        self, spec, *, n_channels=16, dropout=0.1, max_shift=0, flip=False, cosine_scale=None
    ):
        trunk = ConvTrunk(spec, n_channels=n_channels, dropout=dropout)
        augment = SeededShift(max_shift, flip)
        super().__init__(trunk, spec.n_classes, dropout, cosine_scale, augment=augment)


class FeatureClassifier(nn.Module):
    """A classifier of features, on top of the network that makes them from images.

    It reads images, and rows of features as they are.

    Parameters
    ----------
    trunk : ConvTrunk
        It is not trained any more.

    classifier : nn.Module
        Maps features to logits.
    """

    def __init__(self, trunk, classifier):
        super().__init__()
        self.trunk, self.classifier = trunk.requires_grad_(False).eval(), classifier

    def train(self, mode=True):
        """Switch the classifier to training; the trunk keeps its statistics."""
        super().train(mode)
        self.trunk.eval()
        return self

    def forward(self, x):
        """Return logits."""
        return self.classifier(self.trunk(x).squeeze(0) if x.dim() == 4 else x)


class TrunkCritic(nn.Module):
    """A trunk and one number for a row, given its label or not.

    Parameters
    ----------
    trunk : PackedTrunk or ConvTrunk
        Without batch normalisation, since a penalty asks for the slope at each row alone.

    n_classes : int, default=None
        With it the critic has a number for each class and returns that of the row's label.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import TrunkCritic, make_critic
    >>> critic = make_critic(DataSpec((1, 8, 8), class_counts=(90, 10), n_to_draw=(0, 80)))
    >>> isinstance(critic, TrunkCritic)
    True
    >>> critic(torch.zeros(5, 1, 8, 8), torch.zeros(5, dtype=torch.long)).shape
    torch.Size([5])
    """

    def __init__(self, trunk, n_classes=None):
        super().__init__()
        self.trunk, self.conditional = trunk, n_classes is not None
        self.head = nn.Linear(trunk.n_members * trunk.out_features, n_classes or 1)

    def forward(self, x, y):
        """Return one number per row."""
        judged = self.head(self.trunk(x).transpose(0, 1).flatten(1))
        if self.conditional:
            return judged.gather(1, y.unsqueeze(1)).squeeze(1)
        return judged.squeeze(1)


class Encoder(nn.Module):
    """A trunk, a latent vector, and logits of the classes from that vector.

    Parameters
    ----------
    trunk : PackedTrunk or ConvTrunk

    latent_dim : int

    n_classes : int
    """

    def __init__(self, trunk, latent_dim, n_classes):
        super().__init__()
        self.trunk = trunk
        self.latent = nn.Linear(trunk.n_members * trunk.out_features, latent_dim)
        self.classify = nn.Linear(latent_dim, n_classes)

    def forward(self, x):
        """Return latent vectors of shape (n_rows, latent_dim)."""
        return self.latent(self.trunk(x).transpose(0, 1).flatten(1))


class MLPCritic(nn.Module):
    """Critic of tables: one number for a row, given its label or not.

    Parameters
    ----------
    spec : DataSpec

    hidden_layer_sizes : tuple of int, default=(256, 128)

    conditional : bool, default=False
        Whether the critic sees the label beside the row.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import MLPCritic
    >>> critic = MLPCritic(DataSpec((4,), class_counts=(90, 10), n_to_draw=(0, 80)))
    >>> critic(torch.zeros(5, 4), torch.zeros(5, dtype=torch.long)).shape
    torch.Size([5])
    """

    def __init__(self, spec, *, hidden_layer_sizes=(256, 128), conditional=False):
        super().__init__()
        self.read = ColumnReader(spec)
        self.n_classes = spec.n_classes if conditional else 0
        widths = [self.read.out_features + self.n_classes, *hidden_layer_sizes]
        layers = []
        for n_in, n_out in zip(widths, widths[1:], strict=False):
            layers += [nn.Linear(n_in, n_out), nn.LeakyReLU(0.1)]
        self.layers = nn.Sequential(*layers, nn.Linear(widths[-1], 1))

    def forward(self, x, y=None):
        """Return one number per row; labels are needed by a conditional critic alone."""
        x = self.read(x)
        if self.n_classes:
            x = torch.cat([x, nn.functional.one_hot(y, self.n_classes).to(x.dtype)], dim=1)
        return self.layers(x).squeeze(1)


def make_critic(spec, *, conditional=False, n_channels=16):
    """Return the critic that suits the data.

    Parameters
    ----------
    spec : DataSpec

    conditional : bool, default=False
        Whether the critic sees the label beside the row.

    n_channels : int, default=16
        That of :class:`ConvTrunk`.

    Returns
    -------
    critic : MLPCritic or TrunkCritic
    """
    if not spec.is_image:
        return MLPCritic(spec, conditional=conditional)
    trunk = ConvTrunk(spec, n_channels=n_channels, norm=False)
    return TrunkCritic(trunk, spec.n_classes if conditional else None)


def make_trunk_critic(spec, **options):
    """Return a critic on a trunk like that of the classifier, without normalisation.

    Parameters
    ----------
    spec : DataSpec

    **options : dict
        What :func:`make_trunk` takes.

    Returns
    -------
    critic : TrunkCritic
    """
    return TrunkCritic(make_trunk(spec, norm=False, **options))


def with_trunk(build, trunk, share=1.0, **options):
    """Build a network whose trunk starts from the weights of another.

    Parameters
    ----------
    build : callable
        Builds a network that has a ``trunk``.

    trunk : PackedTrunk or ConvTrunk
        Where the weights come from.

    share : float, default=1.0
        That of :func:`transfer_weights`.

    **options : dict
        Arguments of `build`.

    Returns
    -------
    network : nn.Module
    """
    network = build(**options)
    transfer_weights(trunk, network.trunk, share)
    return network


@torch.no_grad()
def transfer_weights(source, target, share=1.0):
    """Copy the weights of a trunk into another of the same sizes.

    Where the other has no batch normalisation, that of the first becomes a scale and a shift of
    each channel, with the statistics that it has gathered.

    Parameters
    ----------
    source, target : PackedTrunk or ConvTrunk

    share : float, default=1.0
        With less than one, the matrices of weights become means of those of the first, with this
        weight, and of the other's own.

    Raises
    ------
    ValueError
        If the trunks differ in more than normalisation.
    """
    layers, state = dict(source.named_modules()), source.state_dict()
    own = {}
    if share < 1:
        own = {name: p.clone() for name, p in target.named_parameters() if p.dim() > 1}
    try:
        for name, layer in target.named_modules():
            norm = layers.get(name)
            if isinstance(layer, ChannelAffine) and isinstance(
                norm, (nn.BatchNorm1d, nn.BatchNorm2d)
            ):
                layer.take_over(norm)
                state = {key: v for key, v in state.items() if not key.startswith(f"{name}.")}
                state |= {f"{name}.{key}": value for key, value in layer.state_dict().items()}
        target.load_state_dict(state)
    except RuntimeError as error:
        raise ValueError(f"The trunks are not of the same sizes: {error}") from error
    for name, weights in own.items():
        target.get_parameter(name).lerp_(weights, 1 - share)
