"""Claims about CPL and GCPL."""

import numpy as np
import pytest

from imbgan import CPLClassifier, GCPLClassifier
from imbgan.utils.testing import tiny


def spread(fitted, X, y):
    """Mean squared distance of rows to the centre of their class."""
    return np.mean(np.sum((fitted.transform(X) - fitted.centers_[y]) ** 2, axis=1))


def test_without_the_pull_they_are_one_method(tabular):
    X, y = tabular
    plain = tiny(CPLClassifier).fit(X, y)
    other = tiny(GCPLClassifier).set_params(prototype_weight=0.0).fit(X, y)
    assert np.array_equal(plain.predict_proba(X), other.predict_proba(X))


def test_the_pull_makes_classes_compact(tabular):
    X, y = tabular
    spreads = [
        spread(tiny(GCPLClassifier).set_params(prototype_weight=weight).fit(X, y), X, y)
        for weight in (0.0, 0.1, 1.0)
    ]
    assert spreads[0] > spreads[1] > spreads[2]


@pytest.mark.parametrize("kind", [CPLClassifier, GCPLClassifier])
def test_the_temperature_is_that_of_training_too(kind, tabular):
    X, y = tabular
    warm, cold = (tiny(kind).set_params(temperature=t, max_epochs=3).fit(X, y) for t in (9.0, 1.0))
    assert not np.allclose(warm.centers_, cold.centers_)


def test_sample_weights_are_heard(tabular):
    X, y = tabular
    weighed = tiny(CPLClassifier).fit(X, y, sample_weight=np.where(y == 2, 20.0, 1.0))
    plain = tiny(CPLClassifier).fit(X, y)
    assert weighed.predict_proba(X)[:, 2].mean() > plain.predict_proba(X)[:, 2].mean()
