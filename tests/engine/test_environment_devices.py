"""Claims about what devices can do, and about nets that are lent to them.

"cpu:0" stands for a device of its own, on any machine.
"""

from concurrent.futures import ThreadPoolExecutor

import numpy as np
import pytest
import torch
from sklearn.base import clone

from imbgan import ADSOSampler, DOClassifier, DOSampler, NeuralClassifier
from imbgan.engine import on_device, optimizer_options
from imbgan.engine._environment import random_streams, supports_fused
from imbgan.utils.testing import tiny


class Moment(torch.optim.SGD):
    """Optimiser that has no fused step, though its signature says so."""

    def __init__(self, params, lr=0.1, fused=None):
        if fused:
            raise RuntimeError("`fused=True` requires another device")
        super().__init__(params, lr=lr)


def test_fused_steps_are_asked_for_only_where_they_work():
    assert supports_fused(torch.optim.Adam, "cpu")
    assert not supports_fused(torch.optim.RMSprop, "cpu")
    assert not supports_fused(Moment, "cpu")
    assert optimizer_options(torch.optim.AdamW, "cpu", weight_decay=0.1) == {
        "fused": True,
        "weight_decay": 0.1,
    }
    assert optimizer_options(Moment, "cpu", weight_decay=0.1) == {}


def test_an_optimiser_that_refuses_fused_steps_can_be_used(tabular):
    fitted = tiny(NeuralClassifier).set_params(optimizer=Moment, max_epochs=2).fit(*tabular)
    assert fitted.n_iter_ == 2


def test_on_apple_s_device_the_cpu_draws():
    streams = random_streams(0, "mps")
    assert {stream.device.type for stream in streams.values()} == {"cpu"}


def test_streams_that_follow_from_one_seed_differ():
    draws = [torch.rand(5, generator=it) for it in random_streams(0, "cpu").values()]
    again = [torch.rand(5, generator=it) for it in random_streams(0, "cpu").values()]
    assert all(torch.equal(one, other) for one, other in zip(draws, again, strict=True))
    assert len({tuple(draw.tolist()) for draw in draws}) == len(draws) == 5


def test_a_net_is_copied_to_a_device_and_stays_where_it_is(tabular):
    fitted = tiny(DOSampler).fit(*tabular)
    twin = on_device(fitted.net_, "cpu:0")
    assert on_device(fitted.net_, "cpu") is fitted.net_
    assert twin.module_ is not fitted.net_.module_
    assert twin.generator_ is not fitted.net_.generator_
    assert twin.criterion_ is fitted.net_.criterion_
    for one, other in zip(
        twin.generator_.parameters(), fitted.net_.generator_.parameters(), strict=True
    ):
        assert torch.equal(one, other)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier])
def test_predictions_are_those_of_the_cpu(kind, tabular):
    X, y = tabular
    fitted = tiny(kind).fit(X, y)
    expected = fitted.predict_proba(X)
    module = fitted.net_.module_
    assert np.array_equal(fitted.set_params(device="cpu:0").predict_proba(X), expected)
    assert fitted.net_.module_ is module


@pytest.mark.parametrize("kind", [DOSampler, ADSOSampler])
def test_generated_rows_and_embeddings_are_those_of_the_cpu(kind, tabular):
    X, y = tabular
    sampler = tiny(kind).fit(X, y)
    rows = sampler.sample(20, 1, random_state=0)
    embedding = sampler.embed(X) if kind is ADSOSampler else None
    generator = sampler.set_params(device="cpu:0").net_.generator_
    assert np.array_equal(sampler.sample(20, 1, random_state=0), rows)
    if kind is ADSOSampler:
        assert np.array_equal(sampler.embed(X), embedding)
    assert sampler.net_.generator_ is generator


def test_threads_predict_side_by_side_on_a_device(tabular):
    X, y = tabular
    fitted = clone(tiny(NeuralClassifier)).fit(X, y)
    expected = fitted.predict_proba(X)
    fitted.set_params(device="cpu:0")
    with ThreadPoolExecutor(4) as pool:
        found = list(pool.map(lambda _: fitted.predict_proba(X), range(20)))
    assert all(np.array_equal(proba, expected) for proba in found)
