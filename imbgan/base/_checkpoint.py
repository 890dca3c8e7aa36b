"""Files from which a fit that was killed goes on."""

import hashlib
import re
import time
from functools import partial
from pathlib import Path

import numpy as np
import torch
from skorch.callbacks import Callback
from skorch.history import History

from ..persistence import PLAIN_KINDS, CannotWrite, Codec, Kind, read, unfinished, write

# An epoch is written when so many times as long as writing took has gone by.
_PATIENCE = 19
# Parameters that change nothing in what is learned.
_FREE = ("checkpoint", "verbose")


def _write_tensor(value, codec):
    name = f"tensor.{len(codec.tensors)}"
    codec.tensors[name] = value
    return {"name": name}


_KINDS = {
    **PLAIN_KINDS,
    "tensor": Kind(
        torch.is_tensor, _write_tensor, lambda record, codec: codec.tensors[record["name"]]
    ),
}


class Checkpoint(Callback):
    """What a fit has come to, in a file: networks that are trained, and the one that trains.

    Parameters
    ----------
    estimator : NetEstimator
        With a path as its parameter ``checkpoint``.

    seed : int
        That of the fit, where there is no file.

    Attributes
    ----------
    seed : int
        That of the fit that the file is of.
    """

    def __init__(self, estimator, seed):
        self.path, self.kind = Path(estimator.checkpoint), type(estimator).__name__
        if not self.path.absolute().parent.is_dir():
            raise ValueError(
                f"checkpoint={str(self.path)!r}: there is no folder {str(self.path.parent)!r}."
            )
        self.told = {"estimator": self.kind, **_version()}
        for name, value in estimator.get_params(deep=False).items():
            if name not in _FREE:
                self.told[name] = _text(value)
        self.n_done, self.cost, self.written = 0, 0.0, -np.inf
        self.saved = {"seed": int(seed), "told": None, "done": [], "running": None}
        if self.path.exists():
            self._read()
        self.seed = self.saved["seed"]

    def get_params(self, deep=True):
        """Return nothing, as none is to be set."""
        return {}

    def _read(self):
        """Take over what a file says."""
        record, tensors = read(self.path)
        if "checkpoint" not in record:
            raise ValueError(
                f"checkpoint={str(self.path)!r} is a model file, which would be lost: name "
                "another file."
            )
        self.saved = Codec(_KINDS, tensors).get(record["checkpoint"])

    def compare(self, rows):
        """Raise where the file is that of a fit with other parameters or to other rows.

        Parameters
        ----------
        rows : EncodedRows
        """
        digest = hashlib.sha256()
        for part in (rows.X, rows.y, rows.weight, *(rows.held_out or ())):
            if part is not None:
                digest.update(f"{part.dtype} {part.shape}".encode())
                digest.update(np.ascontiguousarray(part))
        self.told["the data"] = digest.hexdigest()
        there = self.saved["told"]
        if there is None:
            self.saved["told"] = self.told
        elif there != self.told:
            shown = []
            for name, now in self.told.items():
                before = there.get(name)
                if before != now:
                    values = "" if name == "the data" else f" (it was {before}, now it is {now})"
                    shown.append(f"{name}{values}")
            raise ValueError(
                f"checkpoint={str(self.path)!r} is that of another fit. There differ: "
                f"{', '.join(shown)}. Remove the file, or name another one."
            )

    def fit(self, net, data, y=None):
        """Fit a net, or go on where the file ends; a net that it holds finished is not trained.

        Parameters
        ----------
        net : ImbalanceNet

        data : TensorRows
        """
        self.n_done += 1
        if self.n_done <= len(self.saved["done"]):
            done = self.saved["done"][self.n_done - 1]
            net.initialize()
            _restore_modules(net, done["modules"])
            net.history_ = History(done["history"])
            net.was_interrupted = net.has_diverged = False
            return
        make = net.iterator_train
        net.iterator_train = partial(self._iterator, make)
        net.callbacks = [*net.callbacks, ("checkpoint", self)]
        net.fit(data, y)
        net.iterator_train = make
        net.callbacks = net.callbacks[:-1]
        net.callbacks_ = [it for it in net.callbacks_ if it[1] is not self]
        self.iterator = None
        if not net.was_interrupted:
            finished = {"modules": _modules(net), "history": list(net.history)}
            self.saved["done"].append(finished)
            self.saved["running"] = None
            self._write()

    def finish(self):
        """Remove the file, and what a fit that was killed while it wrote has left beside it."""
        for path in (self.path, *unfinished(self.path)):
            path.unlink(missing_ok=True)

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        if self.saved["running"] is not None:
            _restore(net, self.saved["running"])

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        start = time.monotonic()
        if start - self.written < _PATIENCE * self.cost:
            return
        self.saved["running"] = _captured(net, self.iterator)
        self._write()
        self.written = time.monotonic()
        self.cost = self.written - start

    def _iterator(self, make, dataset, **options):
        """Make the iterator of the training rows, and let it go on where it was."""
        self.iterator = make(dataset, **options)
        if self.saved["running"] is not None:
            vars(self.iterator).update(self.saved["running"]["iterator"])
        return self.iterator

    def _write(self):
        """Write the file anew."""
        tensors = {}
        try:
            record = Codec(_KINDS, tensors).put(self.saved)
        except CannotWrite as error:
            raise ValueError(
                f"checkpoint={str(self.path)!r}: what this {self.kind} has come to cannot be "
                f"written ({str(error).replace('model file', 'checkpoint')})."
            ) from error
        write(self.path, {"checkpoint": record}, tensors)


