"""Claims about the names of the methods."""

import numpy as np
import pytest
from imblearn.over_sampling import SMOTE
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

from imbgan import DOClassifier, DOSampler, NeuralClassifier, all_estimators
from imbgan.comparison.command_line._inputs import KNOWN
from imbgan.comparison.command_line._named_methods import (
    NamedMethod,
    build,
    find_classifier,
    find_method,
    method_list,
    named_methods,
)


def test_every_estimator_of_the_package_has_a_name_of_its_own():
    ours = [method.kind for method in named_methods().values() if method.is_ours]
    assert sorted(ours, key=str) == sorted((kind for _, kind in all_estimators()), key=str)


def test_every_method_can_be_made_and_found_by_its_name():
    for name, method in named_methods().items():
        assert find_method(name) == method
        estimator = method.make(LogisticRegression())
        assert hasattr(estimator, "fit_resample" if method.is_sampler else "predict")


@pytest.mark.parametrize(
    "name, kind",
    [
        ("do", DOSampler),
        ("do-classifier", DOClassifier),
        ("DOClassifier", DOClassifier),
        ("do_sampler", DOSampler),
        ("neural", NeuralClassifier),
        ("neural-classifier", NeuralClassifier),
        ("SMOTE", SMOTE),
    ],
)
def test_names_are_found_however_they_are_spelled(name, kind):
    assert find_method(name).kind is kind


@pytest.mark.parametrize("name, close", [("smot", "smote"), ("do-clasifier", "do-classifier")])
def test_an_unknown_name_is_answered_with_close_ones(name, close):
    with pytest.raises(ValueError, match=f"no method '{name}'. Did you mean .*{close}.*list"):
        find_method(name)


def test_a_name_that_is_like_none_points_to_the_list():
    with pytest.raises(ValueError, match="no method 'qqqq'. `python -m imbgan list`"):
        find_method("qqqq")


def test_a_sampler_is_no_classifier_to_stand_behind_one():
    assert find_classifier("random-forest").name == "random-forest"
    with pytest.raises(ValueError, match="'smote' is a sampler"):
        find_classifier("smote")


def test_samplers_stand_between_the_preparation_and_the_classifier():
    behind = NamedMethod("dummy", DummyClassifier)
    pipeline = build(find_method("smote"), behind, StandardScaler())
    assert [type(step) for _, step in pipeline.steps] == [StandardScaler, SMOTE, DummyClassifier]
    alone = build(find_method("do-classifier"), behind, StandardScaler())
    assert [type(step) for _, step in alone.steps] == [StandardScaler, DOClassifier]


def test_a_method_of_ours_that_wraps_another_gets_the_classifier():
    behind = NamedMethod("dummy", DummyClassifier)
    pipeline = build(find_method("prior-corrected"), behind, StandardScaler())
    assert isinstance(pipeline[-1].estimator, DummyClassifier)
    X, y = np.arange(20.0).reshape(10, 2), [0] * 7 + [1] * 3
    assert pipeline.fit(X, y).predict(X).shape == (10,)


def test_the_device_reaches_every_network_of_a_pipeline():
    pipeline = build(find_method("do"), find_method("neural"), StandardScaler(), "cpu")
    assert pipeline["sample"].device == pipeline["classify"].device == "cpu"
    assert build(find_method("do"), find_method("neural"), StandardScaler())[1].device == "auto"


def test_every_method_is_listed_by_name_and_class():
    text = method_list()
    for method in named_methods().values():
        assert method.name in text and method.kind.__name__ in text
    assert all(name in text for name, _ in all_estimators())
    lines = [line.split() for line in text.splitlines()]
    assert ["do-classifier", "classifier", "imbgan:", "DOClassifier"] in lines


def test_baselines_and_data_sets_are_named():
    text = method_list()
    assert "nothing, tuned-threshold, prior-correction" in text
    assert ", ".join(KNOWN) in text


def test_lines_fit_a_terminal():
    assert max(map(len, method_list().splitlines())) <= 100
