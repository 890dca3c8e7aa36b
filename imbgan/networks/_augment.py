"""What is done to images while training: moved, mirrored, erased in part."""

import math

import torch
from torch import nn

_AREA = (0.02, 0.4)
_ASPECT = (0.3, 1 / 0.3)


class SeededShift(nn.Module):
    """Move and mirror images while training, drawn from a generator of the fit.

    Parameters
    ----------
    max_shift : int, default=0
        Largest number of pixels by which an image is moved, up or down and left or right; what
        comes in from outside repeats the border.

    flip : bool, default=False
        Whether half of the images are mirrored, left to right.
    """

    def __init__(self, max_shift=0, flip=False):
        super().__init__()
        self.max_shift, self.flip = max_shift, flip
        self.random_generator = None  # the net's, while it trains

    def forward(self, x):
        """Move and mirror the images."""
        if not self.training or not (self.max_shift or self.flip):
            return x
        n, _, height, width = x.shape
        down, right = self._drawn((2, n, 1), 2 * self.max_shift + 1, x.device) - self.max_shift
        rows = (torch.arange(height, device=x.device) + down).clamp(0, height - 1)
        columns = (torch.arange(width, device=x.device) + right).clamp(0, width - 1)
        if self.flip:
            mirrored = self._drawn((n, 1), 2, x.device) == 1
            columns = torch.where(mirrored, columns.flip(1), columns)
        image = torch.arange(n, device=x.device).view(n, 1, 1)
        # Indices on both sides of the slice put the channels last.
        return x[image, :, rows.unsqueeze(2), columns.unsqueeze(1)].permute(0, 3, 1, 2)

    def _drawn(self, shape, n, device):
        source = "cpu" if self.random_generator is None else self.random_generator.device
        drawn = torch.randint(n, shape, generator=self.random_generator, device=source)
        return drawn.to(device)


class SeededErasing(nn.Module):
    """Fill a rectangle of an image with noise while training, drawn from a generator of the fit.

    A rectangle covers 2 to 40 % of the image and is between 0.3 and 3.3 times as high as wide; it
    lies inside the image, whose sides cut it short where it is longer. The noise is uniform
    between -1 and 1, the range of encoded pixels.

    Parameters
    ----------
    share : float, default=0.0
        Share of the images in which a rectangle is erased.

    References
    ----------
    .. [1] Z. Zhong et al., "Random erasing data augmentation", AAAI 2020.
    """

    def __init__(self, share=0.0):
        super().__init__()
        self.share = share
        self.random_generator = None  # the net's, while it trains

    def forward(self, x):
        """Erase rectangles in images of shape (n_rows, channels, height, width)."""
        if not self.training or not self.share:
            return x
        area, aspect, down, right, chosen = self._uniform((5, len(x), 1), x.device)
        area = _AREA[0] + (_AREA[1] - _AREA[0]) * area
        # The logarithm is uniform, so that lying rectangles are as frequent as standing ones.
        aspect = torch.exp(math.log(_ASPECT[0]) * (1 - aspect) + math.log(_ASPECT[1]) * aspect)
        n, _, height, width = x.shape
        area = area * (height * width)
        erased_rows = _within(height, torch.sqrt(area * aspect), down)
        erased_columns = _within(width, torch.sqrt(area / aspect), right)
        erased = erased_rows.unsqueeze(2) & erased_columns.unsqueeze(1)
        erased &= (chosen < self.share).unsqueeze(2)
        noise = 2 * self._uniform(x.shape, x.device) - 1
        return torch.where(erased.unsqueeze(1), noise, x)

    def _uniform(self, shape, device):
        source = "cpu" if self.random_generator is None else self.random_generator.device
        return torch.rand(shape, generator=self.random_generator, device=source).to(device)


def _within(side, length, place):
    """Return which pixels of a side lie in a stretch of some length, for each image."""
    length = length.round().clamp(1, side)
    first = torch.floor(place * (side - length + 1))
    pixels = torch.arange(side, device=length.device)
    return (pixels >= first) & (pixels < first + length)
