"""Tests of the classifier two-sample test."""

import math

import numpy as np
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.svm import LinearSVC

from imbgan.inspection import classifier_two_sample_test

RNG = np.random.default_rng(0)
REAL = RNG.normal(size=(150, 4))


def test_rows_of_one_distribution_cannot_be_told_apart():
    result = classifier_two_sample_test(REAL, RNG.normal(size=(150, 4)), random_state=0)
    assert abs(result.accuracy - 0.5) < 0.1
    assert abs(result.roc_auc - 0.5) < 0.1
    assert result.p_value > 0.05


def test_shifted_rows_are_told_apart():
    result = classifier_two_sample_test(REAL, REAL + 4, random_state=0)
    assert result.accuracy > 0.97
    assert result.roc_auc > 0.99
    assert result.p_value < 1e-6


def test_the_default_sees_rows_that_differ_in_spread_alone():
    result = classifier_two_sample_test(REAL, 0.2 * RNG.normal(size=(150, 4)), random_state=0)
    assert result.accuracy > 0.8


def test_copies_of_the_same_rows_pull_the_accuracy_below_one_half():
    result = classifier_two_sample_test(REAL, REAL, random_state=0)
    assert result.accuracy < 0.3
    assert result.p_value > 0.99


def test_the_larger_set_is_sub_sampled():
    always_real = DummyClassifier(strategy="constant", constant=0)
    few = REAL[:30] + 1
    result = classifier_two_sample_test(REAL, few, estimator=always_real, random_state=0)
    assert result.n_rows == 60
    assert result.accuracy == result.roc_auc == result.p_value == 0.5


def test_the_p_value_is_that_of_the_normal_approximation():
    near = RNG.normal(0.3, size=(150, 4))
    result = classifier_two_sample_test(
        REAL, near, estimator=LogisticRegression(), cv=3, random_state=0
    )
    # 300 rows; three folds make the variance 1 + 3/2 times that of independent guesses.
    z = (result.accuracy - 0.5) / math.sqrt(2.5 / (4 * 300))
    assert result.p_value == pytest.approx(1 - (1 + math.erf(z / math.sqrt(2))) / 2)


def test_it_rejects_true_hypotheses_no_more_often_than_it_says():
    rng = np.random.default_rng(1)
    p_values = [
        classifier_two_sample_test(
            *rng.normal(size=(2, 60, 3)), estimator=LogisticRegression(), random_state=seed
        ).p_value
        for seed in range(40)
    ]
    assert np.mean(np.array(p_values) < 0.1) <= 0.1


def test_an_estimator_without_probabilities_will_do():
    result = classifier_two_sample_test(
        REAL, REAL + 4, estimator=LinearSVC(), cv=2, random_state=0
    )
    assert result.roc_auc > 0.99


def test_the_seed_decides_and_the_estimator_given_is_not_fitted():
    model = LogisticRegression()
    few = REAL[:40] + 0.5
    first, again = (
        classifier_two_sample_test(REAL, few, estimator=model, random_state=3) for _ in range(2)
    )
    assert first == again
    assert not hasattr(model, "coef_")


def test_images_are_accepted():
    images = RNG.random((20, 1, 4, 4))
    result = classifier_two_sample_test(images, images + 2, cv=2, random_state=0)
    assert result.accuracy == 1


@pytest.mark.parametrize(
    "n, cv, match",
    [
        (4, 5, "4 rows, fewer than cv=5"),
        (20, 1, "cv must be a number of folds, at least 2, got 1"),
        (20, 2.5, "cv must be a number of folds"),
        (20, True, "cv must be a number of folds"),
    ],
)
def test_bad_folds_raise(n, cv, match):
    with pytest.raises(ValueError, match=match):
        classifier_two_sample_test(REAL, REAL[:n], cv=cv)
