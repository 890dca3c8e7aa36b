"""Claims about building networks without touching the global generator."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier, Event

import numpy as np
import pytest
import torch

from imbgan.engine._environment import building


def test_building_seeds_what_is_built_and_puts_the_global_state_back():
    torch.rand(3)
    before = torch.get_rng_state()
    with building(0):
        first = torch.nn.Linear(4, 4).weight
    with building(0):
        again = torch.nn.Linear(4, 4).weight
    with building(1):
        other = torch.nn.Linear(4, 4).weight
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_building_leaves_the_states_of_numpy_and_python_alone():
    state, python_state = np.random.get_state()[1].copy(), random.getstate()
    with building(0):
        torch.nn.Linear(4, 4)
    assert np.array_equal(np.random.get_state()[1], state)
    assert random.getstate() == python_state


def test_building_puts_the_global_state_back_after_an_error():
    before = torch.get_rng_state()
    with pytest.raises(KeyError), building(0):
        torch.rand(3)
        raise KeyError("x")
    assert torch.equal(torch.get_rng_state(), before)


def test_building_may_be_nested():
    with building(0):
        outer = torch.rand(2)
        with building(5):
            torch.rand(2)
        rest = torch.rand(2)
    with building(0):
        assert torch.equal(torch.rand(2), outer)
        assert torch.equal(torch.rand(2), rest)


def test_a_thread_that_builds_waits_for_another_that_does():
    inside, done = Event(), Event()

    def build_meanwhile():
        inside.wait()
        with building(1):
            torch.rand(5)
        done.set()

    with building(0):
        alone = torch.rand(5), torch.rand(5)
    with ThreadPoolExecutor(1) as pool:
        pool.submit(build_meanwhile)
        with building(0):
            first = torch.rand(5)
            inside.set()
            done.wait(0.2)  # in vain: the other thread cannot begin before this block ends
            second = torch.rand(5)
    assert torch.equal(first, alone[0])
    assert torch.equal(second, alone[1])
    assert done.is_set()


def test_four_threads_that_build_at_once_get_their_own_numbers():
    def build(seed):
        with building(seed):
            return [torch.nn.Linear(6, 6).weight.detach() for _ in range(20)]

    alone = [build(seed) for seed in range(4)]
    before, start = torch.get_rng_state(), Barrier(4)

    def build_together(seed):
        start.wait()
        return [build(seed) for _ in range(5)]

    with ThreadPoolExecutor(4) as pool:
        together = list(pool.map(build_together, range(4)))
    for expected, rounds in zip(alone, together, strict=True):
        for weights in rounds:
            assert all(torch.equal(a, b) for a, b in zip(expected, weights, strict=True))
    assert torch.equal(torch.get_rng_state(), before)
