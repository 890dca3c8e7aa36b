"""Claims about the trial of scorers before the first fit."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import f1_score, get_scorer, get_scorer_names, make_scorer
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from imbgan import metrics
from imbgan.comparison import compare

X = np.random.default_rng(0).normal(size=(60, 3))
TWO, THREE = np.repeat([0, 1], 30), np.repeat([0, 1, 2], 20)
TEXT = np.array(["common", "rare"])[TWO]


class NeverFitted(ClassifierMixin, BaseEstimator):
    """A classifier whose fit is a fault of the test."""

    def fit(self, X, y):
        raise AssertionError("it was fitted")

    def predict(self, X):
        raise AssertionError("it was asked")


class NeverFittedWithProbabilities(NeverFitted):
    """One that would have probabilities."""

    def predict_proba(self, X):
        raise AssertionError("it was asked")


def refused(scoring, y, message):
    """Check that a comparison raises before the first fit."""
    with pytest.raises(ValueError, match=message):
        compare(
            {"never": NeverFitted()}, {"d": (X, y)}, scoring=scoring, cv=2, error_score="raise"
        )


def reaches_the_fit(scoring, y):
    with pytest.raises(AssertionError, match="it was fitted"):
        compare(
            {"never": NeverFittedWithProbabilities()},
            {"d": (X, y)},
            scoring=scoring,
            cv=2,
            error_score="raise",
        )


@pytest.mark.parametrize("name", ["f1", "precision", "recall", "jaccard"])
def test_scores_of_a_positive_class_are_refused_for_text_with_the_remedy(name):
    told = rf"'{name}' cannot score the data set 'd': .*'{name}_macro'"
    refused(name, TEXT, rf"{told}.*make_scorer\({name}_score, pos_label='rare'\)")
    refused(["acsa", name], THREE, told)
    reaches_the_fit(name, TWO)


@pytest.mark.parametrize("scorer", [make_scorer(f1_score), get_scorer("f1")])
def test_scorers_of_scikit_learn_are_tried_too(scorer):
    refused({"mine": scorer}, TEXT, "'mine' cannot score the data set 'd': .*pos_label")
    reaches_the_fit({"mine": make_scorer(f1_score, pos_label="rare")}, TEXT)


@pytest.mark.parametrize("function", [f1_score, metrics.acsa_score, lambda y_true, y_pred: 1.0])
def test_functions_of_labels_are_refused_with_what_makes_a_scorer(function):
    refused(function, TWO, r"a function of \(estimator, X, y\), got one of .*make_scorer")


@pytest.mark.parametrize("returned", [None, "high", [1, 2], np.ones(3)])
def test_what_is_no_number_is_refused(returned):
    refused({"mine": lambda estimator, X, y: returned}, TWO, "'mine' must return a number")


def test_functions_that_ask_more_of_a_classifier_reach_the_fit():
    reaches_the_fit({"mine": lambda estimator, X, y: estimator.coef_.sum()}, TEXT)
    reaches_the_fit({"mine": lambda estimator, X, y: (estimator.predict(X) == y).mean()}, TEXT)


def test_a_score_of_probabilities_is_refused_where_no_method_has_them():
    methods = {"never": NeverFitted()}
    with pytest.raises(ValueError, match="'d2_log_loss_score' needs predict_proba, which no meth"):
        compare(methods, {"d": (X, TWO)}, scoring="d2_log_loss_score", cv=2)
    result = compare(
        {"svc": LinearSVC(), "naive": GaussianNB()}, {"d": (X, TWO)}, scoring="roc_auc_ovr", cv=2
    )
    assert result.frame["roc_auc_ovr"].notna().any()


CLASSIFICATION = sorted(
    name for name in get_scorer_names() if get_scorer(name)._response_method != "predict"
)


@pytest.mark.parametrize("name", [*CLASSIFICATION, "f1_macro", "balanced_accuracy", "accuracy"])
def test_scores_that_suit_the_labels_are_let_through(name):
    reaches_the_fit(name, TWO)
