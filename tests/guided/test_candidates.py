"""Claims about where candidates come from."""

import numpy as np
import pytest

from imbgan import DOSampler
from imbgan.encoding import make_encoder
from imbgan.guided._candidates import SamplerCandidates, SegmentCandidates
from imbgan.utils.testing import tiny

# The classes 0 and 1 lie at 0 and 100; between them there are no neighbours.
ROWS = np.concatenate([np.linspace(0, 1, 9), np.linspace(100, 101, 9)])[:, None].astype(np.float32)
CODES = np.repeat([0, 1], 9)


def drawn(kind, code=1, n=200):
    options = {"n_categories": (), "n_neighbors": 2, "extrapolation": 0.0}
    source = SegmentCandidates(kind, ROWS, CODES, **options)
    return source.draw(code, n, np.random.default_rng(0))[:, 0]


@pytest.mark.parametrize(("kind", "share"), [("class", 0), ("mixed", 0.25), ("all", 0.5)])
def test_candidates_come_from_the_class_from_all_or_from_both(kind, share):
    points = drawn(kind)
    assert len(points) == 200
    assert np.mean(points < 50) == pytest.approx(share, abs=0.02)


def test_an_odd_number_can_be_asked_for():
    assert len(drawn("mixed", n=7)) == 7
    assert len(drawn("mixed", n=1)) == 1


def test_a_sampler_draws_candidates_which_are_encoded():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [30, 10])
    X = rng.normal(size=(40, 3)) * 7 + 50
    sampler, encoder = tiny(DOSampler).fit(X, y), make_encoder(X).fit(X)
    source = SamplerCandidates(sampler, encoder, [0, 1])
    one, same, other = (source.draw(1, 6, np.random.default_rng(seed)) for seed in (0, 0, 1))
    assert one.shape == (6, 3) and np.abs(one).max() < 5
    assert np.array_equal(one, same) and not np.array_equal(one, other)
