"""The model of DGC: its loss on a batch, and how it scores the labels that a row may have."""

import math

import torch
from torch import nn

from ..engine import block_rows, in_halves
from ..losses import (
    cross_entropy,
    maximum_mean_discrepancy,
    mean_over_rows,
    reconstruction_error,
)

# Of one row in a batch, whatever its class lacks: the memory of a step must have a limit.
_MOST_CODES = 64


class LabelScores(nn.Module):
    r"""Score every label of a row by what its codes tell under that label.

    The score of class c is the log of the mean, over codes :math:`z \sim q(z | x, c)`, of
    :math:`\exp(-\rho\, e(x, z)) \, p(c | z)` with the reconstruction error e and its weight
    :math:`\rho`. The noise of the draws is part of the network, the same for all rows and labels,
    so that a row's scores depend on nothing but the row.

    Parameters
    ----------
    build : callable
        Builds the autoencoder from the dimension of its codes.

    latent_dim : int

    reconstruction_weight : float, default=1.0
        The :math:`\rho` above.

    n_draws : int, default=10
        Codes for each label.
    """

    def __init__(self, build, latent_dim, *, reconstruction_weight=1.0, n_draws=10):
        super().__init__()
        self.autoencoder = build(latent_dim)
        self.reconstruction_weight = reconstruction_weight
        self.register_buffer("noise", torch.randn(n_draws, latent_dim))
        # What is decoded to predict takes the memory: so many times the decoder's activations.
        decoder = self.autoencoder.decoder
        units = getattr(decoder, "units", 0)
        for name, weights in decoder.named_parameters():
            units += weights.numel() if name.endswith("bias") else 0
        self.units = units * n_draws * self.autoencoder.spec.n_classes

    def forward(self, x):
        """Return scores of shape (n_rows, n_classes); their softmax are the probabilities."""
        model = self.autoencoder
        mean, std = (part.unsqueeze(2) for part in model.posterior(x))
        z = mean + std * self.noise  # rows, labels, draws, columns of the code
        made, logits = model.decode(z.flatten(0, 2))
        rows = model.wide(x).repeat_interleave(z.shape[1] * z.shape[2], dim=0)
        labels = torch.arange(z.shape[1], device=x.device).repeat_interleave(z.shape[2])
        lost = self.reconstruction_weight * reconstruction_error(rows, made, model.spec.spans)
        lost = lost + cross_entropy(logits, labels.repeat(len(x)))
        return torch.logsumexp(-lost.view(z.shape[:3]), dim=2) - math.log(z.shape[2])


class LabelledGame(nn.Module):
    r"""What the autoencoder of DGC loses: errors of rows and labels, and discrepancy.

    A row of class c counts as :math:`s_c = \max(1, r\, n_{\max} / n_c)` codes from its posterior.
    The whole part of that number is drawn, at most 64, and each code weighs :math:`s_c` through
    the number drawn. The mean of :math:`\rho\, e(x, z) - \log p(y | z)` over the codes is lost,
    and :math:`\lambda` times the discrepancy of one code of each row from the prior.

    Parameters
    ----------
    counts : sequence of int of shape (n_classes,)
        Rows of each class.

    oversampling_rate : float, default=0.6
        The r above.

    reconstruction_weight : float, default=1.0
        The :math:`\rho` above.

    discrepancy_weight : float, default=1.0
        The :math:`\lambda` above.
    """

    schedule = (("autoencoder",),)

    def __init__(
        self, counts, *, oversampling_rate=0.6, reconstruction_weight=1.0, discrepancy_weight=1.0
    ):
        super().__init__()
        self.reconstruction_weight = reconstruction_weight
        self.discrepancy_weight = discrepancy_weight
        counts = torch.tensor(counts, dtype=torch.float64)
        wanted = (oversampling_rate * counts.max() / counts.clamp_min(1)).clamp_min(1)
        # Weights are divided by their mean over all rows. That of a batch would make codes of the
        # rare rows lighter in the batches that have them.
        mean = (wanted * counts).sum() / counts.sum()
        # Not buffers: what is drawn is decided on the host, with the labels that are there.
        self.n_codes = wanted.long().clamp_max(_MOST_CODES)
        self.weights = (wanted / self.n_codes / mean).float()

    def forward(self, scores, labels, weight=None):
        """Return the loss of scores on validation rows."""
        return mean_over_rows(cross_entropy(scores, labels), weight)

    def autoencoder_loss(self, step):
        """Return the loss of a batch."""
        model, noise = step.players["autoencoder"].autoencoder, step.draws["noise"]
        x, picked, weight = model.augment(step.real_x), *self.pick(step)
        mean, std = model.posterior(x, step.real_y)
        z = mean[picked]
        z = z + std[picked] * torch.randn(z.shape, generator=noise, device=z.device)
        made, logits = model.decode(z)
        errors = reconstruction_error(model.wide(x)[picked], made, model.spec.spans)
        told = cross_entropy(logits, step.real_y[picked])
        # The sum over codes through the number of rows.
        errors, told = ((weight * loss).sum() / len(x) for loss in (errors, told))
        step.parts |= {"reconstruction_loss": errors, "label_loss": told}
        loss = self.reconstruction_weight * errors + told
        if self.discrepancy_weight and len(x) > 1:
            # One of each row, as codes of a row are nearer to each other than draws of the prior.
            z = z[: len(x)]
            prior = torch.randn(z.shape, generator=noise, device=z.device)
            step.parts["discrepancy_loss"] = maximum_mean_discrepancy(z, prior)
            loss = loss + self.discrepancy_weight * step.parts["discrepancy_loss"]
        return loss

    def pick(self, step):
        """Return the row of each code to draw, all rows first, and what the codes weigh."""
        rows = torch.arange(len(step.host_y))
        picked = torch.cat([rows, rows.repeat_interleave(self.n_codes[step.host_y] - 1)])
        weight = self.weights[step.host_y[picked]]
        device = step.real_x.device
        picked, weight = (it.to(device, non_blocking=True) for it in (picked, weight))
        return picked, weight if step.weight is None else weight * step.weight[picked]


@torch.no_grad()
def posteriors(model, rows, labels, device):
    """Return means and deviations of the codes of rows with labels, in blocks.

    Parameters
    ----------
    model : LabelledAutoencoder
        In evaluation mode, on the device.

    rows : tensor of shape (n_rows, ...)

    labels : tensor of shape (n_rows,)

    device : str

    Returns
    -------
    mean, std : ndarray of shape (n_rows, latent_dim)
    """
    size = block_rows(model, rows.shape[1:].numel())
    blocks = [
        in_halves(lambda x, y: torch.stack(model.posterior(x, y), dim=1), device, x, y).cpu()
        for x, y in zip(rows.split(size), labels.to(device).split(size), strict=True)
    ]
    return torch.cat(blocks).transpose(0, 1).contiguous().numpy()
