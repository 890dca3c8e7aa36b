"""What becomes of the methods that are given."""

import pytest
from imblearn.over_sampling import SMOTE
from imblearn.pipeline import Pipeline, make_pipeline
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB
from sklearn.preprocessing import StandardScaler

from imbgan.comparison._methods import read_methods


def test_a_classifier_is_taken_as_it_is():
    bayes = GaussianNB()
    assert read_methods({"bayes": bayes})["bayes"] is bayes


def test_a_sampler_is_put_before_a_copy_of_the_classifier():
    bayes = GaussianNB()
    pipeline = read_methods({"smote": SMOTE()}, bayes)["smote"]
    assert isinstance(pipeline, Pipeline)
    assert [type(step) for _, step in pipeline.steps] == [SMOTE, GaussianNB]
    assert pipeline.steps[1][1] is not bayes


def test_a_pipeline_that_ends_in_a_sampler_gets_one_more_step():
    given = Pipeline([("classifier", StandardScaler()), ("smote", SMOTE())])
    pipeline = read_methods({"scaled": given}, GaussianNB())["scaled"]
    assert [name for name, _ in pipeline.steps] == ["classifier", "smote", "classifier_"]
    assert len(given.steps) == 2


def test_a_pipeline_that_ends_in_a_classifier_needs_no_other():
    given = make_pipeline(SMOTE(), GaussianNB())
    assert read_methods({"both": given})["both"] is given


def test_baselines_come_after_the_methods_and_hold_the_classifier():
    names = ["prior-correction", "nothing", "tuned-threshold"]
    found = read_methods({"bayes": GaussianNB()}, LogisticRegression(C=3), names)
    assert list(found) == ["bayes", *names]
    assert found["nothing"].C == 3
    assert found["tuned-threshold"].estimator.C == 3
    assert found["tuned-threshold"].scoring == "balanced_accuracy"
    assert found["prior-correction"].estimator.C == 3


def test_of_several_classifiers_each_follows_the_samplers_and_makes_the_baselines():
    behind = {"bayes": GaussianNB(), "logistic": LogisticRegression(C=3)}
    found = read_methods({"own": GaussianNB(), "smote": SMOTE()}, behind, ["prior-correction"])
    samplers = ["smote, bayes", "smote, logistic"]
    baselines = ["prior-correction, bayes", "prior-correction, logistic"]
    assert list(found) == ["own", *samplers, *baselines]
    assert found["smote, logistic"][-1].C == found[baselines[1]].estimator.C == 3
    assert found["smote, bayes"][0] is found["smote, logistic"][0]


def test_a_single_baseline_may_be_named_without_a_list():
    assert list(read_methods({}, GaussianNB(), "nothing")) == ["nothing"]


@pytest.mark.parametrize(
    ("methods", "classifier", "baselines", "message"),
    [
        ([GaussianNB()], None, (), "methods must be a dict"),
        ({}, None, (), "methods is empty"),
        ({1: GaussianNB()}, None, (), "must be strings, got 1"),
        (
            {"bayes": GaussianNB},
            None,
            (),
            "'bayes' is a class; .* GaussianNB",
        ),
        ({"it": "smote"}, None, (), "'it' is no estimator"),
        ({"scaler": StandardScaler()}, None, (), "'scaler' has neither predict nor fit_resample"),
        ({"smote": SMOTE()}, None, (), "'smote' is a sampler: pass classifier="),
        ({}, None, ["nothing"], "'nothing' needs a classifier"),
        ({}, GaussianNB(), ["luck"], "'luck' is none of"),
        ({"nothing": SMOTE()}, GaussianNB(), ["nothing"], "both have 'nothing'"),
        ({"smote": SMOTE()}, {}, (), "classifier is an empty dict"),
        (
            {"smote": SMOTE(), "smote, bayes": GaussianNB()},
            {"bayes": GaussianNB()},
            (),
            "both have 'smote, bayes'",
        ),
    ],
)
def test_what_cannot_be_compared_is_named(methods, classifier, baselines, message):
    with pytest.raises(ValueError, match=message):
        read_methods(methods, classifier, baselines)


def test_names_with_underscores_are_those_with_dashes():
    found = read_methods({}, GaussianNB(), ["prior_correction", "tuned-threshold"])
    assert list(found) == ["prior-correction", "tuned-threshold"]
    assert list(read_methods({}, GaussianNB(), "tuned_threshold")) == ["tuned-threshold"]
