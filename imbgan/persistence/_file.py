"""The file: tensors in the safetensors format, and a text of JSON in its header."""

import contextlib
import hashlib
import json
import os
import uuid
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as serialized

# Grows when older versions of the package can no longer read what is written.
FORMAT = 1
_KEY = "imbgan"


def write(path, record, tensors):
    """Write a record and its tensors; a file that is there already is replaced at once."""
    # Copies: safetensors refuses tensors that share memory or are not contiguous.
    tensors = {
        name: tensor.detach().cpu().clone(memory_format=torch.contiguous_format)
        for name, tensor in tensors.items()
    }
    record = {"format": FORMAT, "version": _version(), **record}
    record["sha256"] = _digest(record, tensors)
    try:
        data = serialized(tensors, metadata={_KEY: json.dumps(record, allow_nan=False)})
    except SafetensorError as error:
        raise ValueError(f"The model does not fit into a safetensors file: {error}.") from error
    _replace(Path(os.path.realpath(path)), data)


def read(path):
    """Return the record and the tensors of a file.

    Raises a ValueError where it is no model file, was written by a newer version or is damaged.
    """
    try:
        with safe_open(path, framework="pt", device="cpu") as file:
            record = _record_of(path, file.metadata())
            # Copies: the file may be replaced while they are in use.
            tensors = {name: file.get_tensor(name).clone() for name in file.keys()}
    except SafetensorError as error:
        raise ValueError(
            f"{str(path)!r} is not a model file of imbgan, or is damaged: {error}."
        ) from error
    if record.pop("sha256", None) != _digest(record, tensors):
        raise ValueError(
            f"{str(path)!r} is damaged: its content does not fit its checksum. Copy it again from "
            "where it was saved."
        )
    return record, tensors


def _version():
    """The version of this package, which is not known yet while it is being imported."""
    import imbgan

    return imbgan.__version__


def _record_of(path, metadata):
    """The record in a header."""
    try:
        record = json.loads(metadata[_KEY])
        newest = record["format"]
        foreign = not isinstance(newest, int)
    except (KeyError, TypeError, ValueError):
        foreign = True
    if foreign:
        raise ValueError(
            f"{str(path)!r} is not a model file of imbgan, but another kind of safetensors file."
        )
    if newest > FORMAT:
        raise ValueError(
            f"{str(path)!r} has format {newest}, written by imbgan {record.get('version')}; this "
            f"version reads formats up to {FORMAT}. Upgrade imbgan to read it."
        )
    return record


def _digest(record, tensors):
    """A checksum over everything in the file."""
    digest = hashlib.sha256(json.dumps(record, allow_nan=False).encode())
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()


def _replace(path, data):
    """Write beside the path first, so that a fit that took hours is never half a file."""
    beside = path.with_name(f".{path.name}.{uuid.uuid4().hex}")
    try:
        with open(beside, "xb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
