"""Values as JSON and back, without pickle.

None, booleans, integers, finite floats, strings and lists are themselves. Everything else is an
object whose ``"kind"`` says how it is read; arrays of numbers go into a dict of tensors beside the
text. What is not listed here cannot be written, and what a file says cannot reach anything else.
"""

import math
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch

# The longest text in an array, in bytes: a file may claim any length for a few texts.
_LONGEST = 2**20
_BIT_GENERATORS = ("MT19937", "PCG64", "PCG64DXSM", "Philox", "SFC64")


class CannotWrite(ValueError):
    """A value has no place in a model file."""


@dataclass(frozen=True)
class Kind:
    """How values of a kind are told, written and read.

    ``write(value, put)`` returns a dict whose values went through ``put``; ``read(record, get)``
    takes it back.
    """

    holds: Any
    write: Any
    read: Any


class Codec:
    """Encode values to JSON and decode them.

    Parameters
    ----------
    kinds : dict of str to Kind
        What there is beside plain values.

    tensors : dict of str to tensor
        Where arrays of numbers are put or found.
    """

    def __init__(self, kinds, tensors):
        self.kinds, self.tensors = kinds, tensors

    def put(self, value):
        """Return what JSON can say of a value."""
        plain = value is None or type(value) in (bool, int, str)
        if plain or (type(value) is float and math.isfinite(value)):
            return value
        if type(value) is list:
            return [self.put(item) for item in value]
        for name, kind in self.kinds.items():
            if kind.holds(value):
                return {"kind": name, **kind.write(value, self)}
        raise CannotWrite(f"a model file cannot hold {_shown(value)}")

    def get(self, record):
        """Return the value that JSON speaks of."""
        if isinstance(record, list):
            return [self.get(item) for item in record]
        if isinstance(record, dict):
            return self.kinds[record["kind"]].read(record, self)
        return record


def _shown(value):
    """A value in a few words."""
    text = " ".join(repr(value).split())
    return f"{text[:77]}..." if len(text) > 80 else text


def _write_array(value, codec):
    dtype = value.dtype.str
    if value.dtype.kind in "biufmM" and value.dtype.itemsize <= 8:
        if value.ndim == 0 and value.dtype.kind in "biuf":
            return {"dtype": dtype, "item": codec.put(value.item())}
        native = value.astype(value.dtype.newbyteorder("="))  # a copy, as torch wants it
        if native.dtype.kind in "mM":
            native = native.view(np.int64)
        name = f"array.{len(codec.tensors)}"
        codec.tensors[name] = torch.from_numpy(np.ascontiguousarray(native).reshape(value.shape))
        return {"dtype": dtype, "tensor": name}
    if value.dtype.kind not in "UO":
        raise CannotWrite(f"a model file cannot hold an array of dtype {value.dtype}")
    items = [codec.put(item) for item in value.ravel().tolist()]
    return {"dtype": dtype, "shape": list(value.shape), "items": items}


def _dtype(name):
    """The dtype of a name: numbers, times, texts or objects, of a size that can be."""
    dtype = np.dtype(name)
    if dtype.kind not in "biufmMUO" or dtype.itemsize > _LONGEST:
        raise ValueError(f"no array has the dtype {str(name)[:80]!r}")
    return dtype


def _read_array(record, codec):
    dtype = _dtype(record["dtype"])
    if "item" in record:
        return np.array(codec.get(record["item"]), dtype=dtype)
    if "tensor" in record:
        # Each is there once: a file that names one a thousand times would fill the memory.
        array = codec.tensors.pop(record["tensor"]).numpy().copy()
        native = dtype.newbyteorder("=")
        if array.dtype != (np.int64 if dtype.kind in "mM" else native):
            raise ValueError(f"an array of {array.dtype} is no array of {dtype}")
        return array.view(native).astype(dtype, copy=False)
    items = codec.get(record["items"])
    if dtype.kind == "U" and dtype.itemsize > 4 * max(map(len, items), default=0) + 2**26 // max(
        len(items), 1
    ):
        raise ValueError(f"{len(items)} texts are shorter than {dtype}")
    array = np.empty(len(items), dtype=dtype)
    for place, item in enumerate(items):
        array[place] = item  # one by one: numpy would take a tuple apart
    return array.reshape(record["shape"])


def _write_dtype(value, codec):
    plain = value.names is None and value.subdtype is None and value.kind in "biufmMUO"
    if not plain or value.itemsize > _LONGEST:
        raise CannotWrite(f"a model file cannot hold the dtype {value}")
    return {"value": value.str}


def _write_dict(value, codec):
    return {"items": [[codec.put(key), codec.put(item)] for key, item in value.items()]}


def _bit_generator(state):
    """A numpy bit generator in a state; its type is one of a list."""
    name = state["bit_generator"]
    if name not in _BIT_GENERATORS:
        raise ValueError(f"{name!r} is not a bit generator.")
    bits = getattr(np.random, name)()
    bits.state = state
    return bits


def _read_random_state(record, codec):
    random_state = np.random.RandomState()
    random_state.set_state(codec.get(record["state"]))
    return random_state


PLAIN_KINDS = {
    "float": Kind(
        lambda value: type(value) is float,
        lambda value, codec: {"value": repr(value)},
        lambda record, codec: float(record["value"]),
    ),
    "tuple": Kind(
        lambda value: type(value) is tuple,
        lambda value, codec: {"items": codec.put(list(value))},
        lambda record, codec: tuple(codec.get(record["items"])),
    ),
    "slice": Kind(
        lambda value: type(value) is slice,
        lambda value, codec: {"items": codec.put([value.start, value.stop, value.step])},
        lambda record, codec: slice(*codec.get(record["items"])),
    ),
    "dict": Kind(
        lambda value: type(value) in (dict, OrderedDict),
        _write_dict,
        lambda record, codec: {codec.get(k): codec.get(v) for k, v in record["items"]},
    ),
    "dtype": Kind(
        lambda value: isinstance(value, np.dtype),
        _write_dtype,
        lambda record, codec: _dtype(record["value"]),
    ),
    "array": Kind(lambda value: type(value) is np.ndarray, _write_array, _read_array),
    "scalar": Kind(
        lambda value: isinstance(value, np.generic),
        lambda value, codec: {"value": codec.put(np.asarray(value))},
        lambda record, codec: codec.get(record["value"])[()],
    ),
    "generator": Kind(
        lambda value: type(value) is np.random.Generator,
        lambda value, codec: {"state": codec.put(value.bit_generator.state)},
        lambda record, codec: np.random.Generator(_bit_generator(codec.get(record["state"]))),
    ),
    "random_state": Kind(
        lambda value: type(value) is np.random.RandomState,
        lambda value, codec: {"state": codec.put(value.get_state(legacy=False))},
        _read_random_state,
    ),
}
