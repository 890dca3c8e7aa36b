"""The same seed gives the same result, bit by bit, and nothing global is touched."""

import random
import threading
import time

import numpy as np
import pytest
import torch
from joblib import Parallel, delayed

from imbgan import all_estimators
from imbgan.engine import states_of
from imbgan.utils.testing import tiny

SAMPLERS = [kind for _, kind in all_estimators("sampler") if hasattr(kind(), "max_epochs")]
# Those that train a network; the others wrap any classifier.
CLASSIFIERS = [kind for _, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")]
every_kind = pytest.mark.parametrize("kind", SAMPLERS + CLASSIFIERS)

# All that draws: dropout, anchors, batches, noise, labels, repeated rows, held-out rows.
DRAWING = {"dropout": 0.3, "n_members": 2, "max_epochs": 2, "batch_size": 32}


def small(kind, **params):
    params = {**DRAWING, **params}
    if kind not in SAMPLERS:
        params["early_stopping"] = True
    if "max_anchors" in kind().get_params():
        params |= {"max_anchors": 12, "real_rows": "repeated"}
    params = {name: value for name, value in params.items() if hasattr(kind(), name)}
    return tiny(kind).set_params(**params)


def result(kind, X, y, **params):
    """All that an estimator gives: probabilities, or rows and further samples, and its losses."""
    estimator = small(kind, **params)
    if kind in SAMPLERS:
        X_all, y_all = estimator.fit_resample(X, y)
        given = [X_all, y_all, estimator.sample(7, 1), estimator.sample(7, 1)]
    else:
        given = [estimator.fit(X, y).predict_proba(X)]
    losses = [
        [v for name, v in sorted(epoch.items()) if name.endswith("loss")]
        for epoch in estimator.history_
    ]
    return [*given, np.array(losses)]


def same(one, other):
    return all(np.array_equal(a, b) for a, b in zip(one, other, strict=True))


@every_kind
def test_two_fits_are_bit_identical(kind, tabular):
    assert same(result(kind, *tabular), result(kind, *tabular))


@every_kind
def test_two_fits_of_one_estimator_are_bit_identical(kind, tabular):
    X, y = tabular
    estimator = small(kind)
    first, second = (states_of(estimator.fit(X, y).net_) for _ in range(2))
    for player, state in first.items():
        assert all(torch.equal(value, second[player][name]) for name, value in state.items())


@every_kind
def test_a_frame_with_categories_is_fitted_bit_identically(kind, mixed_frame):
    X, y = mixed_frame
    estimators = [small(kind) for _ in range(2)]
    if kind in SAMPLERS:
        one, other = (estimator.fit_resample(X, y)[0] for estimator in estimators)
        assert one.equals(other)
    else:
        one, other = (estimator.fit(X, y).predict_proba(X) for estimator in estimators)
        assert np.array_equal(one, other)


@every_kind
def test_four_fits_at_a_time_in_threads_are_what_they_are_alone(kind, tabular):
    seeds = [0, 1, 0, 2, 1, 3]
    alone = {seed: result(kind, *tabular, random_state=seed) for seed in set(seeds)}
    together = Parallel(n_jobs=4, backend="threading")(
        delayed(result)(kind, *tabular, random_state=seed) for seed in seeds
    )
    for seed, found in zip(seeds, together, strict=True):
        assert same(found, alone[seed])


class Drawing(threading.Thread):
    """A thread that draws from torch's global generator until it is told to end."""

    def __init__(self):
        super().__init__()
        self.drawn, self.is_over = [], threading.Event()

    def run(self):
        while not self.is_over.is_set():
            self.drawn.append(torch.rand(3))
            time.sleep(1e-4)

    def __enter__(self):
        torch.manual_seed(7)
        self.start()

    def __exit__(self, *_):
        self.is_over.set()
        self.join()


@every_kind
def test_a_fit_and_a_thread_that_draws_do_not_disturb_each_other(kind, tabular):
    alone, drawing = result(kind, *tabular), Drawing()
    with drawing:
        beside = result(kind, *tabular)
    assert same(beside, alone)
    torch.manual_seed(7)
    assert torch.equal(torch.cat(drawing.drawn), torch.rand(3 * len(drawing.drawn)))


@every_kind
def test_different_kinds_in_threads_do_not_disturb_each_other(kind, tabular):
    alone = result(kind, *tabular)
    others = [other for other in SAMPLERS + CLASSIFIERS if other is not kind][:3]
    together = Parallel(n_jobs=4, backend="threading")(
        delayed(result)(each, *tabular) for each in [kind, *others]
    )
    assert same(together[0], alone)


@every_kind
def test_different_seeds_differ(kind, tabular):
    one, other = (result(kind, *tabular, random_state=seed) for seed in (0, 1))
    assert not same(one, other)
    generated = [X_all[len(tabular[0]) :] for X_all, *_ in (one, other)]
    if kind in SAMPLERS:
        assert not np.array_equal(*generated)


@every_kind
def test_a_random_state_moves_on_from_fit_to_fit(kind, tabular):
    random_state = np.random.RandomState(0)
    first, second = (result(kind, *tabular, random_state=random_state) for _ in range(2))
    assert not same(first, second)
    assert same(first, result(kind, *tabular, random_state=np.random.RandomState(0)))


@every_kind
def test_another_number_of_threads_gives_nearly_the_same(kind, tabular):
    before = torch.get_num_threads()
    try:
        found = []
        for n_threads in (1, 2):
            torch.set_num_threads(n_threads)
            found.append(result(kind, *tabular, max_epochs=1, max_steps_per_epoch=3))
    finally:
        torch.set_num_threads(before)
    for one, other in zip(*found, strict=True):
        assert one == pytest.approx(other, rel=1e-3, abs=1e-3)


def global_states():
    name, keys, *rest = np.random.get_state()
    return {
        "torch": torch.get_rng_state().tolist(),
        "numpy": (name, keys.tolist(), *rest),
        "random": random.getstate(),
        "threads": torch.get_num_threads(),
        "grad": torch.is_grad_enabled(),
        "dtype": torch.get_default_dtype(),
        "deterministic": torch.are_deterministic_algorithms_enabled(),
    }


@every_kind
def test_global_states_are_left_alone(kind, tabular):
    X, y = tabular
    estimator = small(kind)
    before = global_states()
    estimator.fit(X, y)
    assert global_states() == before
    if kind in SAMPLERS:
        estimator.fit_resample(X, y)
        estimator.sample(5, 1)
        estimator.sample(5, 1, random_state=0)
    else:
        estimator.predict(X)
    assert global_states() == before


@every_kind
def test_global_seeds_do_not_matter(kind, tabular):
    found = []
    for seed in (0, 1):
        torch.manual_seed(seed)
        np.random.seed(seed)
        random.seed(seed)
        found.append(result(kind, *tabular))
    assert same(*found)


@every_kind
def test_the_parameters_and_the_data_are_left_alone(kind, tabular):
    X, y = (part.copy() for part in tabular)
    estimator = small(kind)
    before = estimator.get_params()
    estimator.fit(X, y)
    assert estimator.get_params() == before
    assert np.array_equal(X, tabular[0])
    assert np.array_equal(y, tabular[1])


@every_kind
def test_read_only_data_can_be_fitted(kind, tabular):
    X, y = tabular
    X.flags.writeable = y.flags.writeable = False
    assert same(result(kind, X, y), result(kind, X.copy(), y.copy()))


@every_kind
def test_the_order_of_memory_does_not_matter(kind, tabular):
    X, y = tabular
    assert same(result(kind, X, y), result(kind, np.asfortranarray(X), y))


@every_kind
def test_images_that_are_moved_mirrored_and_erased_are_fitted_bit_identically(kind, images):
    params = {"max_shift": 2, "flip": True, "max_epochs": 1}
    if "random_erasing" in kind().get_params():
        params["random_erasing"] = 0.9
    found = []
    for seed in (0, 1):
        torch.manual_seed(seed)
        before = global_states()
        estimator = small(kind, **params).fit(*images)
        assert global_states() == before
        found.append(states_of(estimator.net_))
    for player, state in found[0].items():
        assert all(torch.equal(value, found[1][player][name]) for name, value in state.items())
