"""Rows that pass through a network a block at a time, sized by memory."""

import torch

# Memory that a block of rows may take in prediction and generation.
BLOCK_BYTES = 2**24


def block_rows(module, row_width):
    """Return how many rows may pass through a module at a time, by their activations."""
    # A bias has one number for each unit, so together they count the activations of a row; layers
    # that use a weight in many places say themselves how many they have.
    units = sum(p.numel() for name, p in module.named_parameters() if name.endswith("bias"))
    named = [getattr(layer, "units", 0) for layer in module.modules()]
    # A user's network may call anything by that name.
    units += sum(n for n in named if isinstance(n, int))
    return max(1, BLOCK_BYTES // (4 * (row_width + units)))


@torch.no_grad()
def in_blocks(module, rows):
    """Return a module's outputs for many rows, some at a time.

    Parameters
    ----------
    module : nn.Module

    rows : tensor of shape (n_rows, ...)
        On the module's device.

    Returns
    -------
    outputs : tensor of shape (n_rows, ...)
    """
    outputs = Outputs(len(rows))
    for block in rows.split(block_rows(module, rows.shape[1:].numel())):
        outputs.add(module(block))
    return outputs.rows


class Outputs:
    """Outputs of blocks of rows, one below the other.

    They are written into one tensor made at the start: small tensors kept from every block would
    each hold back the memory beside it, and a long validation would take as much as all its
    activations together.

    Parameters
    ----------
    n_rows : int
        Rows of all blocks.
    """

    def __init__(self, n_rows):
        self.n_rows, self.rows, self._filled = n_rows, None, 0

    def add(self, block):
        """Take the outputs of the next rows."""
        if self.rows is None:
            self.rows = block.new_empty((self.n_rows, *block.shape[1:]))
        self.rows[self._filled : self._filled + len(block)] = block
        self._filled += len(block)
