"""Fitted estimators as records and tensors, and back."""

import numpy as np

from ..utils import all_estimators
from ._codec import PLAIN_KINDS, CannotWrite, Codec, Kind
from ._frames import FRAME_KINDS
from ._objects import OBJECT_KINDS

# Fitted attributes end with an underscore, except these.
_PRIVATE = ("_sample_stream",)
_ADVICE = " Name it in save(path, leave_out=[{0!r}]) and give it again in load(path, {0}=...)."


def describe(estimator, leave_out=()):
    """Return what a file says of a fitted estimator: a record of JSON, and tensors."""
    kind = type(estimator)
    if not _is_ours(estimator):
        raise ValueError(
            f"{kind.__name__} cannot be saved, as it is no estimator of imbgan itself; pickle it."
        )
    parameters = estimator.get_params(deep=False)
    strange = sorted(set(leave_out) - set(parameters))
    if strange:
        raise ValueError(f"leave_out names {strange}, which are no parameters of {kind.__name__}.")
    tensors = {}
    codec = Codec(_KINDS, tensors)
    kept = {name: value for name, value in parameters.items() if name not in leave_out}
    fitted = {name: value for name, value in vars(estimator).items() if _is_fitted(kind, name)}
    net = fitted.pop("net_", None)
    record = {
        "class": kind.__name__,
        "parameters": _encoded(codec, kept, "parameter", advice=_ADVICE),
        "left_out": sorted(leave_out),
        "attributes": _encoded(codec, fitted, "attribute"),
        "net": None if net is None else _describe_net(codec, net),
    }
    return record, tensors


def rebuild(record, tensors, left_out):
    """Return the estimator of a record; `left_out` are the parameters that it does not hold."""
    kind = dict(all_estimators()).get(record["class"])
    if kind is None:
        raise ValueError(f"there is no {record['class']} in this version")
    codec = Codec(_KINDS, tensors)
    estimator = kind(**_decoded(codec, record["parameters"]), **left_out)
    for name, value in _decoded(codec, record["attributes"]).items():
        if not _is_fitted(kind, name):
            raise ValueError(f"{name!r} is no attribute of a fitted {kind.__name__}")
        setattr(estimator, name, value)
    net = record["net"]
    if net is not None:
        estimator._restore(net["seed"], _states(tensors), codec.get(net["history"]))
    return estimator


def say_the_same(estimator, again):
    """Tell whether two fitted estimators give the same numbers, as far as a trial shows."""
    if hasattr(estimator, "estimator_"):
        return say_the_same(estimator.estimator_, again.estimator_)
    if not hasattr(estimator, "net_"):
        return True
    return np.array_equal(estimator._trial(), again._trial(), equal_nan=True)


def _is_ours(value):
    """Whether a value is an estimator of this package itself."""
    return dict(all_estimators()).get(type(value).__name__) is type(value)


def _is_fitted(kind, name):
    """Whether a name is that of an attribute which fit sets on the instance."""
    public = name.endswith("_") and not name.startswith("_")
    return (public or name in _PRIVATE) and not hasattr(kind, name)


def _encoded(codec, values, what, advice=""):
    """Encode named values, or say which one cannot be."""
    encoded = {}
    for name, value in values.items():
        try:
            encoded[name] = codec.put(value)
        except CannotWrite as error:
            hint = advice.format(name)
            raise ValueError(f"The {what} {name} cannot be saved: {error}.{hint}") from error
    return encoded


def _decoded(codec, records):
    return {name: codec.get(record) for name, record in records.items()}


def _describe_net(codec, net):
    """Put the tensors of a net beside the arrays, and return the rest."""
    for player, state in net.states().items():
        for name, tensor in state.items():
            codec.tensors[f"net.{player}.{name}"] = tensor
    history = _encoded(codec, {"history_": list(net.history)}, "attribute")
    return {"seed": net.seed, "history": history["history_"]}


def _states(tensors):
    """The tensors of a net by player."""
    states = {}
    for path, tensor in tensors.items():
        if path.startswith("net."):
            _, player, name = path.split(".", 2)
            states.setdefault(player, {})[name] = tensor
    return states


def _write_estimator(value, codec):
    """Encode an estimator in another one, whose tensors have a place of their own."""
    record, tensors = describe(value)
    place = f"estimator.{len(codec.tensors)}."
    codec.tensors |= {place + name: tensor for name, tensor in tensors.items()}
    return {"place": place, "record": record}


def _read_estimator(record, codec):
    place = record["place"]
    named = {name: tensor for name, tensor in codec.tensors.items() if name.startswith(place)}
    tensors = {name.removeprefix(place): tensor for name, tensor in named.items()}
    return rebuild(record["record"], tensors, {})


_KINDS = {
    **PLAIN_KINDS,
    **FRAME_KINDS,
    **OBJECT_KINDS,
    "estimator": Kind(_is_ours, _write_estimator, _read_estimator),
}
