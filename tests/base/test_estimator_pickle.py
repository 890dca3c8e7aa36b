"""Claims about pickles of fitted estimators: they work, and hold no more rows than they must."""

import pickle

import numpy as np
import pytest

from imbgan import all_estimators
from imbgan.engine import states_of
from imbgan.utils.testing import tiny

# Those that train a network; the others wrap any classifier.
SAMPLERS = {
    name: kind for name, kind in all_estimators("sampler") if hasattr(kind(), "max_epochs")
}
CLASSIFIERS = {
    name: kind for name, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")
}
# Those that keep rows to mix.
MIXING = [name for name, kind in SAMPLERS.items() if hasattr(kind(), "max_anchors")]
# Those that keep rows to translate.
TRANSLATING = [name for name, kind in SAMPLERS.items() if hasattr(kind, "translate")]
# Those that keep codes of rows.
CODING = [name for name, kind in SAMPLERS.items() if hasattr(kind(), "max_tries")]

pytestmark = pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")


def fitted(kind, n_rows, **params):
    """An estimator fitted to rows that can be recognised, every fourth of the rare class."""
    X = np.random.default_rng(0).normal(size=(n_rows, 3))
    y = np.arange(n_rows) % 4 == 0
    params = {"max_epochs": 2, "max_steps_per_epoch": 3, **params}
    return tiny(kind).set_params(**params).fit(X, y), X


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_pickled_classifier_predicts_the_same_numbers(name):
    clf, X = fitted(CLASSIFIERS[name], 60)
    copy = pickle.loads(pickle.dumps(clf))
    assert np.array_equal(copy.predict_proba(X), clf.predict_proba(X))
    assert copy.history_ == clf.history_


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_pickled_sampler_goes_on_with_the_same_rows(name):
    sampler, _ = fitted(SAMPLERS[name], 60)
    copy = pickle.loads(pickle.dumps(sampler))
    for _ in range(2):
        assert np.array_equal(copy.sample(5, True), sampler.sample(5, True))


@pytest.mark.parametrize("early_stopping", [True, False])
@pytest.mark.parametrize("name", CLASSIFIERS)
def test_nothing_of_the_training_rows_stays_in_a_classifier(name, early_stopping):
    sizes = []
    for n_rows in (400, 4000):
        clf, _ = fitted(CLASSIFIERS[name], n_rows, early_stopping=early_stopping)
        sizes.append(len(pickle.dumps(clf)))
    # A count takes a byte or two more where it is larger.
    assert abs(sizes[1] - sizes[0]) < 200


@pytest.mark.parametrize("name", MIXING)
def test_a_sampler_keeps_at_most_max_anchors_rows_per_class(name):
    sampler, X = fitted(SAMPLERS[name], 400, max_anchors=16, batch_size=8)
    found = pickle.dumps(sampler)
    rows = sampler.encoder_.transform(X)
    # A row is a row whatever its place; its bytes betray it.
    assert sum(row.tobytes() in found for row in rows) <= 16 * 2
    anchors = sampler.net_.generator_.anchors
    assert anchors.shape[1] == 16
    assert anchors[0, 0].numpy().tobytes() in found


@pytest.mark.parametrize("name", sorted(SAMPLERS.keys() - {*MIXING, *TRANSLATING}))
def test_a_sampler_that_does_not_mix_keeps_no_rows(name):
    sampler, X = fitted(SAMPLERS[name], 400, batch_size=8)
    found = pickle.dumps(sampler)
    assert not any(row.tobytes() in found for row in sampler.encoder_.transform(X))


@pytest.mark.parametrize("name", TRANSLATING)
def test_a_sampler_that_translates_keeps_the_rows_of_the_source_alone(name):
    sampler, X = fitted(SAMPLERS[name], 400, batch_size=8)
    found, is_rare = pickle.dumps(sampler), np.arange(400) % 4 == 0
    kept = [row.tobytes() in found for row in sampler.encoder_.transform(X)]
    assert np.array_equal(kept, ~is_rare)


@pytest.mark.parametrize("name", sorted(SAMPLERS.keys() - {*TRANSLATING, *CODING}))
def test_the_size_of_a_sampler_does_not_grow_with_the_rows(name):
    limits = ("max_anchors", "max_codes")
    params = {limit: 16 for limit in limits if hasattr(SAMPLERS[name](), limit)}
    sizes = [len(pickle.dumps(fitted(SAMPLERS[name], n, **params)[0])) for n in (400, 4000)]
    assert abs(sizes[1] - sizes[0]) < 200


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_classifier_keeps_no_network_but_its_own(name):
    clf, _ = fitted(CLASSIFIERS[name], 400, hidden_layer_sizes=(128, 128))
    states = states_of(clf.net_)
    own = sum(value.nbytes for state in states.values() for value in state.values())
    assert len(pickle.dumps(clf)) < own + 50_000


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_no_training_row_can_be_found_in_a_classifier(name):
    clf, X = fitted(CLASSIFIERS[name], 60)
    found = pickle.dumps(clf)
    assert not any(row.tobytes() in found for row in clf.encoder_.transform(X))


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_sampler_holds_its_networks_once(name):
    sampler, _ = fitted(SAMPLERS[name], 60, hidden_layer_sizes=(128, 128))
    states = states_of(sampler.net_)
    own = sum(value.nbytes for state in states.values() for value in state.values())
    assert len(pickle.dumps(sampler)) < own + 50_000
