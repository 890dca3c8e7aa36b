"""The sixteen-layer network of Simonyan and Zisserman, as a backbone."""

import torch
from torch import nn

# Channels of the convolutions; None is a pooling that halves the image.
_LAYERS = (
    *(64, 64, None),
    *(128, 128, None),
    *(256, 256, 256, None),
    *(512, 512, 512, None),
    *(512, 512, 512, None),
)


class VGG16(nn.Module):
    """The thirteen convolutions of VGG16 with batch normalisation, without its dense layers.

    The features are the means of the last maps. Poolings are left out from where a side would
    fall below one pixel. Layers have the numbers of the usual files of weights of this network,
    ``features.0`` to ``features.43``. The biases of the convolutions are there for such files
    alone: normalisation takes them out again, so they are not trained.

    Parameters
    ----------
    spec : DataSpec

    References
    ----------
    .. [1] K. Simonyan and A. Zisserman, "Very deep convolutional networks for large-scale image
       recognition", ICLR 2015, configuration D.

    Examples
    --------
    >>> import torch
    >>> from imbgan.encoding import DataSpec
    >>> from imbgan.networks import VGG16
    >>> network = VGG16(DataSpec((1, 32, 32), class_counts=(90, 10), n_to_draw=(0, 80)))
    >>> network(torch.randn(2, 1, 32, 32)).shape
    torch.Size([2, 512])
    """

    def __init__(self, spec):
        super().__init__()
        depth, height, width = spec.shape
        layers, self.units = [], 0
        for n_out in _LAYERS:
            if n_out is None:
                is_small = min(height, width) < 2
                layers.append(nn.Identity() if is_small else nn.MaxPool2d(2))
                if not is_small:
                    height, width = height // 2, width // 2
                continue
            convolution = nn.Conv2d(depth, n_out, 3, padding=1)
            nn.init.kaiming_normal_(convolution.weight, mode="fan_out", nonlinearity="relu")
            nn.init.zeros_(convolution.bias).requires_grad_(False)
            layers += [convolution, nn.BatchNorm2d(n_out), nn.ReLU()]
            self.units += 3 * n_out * height * width
            depth = n_out
        self.features = nn.Sequential(*layers)
        self.out_features = depth
        self.to(memory_format=torch.channels_last)

    def forward(self, x):
        """Return features of shape (n_rows, 512)."""
        return self.features(x).mean(dim=(2, 3))
