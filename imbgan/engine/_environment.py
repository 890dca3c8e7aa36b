"""What a fit runs in: a device and what it can do, threads, and random streams."""

import contextlib
import copy
import functools
import inspect
import threading
from dataclasses import dataclass

import numpy as np
import torch
from torch.overrides import TorchFunctionMode


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
    n_found = {"cuda": torch.cuda.device_count(), "mps": int(torch.backends.mps.is_available())}
    if device == "auto":
        return "cuda" if n_found["cuda"] else "mps" if n_found["mps"] else "cpu"
    n_found["cpu"] = 1
    try:
        named = torch.device(device)
        found = (named.index or 0) < n_found[named.type]
    except (RuntimeError, KeyError) as error:  # others were never tried; meta has no numbers
        raise ValueError(
            f"device={device!r} is not a device: use 'auto', 'cpu', 'cuda', 'cuda:0' or 'mps'."
        ) from error
    if not found and not fallback:
        raise ValueError(
            f"device={device!r} is not available on this machine: use 'auto' or 'cpu'."
        )
    return str(device) if found else "cpu"


def on_device(net, device):
    """Return a fitted net whose networks are on a device; the given one stays on the CPU.

    It is a copy, not the net moved: another thread may be predicting with that.

    Parameters
    ----------
    net : ImbalanceNet
        On the CPU.

    device : str

    Returns
    -------
    net : ImbalanceNet
        The given one where the device is the CPU.
    """
    if device == "cpu":
        return net
    twin = object.__new__(type(net))
    vars(twin).update(vars(net))
    for name in net.player_attributes():
        vars(twin)[name] = copy.deepcopy(getattr(net, name)).to(device)
    return twin


def optimizer_options(optimizer, device, **options):
    """Return those options that an optimiser takes, and that it shall be fused if it can.

    Parameters
    ----------
    optimizer : type

    device : str
        Where it is to run.

    **options : dict

    Returns
    -------
    options : dict
    """
    known, taken = inspect.signature(optimizer).parameters, {}
    if supports_fused(optimizer, device):
        taken["fused"] = True
    for name, value in options.items():
        if name in known:
            taken[name] = value
    return taken


@functools.cache
def supports_fused(optimizer, device):
    """Tell whether an optimiser has a fused step on a device, which depends on torch's version.

    Parameters
    ----------
    optimizer : type

    device : str

    Returns
    -------
    supports_fused : bool
    """
    if "fused" not in inspect.signature(optimizer).parameters:
        return False
    weight = torch.zeros(1, device=device, requires_grad=True)
    weight.grad = torch.zeros_like(weight)
    try:
        optimizer([weight], lr=0.1, fused=True).step()
    except (RuntimeError, TypeError, ValueError):
        return False
    return True


# Multiplications in a step that are worth a thread: with fewer it waits longer than it works.
_OF_A_THREAD = 1.5e7
_threads = threading.local()
_running = {"blocks": set(), "before": None}
_LOCK = threading.Lock()


@contextlib.contextmanager
def limited_threads(work):
    """Let torch use only as many threads for a block as its steps are worth.

    Threads of a small step wait for each other most of the time, and beside other processes for
    several times as long as one thread would take. The number from before comes back afterwards,
    as does whether gradients are computed, wherever an interrupt ends the block; blocks may be
    nested and run side by side in several threads of Python.

    Parameters
    ----------
    work : float
        About how many multiplications a step has.
    """
    block, gradients, ended_by = object(), torch.is_grad_enabled(), None
    n_threads = max(1, int(work // _OF_A_THREAD))
    most = _running["before"] if _running["blocks"] else torch.get_num_threads()
    limits = n_threads < most and not getattr(_threads, "is_limited", False)
    try:
        if limits:
            with _LOCK:
                # torch's number is that of the process for threads that start later, so that only
                # the first of several blocks sees the one to come back to.
                if not _running["blocks"]:
                    _running["before"] = torch.get_num_threads()
                _running["blocks"].add(block)
            _threads.is_limited = True
            torch.set_num_threads(n_threads)
        yield
    finally:
        is_over = False
        while not is_over:
            try:
                torch.set_grad_enabled(gradients)
                if limits:
                    _threads.is_limited = False
                    with _LOCK:
                        _running["blocks"].discard(block)
                        torch.set_num_threads(_running["before"] or torch.get_num_threads())
                is_over = True
            except KeyboardInterrupt as interrupt:  # which must not stop this
                ended_by = interrupt
        if ended_by is not None:
            raise ended_by


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


def random_streams(seed, device):
    """Return the random streams of a fit that its net draws from.

    Parameters
    ----------
    seed : int

    device : str
        Where noise, and the numbers of layers, are drawn. Apple's devices draw neither 64-bit
        integers over their whole range nor numbers that are the same elsewhere; there the CPU
        draws for them.

    Returns
    -------
    streams : dict of str to torch.Generator
    """
    seeds, streams = stream_seeds(seed), {}
    device = "cpu" if torch.device(device).type == "mps" else device
    for name, place in {
        "weights": "cpu",
        "batches": "cpu",
        "labels": "cpu",
        "noise": device,
        "layers": device,
    }.items():
        streams[name] = torch.Generator(device=place).manual_seed(seeds[name])
    return streams


# Functions of torch that draw, in its modules and as methods of tensors.
_DRAWING = set()
for _place in (torch, torch.Tensor, torch.nn.init):
    for _name in (
        *("bernoulli", "multinomial", "normal", "poisson", "rand", "randint", "randn", "randperm"),
        *("bernoulli_", "cauchy_", "exponential_", "geometric_", "log_normal_", "random_"),
        *("uniform_", "normal_", "trunc_normal_", "kaiming_uniform_", "kaiming_normal_"),
        *("xavier_uniform_", "xavier_normal_", "orthogonal_", "sparse_"),
    ):
        if hasattr(_place, _name):
            _DRAWING.add(getattr(_place, _name))


@dataclass(eq=False)
class DrawsFrom(TorchFunctionMode):
    """Let what draws from torch's global generator in a block draw from another one.

    Module constructors know no other generator than the global one. It is that of all threads: to
    seed it would give the numbers of a fit to whoever draws meanwhile, and theirs to the fit. The
    block is that of this thread alone. On other devices than the CPU, and in functions that take
    no generator, nothing changes.

    Parameters
    ----------
    stream : torch.Generator
        On the CPU.
    """

    stream: torch.Generator | None

    def __torch_function__(self, func, types, args=(), kwargs=None):
        kwargs = dict(kwargs or {})
        if func in (torch.rand_like, torch.randn_like):  # which take no generator everywhere
            kwargs = {"dtype": args[0].dtype, "device": args[0].device, **kwargs}
            func, args = getattr(torch, func.__name__[: -len("_like")]), (args[0].shape,)
        if func in _DRAWING and kwargs.get("generator") is None:
            first = kwargs.get("tensor", args[0] if args else None)
            device = first.device if torch.is_tensor(first) else kwargs.get("device") or "cpu"
            # Without one where an interrupt has left the block open.
            if self.stream is not None and torch.device(device).type == "cpu":
                kwargs["generator"] = self.stream
        return func(*args, **kwargs)
