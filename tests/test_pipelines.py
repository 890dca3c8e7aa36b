"""The estimators in the hands of scikit-learn and imbalanced-learn: grids, pipelines, copies."""

import pickle

import numpy as np
import pytest
import sklearn
from imblearn.pipeline import Pipeline, make_pipeline
from joblib import parallel_config
from sklearn.base import clone
from sklearn.ensemble import BaggingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import (
    GridSearchCV,
    StratifiedKFold,
    cross_val_predict,
    cross_validate,
)
from sklearn.preprocessing import StandardScaler

from imbgan import DOClassifier, DOSampler, GAMOSampler, NeuralClassifier, all_estimators
from imbgan.utils.testing import tiny

SAMPLERS = [kind for _, kind in all_estimators("sampler") if hasattr(kind(), "max_epochs")]
# Those that train a network; the others wrap any classifier.
CLASSIFIERS = [kind for _, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")]
every_kind = pytest.mark.parametrize("kind", SAMPLERS + CLASSIFIERS)
every_sampler = pytest.mark.parametrize("kind", SAMPLERS)
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)

FOLDS = StratifiedKFold(3, shuffle=True, random_state=0)


class Counted(DOSampler):
    """A sampler that counts its fits."""

    n_fits = 0

    def fit_resample(self, X, y):
        Counted.n_fits += 1
        return super().fit_resample(X, y)


@pytest.fixture
def counted():
    """A sampler whose class counts the fits from here on."""
    Counted.n_fits = 0
    return Counted(**tiny(DOSampler).get_params())


@every_kind
def test_a_clone_has_the_parameters_and_is_not_fitted(kind, tabular):
    X, y = tabular
    params = {"max_epochs": 1, "net_params": {"optimizer__maximize": False}}
    fitted = tiny(kind).set_params(**params).fit(X, y)
    copy = clone(fitted)
    assert copy.get_params() == fitted.get_params()
    assert not hasattr(copy, "classes_")
    assert np.array_equal(copy.fit(X, y).classes_, fitted.classes_)


@every_kind
def test_parameters_of_a_network_can_be_set_flat(kind):
    changed = tiny(kind).set_params(lr=0.5, hidden_layer_sizes=(3, 2), net_params={"a": 1})
    assert changed.get_params()["hidden_layer_sizes"] == (3, 2)
    assert repr(changed).startswith(f"{kind.__name__}(")


@every_classifier
def test_a_pickled_classifier_predicts_the_same(kind, tabular):
    X, y = tabular
    fitted = tiny(kind).set_params(max_epochs=2).fit(X, y)
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert again.history_ == fitted.history_


@every_sampler
def test_a_pickled_sampler_samples_on(kind, tabular):
    fitted = tiny(kind).fit(*tabular)
    fitted.sample(3, 1)
    again = pickle.loads(pickle.dumps(fitted))
    assert np.array_equal(again.sample(3, 1), fitted.sample(3, 1))


@pytest.mark.parametrize("kind", [DOClassifier, NeuralClassifier])
def test_a_grid_over_flat_parameters(kind, tabular):
    X, y = tabular
    grid = GridSearchCV(
        tiny(kind).set_params(max_epochs=5),
        {"lr": [1e-7, 0.05], "hidden_layer_sizes": [(8,), (8, 4)]},
        scoring="balanced_accuracy",
        cv=FOLDS,
        error_score="raise",
    )
    grid.fit(X, y)
    assert grid.best_params_["lr"] == 0.05
    assert grid.predict(X).shape == y.shape


def test_a_grid_in_threads_finds_what_it_finds_alone(tabular):
    grid = GridSearchCV(
        tiny(NeuralClassifier).set_params(max_epochs=2),
        {"lr": [0.01, 0.1]},
        scoring="neg_log_loss",
        cv=FOLDS,
        error_score="raise",
    )
    alone = grid.fit(*tabular).cv_results_["mean_test_score"]
    with parallel_config("threading"):
        together = grid.set_params(n_jobs=4).fit(*tabular).cv_results_["mean_test_score"]
    assert np.array_equal(alone, together)


@every_sampler
def test_a_grid_over_the_parameters_of_a_pipeline(kind, tabular):
    X, y = tabular
    pipeline = Pipeline(
        [
            ("scale", StandardScaler()),
            ("over", tiny(kind)),
            ("clf", LogisticRegression()),
        ]
    )
    grid = GridSearchCV(
        pipeline,
        {"over__sampling_strategy": ["auto", "minority"], "clf__C": [1e-6, 1.0]},
        scoring="balanced_accuracy",
        cv=FOLDS,
        error_score="raise",
    )
    grid.fit(X, y)
    assert grid.best_params_["clf__C"] == 1.0
    assert grid.best_score_ > 0.6


