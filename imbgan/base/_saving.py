"""Fitted estimators as records and tensors of a model file, and back."""

import math

import numpy as np
import torch
from sklearn.utils.validation import check_is_fitted
from torch import nn
from torch.utils._python_dispatch import TorchDispatchMode

from .. import encoding, metrics, networks
from ..engine import restore_net, states_of
from ..persistence import FRAME_KINDS, PLAIN_KINDS, CannotWrite, Codec, Kind, read, write
from ..utils import all_estimators
from ._checks import check_rows, plain_numbers
from ._fit import Run, make_net
from ._plan import EncodedRows

# Parameters that samplers once had, without use: earlier files name them.
_OF_CLASSIFIERS = {
    *("early_stopping", "validation_fraction", "n_iter_no_change", "scoring"),
    "feature_network",
}
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
    codec = Codec(_KINDS, dict(tensors))
    given = _decoded(codec, record["parameters"]) | left_out
    gone = _OF_CLASSIFIERS - set(kind._get_param_names())
    estimator = kind(**{name: value for name, value in given.items() if name not in gone})
    for name, value in _decoded(codec, record["attributes"]).items():
        if not _is_fitted(kind, name):
            raise ValueError(f"{name!r} is no attribute of a fitted {kind.__name__}")
        setattr(estimator, name, value)
    net = record["net"]
    if net is not None:
        with _BoundedMemory(tensors):
            restore(estimator, net["seed"], _states(tensors), codec.get(net["history"]))
    _check_use(estimator)
    return estimator


def restore(estimator, seed, states, history):
    """Give an estimator the net that some tensors were taken from, without training.

    Parameters
    ----------
    estimator : NetEstimator
        With its fitted attributes but ``net_``.

    seed : int

    states : dict of str to dict of str to tensor

    history : list of dict
    """
    run = Run(estimator, seed, "cpu", rows=EncodedRows((), ()), spec=estimator.spec_)
    labels = estimator.classes_.tolist()
    run.generated = tuple(labels.index(k) for k in getattr(estimator, "generated_classes_", ()))
    run.states = states
    # Whatever weights the rows had, the tensors of the loss come back with the others.
    run.counts = np.array(run.spec.class_counts)
    if run.value("real_rows") == "repeated":
        run.counts = run.counts + run.spec.n_to_draw
    with plain_numbers(estimator):
        run.strategy = estimator._strategy() if run.generated else None
        estimator.net_ = restore_net(make_net(run, estimator._plan(run)), states, history)


def _check_use(estimator):
    """Raise unless the attributes of an estimator fit each other, and it gives numbers."""
    if not hasattr(estimator, "classes_"):
        return  # a parameter of another one
    if not _can_be_tried(estimator):
        has_parts = hasattr(estimator, "estimator_")
        if not has_parts and len(getattr(estimator, "generated_classes_", [None])):
            raise ValueError("it has nothing that it was trained to")
        return
    if hasattr(estimator, "net_"):
        list(estimator.history_)  # raises where the history is none
    trial = estimator._trial()
    if not np.isfinite(trial).all():
        raise ValueError("what it gives are no numbers")
    if hasattr(estimator, "predict_proba") and trial.shape[1:] != estimator.classes_.shape:
        raise ValueError(f"it gives probabilities of {trial.shape[1]} classes, and has others")
    if hasattr(estimator, "sample"):
        if not isinstance(estimator._sample_stream, np.random.Generator):
            raise ValueError("it has no random stream to draw from")
        for label in estimator.generated_classes_:
            rows = estimator.sample(2, label, random_state=0)
            estimator.encoder_.transform(check_rows(estimator, rows, reset=False))


def _can_be_tried(estimator):
    """Whether an estimator itself holds something that predicts or generates."""
    return hasattr(estimator, "net_") or hasattr(estimator, "teacher_")


class _BoundedMemory(TorchDispatchMode):
    """Refuses tensors of many times the numbers that are in a file.

    The sizes of networks stand in parameters, which a file may give as it likes.
    """

    def __init__(self, tensors):
        super().__init__()
        self.left = 2**24 + 8 * sum(tensor.numel() for tensor in tensors.values())

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        size = args[0] if args and isinstance(args[0], list) else []
        if all(isinstance(n, int) for n in size):
            self._take(math.prod(size))  # before it is filled
        found = func(*args, **(kwargs or {}))
        returned = func._schema.returns
        if isinstance(found, torch.Tensor) and returned[0].alias_info is None:
            self._take(found.numel())
        return found

    def _take(self, n):
        self.left -= n
        if self.left < 0:
            raise ValueError("its parameters ask for networks larger than the file holds")


def give_the_same(estimator, again):
    """Tell whether two fitted estimators give the same numbers, as far as a trial shows."""
    if hasattr(estimator, "estimator_"):
        return give_the_same(estimator.estimator_, again.estimator_)
    if not _can_be_tried(estimator):
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
    for player, state in states_of(net).items():
        for name, tensor in state.items():
            codec.tensors[f"net.{player}.{name}"] = tensor
    history = _encoded(codec, {"history_": list(net.history)}, "attribute")
    return {"seed": net.seed, "history": history["history_"]}


