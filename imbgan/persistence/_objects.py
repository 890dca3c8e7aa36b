"""What a model file may name: our own records, and a list of classes and functions."""

import torch
from torch import nn

from .. import encoding, metrics, networks
from ._codec import Kind


def _records():
    """The classes of the encoding room that are written by their own record."""
    named = {name: getattr(encoding, name) for name in encoding.__all__}
    return {name: it for name, it in named.items() if hasattr(it, "from_record")}


def _callables():
    """Optimisers of torch, and the public networks and scores of this package."""
    found = {}
    for room, holds in (
        (torch.optim, lambda it: isinstance(it, type) and issubclass(it, torch.optim.Optimizer)),
        (networks, lambda it: isinstance(it, type) and issubclass(it, nn.Module)),
        (metrics, callable),
    ):
        public = getattr(room, "__all__", vars(room))
        named = {f"{room.__name__}.{name}": getattr(room, name) for name in public}
        found |= {path: it for path, it in named.items() if holds(it)}
    return found


RECORDS = _records()
CALLABLES = _callables()
_PATHS = {it: path for path, it in CALLABLES.items()}


def _write_record(value, codec):
    return {"type": type(value).__name__, "record": codec.put(value.to_record())}


def _read_record(record, codec):
    return RECORDS[record["type"]].from_record(codec.get(record["record"]))


OBJECT_KINDS = {
    "record": Kind(lambda value: type(value) in RECORDS.values(), _write_record, _read_record),
    # Looked up in a list, so that a file cannot have anything else imported or called.
    "callable": Kind(
        lambda value: callable(value) and value in _PATHS,
        lambda value, codec: {"path": _PATHS[value]},
        lambda record, codec: CALLABLES[record["path"]],
    ),
}
