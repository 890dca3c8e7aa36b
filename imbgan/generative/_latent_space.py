"""What the methods of this room do with their latent spaces once they are trained."""

import torch
from sklearn.utils.validation import check_is_fitted

from ..engine import block_rows, in_halves
from ..networks import ClassGaussians, sample_categories


def check_trained(sampler):
    """Raise where a sampler is not fitted, or had no class to train for."""
    check_is_fitted(sampler, "generated_classes_")
    if not sampler.generated_classes_:
        raise ValueError(
            "No class lacked rows in fit, so there is no autoencoder and no latent space. Ask "
            "for more rows with sampling_strategy."
        )


def class_gaussians(codes, y, n_classes):
    """Return the normal distributions of the codes of each class.

    Parameters
    ----------
    codes : ndarray of shape (n_rows, latent_dim)

    y : ndarray of shape (n_rows,)
        Class codes.

    n_classes : int

    Returns
    -------
    gaussians : ClassGaussians
    """
    gaussians = ClassGaussians(n_classes, codes.shape[1])
    return gaussians.fit(torch.from_numpy(codes), torch.from_numpy(y))


@torch.no_grad()
def decoded_rows(decoder, codes, spec, stream):
    """Return encoded rows of codes, block by block: wide rows may have thousands of categories.

    Parameters
    ----------
    decoder : nn.Module
        On the device.

    codes : tensor of shape (n_rows, latent_dim)
        On the CPU.

    spec : DataSpec

    stream : torch.Generator
        On the CPU; draws the categories.

    Returns
    -------
    rows : ndarray of shape (n_rows, ...)
    """
    device, rows = next(decoder.parameters()).device, torch.empty(len(codes), *spec.shape)
    n_rows = block_rows(decoder.eval(), spec.expanded_width)
    for block, found in zip(codes.split(n_rows), rows.split(n_rows), strict=True):
        made = in_halves(decoder, device, block).cpu()
        found.copy_(sample_categories(made, spec, stream))
    return rows.numpy()