def _states(tensors):
    """The tensors of a net by player."""
    states = {}
    for path, tensor in tensors.items():
        if path.startswith("net."):
            if torch.isnan(tensor).any():
                raise ValueError(f"{path} holds what is no number")
            _, player, name = path.split(".", 2)
            states.setdefault(player, {})[name] = tensor
    return states


def _write_estimator(value, codec):
    """Encode an estimator in another one, whose tensors have a place of their own."""
    record, tensors = describe(value)
    # Those of one without tensors must not be those of the next.
    place = f"estimator.{len(codec.tensors) if tensors else 'empty'}."
    codec.tensors |= {place + name: tensor for name, tensor in tensors.items()}
    return {"place": place, "record": record}


def _read_estimator(record, codec):
    place = record["place"]
    named = [name for name in codec.tensors if name.startswith(place)]
    tensors = {name.removeprefix(place): codec.tensors.pop(name) for name in named}
    return rebuild(record["record"], tensors, {})


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


_KINDS = {
    **PLAIN_KINDS,
    **FRAME_KINDS,
    "record": Kind(lambda value: type(value) in RECORDS.values(), _write_record, _read_record),
    # Looked up in a list, so that a file cannot have anything else imported or called.
    "callable": Kind(
        lambda value: callable(value) and value in _PATHS,
        lambda value, codec: {"path": _PATHS[value]},
        lambda record, codec: CALLABLES[record["path"]],
    ),
    "estimator": Kind(_is_ours, _write_estimator, _read_estimator),
}


def save(estimator, path, *, leave_out=()):
    """Write a fitted estimator to a file; :meth:`NetEstimator.save` has the documentation."""
    check_is_fitted(estimator, "classes_")
    record, tensors = describe(estimator, leave_out)
    parameters = estimator.get_params(deep=False)
    try:
        # A file that cannot be loaded is worth nothing, and fit may have taken hours.
        again = rebuild(record, tensors, {name: parameters[name] for name in leave_out})
    except Exception as error:
        raise ValueError(
            f"This {type(estimator).__name__} cannot be saved, as it could not be loaded again. "
            f"Were its parameters changed after fit? ({error})"
        ) from error
    if not give_the_same(estimator, again):
        raise ValueError(
            f"This {type(estimator).__name__} cannot be saved, as what is loaded would not give "
            "the same numbers. Parameters were changed after fit: set them back, or fit again."
        )
    # A sampler may hold training rows.
    write(path, record, tensors, is_private=hasattr(estimator, "sample"))


def load(path, **left_out):
    """Read an estimator that its ``save`` method has written.

    Nothing in the file is executed: it holds numbers and text. The class is looked up among the
    public estimators of this package, and functions and classes among the parameters in a fixed
    list. The estimator predicts and samples exactly as the one that was saved. It lies on the CPU,
    wherever it was trained.

    Parameters
    ----------
    path : str or path-like
        The file.

    **left_out : dict
        The parameters that ``save`` was told to leave out, such as a network of your own.

    Returns
    -------
    estimator : object
        The fitted estimator.

    Raises
    ------
    FileNotFoundError
        If there is no such file.

    ValueError
        If it is not a model file, is damaged, or was written by a newer version in a format that
        this one cannot read; if its parts do not fit each other, or ask for more memory than its
        own size explains; if a parameter that was left out is not given.

    Examples
    --------
    >>> import os, tempfile
    >>> from sklearn.datasets import make_classification
    >>> from imbgan import DOSampler, load
    >>> X, y = make_classification(weights=[0.8], random_state=0)
    >>> sampler = DOSampler(max_epochs=2, random_state=0).fit(X, y)
    >>> with tempfile.TemporaryDirectory() as folder:
    ...     path = os.path.join(folder, "sampler.safetensors")
    ...     sampler.save(path)
    ...     loaded = load(path)
    >>> loaded.sample(5, label=1).shape
    (5, 20)
    """
    record, tensors = read(path)
    names = record.get("left_out", [])
    if not isinstance(names, list) or not all(isinstance(name, str) for name in names):
        raise ValueError(f"{str(path)!r} is damaged: what it leaves out are no names.")
    _check_given(path, names, left_out)
    try:
        return rebuild(record, tensors, left_out)
    except ImportError:
        raise  # the file is good, but speaks of a data frame where there is no pandas
    except Exception as error:
        raise ValueError(
            f"{str(path)!r}, written by imbgan {record.get('version')}, cannot be turned into an "
            f"estimator: {error!r}."
        ) from error


def _check_given(path, names, given):
    """Raise unless just the parameters that were left out are given."""
    missing, more = sorted(set(names) - set(given)), sorted(set(given) - set(names))
    if missing:
        hint = ", ".join(f"{name}=..." for name in missing)
        raise ValueError(
            f"{str(path)!r} was saved without {missing}: give what they were in fit, "
            f"load(path, {hint})."
        )
    if more:
        raise ValueError(
            f"{str(path)!r} holds {more} already. To change a parameter of what was loaded, use "
            "set_params."
        )
