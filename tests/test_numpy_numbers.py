"""Numbers of numpy, as a grid over ``np.arange`` gives them, are as good as Python's."""

import numpy as np
import pytest

from imbgan import all_estimators, load
from imbgan.utils.testing import tiny

KINDS = [kind for _, kind in all_estimators()]
pytestmark = [
    pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning"),
    pytest.mark.filterwarnings("ignore::imbgan.utils.ImbalanceWarning"),
]


def of_numpy(value):
    """The same number, or tuple of numbers, of numpy's types."""
    if isinstance(value, tuple):
        return tuple(of_numpy(part) for part in value)
    kinds = {bool: np.bool_, int: np.int64, float: np.float64}
    return kinds[type(value)](value) if type(value) in kinds else value


def params_of_numpy(estimator):
    params = estimator.get_params(deep=False)
    return {name: of_numpy(value) for name, value in params.items()}


def outcome(estimator, X):
    if hasattr(estimator, "predict"):
        return estimator.predict_proba(X)
    return estimator.sample(6, estimator.generated_classes_[-1], random_state=0)


def both(kind, X, y, **params):
    """Estimators fitted with numbers of Python's and of numpy's types."""
    plain = tiny(kind).set_params(**params)
    twin = tiny(kind).set_params(**params_of_numpy(plain))
    given = twin.get_params(deep=False)
    assert any(isinstance(value, np.generic) for value in given.values())
    fitted = plain.fit(X, y), twin.fit(X, y)
    assert all(twin.get_params(deep=False)[name] is value for name, value in given.items())
    return fitted


@pytest.fixture
def images(rng):
    X = rng.integers(0, 256, (50, 64), dtype=np.uint8)
    return X, np.repeat([0, 1], [38, 12])


@pytest.fixture
def rng():
    return np.random.default_rng(0)


@pytest.mark.parametrize("kind", [kind for kind in KINDS if "lr" in tiny(kind).get_params()])
def test_tables_give_the_same_with_them(kind, rng, tmp_path):
    X, y = rng.normal(size=(50, 4)), np.repeat([0, 1], [38, 12])
    plain, twin = both(kind, X, y)
    assert np.array_equal(outcome(plain, X), outcome(twin, X))
    twin.save(tmp_path / "model")
    assert np.array_equal(outcome(load(tmp_path / "model"), X), outcome(twin, X))


@pytest.mark.parametrize(
    "kind", [kind for kind in KINDS if {"lr", "image_shape"} <= tiny(kind).get_params().keys()]
)
def test_images_give_the_same_with_them(kind, images, tmp_path):
    X, y = images
    plain, twin = both(kind, X, y, image_shape=(8, 8))
    assert np.array_equal(outcome(plain, X), outcome(twin, X))
    twin.save(tmp_path / "model")
    assert np.array_equal(outcome(load(tmp_path / "model"), X), outcome(twin, X))
