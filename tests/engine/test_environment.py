"""Claims about the device and the random streams of a fit."""

import numpy as np
import pytest
import torch

from imbgan.engine import _environment, on_device, resolve_device, stream_seeds

without_cuda = pytest.mark.skipif(torch.cuda.is_available(), reason="this machine has CUDA")
without_mps = pytest.mark.skipif(
    torch.backends.mps.is_available(), reason="this machine has Metal"
)


def test_auto_takes_the_best_device_of_the_machine():
    best = "mps" if torch.backends.mps.is_available() else "cpu"
    best = "cuda" if torch.cuda.is_available() else best
    assert resolve_device("auto") == best


def test_the_cpu_is_always_there():
    assert resolve_device("cpu") == "cpu"


@pytest.mark.parametrize("name", ["gpu", "cuda:x", "", "cpu0"])
@pytest.mark.parametrize("fallback", [False, True])
def test_a_name_that_is_no_device_is_refused(name, fallback):
    with pytest.raises(ValueError, match=f"device='{name}' is not a device: use 'auto'"):
        resolve_device(name, fallback=fallback)


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("cuda", marks=without_cuda),
        pytest.param("cuda:0", marks=without_cuda),
        "cuda:99",
        pytest.param("mps", marks=without_mps),
    ],
)
def test_a_device_that_the_machine_lacks_is_refused_or_replaced_by_the_cpu(name):
    with pytest.raises(ValueError, match="not available on this machine: use 'auto' or 'cpu'"):
        resolve_device(name)
    assert resolve_device(name, fallback=True) == "cpu"


def test_a_lent_module_comes_back_to_the_cpu():
    module, device = torch.nn.Linear(2, 1), resolve_device("auto")
    with on_device(module, device) as lent:
        assert lent is module
        assert lent.weight.device.type == device
    assert module.weight.device.type == "cpu"


def test_a_lent_module_comes_back_after_an_error():
    module = torch.nn.Linear(2, 1)
    with pytest.raises(KeyError), on_device(module, resolve_device("auto")):
        raise KeyError("x")
    assert module.weight.device.type == "cpu"


def numbers(seed):
    """Return what torch and numpy draw with the seed of each stream."""
    drawn = {}
    for name, of_stream in stream_seeds(seed).items():
        generator = torch.Generator().manual_seed(of_stream)
        drawn[name] = (
            tuple(torch.rand(20, generator=generator).tolist()),
            tuple(np.random.default_rng(of_stream).random(5)),
        )
    return drawn


def test_streams_of_a_seed_differ_from_each_other():
    streams = numbers(0)
    for drawn in zip(*streams.values(), strict=True):
        assert len(set(drawn)) == len(streams)


def test_a_stream_keeps_its_numbers_when_another_is_added(monkeypatch):
    before = stream_seeds(0)
    monkeypatch.setattr(_environment, "_STREAMS", (*before, "another"))
    after = stream_seeds(0)
    assert after.keys() == {*before, "another"}
    assert {name: after[name] for name in before} == before


def test_streams_follow_from_the_seed():
    first, again, other = numbers(7), numbers(7), numbers(8)
    assert first == again
    assert all(first[name] != other[name] for name in first)


def test_seeds_of_numpy_and_the_largest_of_them_are_taken():
    assert stream_seeds(np.int64(3)) == stream_seeds(3)
    assert numbers(2**31 - 1)
