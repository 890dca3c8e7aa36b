"""Which statistics batch normalisation uses."""

import contextlib

import torch
from torch.nn.modules.batchnorm import _BatchNorm


def norms_of(module):
    """Return the layers of batch normalisation that keep statistics."""
    return [
        layer
        for layer in module.modules()
        if isinstance(layer, _BatchNorm) and layer.track_running_stats
    ]


@contextlib.contextmanager
def settled(module):
    """Let batch normalisation use the statistics that it has, for a block."""
    training = [layer for layer in norms_of(module) if layer.training]
    for layer in training:
        layer.training = False
    try:
        yield
    finally:
        for layer in training:
            layer.training = True


class BatchStatistics:
    """The statistics of one batch, taken while a module reads it and applied to another batch.

    Parameters
    ----------
    module : nn.Module
        Its layers of batch normalisation are meant, those in training; others use what they have.
    """

    def __init__(self, module):
        self.layers = [layer for layer in norms_of(module) if layer.training]
        self.of_batch = {}

    @contextlib.contextmanager
    def taken(self):
        """Remember the statistics of the batch that is read in this block."""
        hooks = [layer.register_forward_pre_hook(self._take) for layer in self.layers]
        try:
            yield
        finally:
            for hook in hooks:
                hook.remove()

    @torch.no_grad()
    def _take(self, layer, inputs):
        (x,) = inputs
        axes = [axis for axis in range(x.dim()) if axis != 1]
        self.of_batch[layer] = torch.var_mean(x, axes, correction=0)

    @contextlib.contextmanager
    def applied(self):
        """Normalise what is read in this block with the statistics that were taken."""
        own = {layer: (layer.running_var, layer.running_mean) for layer in self.of_batch}
        try:
            for layer, statistics in self.of_batch.items():
                # New tensors, not new values: what was read with the old ones is still to be
                # differentiated.
                layer.running_var, layer.running_mean = statistics
                layer.training = False
            yield
        finally:
            for layer, statistics in own.items():
                layer.running_var, layer.running_mean = statistics
                layer.training = True
