"""Claims about estimators that were saved and loaded."""

import numpy as np
import pytest
import torch
from scipy import sparse
from sklearn.base import clone
from sklearn.exceptions import NotFittedError

import imbgan
from imbgan import (
    AffinityClassifier,
    CPLClassifier,
    DOClassifier,
    DOSampler,
    GAMOSampler,
    LDAMClassifier,
    NeuralClassifier,
    all_estimators,
    load,
)
from imbgan.networks import PackedMLP
from imbgan.utils.testing import tiny

# Those that train a network; the others wrap any classifier.
SAMPLERS = {
    name: kind for name, kind in all_estimators("sampler") if hasattr(kind(), "max_epochs")
}
CLASSIFIERS = {
    name: kind for name, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")
}

pytestmark = pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")


def small(kind, **params):
    """An estimator that is trained for a moment."""
    return tiny(kind).set_params(**{"max_epochs": 2, "max_steps_per_epoch": 3, **params})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


@pytest.fixture
def there_and_back(path):
    """Save an estimator and load it."""

    def there_and_back(estimator):
        estimator.save(path)
        return load(path)

    return there_and_back


def assert_equal_tables(left, right):
    """Equal in container, dtypes and values."""
    assert type(left) is type(right)
    if sparse.issparse(left):
        left, right = left.toarray(), right.toarray()
    if hasattr(left, "columns"):
        assert left.dtypes.equals(right.dtypes)
        assert left.equals(right)
    else:
        assert left.dtype == right.dtype
        assert np.array_equal(left, right)


def assert_same_state(loaded, original):
    """Equal in everything that fit leaves behind, but for the net."""
    for name, value in vars(original).items():
        if not name.endswith("_") or name == "net_":
            continue
        again = getattr(loaded, name)
        assert isinstance(value, type(again)), name
        if name == "encoder_":
            assert vars(again).keys() == vars(value).keys()
        else:
            assert np.array_equal(again, value), name
    assert loaded.history_ == original.history_
    assert loaded.n_iter_ == original.n_iter_


@pytest.mark.parametrize("name", CLASSIFIERS)
def test_a_loaded_classifier_predicts_the_same_numbers(name, tabular, there_and_back):
    X, y = tabular
    clf = small(CLASSIFIERS[name]).fit(X, y)
    loaded = there_and_back(clf)
    assert np.array_equal(loaded.predict_proba(X), clf.predict_proba(X))
    assert np.array_equal(loaded.predict(X), clf.predict(X))
    assert repr(loaded.get_params()) == repr(clf.get_params())
    assert_same_state(loaded, clf)


@pytest.mark.parametrize("name", SAMPLERS)
def test_a_loaded_sampler_goes_on_with_the_same_rows(name, tabular, there_and_back):
    X, y = tabular
    sampler = small(SAMPLERS[name])
    sampler.fit_resample(X, y)
    sampler.sample(3, 2)
    loaded = there_and_back(sampler)
    for random_state in (None, None, 7):
        expected = sampler.sample(20, 2, random_state=random_state)
        assert np.array_equal(loaded.sample(20, 2, random_state=random_state), expected)
    assert repr(loaded.get_params()) == repr(sampler.get_params())
    assert_same_state(loaded, sampler)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier])
def test_frames_with_categories_and_text_labels_come_back(kind, mixed_frame, there_and_back):
    X, y = mixed_frame
    clf = small(kind).fit(X, y)
    loaded = there_and_back(clf)
    assert np.array_equal(loaded.predict_proba(X), clf.predict_proba(X))
    assert loaded.classes_.tolist() == ["common", "rare"]
    assert loaded.classes_.dtype == clf.classes_.dtype
    assert loaded.feature_names_in_.tolist() == ["height", "visits", "colour"]
    with pytest.raises(ValueError, match="feature names should match"):
        loaded.predict(X.rename(columns={"height": "width"}))


def test_sampled_frames_have_the_dtypes_seen_in_fit(mixed_frame, there_and_back):
    pd = pytest.importorskip("pandas")
    X, y = mixed_frame
    X = X.assign(
        text=X["colour"].astype(str),
        steps=X["height"].round().astype("int16"),
        bins=pd.cut(X["height"], 3),
        nullable=X["visits"].astype("Int64"),
    )
    sampler = small(DOSampler).fit(X, y)
    rows = sampler.sample(15, "rare", random_state=0)
    assert_equal_tables(there_and_back(sampler).sample(15, "rare", random_state=0), rows)
    assert rows.dtypes.equals(X.dtypes)


@pytest.mark.parametrize(
    "container", [sparse.csr_matrix, sparse.csc_array, np.float32, np.asarray]
)
def test_other_containers_come_back(container, tabular, there_and_back):
    X, y = tabular
    sampler = small(GAMOSampler).fit(container(X), y)
    expected = sampler.sample(4, 1, random_state=0)
    assert_equal_tables(there_and_back(sampler).sample(4, 1, random_state=0), expected)


