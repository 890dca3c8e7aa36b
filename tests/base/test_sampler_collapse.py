"""Claims about the warning of generators that have collapsed."""

import warnings

import numpy as np
import pytest
import torch
from scipy.spatial.distance import cdist
from sklearn.datasets import make_classification
from torch import nn

from imbgan import CycleGANSampler, DOSampler
from imbgan.base._sampler import _collapse_of
from imbgan.utils import CollapseWarning
from imbgan.utils.testing import tiny


@pytest.fixture
def real():
    return np.random.default_rng(0).normal(size=(60, 3))


class Point(nn.Module):
    """Generator of a single row."""

    def __init__(self, spec):
        super().__init__()
        self.row = nn.Parameter(torch.zeros(spec.n_features))

    def forward(self, z, labels):
        return self.row.expand(len(z), -1) + 1e-4 * z[:, :1]


def test_fresh_rows_are_fine(real):
    assert _collapse_of(real, np.random.default_rng(1).normal(size=(200, 3))) is None


def test_mixes_of_rows_are_fine(real):
    weights = np.random.default_rng(1).dirichlet(np.full(60, 0.1), size=200)
    assert _collapse_of(real, weights @ real) is None


def test_rows_that_hardly_vary_are_noticed(real):
    assert _collapse_of(real, real[:1] + 1e-3 * real) == "hardly vary"


def test_copies_are_noticed(real):
    assert _collapse_of(real, np.tile(real, (4, 1))).startswith("are near-copies of training rows")


def test_rows_much_closer_to_real_ones_than_these_to_each_other_are_noticed(real):
    neighbours = np.argsort(cdist(real, real), axis=1)[:, 1]
    apart = real[neighbours] - real
    assert _collapse_of(real, real + 0.3 * apart) is None
    assert "ten times as close as these to each other" in _collapse_of(real, real + 0.05 * apart)


def test_a_fit_warns_of_rows_that_are_nearly_copies():
    X, y = make_classification(
        200, 5, n_informative=3, n_redundant=0, weights=[0.8], random_state=0
    )
    sampler, rng = tiny(DOSampler), np.random.default_rng(0)

    def generate(codes, seed):
        rows = sampler.encoder_.transform(X)[np.resize(np.flatnonzero(y == codes[0]), len(codes))]
        return rows + 0.01 * rng.normal(size=rows.shape)

    sampler._generate = generate
    with pytest.warns(CollapseWarning, match="ten times as close"):
        sampler.fit(X, y)


def test_a_constant_column_is_no_sign_of_collapse(real):
    real[:, 1:] = 0
    drawn = np.zeros((200, 3))
    drawn[:, 0] = np.random.default_rng(1).normal(size=200)
    assert _collapse_of(real, drawn) is None


def test_a_constant_class_has_nothing_that_could_vary():
    assert _collapse_of(np.ones((60, 3)), np.ones((200, 3))) is None


def test_repeated_training_rows_are_no_sign_of_collapse():
    real = np.repeat(np.eye(2), 30, axis=0)
    assert _collapse_of(real, np.repeat(np.eye(2), 100, axis=0)) is None


def test_the_warning_names_the_class_and_what_to_do(tabular):
    X, y = tabular
    sampler = tiny(DOSampler).set_params(generator=Point)
    with pytest.warns(CollapseWarning) as caught:
        sampler.fit(X, np.array(["low", "mid", "top"])[y])
    messages = [str(warning.message) for warning in caught]
    assert len(messages) == 3
    assert "class 'mid' hardly vary. Try another random_state" in messages[1]


@pytest.mark.parametrize(("n_rows", "judged"), [(1, False), (2, True), (4, True)])
def test_every_class_of_more_than_one_row_is_judged(n_rows, judged, tabular):
    X, y = tabular
    keep = np.concatenate([np.flatnonzero(y == 0)[:n_rows], np.flatnonzero(y == 1)[:8]])
    sampler = tiny(DOSampler).set_params(generator=Point, sampling_strategy={0: 20})
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sampler.fit(X[keep], y[keep])
    messages = [str(it.message) for it in caught if it.category is CollapseWarning]
    assert any("class 0 hardly vary" in message for message in messages) == judged


def test_the_advice_names_a_parameter_that_the_sampler_has(tabular):
    X, y = tabular
    sampler = tiny(CycleGANSampler).set_params(max_epochs=1)
    sampler._generate = lambda codes, seed: np.zeros((len(codes), X.shape[1]), dtype=np.float32)
    with pytest.warns(CollapseWarning, match="or a smaller lr"):
        sampler.fit(X, y)
