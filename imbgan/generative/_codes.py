"""What the sampler and the classifier of DFBS train: an encoder of codes, and its loss."""

from functools import partial

from ..base import class_weights
from ..losses import CenterLoss, ReconstructionLoss, TripletLoss
from ..networks import CodeAutoencoder, CodeEncoder, CodeNet


def code_encoder(run):
    """Return what builds the encoder.

    Parameters
    ----------
    run : Run

    Returns
    -------
    build : callable
    """
    return partial(CodeEncoder, **_options(run))


def code_network(run, decodes):
    """Return what builds the network that the encoder is trained in.

    Parameters
    ----------
    run : Run

    decodes : bool
        Whether there is a decoder beside the encoder.

    Returns
    -------
    build : callable
    """
    if decodes:
        return partial(CodeAutoencoder, **_options(run))
    augment = {name: getattr(run.estimator, name) for name in ("max_shift", "flip")}
    return partial(CodeNet, **_options(run), **augment)


def code_loss(run, decodes):
    """Return what builds its loss: triplets of a table, cross-entropy and centres of images.

    Parameters
    ----------
    run : Run

    decodes : bool
        As in :func:`code_network`.

    Returns
    -------
    build : callable
    """
    estimator, spec = run.estimator, run.spec
    if spec.is_image:
        weight = class_weights("balanced", estimator.classes_, run.counts)
        told = partial(CenterLoss, estimator.center_weight, class_weight=weight)
    else:
        told = partial(TripletLoss, estimator.margin)
    if not decodes:
        return told
    options = estimator.separation_weight, spec.spans, estimator.reconstruction
    return partial(_with_reconstruction, told, *options)


def _with_reconstruction(told, *args):
    return ReconstructionLoss(told(), *args)


def _options(run):
    """Return the arguments of all these networks."""
    return {
        "spec": run.spec,
        "latent_dim": run.value("latent_dim"),
        "hidden_layer_sizes": tuple(run.estimator.hidden_layer_sizes),
        "n_channels": run.estimator.n_channels,
        "dropout": run.value("dropout") or 0.0,  # a sampler has none
    }