@pytest.mark.parametrize(
    "labels",
    [["a", "b", "c"], [-3, 0, 5], [0.0, -1.0, 2.0], [True, False], np.array(["x", "y"], object)],
    ids=["text", "negative", "floats", "bools", "objects"],
)
def test_labels_of_any_kind_come_back(labels, tabular, there_and_back):
    X, y = tabular
    y = np.asarray(labels)[y % len(labels)]
    clf = small(NeuralClassifier).fit(X, y)
    loaded = there_and_back(clf)
    assert loaded.predict(X).dtype == clf.predict(X).dtype
    assert loaded.predict(X).tolist() == clf.predict(X).tolist()


def test_large_classes_come_back_with_the_anchors_of_the_last_epoch(tabular, there_and_back):
    X, y = tabular
    sampler = small(DOSampler, max_anchors=8, latent_dim=9).fit(X, y)
    expected = sampler.sample(10, 0, random_state=0)
    assert np.array_equal(there_and_back(sampler).sample(10, 0, random_state=0), expected)


@pytest.mark.parametrize(
    "params",
    [
        {"random_state": np.random.RandomState(0)},
        {"optimizer": torch.optim.SGD, "net_params": {"optimizer__momentum": 0.9}},
        {"net_params": {"module__n_members": 3, "callbacks__finite": None}},
        {"classifier": PackedMLP},
        {"hidden_layer_sizes": np.array([4, 4]), "device": "cpu"},
        {"sampling_strategy": {1: 60, np.int64(2): 70}, "categorical_features": [0]},
        {"fake_weight": 0.0},
        {"real_rows": "repeated", "early_stopping": False},
    ],
    ids=lambda params: "-".join(params),
)
def test_parameters_of_many_kinds_come_back(params, tabular, there_and_back):
    X, y = tabular
    clf = small(DOClassifier, **params).fit(X.round(), y)
    loaded = there_and_back(clf)
    assert np.array_equal(loaded.predict_proba(X.round()), clf.predict_proba(X.round()))
    for name in params:
        assert type(getattr(loaded, name)) is type(getattr(clf, name))
    assert str(loaded.get_params()) == str(clf.get_params()) or "random_state" in params


def test_a_sampler_with_nothing_to_generate_comes_back(tabular, there_and_back):
    X, y = tabular
    y = np.arange(len(y)) % 2
    loaded = there_and_back(small(DOSampler).fit(X, y))
    with pytest.raises(ValueError, match="has no generator"):
        loaded.sample(1, 0)


@pytest.mark.parametrize("class_weight", ["balanced", {0: 2.0}])
def test_the_loss_comes_back_with_its_weights(class_weight, tabular, there_and_back):
    X, y = tabular
    clf = small(NeuralClassifier, loss="logit_adjusted", class_weight=class_weight)
    clf.fit(X, y, sample_weight=np.linspace(0.5, 2, len(y)))
    loaded = there_and_back(clf)
    for name, tensor in clf.net_.criterion_.state_dict().items():
        assert torch.equal(loaded.net_.criterion_.state_dict()[name], tensor)


def test_what_was_loaded_can_be_saved_cloned_and_fitted_again(tabular, there_and_back):
    X, y = tabular
    clf = small(DOClassifier).fit(X, y)
    proba = clf.predict_proba(X)
    loaded = there_and_back(there_and_back(clf))
    assert np.array_equal(loaded.predict_proba(X), proba)
    assert np.array_equal(clone(loaded).fit(X, y).predict_proba(X), proba)
    assert np.array_equal(loaded.fit(X, y).predict_proba(X), proba)


def test_loading_leaves_the_global_random_states_alone(tabular, path):
    X, y = tabular
    small(DOSampler).fit(X, y).save(path)
    before = torch.get_rng_state(), np.random.get_state()[1]
    load(path)
    assert torch.equal(torch.get_rng_state(), before[0])
    assert np.array_equal(np.random.get_state()[1], before[1])


def test_parameters_changed_after_fit_are_noticed_before_anything_is_written(tabular, path):
    X, y = tabular
    clf = small(NeuralClassifier).fit(X, y).set_params(n_members=3)
    with pytest.raises(ValueError, match="cannot be saved.*changed after fit"):
        clf.save(path)
    assert not path.exists()


@pytest.mark.parametrize(
    ("kind", "changed"),
    [
        (CPLClassifier, {"temperature": 10.0}),
        (LDAMClassifier, {"scale": 3.0}),
        (AffinityClassifier, {"sigma": 3.0}),
    ],
)
def test_what_would_be_loaded_with_other_numbers_is_not_written(kind, changed, tabular, path):
    X, y = tabular
    clf = small(kind).fit(X, y).set_params(**changed)
    with pytest.raises(ValueError, match="not give the same numbers.*set them back"):
        clf.save(path)
    assert not path.exists()


def test_an_estimator_that_is_not_fitted_is_refused(path):
    with pytest.raises(NotFittedError):
        NeuralClassifier().save(path)


def test_an_estimator_of_another_package_is_refused(tabular, path):
    X, y = tabular

    class Mine(NeuralClassifier):
        pass

    params = small(NeuralClassifier).get_params()
    with pytest.raises(ValueError, match="Mine cannot be saved"):
        Mine(**params).fit(X, y).save(path)


def test_load_is_public():
    assert "load" in imbgan.__all__
