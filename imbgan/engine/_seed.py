"""Random streams of one fit, and building networks without touching the global generator."""

import contextlib
import threading

import numpy as np
import torch

# Module constructors draw from torch's global generator, so two fits that build at the same time
# in two threads would take each other's numbers.
_BUILDING = threading.RLock()


@contextlib.contextmanager
def building(seed):
    """Seed torch's global generator for a block that builds networks, then put it back."""
    with _BUILDING, torch.random.fork_rng(devices=[]):
        torch.random.default_generator.manual_seed(int(seed))
        yield


class SeedStreams:
    """Independent named random streams that all follow from one seed.

    Parameters
    ----------
    seed : int
        The seed of the fit.

    Attributes
    ----------
    seeds : dict of str to int
        The seed of each stream.
    """

    # A new name goes to the end: the place of a name decides its numbers.
    _names = (
        "weights",
        "batches",
        "labels",
        "noise",
        "layers",
        "rows",
        "sample",
        "split",
        "pretraining",
    )

    def __init__(self, seed):
        children = np.random.SeedSequence(int(seed)).spawn(len(self._names))
        self.seeds = {}
        for name, child in zip(self._names, children, strict=True):
            self.seeds[name] = int(child.generate_state(1, np.uint64)[0] >> np.uint64(1))

    def numpy(self, name):
        """Return a new numpy Generator at the start of a stream."""
        return np.random.default_rng(self.seeds[name])

    def torch(self, name, device="cpu"):
        """Return a new torch Generator at the start of a stream."""
        return torch.Generator(device=device).manual_seed(self.seeds[name])
