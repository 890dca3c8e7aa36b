"""The file: tensors in the safetensors format, and a text of JSON in its header."""

import contextlib
import glob
import hashlib
import json
import os
import stat
import uuid
from pathlib import Path

import torch
from safetensors import SafetensorError, safe_open
from safetensors.torch import save as serialized

# Grows when older versions of the package can no longer read what is written.
FORMAT = 1
_KEY = "imbgan"
# Records nest a few levels for each estimator in another one.
_DEEPEST = 200


def write(path, record, tensors, *, is_private=False):
    """Write a record and its tensors; a file that is there already is replaced at once.

    A file that is replaced keeps its mode; a new one is for the owner alone if `is_private`.
    """
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
    _replace(Path(os.path.realpath(path)), data, 0o600 if is_private else 0o666)


def read(path):
    """Return the record and the tensors of a file.

    Raises a ValueError where it is no model file, was written by a newer version or is damaged.
    """
    _check_regular(path, os.stat(path))
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


def _check_regular(path, status):
    """Raise where there is no file: a pipe would be read for ever, a device replaced."""
    if not stat.S_ISREG(status.st_mode):
        raise ValueError(f"{str(path)!r} is no regular file; give the path of a model file.")


def _version():
    """The version of this package, which is not known yet while it is being imported."""
    import imbgan

    return imbgan.__version__


def _record_of(path, metadata):
    """The record in a header."""
    try:
        record = json.loads(metadata[_KEY], parse_constant=_refuse)
        newest = record["format"]
        foreign = not isinstance(newest, int) or _depth(record) > _DEEPEST
    except (KeyError, TypeError, ValueError, RecursionError):
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


def _refuse(constant):
    raise ValueError(f"{constant} is not JSON.")


def _depth(record):
    """How deep lists and objects are nested."""
    depth, level = 0, [record]
    while level:
        depth, nested = depth + 1, []
        for value in level:
            if isinstance(value, dict):
                nested += value.values()
            elif isinstance(value, list):
                nested += value
        level = nested
    return depth


def _digest(record, tensors):
    """A checksum over everything in the file."""
    digest = hashlib.sha256(json.dumps(record, allow_nan=False).encode())
    for name, tensor in sorted(tensors.items()):
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}".encode())
        digest.update(tensor.reshape(-1).view(torch.uint8).numpy())
    return digest.hexdigest()


def _start_beside(path):
    """The first part of the names of files that are written first; a name has 255 bytes."""
    return f".{path.name[:50]}."


def unfinished(path):
    """Return the files beside a path that were not finished, as the process was killed."""
    start = glob.escape(str(path.with_name(_start_beside(path))))
    return [Path(found) for found in glob.glob(f"{start}{'[0-9a-f]' * 32}")]


def _replace(path, data, mode):
    """Write beside the path first, so that a fit that took hours is never half a file."""
    kept = None
    with contextlib.suppress(FileNotFoundError):
        status = os.stat(path)
        _check_regular(path, status)
        kept = stat.S_IMODE(status.st_mode)
    beside = path.with_name(f"{_start_beside(path)}{uuid.uuid4().hex}")

    def opener(name, flags):
        return os.open(name, flags, mode)

    try:
        with open(beside, "xb", opener=opener) as file:
            if kept is not None:
                os.chmod(beside, kept)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        with contextlib.suppress(FileNotFoundError):
            beside.unlink()
