"""What a fit runs in: a device, and random streams that all follow from one seed."""

import contextlib

import numpy as np
import torch


def _available(device):
    """Tell whether a device named by the user can be used on this machine."""
    device = torch.device(device)
    if device.type == "cuda":
        return (device.index or 0) < torch.cuda.device_count()
    if device.type == "mps":
        return torch.backends.mps.is_available()
    return True


def resolve_device(device, *, fallback=False):
    """Turn ``"auto"`` into the best device of this machine and check any other name.

    Parameters
    ----------
    device : str
        ``"auto"`` takes cuda, then mps, then cpu.

    fallback : bool, default=False
        Whether a device that this machine lacks becomes the CPU instead of an error.
        A model that was trained on a GPU predicts on a machine without one this way.

    Returns
    -------
    device : str
    """
    if device == "auto":
        return next(filter(_available, ("cuda", "mps", "cpu")))
    try:
        found = _available(device)
    except RuntimeError as error:
        raise ValueError(
            f"device={device!r} is not a device: use 'auto', 'cpu', 'cuda', 'cuda:0' or 'mps'."
        ) from error
    if not found and not fallback:
        raise ValueError(
            f"device={device!r} is not available on this machine: use 'auto' or 'cpu'."
        )
    return str(device) if found else "cpu"


@contextlib.contextmanager
def on_device(module, device):
    """Move a module to a device for a block, and back to the CPU afterwards."""
    if device == "cpu":
        yield module
        return
    module.to(device)
    try:
        yield module
    finally:
        module.to("cpu")


# A new name goes to the end: the place of a name decides its numbers.
_STREAMS = (
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


def stream_seeds(seed):
    """Return the seeds of independent random streams that all follow from one seed.

    Parameters
    ----------
    seed : int
        The seed of the fit.

    Returns
    -------
    seeds : dict of str to int
        The seed of each stream.
    """
    seeds = {}
    children = np.random.SeedSequence(int(seed)).spawn(len(_STREAMS))
    for name, child in zip(_STREAMS, children, strict=True):
        seeds[name] = int(child.generate_state(1, np.uint64)[0] >> np.uint64(1))
    return seeds