def test_our_sampler_stands_before_our_classifier(tabular):
    X, y = tabular
    pipeline = make_pipeline(tiny(GAMOSampler), tiny(NeuralClassifier).set_params(max_epochs=5))
    pipeline.fit(X, y)
    assert pipeline[-1].spec_.class_counts[0] == pipeline[-1].spec_.class_counts[1]
    assert pipeline.predict_proba(X).shape == (len(X), 3)


def test_a_memory_spares_the_sampler_a_fit_for_each_classifier(counted, tabular, tmp_path):
    pipeline = Pipeline([("over", counted), ("clf", LogisticRegression())], memory=str(tmp_path))
    grid = GridSearchCV(pipeline, {"clf__C": [0.1, 1.0, 10.0]}, cv=FOLDS, error_score="raise")
    grid.fit(*tabular)
    assert Counted.n_fits == 3 + 1  # the folds, and the refit


def test_without_a_memory_the_sampler_is_fitted_each_time(counted, tabular):
    pipeline = Pipeline([("over", counted), ("clf", LogisticRegression())])
    grid = GridSearchCV(pipeline, {"clf__C": [0.1, 1.0, 10.0]}, cv=FOLDS, error_score="raise")
    grid.fit(*tabular)
    assert Counted.n_fits == 3 * 3 + 1


def test_rows_are_not_sampled_in_predict(counted, tabular):
    X, y = tabular
    pipeline = make_pipeline(counted, LogisticRegression()).fit(X, y)
    assert len(pipeline.predict(X)) == len(X)
    assert Counted.n_fits == 1


@every_classifier
def test_cross_validation_with_a_score_for_imbalanced_classes(kind, tabular):
    scores = cross_validate(
        tiny(kind).set_params(max_epochs=5),
        *tabular,
        scoring=["balanced_accuracy", "roc_auc_ovr"],
        cv=FOLDS,
        error_score="raise",
    )
    assert scores["test_balanced_accuracy"].mean() > 0.5
    assert scores["test_roc_auc_ovr"].mean() > 0.7


def test_probabilities_can_be_cross_validated(mixed_frame):
    X, y = mixed_frame
    estimator = tiny(DOClassifier).set_params(max_epochs=2)
    proba = cross_val_predict(estimator, X, y, cv=FOLDS, method="predict_proba")
    assert proba.shape == (120, 2)


def test_bags_of_our_classifier(tabular):
    X, y = tabular
    bag = BaggingClassifier(tiny(NeuralClassifier).set_params(max_epochs=3), n_estimators=2)
    assert bag.fit(X, y).predict(X).shape == y.shape


@pytest.fixture
def routing():
    with sklearn.config_context(enable_metadata_routing=True):
        yield


def test_weights_of_rows_are_routed_to_the_plain_classifier(routing, tabular):
    X, y = tabular
    weight = np.random.default_rng(0).uniform(0.1, 3, len(y))
    estimator = tiny(NeuralClassifier).set_params(max_epochs=3)
    requesting = clone(estimator).set_fit_request(sample_weight=True)
    scaler = StandardScaler().set_fit_request(sample_weight=False)
    pipeline = make_pipeline(scaler, requesting).fit(X, y, sample_weight=weight)
    scaled = pipeline[0].transform(X)
    direct = estimator.fit(scaled, y, sample_weight=weight)
    assert np.array_equal(pipeline.predict_proba(X), direct.predict_proba(scaled))


def test_weights_of_rows_reach_the_fits_of_a_cross_validation(routing, tabular):
    X, y = tabular
    weight = np.where(y == 0, 1.0, 1e-6)
    estimator = tiny(NeuralClassifier).set_params(max_epochs=10)
    estimator.set_fit_request(sample_weight=True).set_score_request(sample_weight=False)
    found = cross_validate(
        estimator,
        X,
        y,
        params={"sample_weight": weight},
        cv=FOLDS,
        return_estimator=True,
        error_score="raise",
    )
    share = np.mean([fitted.predict(X) == 0 for fitted in found["estimator"]])
    assert share > 0.95


def test_a_game_does_not_offer_to_take_weights():
    assert not hasattr(tiny(DOClassifier), "set_fit_request")


@every_kind
def test_parameters_are_listed_in_the_documentation(kind):
    for name in kind().get_params():
        assert f"\n{name} : " in kind.__doc__
