"""Claims about model files that were changed: refused in words, or what is loaded can be used."""

import copy
import warnings

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from imbgan import all_estimators, load
from imbgan.persistence import read, write
from imbgan.utils.testing import tiny

# It holds an estimator of scikit-learn, which no file can.
LEFT_OUT = {"PriorCorrectedClassifier"}
VALUES = [
    None,
    True,
    -1,
    0,
    3,
    10**9,
    30_000,
    0.5,
    -1e300,
    "",
    "<U500000000",
    "DOSampler",
    [],
    [1],
    {},
    [[]] * 50,
    {"kind": "tuple", "items": [30_000, 30_000]},
    {"kind": "float", "value": "nan"},
    {"kind": "array", "dtype": "<f8", "tensor": "array.0"},
]
CHANGES = {
    "nan": lambda tensor: torch.full_like(tensor.float(), torch.nan),
    "zeros": torch.zeros_like,
    "shape": lambda tensor: torch.zeros(5),
    "dtype": lambda tensor: tensor.to(torch.int8),
}


def places(value, at=()):
    """Yield the path of every value in a record."""
    if at:
        yield at
    if isinstance(value, dict):
        for key, nested in value.items():
            yield from places(nested, (*at, key))
    elif isinstance(value, list):
        for key, nested in enumerate(value):
            yield from places(nested, (*at, key))


def changed(record, at, value):
    """Return a copy of a record with one value replaced."""
    record = copy.deepcopy(record)
    inner = record
    for key in at[:-1]:
        inner = inner[key]
    inner[at[-1]] = copy.deepcopy(value)
    return record


@pytest.fixture(scope="module")
def rows():
    return np.random.default_rng(0).normal(size=(60, 4)), np.repeat([0, 1, 2], [30, 20, 10])


@pytest.fixture(scope="module")
def path(tmp_path_factory):
    return tmp_path_factory.mktemp("files") / "model"


@pytest.fixture(scope="module")
def saved(rows, path):
    """The records and tensors of all estimators, by name."""
    found = {}
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for name, kind in all_estimators():
            if name not in LEFT_OUT:
                estimator = tiny(kind)
                fit = getattr(estimator, "fit_resample", estimator.fit)
                fit(*rows)
                estimator.save(path)
                record, tensors = read(path)
                del record["format"], record["version"]
                found[name] = record, tensors
    return found


def test_a_changed_file_is_refused_in_words_or_can_be_used(trial_of, saved, rows, path):
    trial, (X, _) = trial_of("changed model files", 0.2), rows

    @given(st.sampled_from(sorted(saved)), st.data())
    def test(name, draw):
        record, tensors = saved[name]
        tensors = dict(tensors)
        if draw.draw(st.integers(0, 3)):
            at = draw.draw(st.sampled_from(list(places(record))))
            record = changed(record, at, draw.draw(st.sampled_from(VALUES)))
        else:
            tensor, change = (draw.draw(st.sampled_from(sorted(it))) for it in (tensors, CHANGES))
            tensors[tensor] = CHANGES[change](tensors[tensor])
        write(path, record, tensors)

        estimator = trial.outcome(lambda: load(path))
        if estimator is None:
            return
        if hasattr(estimator, "sample"):
            for label in estimator.generated_classes_:
                drawn = estimator.sample(3, label)
                assert drawn.shape == (3, 4) and np.isfinite(drawn).all()
        else:
            proba = estimator.predict_proba(X)
            assert proba.shape == (60, 3) and np.isfinite(proba).all()
            estimator.predict(X)

    trial.run(test)
