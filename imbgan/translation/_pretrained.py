"""Weights of a backbone from a file."""

import re
from pathlib import Path

import torch
from safetensors.torch import load_file

# The usual names of this layer lack a level that MONAI's network has.
_DENSE_LAYER = re.compile(r"(denselayer\d+\.)(norm|conv)\.?(\d)")


def load_weights(network, path):
    """Give a network the weights in a file; those of a head, which it lacks, are left out.

    A first convolution of one channel gets the mean over the input channels of the file's.

    Parameters
    ----------
    network : nn.Module

    path : str or path-like
        A state dict, written by ``torch.save`` or in the safetensors format. Nothing in it is
        executed.

    Raises
    ------
    ValueError
        If the file cannot be read, lacks weights, or has some of other shapes.
    """
    given = _read(path)
    own = network.state_dict()
    missing = [n for n in own if n not in given and not n.endswith("num_batches_tracked")]
    if missing:
        raise ValueError(
            f"pretrained={str(path)!r} lacks {len(missing)} of the backbone's {len(own)} tensors, "
            f"{missing[0]!r} first. Its own begin with {next(iter(given), None)!r}: the file must "
            "hold the state dict of the same network."
        )
    loaded = {}
    for name, tensor in own.items():
        found = given.get(name, tensor)
        if _is_first_of_one_channel(tensor, found):
            found = found.mean(dim=1, keepdim=True)
        if found.shape != tensor.shape:
            raise ValueError(
                f"pretrained={str(path)!r} does not fit the backbone: {name!r} has the shape "
                f"{tuple(found.shape)} in the file and {tuple(tensor.shape)} in the network."
            )
        loaded[name] = found
    network.load_state_dict(loaded)


def _read(path):
    """Return the tensors in a file by the names that the networks here have."""
    path = Path(path)
    try:
        if path.suffix == ".safetensors":
            given = load_file(path)
        else:
            given = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # of many kinds, torch's unpickler's among them
        raise ValueError(f"pretrained={str(path)!r} cannot be read: {error}") from error
    if isinstance(given, dict) and isinstance(given.get("state_dict"), dict):
        given = given["state_dict"]
    if not isinstance(given, dict):
        raise ValueError(f"pretrained={str(path)!r} holds no state dict, but {type(given)}.")
    tensors = {n: tensor for n, tensor in given.items() if isinstance(tensor, torch.Tensor)}
    names = {name: name.removeprefix("module.") for name in tensors}
    return {_DENSE_LAYER.sub(r"\1layers.\2\3", names[n]): t for n, t in tensors.items()}


def _is_first_of_one_channel(own, found):
    """Tell whether a convolution has one input channel here and several in the file."""
    if own.dim() != 4 or found.dim() != 4:
        return False
    same = own.shape[0] == found.shape[0] and own.shape[2:] == found.shape[2:]
    return same and own.shape[1] == 1 and found.shape[1] > 1
