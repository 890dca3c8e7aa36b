"""Claims about the labels of generated rows."""

import pytest
import torch

from imbgan.adversarial._game import LabelSampler
from imbgan.encoding import DataSpec

FED = torch.tensor([0.5, 0.3, 0.2], dtype=torch.float64)
BATCH = torch.tensor([0, 0, 1, 2, 0])


def sampler(name, spec, classes=(0, 1, 2)):
    return LabelSampler(name, spec, classes, FED)


def frequencies(labels):
    return torch.bincount(labels, minlength=3) / len(labels)


@pytest.mark.parametrize(
    "name, shares",
    [
        ("uniform", [1 / 3, 1 / 3, 1 / 3]),
        ("inverse_frequency", [1 / 9, 2 / 9, 6 / 9]),  # 1/60 : 1/30 : 1/10
        ("deficit", [0, 3 / 8, 5 / 8]),  # 0 : 30 : 50
        ("original", [0.6, 0.3, 0.1]),
        ("real_batch", [0.5, 0.3, 0.2]),
    ],
)
def test_shares_are_those_of_the_name(name, shares, spec):
    assert sampler(name, spec).shares.tolist() == pytest.approx(shares)


@pytest.mark.parametrize(
    "name, shares",
    [
        ("uniform", [0, 1 / 2, 1 / 2]),
        ("inverse_frequency", [0, 1 / 4, 3 / 4]),
        ("deficit", [0, 3 / 8, 5 / 8]),
        ("original", [0, 3 / 4, 1 / 4]),
        ("real_batch", [0, 3 / 5, 2 / 5]),
    ],
)
def test_a_class_without_a_generator_is_never_drawn(name, shares, spec):
    of_minorities = sampler(name, spec, classes=(1, 2))
    assert of_minorities.shares.tolist() == pytest.approx(shares)
    labels = of_minorities(torch.zeros(1000, dtype=torch.long), torch.Generator().manual_seed(0))
    assert set(labels.tolist()) == {1, 2}


@pytest.mark.parametrize("name", ["uniform", "inverse_frequency", "deficit", "original"])
def test_labels_come_as_often_as_their_shares_say(name, spec):
    drawn_from = sampler(name, spec)
    labels = drawn_from(torch.zeros(20_000, dtype=torch.long), torch.Generator().manual_seed(0))
    # Five standard deviations of a share of a half in 20,000 draws.
    assert frequencies(labels).tolist() == pytest.approx(drawn_from.shares.tolist(), abs=0.018)


def test_a_sampler_draws_as_many_labels_as_there_are_real_rows(spec):
    assert len(sampler("uniform", spec)(BATCH, torch.Generator())) == len(BATCH)


def test_labels_of_the_real_batch_are_just_those(spec):
    assert torch.equal(sampler("real_batch", spec)(BATCH, torch.Generator()), BATCH)


def test_labels_follow_the_generator(spec):
    first, again, other = (
        sampler("uniform", spec)(torch.zeros(50), torch.Generator().manual_seed(seed))
        for seed in (0, 0, 1)
    )
    assert torch.equal(first, again)
    assert not torch.equal(first, other)


def test_without_a_deficit_the_classes_with_a_generator_are_alike():
    spec = DataSpec(shape=(3,), class_counts=(60, 30, 10), n_to_draw=(0, 0, 0))
    assert sampler("deficit", spec, classes=(1, 2)).shares.tolist() == [0, 0.5, 0.5]


def test_a_class_without_rows_has_a_share_that_is_a_number():
    spec = DataSpec(shape=(3,), class_counts=(60, 30, 0), n_to_draw=(0, 0, 0))
    assert sampler("inverse_frequency", spec).shares.isfinite().all()
