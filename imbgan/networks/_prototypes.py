"""Networks whose classes are points in the space of the features, and that know distances."""

import torch
from torch import nn

from ._augment import SeededErasing, SeededShift
from ._layers import CLIP

_FIRST_RADIUS = 0.1
_TIE_BREAK = 1e-6


class PrototypeNet(nn.Module):
    """A backbone, and a head that measures how far features are from centres.

    Parameters
    ----------
    spec : DataSpec

    backbone : callable
        Builds what turns rows into features, from the spec.

    head : callable
        Builds the head from the number of classes.

    max_shift : int, default=0
        Largest number of pixels by which an image is moved in a training step.

    flip : bool, default=False
        Whether half of the images are mirrored, left to right, in a training step.

    random_erasing : float, default=0.0
        Share of the images in which a rectangle becomes noise in a training step.

    raw_pixels : bool, default=False
        Whether the backbone reads pixels between 0 and 255, not between -1 and 1.
    """

    def __init__(
        self,
        spec,
        *,
        backbone,
        head,
        max_shift=0,
        flip=False,
        random_erasing=0.0,
        raw_pixels=False,
    ):
        super().__init__()
        layers = []
        if spec.is_image:
            layers = [PixelClip(), SeededShift(max_shift, flip), SeededErasing(random_erasing)]
            layers += [RawPixels()] if raw_pixels else []
        self.features = nn.Sequential(*layers, backbone(spec))
        self.head = head(spec.n_classes)

    def forward(self, x):
        """Return what the head makes of the rows: distances, centres, and more."""
        return self.head(self.features(x))

    def probabilities(self, output):
        """Return class probabilities of shape (n_rows, n_classes)."""
        return self.head.probabilities(output)


class PixelClip(nn.Module):
    """Keep encoded pixels within what networks read."""

    def forward(self, x):
        """Clip the pixels."""
        return x.clamp(-CLIP, CLIP)


class RawPixels(nn.Module):
    """Turn pixels between -1 and 1 into pixels between 0 and 255."""

    def forward(self, x):
        """Scale the pixels."""
        return 127.5 * (x + 1)


class CenterHead(nn.Module):
    r"""A centre for each class; probabilities fall with the squared distance.

    They are :math:`\operatorname{softmax}_j(-\lVert f - c_j \rVert^2 / T)`.

    Parameters
    ----------
    n_classes, n_features : int

    temperature : float, default=1.0
        The :math:`T` above.

    Attributes
    ----------
    centers : Parameter of shape (n_classes, n_features)
    """

    def __init__(self, n_classes, n_features, temperature=1.0):
        super().__init__()
        self.temperature = temperature
        self.centers = _centers(n_classes, n_features)
        self.units = n_classes * n_features

    def forward(self, features):
        """Return squared distances of shape (n_rows, n_classes), and the centres."""
        return squared_distances(features, self.centers), self.centers

    def probabilities(self, output):
        """Return class probabilities of shape (n_rows, n_classes)."""
        distances = output[0]
        # From the nearest centre: divided by a small number all of them could be infinite.
        farther = distances - distances.amin(dim=-1, keepdim=True)
        return torch.softmax(-farther / self.temperature, dim=-1)


class RegionHead(CenterHead):
    """A region for each class: a centre, and a radius beside it.

    Parameters
    ----------
    n_classes, n_features : int

    temperature : float, default=1.0
        As in :class:`CenterHead`.

    Attributes
    ----------
    centers : Parameter of shape (n_classes, n_features)

    radii : Parameter of shape (n_classes,)
        Their absolute values count.
    """

    def __init__(self, n_classes, n_features, temperature=1.0):
        super().__init__(n_classes, n_features, temperature)
        self.radii = nn.Parameter(torch.full((n_classes,), _FIRST_RADIUS))

    def forward(self, features):
        """Return squared distances of shape (n_rows, n_classes), the centres and the radii."""
        return *super().forward(features), self.radii


class AffinityHead(nn.Module):
    r"""Several centres for each class; a row belongs where its affinity is largest.

    The affinity of a row with a class is :math:`a_j = \max_t \exp(-\lVert f - c_{jt} \rVert^2 /
    \sigma)`; probabilities are :math:`\operatorname{softmax}_j(a_j / T)`.

    Parameters
    ----------
    n_classes, n_features : int

    n_centers : int, default=1
        Centres of a class.

    sigma : float, default=10.0
        Squared distance at which the affinity has fallen to :math:`1 / e`.

    temperature : float, default=0.2
        The :math:`T` above.

    Attributes
    ----------
    centers : Parameter of shape (n_classes, n_centers, n_features)
    """

    def __init__(self, n_classes, n_features, n_centers=1, sigma=10.0, temperature=0.2):
        super().__init__()
        self.sigma, self.temperature = sigma, temperature
        self.centers = _centers(n_classes, n_centers, n_features)
        self.units = n_classes * n_centers * n_features

    def forward(self, features):
        """Return squared distances of shape (n_rows, n_classes, n_centers), and the centres."""
        flat = squared_distances(features, self.centers.flatten(0, 1))
        return flat.unflatten(1, self.centers.shape[:2]), self.centers

    def probabilities(self, output):
        """Return class probabilities of shape (n_rows, n_classes)."""
        distances = output[0].amin(dim=-1)
        farther = distances - distances.amin(dim=-1, keepdim=True)
        # Far from all centres every affinity is zero, and the nearest one shall still be first.
        logits = (-distances / self.sigma).exp() / self.temperature
        logits = logits - _TIE_BREAK * farther / self.sigma
        return torch.softmax(logits, dim=-1)


def squared_distances(features, centers):
    """Return the squared distance of each row of features to each centre.

    The differences are squared and added up as they are. Written out as squares and products it
    would take less memory and lose all digits where a row is near a centre.

    Parameters
    ----------
    features : tensor of shape (n_rows, n_features)

    centers : tensor of shape (n_centers, n_features)

    Returns
    -------
    distances : tensor of shape (n_rows, n_centers)
        None is negative.

    Examples
    --------
    >>> import torch
    >>> squared_distances(torch.tensor([[3.0, 4.0]]), torch.tensor([[0.0, 0.0], [3.0, 3.0]]))
    tensor([[25.,  1.]])
    """
    return (features.unsqueeze(1) - centers).square().sum(dim=-1)


def _centers(n_classes, *shape):
    """Start centres as the paper's do: He-uniform, where the classes count as what comes in."""
    bound = (6 / n_classes) ** 0.5
    return nn.Parameter(torch.empty(n_classes, *shape).uniform_(-bound, bound))
