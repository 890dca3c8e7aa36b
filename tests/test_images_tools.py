"""Estimators of images in pipelines, grids, copies and files, and twice with one seed."""

import pickle

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline, make_pipeline
from sklearn.base import clone
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV, StratifiedKFold, cross_val_score

from imbgan import (
    ADSOClassifier,
    ADSOSampler,
    DOClassifier,
    DOSampler,
    GAMOClassifier,
    GAMOSampler,
    NeuralClassifier,
    all_estimators,
    load,
)
from imbgan.utils.testing import tiny

SAMPLERS = [kind for _, kind in all_estimators("sampler") if hasattr(kind(), "max_epochs")]
# Those that train a network; the others wrap any classifier.
CLASSIFIERS = [kind for _, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")]
every_kind = pytest.mark.parametrize("kind", SAMPLERS + CLASSIFIERS)
every_sampler = pytest.mark.parametrize("kind", SAMPLERS)
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)
either_form = pytest.mark.parametrize("form", ["images", "flat"])

FOLDS = StratifiedKFold(3, shuffle=True, random_state=0)

pytestmark = pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")


def short(kind, **params):
    """An estimator that is trained for a moment, with those of the parameters that it has."""
    known = kind().get_params()
    params = {name: value for name, value in params.items() if name in known}
    return tiny(kind).set_params(**{"max_epochs": 2, **params})


@pytest.fixture
def rows(form, images):
    """The images in a form, and the parameters that say so: (X, y, parameters)."""
    X, y = images
    if form == "images":
        return X, y, {}
    return X.reshape(len(X), 64), y, {"image_shape": (8, 8)}


@pytest.mark.parametrize("over", [RandomOverSampler(), SMOTE()])
def test_samplers_of_imbalanced_learn_stand_before_our_classifier(over, images):
    X, y = images
    clf = tiny(NeuralClassifier).set_params(image_shape=(8, 8), early_stopping=False)
    pipeline = Pipeline([("over", over), ("clf", clf)]).fit(X.reshape(72, 64), y)
    assert pipeline[-1].spec_.class_counts == (60, 60)
    assert pipeline.score(X.reshape(72, 64), y) > 0.9


def test_a_grid_over_such_a_pipeline(images):
    X, y = images
    clf = short(NeuralClassifier, image_shape=(8, 8), early_stopping=False, max_epochs=10)
    grid = GridSearchCV(
        Pipeline([("over", RandomOverSampler(random_state=0)), ("clf", clf)]),
        {"clf__lr": [1e-7, 0.02], "clf__max_shift": [0, 1]},
        scoring="balanced_accuracy",
        cv=FOLDS,
        error_score="raise",
    )
    grid.fit(X.reshape(72, 64), y)
    assert grid.best_params_["clf__lr"] == 0.02
    assert grid.best_score_ > 0.8


@either_form
@pytest.mark.parametrize(
    "over, clf",
    [
        (ADSOSampler, NeuralClassifier),
        (DOSampler, ADSOClassifier),
        (GAMOSampler, DOClassifier),
    ],
)
def test_our_samplers_stand_before_our_classifiers(over, clf, rows):
    X, y, params = rows
    pipeline = make_pipeline(short(over, **params), short(clf, **params))
    pipeline.fit(X, y)
    assert pipeline.predict_proba(X).shape == (72, 2)
    assert pipeline[-1].n_features_in_ == 64


@every_sampler
def test_our_samplers_stand_before_classifiers_of_flat_rows(kind, images):
    X, y = images
    pipeline = make_pipeline(short(kind, image_shape=(8, 8)), LogisticRegression())
    assert pipeline.fit(X.reshape(72, 64), y).score(X.reshape(72, 64), y) > 0.9


@either_form
@pytest.mark.parametrize("kind", [NeuralClassifier, ADSOClassifier, GAMOClassifier])
def test_cross_validation(kind, rows):
    X, y, params = rows
    clf = tiny(kind).set_params(**params)
    scores = cross_val_score(clf, X, y, scoring="balanced_accuracy", cv=FOLDS, error_score="raise")
    assert scores.mean() > 0.7


@either_form
@every_kind
def test_a_clone_is_not_fitted_and_fits_the_same(kind, rows):
    X, y, params = rows
    fitted = short(kind, **params).fit(X, y)
    copy = clone(fitted)
    assert not hasattr(copy, "classes_")
    copy.fit(X, y)
    if kind in SAMPLERS:
        assert np.array_equal(copy.sample(3, 1), fitted.sample(3, 1))
    else:
        assert np.array_equal(copy.predict_proba(X), fitted.predict_proba(X))


@either_form
@every_kind
@pytest.mark.parametrize("way", ["pickle", "file"])
def test_copies_do_what_the_original_does(kind, way, rows, tmp_path):
    X, y, params = rows
    fitted = short(kind, **params).fit(X, y)
    if way == "pickle":
        copy = pickle.loads(pickle.dumps(fitted))
    else:
        fitted.save(tmp_path / "model")
        copy = load(tmp_path / "model")
    if kind in SAMPLERS:
        for random_state in (None, 3):
            expected = fitted.sample(7, 1, random_state=random_state)
            found = copy.sample(7, 1, random_state=random_state)
            assert (found.dtype, found.shape) == (expected.dtype, expected.shape)
            assert np.array_equal(found, expected)
    else:
        assert np.array_equal(copy.predict_proba(X), fitted.predict_proba(X))
    assert copy.history_ == fitted.history_
    assert copy.n_features_in_ == 64


@pytest.mark.parametrize("kind", [ADSOSampler, ADSOClassifier, DOSampler, NeuralClassifier])
def test_images_of_three_channels_and_odd_sides_come_back_from_a_file(kind, images, tmp_path):
    y = images[1]
    X = np.random.default_rng(0).integers(0, 256, (72, 3, 17, 23), dtype=np.uint8)
    fitted = short(kind, max_epochs=1, max_steps_per_epoch=1).fit(X, y)
    fitted.save(tmp_path / "model")
    copy = load(tmp_path / "model")
    if kind in (ADSOSampler, DOSampler):
        assert np.array_equal(copy.sample(2, 1), fitted.sample(2, 1))
    else:
        assert np.array_equal(copy.predict_proba(X), fitted.predict_proba(X))


@every_kind
def test_two_fits_are_bit_identical_augmentation_and_all(kind, images):
    X, y = images
    params = {"max_shift": 2, "flip": True, "dropout": 0.3, "batch_size": 16}
    one, other = (short(kind, **params).fit(X, y) for _ in range(2))
    assert one.history_[-1]["train_batch_count"] == other.history_[-1]["train_batch_count"]
    if kind in SAMPLERS:
        given = [np.stack([each.sample(5, 1), each.sample(5, 1)]) for each in (one, other)]
    else:
        given = [each.predict_proba(X) for each in (one, other)]
    assert np.array_equal(*given)


@every_classifier
@pytest.mark.parametrize("changed", [{"max_shift": 2}, {"flip": True}])
def test_augmentation_changes_what_is_learned(kind, changed, images):
    X, y = images
    plain, moved = (short(kind, **params).fit(X, y).predict_proba(X) for params in ({}, changed))
    assert not np.array_equal(plain, moved)


@every_classifier
def test_prediction_is_not_augmented(kind, images):
    X, y = images
    fitted = short(kind, max_shift=3, flip=True).fit(X, y)
    assert np.array_equal(fitted.predict_proba(X), fitted.predict_proba(X))
