"""Claims about the list of public estimators."""

import pytest

import imbgan
from imbgan import all_estimators


def test_every_public_estimator_is_listed_with_its_class():
    found = all_estimators()
    assert [name for name, _ in found] == sorted(
        name for name in imbgan.__all__ if name.endswith(("Sampler", "Classifier"))
    )
    assert all(getattr(imbgan, name) is estimator for name, estimator in found)


def test_samplers_and_classifiers_are_told_apart_and_make_up_the_whole():
    samplers, classifiers = all_estimators("sampler"), all_estimators("classifier")
    assert all(hasattr(estimator, "fit_resample") for _, estimator in samplers)
    assert all(hasattr(estimator, "predict_proba") for _, estimator in classifiers)
    assert sorted(samplers + classifiers) == all_estimators()


def test_public_functions_are_no_estimators():
    assert "show_versions" in imbgan.__all__
    assert "show_versions" not in dict(all_estimators())


def test_an_unknown_kind_is_named_with_those_there_are():
    with pytest.raises(ValueError, match="'sampler', 'classifier'.*got 'regressor'"):
        all_estimators("regressor")
