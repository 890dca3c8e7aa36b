"""Tests of what the benchmarks share: thinned tables, patient samplers, the usual methods."""

import sys
from pathlib import Path

import numpy as np
import pytest
from sklearn.base import clone

FOLDER = str(Path(__file__).parents[2] / "benchmarks")
sys.path.insert(0, FOLDER)
from harness.baselines import BALANCED_FOREST, baselines  # noqa: E402
from harness.neighbors import (  # noqa: E402
    PatientADASYN,
    PatientBorderlineSMOTE,
    PatientSMOTE,
    fewer_neighbors,
)
from harness.tables import thinned  # noqa: E402

sys.path.remove(FOLDER)


def test_large_tables_are_thinned_each_class_in_its_share():
    X, y = np.arange(200).reshape(100, 2), np.repeat([0, 1], [80, 20])
    X_kept, y_kept = thinned(X, y, 50)
    assert np.bincount(y_kept).tolist() == [40, 10]
    assert np.array_equal(y[X_kept[:, 0] // 2], y_kept)


@pytest.mark.parametrize("max_rows", [None, 100, 200])
def test_tables_with_as_few_rows_stay_as_they_are(max_rows):
    X, y = np.zeros((100, 2)), np.repeat([0, 1], [80, 20])
    assert thinned(X, y, max_rows)[0] is X


@pytest.mark.parametrize("kind", [PatientSMOTE, PatientBorderlineSMOTE, PatientADASYN])
def test_a_class_with_few_rows_is_no_reason_to_give_up(kind):
    X = np.random.default_rng(0).normal(size=(33, 2))
    y = np.repeat([0, 1], [30, 3])
    sampler = kind(random_state=0)
    before = sampler.get_params()
    sampler.fit_resample(X, y)
    assert sampler.get_params() == before


@pytest.mark.parametrize(("rows", "expected"), [(20, 5), (4, 3), (2, 1), (1, 1)])
def test_neighbours_are_as_many_as_the_smallest_class_allows(rows, expected):
    y = np.repeat([0, 1], [40, rows])
    assert fewer_neighbors(PatientSMOTE(), y) == {"k_neighbors": expected}
    assert set(fewer_neighbors(PatientADASYN(), y).values()) == {expected}


def test_the_usual_methods_take_a_seed_and_weigh_their_classes_alike():
    found = baselines(random_state=3)
    assert found[BALANCED_FOREST].random_state == found["gradient boosting"].random_state == 3
    assert found["logistic regression"].named_steps["classifier"].class_weight == "balanced"
    assert all(clone(estimator) is not estimator for estimator in found.values())
