"""Claims about the device, the threads and the random streams of a fit."""

from concurrent.futures import ThreadPoolExecutor
from functools import partial
from threading import Event

import numpy as np
import pytest
import torch

from imbgan.engine import (
    GameNet,
    Player,
    _environment,
    limited_threads,
    on_device,
    optimizer_options,
    resolve_device,
    stream_seeds,
)
from imbgan.engine._environment import random_streams, supports_fused

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


def two_players():
    """A fitted net of two networks, which never saw a row."""
    players = {name: Player(partial(torch.nn.Linear, 2, 2)) for name in ("pen", "eye")}
    return GameNet(players, torch.nn.Identity, predictor="eye").initialize().release()


def test_on_the_cpu_a_net_is_lent_as_it_is():
    net = two_players()
    assert on_device(net, "cpu") is net


def test_a_net_on_another_device_is_a_copy_and_the_given_one_stays():
    net = two_players()
    before = {name: module.weight.clone() for name, module in net.player_modules().items()}
    lent = on_device(net, "meta")  # a device that every machine has
    assert type(lent) is GameNet
    for name, module in lent.player_modules().items():
        assert module.weight.device.type == "meta"
        assert module is not net.player_modules()[name]
    for name, module in net.player_modules().items():
        assert module.weight.device.type == "cpu"
        assert torch.equal(module.weight, before[name])


def test_an_optimiser_gets_the_options_that_it_knows():
    found = optimizer_options(torch.optim.SGD, "cpu", weight_decay=0.1, betas=(0.5, 0.9))
    assert found.pop("fused", True)
    assert found == {"weight_decay": 0.1}
    found = optimizer_options(torch.optim.LBFGS, "cpu", weight_decay=0.1)
    assert found == {}


def test_an_option_given_wins_over_the_fused_step():
    assert optimizer_options(torch.optim.SGD, "cpu", fused=False) == {"fused": False}


def test_a_fused_step_is_asked_for_only_where_there_is_one():
    assert not supports_fused(torch.optim.Rprop, "cpu")  # torch has none
    assert not supports_fused(torch.optim.Adam, "meta")  # nor on this device
    for kind in (torch.optim.Adam, torch.optim.AdamW, torch.optim.SGD):
        if supports_fused(kind, "cpu"):
            weight = torch.zeros(1, requires_grad=True)
            weight.grad = torch.ones(1)
            kind([weight], lr=0.1, fused=True).step()
            assert weight < 0


@pytest.fixture
def three_threads():
    """Let torch use three threads, and put back what it used before."""
    before = torch.get_num_threads()
    torch.set_num_threads(3)
    yield
    torch.set_num_threads(before)


def test_steps_use_as_many_threads_as_they_are_worth_of_those_there_are(three_threads):
    for work, expected in ((1e3, 1), (2.9e7, 1), (3e7, 2), (1e12, 3)):
        with limited_threads(work):
            assert torch.get_num_threads() == expected
        assert torch.get_num_threads() == 3


def test_the_number_of_threads_comes_back_after_an_error_and_after_blocks_within(three_threads):
    with pytest.raises(KeyError), limited_threads(1), limited_threads(1):
        with limited_threads(1):
            pass
        assert torch.get_num_threads() == 1
        raise KeyError("x")
    assert torch.get_num_threads() == 3


def test_a_block_of_another_thread_that_ends_first_or_last_leaves_the_number(three_threads):
    inside, done = Event(), Event()

    def other():
        with limited_threads(1):
            inside.set()
            done.wait(10)

    for first_ends_first in (True, False):
        inside.clear(), done.clear()
        with ThreadPoolExecutor(1) as pool:
            with limited_threads(1):
                running = pool.submit(other)
                inside.wait(10)
                if not first_ends_first:
                    done.set()
                    running.result()
                    assert torch.get_num_threads() == 1
            done.set()
            running.result()
        assert torch.get_num_threads() == 3


def test_random_streams_follow_the_seed_and_lie_where_they_are_drawn_from():
    first, again, other = (random_streams(seed, "cpu") for seed in (3, 3, 4))
    assert first.keys() == {"weights", "batches", "labels", "noise", "layers"}
    for name in first:
        drawn = [torch.rand(5, generator=s[name]).tolist() for s in (first, again, other)]
        assert drawn[0] == drawn[1] != drawn[2]
        assert first[name].initial_seed() == stream_seeds(3)[name]


def test_on_apple_s_devices_the_cpu_draws():
    # A stream there would be refused on a machine that has no such device.
    assert {stream.device.type for stream in random_streams(0, "mps").values()} == {"cpu"}


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
