"""What builds the classifier network, of this package or of the user."""

import math
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import torch
from torch import nn

from ..networks import ConvClassifier, PackedMLP

# Bins of a numeric column, of all of them together, and rows that their edges are found from.
_N_BINS, _MOST_BINNED, _MOST_ROWS = 8, 4096, 10_000
# Steps of the factors of columns, in steps of weights. Weight of the sum of the factors in the
# loss of a member, times the root of the number of rows, with which a gradient's noise falls.
_SCALE_RATE, _SCALE_PENALTY = 20.0, 0.04


def classifier_network(run, **options):
    """Return what builds the classifier network of an estimator.

    Parameters
    ----------
    run : Run
        The fit that the network is for.

    **options : dict
        Further arguments of this package's networks; a network of the user gets none.

    Returns
    -------
    build : callable
        Builds an ``nn.Module`` without arguments, or with those in ``net_params``.
    """
    estimator, spec = run.estimator, run.spec
    if estimator.classifier is not None:
        examples = [(torch.zeros(2, *shape),) for shape in run.row_shapes]
        network = UserNetwork("classifier", estimator.classifier, examples, (2, spec.n_classes))
        return partial(network, spec=spec)
    if spec.is_image:
        return partial(ConvClassifier, spec=spec, **image_options(run), **options)
    n_members = run.value("n_members")
    if n_members > 1 and spec.n_numeric:
        penalty = n_members * _SCALE_PENALTY / math.sqrt(sum(spec.class_counts))
        options = {"scale_rate": _SCALE_RATE, "scale_penalty": penalty, **options}
        n_bins = min(_N_BINS, _MOST_BINNED // spec.n_numeric)
        if n_bins > 1 and "edges" not in options:
            X = run.rows.X[:: max(1, len(run.rows.X) // _MOST_ROWS)]
            # Those of a net that was trained come with its weights.
            options["edges"] = np.zeros((spec.n_numeric, n_bins + 1))
            if len(X):
                shares = np.linspace(0, 1, n_bins + 1)
                options["edges"] = np.quantile(X[:, : spec.n_numeric], shares, axis=0).T
    return partial(
        PackedMLP,
        spec=spec,
        n_members=n_members,
        hidden_layer_sizes=tuple(estimator.hidden_layer_sizes),
        dropout=run.value("dropout"),
        **options,
    )


def image_options(run):
    """Return the arguments of the convolutional classifier that an estimator has parameters for.

    Parameters
    ----------
    run : Run

    Returns
    -------
    options : dict
    """
    estimator = run.estimator
    return {
        "n_channels": estimator.n_channels,
        "max_shift": estimator.max_shift,
        "flip": estimator.flip,
        "dropout": run.value("dropout"),
    }


@dataclass
class UserNetwork:
    """Build a network and let examples through it, so that errors name the parameter.

    Parameters
    ----------
    parameter : str
        The parameter that the factory came by.

    factory : callable
        Builds a network from a DataSpec.

    examples : list of tuple of tensor
        Inputs that the network must take.

    output_shape : tuple of int
        Shape of its output; that of a classifier may have members on an axis before.
    """

    parameter: str
    factory: Any
    examples: list
    output_shape: tuple

    def __call__(self, spec, **options):
        """Return the network that the factory builds."""
        if isinstance(self.factory, nn.Module):
            raise ValueError(
                f"{self.parameter} must be a function that builds a network from a DataSpec, not "
                "a network: every fit needs one of its own. Pass "
                f"{self.parameter}=lambda spec: copy.deepcopy(network)."
            )
        try:
            network = self.factory(spec, **options)
        except Exception as error:
            raise ValueError(
                f"{self.parameter} must build a network from a DataSpec; it raised {error!r}."
            ) from error
        if not isinstance(network, nn.Module):
            raise ValueError(
                f"{self.parameter} must build a torch.nn.Module, it built {network!r}."
            )
        weights = list(network.parameters())
        if weights and not any(weight.requires_grad for weight in weights):
            raise ValueError(
                f"{self.parameter} must build a network that can be trained; all weights of "
                f"{type(network).__name__} are frozen. Leave some that require gradients."
            )
        network.eval()
        for inputs in self.examples:
            self._check(inputs, self._try(network, inputs))
        return network.train()

    def _try(self, network, inputs):
        """Return the network's output."""
        try:
            with torch.no_grad():
                return network(*inputs)
        except Exception as error:
            raise ValueError(f"{self._wanted(inputs)}; it raised {error!r}.") from error

    def _check(self, inputs, output):
        """Raise unless the output has the right shape."""
        shape = tuple(getattr(output, "shape", ()))
        has_members = self.parameter == "classifier" and len(shape) > len(self.output_shape)
        if (shape[1:] if has_members else shape) != self.output_shape:
            got = f"an output of shape {shape}" if shape else repr(output)
            raise ValueError(f"{self._wanted(inputs)}; it gave {got}.")

    def _wanted(self, inputs):
        """Say what the network must do."""
        shapes = " and ".join(str(tuple(example.shape)) for example in inputs)
        return (
            f"{self.parameter} must build a network that maps inputs of shape {shapes} to an "
            f"output of shape {self.output_shape}"
        )