def _version():
    """Return the versions on which numbers depend."""
    import imbgan

    return {"imbgan": imbgan.__version__, "torch": str(torch.__version__)}


def _text(value):
    """Return a parameter in words that are the same in another process."""
    if hasattr(value, "__qualname__"):
        return f"{value.__module__}.{value.__qualname__}"
    if isinstance(value, np.random.RandomState):
        return "RandomState"
    return re.sub(r" at 0x[0-9a-f]+", "", repr(value))


def _networks(net):
    """Return the networks and losses of a net by name."""
    return {name: getattr(net, f"{name}_") for name in (*net._modules, *net._criteria)}


def _modules(net):
    """Return what networks and losses hold: tensors, and the numbers that they count."""
    found = {}
    for name, module in _networks(net).items():
        counted = []
        for part in module.modules():
            numbers = {k: v for k, v in vars(part).items() if type(v) in (int, float)}
            kept = {k: getattr(part, k) for k in getattr(part, "remembered", ())}
            counted.append({**numbers, **kept})
        found[name] = {"state": dict(module.state_dict()), "counted": counted}
    return found


def _restore_modules(net, saved):
    """Give networks and losses what they held."""
    for name, module in _networks(net).items():
        state = saved[name]["state"]
        for key in state.keys() - module.state_dict().keys():  # a tensor that came in training
            owner, _, own = key.rpartition(".")
            setattr(module.get_submodule(owner), own, state[key].to(net.device))
        module.load_state_dict(state)
        for part, counted in zip(module.modules(), saved[name]["counted"], strict=True):
            for key, value in counted.items():
                setattr(part, key, _on_device(value, net.device))


def _captured(net, iterator):
    """Return all that decides how training goes on after an epoch."""
    callbacks = {}
    for name, callback in net.callbacks_:
        kept = {key: getattr(callback, key) for key in _kept(callback)}
        callbacks[name] = {
            key: value.state_dict() if hasattr(value, "state_dict") else value
            for key, value in kept.items()
        }
    return {
        "modules": _modules(net),
        "optimizers": {name: getattr(net, f"{name}_").state_dict() for name in net._optimizers},
        "streams": {name: stream.get_state() for name, stream in net.draws_.items()},
        "history": list(net.history),
        "net": {key: vars(net)[key] for key in _OF_NET if key in vars(net)},
        "iterator": {key: vars(iterator)[key] for key in _OF_ITERATOR if key in vars(iterator)},
        "callbacks": callbacks,
    }


_OF_NET = ("best_losses_", "_n_rounds", "_is_to_stop", "broken_losses")
_OF_ITERATOR = ("_positions", "_next")


def _kept(callback):
    """Return the names of what a callback remembers from epoch to epoch."""
    kept = getattr(callback, "remembered", None)
    if kept is None:  # of somebody else
        plain = (bool, int, float, str)
        kept = [k for k, v in vars(callback).items() if k.endswith("_") and type(v) in plain]
    return kept


def _restore(net, saved):
    """Bring a net whose training is about to begin to where another was after an epoch."""
    _restore_modules(net, saved["modules"])
    for name in net._optimizers:
        optimizer = getattr(net, f"{name}_")
        groups = list(optimizer.param_groups)
        optimizer.load_state_dict(saved["optimizers"][name])
        for group, values in zip(groups, optimizer.param_groups, strict=True):
            group.update(values)
        optimizer.param_groups[:] = groups  # schedules hold them
        for weights, state in optimizer.state.items():
            for key, value in state.items():
                if torch.is_tensor(value) and value.shape == weights.shape:
                    # Fused steps take it that both lie in memory in the same order.
                    state[key] = torch.empty_like(weights, requires_grad=False).copy_(value)
    for name, stream in net.draws_.items():
        stream.set_state(saved["streams"][name])
    net.history_ = History(saved["history"])
    vars(net).update(saved["net"])
    for name, callback in net.callbacks_:
        for key, value in saved["callbacks"].get(name, {}).items():
            live = getattr(callback, key, None)
            if hasattr(live, "load_state_dict"):
                live.load_state_dict(value)
            elif isinstance(live, list) and live and torch.is_tensor(live[0]):
                for tensor, values in zip(live, value, strict=True):  # others point to them
                    tensor.copy_(values)
            else:
                setattr(callback, key, _on_device(value, net.device))


def _on_device(value, device):
    """Return a value whose tensors are on a device."""
    if torch.is_tensor(value):
        return value.to(device)
    if isinstance(value, dict):
        return {key: _on_device(it, device) for key, it in value.items()}
    if isinstance(value, list):
        return [_on_device(it, device) for it in value]
    return value
