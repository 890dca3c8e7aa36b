"""Claims about building networks from a generator of the fit, in this thread alone."""

import random
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import numpy as np
import pytest
import torch
from torch import nn

from imbgan.engine._environment import DrawsFrom


def block(seed):
    return DrawsFrom(torch.Generator().manual_seed(seed))


def test_what_is_built_follows_the_generator_and_the_global_state_stays():
    torch.rand(3)
    before = torch.get_rng_state()
    built = []
    for seed in (0, 0, 1):
        with block(seed):
            built.append(nn.Linear(4, 4).weight)
    assert torch.equal(built[0], built[1])
    assert not torch.equal(built[0], built[2])
    assert torch.equal(torch.get_rng_state(), before)


LAYERS = {
    "linear": lambda: nn.Linear(3, 4),
    "convolution": lambda: nn.Conv2d(1, 2, 3),
    "transposed": lambda: nn.ConvTranspose2d(2, 3, 3),
    "embedding": lambda: nn.Embedding(4, 5),
    "norms": lambda: nn.Sequential(nn.BatchNorm2d(3), nn.LayerNorm(3), nn.GroupNorm(1, 2)),
    "recurrent": lambda: nn.LSTM(3, 4),
    "attention": lambda: nn.MultiheadAttention(8, 2),
    "transformer": lambda: nn.TransformerEncoderLayer(8, 2, 16),
    "bilinear": lambda: nn.Bilinear(2, 3, 4),
}


@pytest.mark.parametrize("name", LAYERS)
def test_torch_s_layers_get_the_numbers_that_they_would_get_by_a_seed(name):
    torch.manual_seed(5)
    expected = LAYERS[name]().state_dict()
    before = torch.get_rng_state()
    with block(5):
        found = LAYERS[name]().state_dict()
    assert all(torch.equal(value, found[key]) for key, value in expected.items())
    assert torch.equal(torch.get_rng_state(), before)


DRAWS = {
    "rand": lambda: torch.rand(5),
    "randn": lambda: torch.randn((2, 3)),
    "rand_like": lambda: torch.rand_like(torch.zeros(2, 3)),
    "randn_like": lambda: torch.randn_like(torch.zeros(3, dtype=torch.float64)),
    "randint": lambda: torch.randint(2**31 - 1, (4,)),
    "randperm": lambda: torch.randperm(9),
    "normal": lambda: torch.normal(torch.zeros(3), torch.ones(3)),
    "bernoulli": lambda: torch.bernoulli(torch.full((9,), 0.5)),
    "multinomial": lambda: torch.multinomial(torch.ones(9), 4),
    "in place": lambda: torch.empty(3).exponential_() + torch.empty(3).normal_(),
    "of a module": lambda: nn.init.orthogonal_(torch.empty(3, 3)),
    "sparse": lambda: nn.init.sparse_(torch.empty(4, 4), 0.5),
    "truncated": lambda: nn.init.trunc_normal_(torch.empty(4)),
    "xavier": lambda: nn.init.xavier_uniform_(torch.empty(3, 3)),
    "kaiming": lambda: nn.init.kaiming_normal_(torch.empty(3, 3)),
}


@pytest.mark.parametrize("name", DRAWS)
def test_functions_that_draw_take_the_generator(name):
    before = torch.get_rng_state()
    with block(1):
        first = DRAWS[name]()
    with block(1):
        again, further = DRAWS[name](), DRAWS[name]()
    assert torch.equal(first, again)
    assert not torch.equal(again, further)
    assert torch.equal(torch.get_rng_state(), before)


def test_a_generator_of_one_s_own_is_left_in_place():
    own = torch.Generator().manual_seed(3)
    with block(0):
        found = torch.rand(3, generator=own)
    assert torch.equal(found, torch.rand(3, generator=torch.Generator().manual_seed(3)))


def test_what_lies_on_another_device_is_left_alone():
    with block(0):
        assert torch.rand(3, device="meta").shape == (3,)
        assert nn.Linear(2, 2, device="meta").weight.is_meta


def test_the_states_of_numpy_and_python_stay():
    state, python_state = np.random.get_state()[1].copy(), random.getstate()
    with block(0):
        nn.Linear(4, 4)
    assert np.array_equal(np.random.get_state()[1], state)
    assert random.getstate() == python_state


def test_after_an_error_torch_draws_as_before():
    torch.manual_seed(2)
    expected = torch.rand(3)
    torch.manual_seed(2)
    with pytest.raises(KeyError), block(0):
        torch.rand(3)
        raise KeyError("x")
    assert torch.equal(torch.rand(3), expected)


def test_blocks_may_be_nested():
    with block(0):
        outer = torch.rand(2)
        with block(5):
            torch.rand(2)
        rest = torch.rand(2)
    with block(0):
        assert torch.equal(torch.rand(2), outer)
        assert torch.equal(torch.rand(2), rest)


def test_four_threads_that_build_at_once_get_their_own_numbers():
    def build(seed):
        with block(seed):
            return [nn.Linear(6, 6).weight.detach() for _ in range(20)]

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
