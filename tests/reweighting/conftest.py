"""Rows whose small classes a plain classifier overlooks, and fits that come to a minimum."""

import numpy as np
import pytest
from sklearn.metrics import recall_score

from imbgan.utils.testing import tiny


@pytest.fixture
def overlapping():
    """Two classes of 300 and 30 rows that overlap: (X, y)."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(0, 1, (300, 3)), rng.normal(0.8, 1, (30, 3))])
    return X, np.repeat([0, 1], [300, 30])


@pytest.fixture
def three():
    """Three classes of 200, 40 and 10 rows that overlap: (X, y)."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [200, 40, 10])
    places = np.array([[0, 0], [1.5, 0], [0, 1.5]])
    return rng.normal(size=(250, 2)) + places[y], y


@pytest.fixture(scope="session")
def trained():
    """Return the function that trains a classifier without hidden units or held-out rows."""
    return _trained


@pytest.fixture(scope="session")
def recall():
    """Return the function that scores the recall of a class."""
    return _recall


def _trained(kind, X, y, sample_weight=None, **params):
    """Train all rows in one batch, so that a convex loss comes to its one minimum."""
    params = {
        "hidden_layer_sizes": (),
        "early_stopping": False,
        "weight_decay": 0.0,
        "max_epochs": 60,
        "batch_size": 500,
        "lr": 0.1,
        **params,
    }
    return tiny(kind).set_params(**params).fit(X, y, sample_weight=sample_weight)


def _recall(fitted, X, y, label=1):
    return recall_score(y, fitted.predict(X), labels=[label], average="macro")
