"""Builders of small convex generators, and the distance of a row from a hull."""

from types import SimpleNamespace

import numpy as np
import pytest
import torch
from scipy.optimize import linprog

from imbgan.encoding import DataSpec
from imbgan.networks import ConvexGenerator


@pytest.fixture(autouse=True)
def seeded():
    """Seed what a test draws globally, and put the state back."""
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        yield


@pytest.fixture(scope="session")
def convex():
    """Return the functions of this file."""
    return SimpleNamespace(
        build=build,
        stir=stir,
        generate=generate,
        off_hull=distance_from_hull,
        rows=rows_of,
        weights=weights,
    )


@pytest.fixture
def mixed_table():
    """Return rows of a number and two categorical columns, labels, and numbers of categories."""
    X = torch.tensor(
        [[0.1, 0, 1], [0.4, 0, 0], [0.9, 1, 1], [0.2, 1, 3], [0.7, 2, 2], [0.3, 2, 0]]
    )
    return X, torch.tensor([0, 0, 0, 0, 1, 1]), (3, 5)


def build(X, y, *, classes=None, categories=(), seed=0, **options):
    """Build a generator of the classes of y, all of them or the named ones."""
    counts = torch.bincount(y).tolist()
    spec = DataSpec(
        shape=(X.shape[1],),
        class_counts=counts,
        n_to_draw=[max(counts) - n for n in counts],
        categories=categories,
    )
    options = {"latent_dim": 4, "hidden_layer_sizes": (8,), **options}
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return ConvexGenerator(
            spec, X, y, range(len(counts)) if classes is None else classes, **options
        )


def stir(model, scale=0.5):
    """Move all weights away from where they start, as training would."""
    with torch.no_grad():
        for parameter in model.parameters():
            parameter.add_(scale * torch.randn_like(parameter))
    return model


def generate(model, labels):
    labels = torch.as_tensor(labels)
    with torch.no_grad():
        return model(torch.randn(len(labels), model.latent_dim), labels)


def weights(model, queries):
    """Return the weights of the anchors in the mixes of queries."""
    slots, width = model.anchors.shape[:2]
    with torch.no_grad():
        return model.mix(queries, torch.eye(width).expand(slots, width, width))[0]


def distance_from_hull(row, points):
    """Return the largest coordinate by which a row lies off the hull of points."""
    points, row = np.asarray(points, dtype=float), np.asarray(row, dtype=float)
    n, d = points.shape
    # Find weights and the smallest s with |weights @ points - row| <= s in all coordinates.
    one = np.ones((d, 1))
    bounds = np.block([[points.T, -one], [-points.T, -one]])
    solution = linprog(
        c=np.r_[np.zeros(n), 1],
        A_ub=bounds,
        b_ub=np.r_[row, -row],
        A_eq=np.r_[np.ones(n), 0][None],
        b_eq=[1],
        bounds=(0, None),
    )
    assert solution.success
    return solution.fun


def rows_of(counts, n_columns, seed=0):
    """Draw rows of classes with the given counts, in mixed order."""
    generator = torch.Generator().manual_seed(seed)
    y = torch.repeat_interleave(torch.arange(len(counts)), torch.tensor(counts))
    y = y[torch.randperm(len(y), generator=generator)]
    return torch.randn(len(y), n_columns, generator=generator) + 3 * y.unsqueeze(1), y
