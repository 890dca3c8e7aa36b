"""Tests of the papers' scores."""

import subprocess
import sys

import numpy as np
import pandas as pd
import pytest
from sklearn.dummy import DummyClassifier
from sklearn.metrics import balanced_accuracy_score, f1_score, make_scorer

from imbgan.metrics import (
    ClassCounts,
    acsa_score,
    balanced_log_loss,
    f_macro_score,
    g_macro_score,
    geometric_mean_score,
    majority_precision_score,
    minority_recall_score,
)

# Confusion matrix (rows: truth)   a: 6 1 1   b: 1 2 1   c: 0 2 0
Y_TRUE = ["a"] * 8 + ["b"] * 4 + ["c"] * 2
Y_PRED = ["a"] * 6 + ["b", "c"] + ["a", "b", "b", "c"] + ["b", "b"]
SCORES = [
    acsa_score,
    g_macro_score,
    f_macro_score,
    majority_precision_score,
    minority_recall_score,
]


def test_acsa_is_the_mean_of_the_recalls():
    assert acsa_score(Y_TRUE, Y_PRED) == pytest.approx((6 / 8 + 2 / 4 + 0) / 3)


def test_g_macro_is_the_mean_of_the_roots_of_recall_times_specificity():
    expected = (np.sqrt(6 / 8 * 5 / 6) + np.sqrt(2 / 4 * 7 / 10) + 0) / 3
    assert g_macro_score(Y_TRUE, Y_PRED) == pytest.approx(expected)


def test_f_macro_is_the_mean_of_the_f1_scores():
    expected = (2 * 6 / (8 + 7) + 2 * 2 / (4 + 5) + 0) / 3
    assert f_macro_score(Y_TRUE, Y_PRED) == pytest.approx(expected)


def test_majority_precision_is_of_the_most_frequent_true_class():
    assert majority_precision_score(Y_TRUE, Y_PRED) == pytest.approx(6 / 7)
    assert majority_precision_score(Y_TRUE, Y_PRED, majority="b") == pytest.approx(2 / 5)


def test_minority_recall_is_of_the_least_frequent_true_class():
    assert minority_recall_score(Y_TRUE, Y_PRED) == 0.0
    assert minority_recall_score(Y_TRUE, Y_PRED, minority="b") == pytest.approx(2 / 4)


def test_geometric_mean_is_the_root_of_the_product_of_the_recalls():
    assert geometric_mean_score([0, 0, 0, 0, 1, 1], [0, 0, 0, 1, 1, 0]) == pytest.approx(
        np.sqrt(3 / 4 * 1 / 2)
    )
    assert geometric_mean_score(Y_TRUE, Y_PRED) == 0.0


def test_counts_of_codes_and_of_their_confusion_matrix_are_the_same():
    confusion = [[6, 1, 1], [1, 2, 1], [0, 2, 0]]
    true, predicted = (
        np.repeat(codes, np.ravel(confusion)) for codes in np.indices((3, 3)).reshape(2, -1)
    )
    counts = ClassCounts.from_confusion(confusion)
    assert [one.tolist() for one in counts] == [[6, 2, 0], [8, 4, 2], [7, 5, 2]]
    np.testing.assert_array_equal(counts, ClassCounts.from_codes(true, predicted, 3))


def test_scores_of_counts_are_those_of_the_labels():
    counts = ClassCounts.from_confusion([[6, 1, 1], [1, 2, 1], [0, 2, 0]])
    assert counts.acsa() == acsa_score(Y_TRUE, Y_PRED)
    assert counts.g_macro() == g_macro_score(Y_TRUE, Y_PRED)
    assert counts.f_macro() == f_macro_score(Y_TRUE, Y_PRED)
    assert counts.precision(0) == majority_precision_score(Y_TRUE, Y_PRED)
    assert counts.recall(2) == minority_recall_score(Y_TRUE, Y_PRED)


def test_the_geometric_mean_is_imbalanced_learns_imported_when_it_is_asked_for():
    import imblearn.metrics

    from imbgan import metrics

    assert metrics.geometric_mean_score is imblearn.metrics.geometric_mean_score
    with pytest.raises(AttributeError, match="has no attribute 'g_mean'"):
        metrics.g_mean  # noqa: B018
    code = "import sys, imbgan.comparison; print('imblearn' in sys.modules)"
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert run.stdout.strip() == "False"


def test_the_geometric_mean_of_counts_is_that_of_imbalanced_learn():
    rng = np.random.default_rng(0)
    for _ in range(20):
        true, predicted = rng.integers(0, 3, size=(2, 60))
        expected = geometric_mean_score(true, predicted)
        counts = ClassCounts.from_codes(true, predicted, 3)
        assert counts.geometric_mean() == pytest.approx(expected)


def test_classes_without_a_true_row_count_in_neither_mean_of_recalls():
    counts = ClassCounts.from_confusion([[3, 1, 0], [0, 0, 0], [1, 0, 1]])
    assert counts.acsa() == pytest.approx((3 / 4 + 1 / 2) / 2)
    assert counts.geometric_mean() == pytest.approx(np.sqrt(3 / 4 * 1 / 2))
    assert [one.tolist() for one in counts.present()] == [[3, 1], [4, 2], [4, 1]]
    assert counts.precision(1) == 0.0


def test_the_two_g_scores_differ_where_one_class_is_lost():
    assert g_macro_score(Y_TRUE, Y_PRED) > 0.4
    assert geometric_mean_score(Y_TRUE, Y_PRED) == 0.0


def test_scores_agree_with_scikit_learn_on_random_labels():
    rng = np.random.default_rng(0)
    for _ in range(20):
        y_true, y_pred = rng.integers(0, 4, size=(2, 30))
        y_true[:4] = range(4)
        assert acsa_score(y_true, y_pred) == pytest.approx(balanced_accuracy_score(y_true, y_pred))
        expected = f1_score(y_true, y_pred, average="macro", zero_division=0)
        assert f_macro_score(y_true, y_pred) == pytest.approx(expected)


@pytest.mark.parametrize("score", SCORES)
@pytest.mark.parametrize(
    "relabel",
    [
        lambda y: y == 1,
        lambda y: y - 5,
        lambda y: y + 0.5,
        lambda y: np.where(y == 1, "yes", "no"),
        lambda y: np.where(y == 1, "yes", "no").astype(object),
        lambda y: pd.Series(np.where(y == 1, "yes", "no"), index=range(7, 7 + len(y))),
        lambda y: pd.Series(np.where(y == 1, "yes", "no"), dtype="category"),
    ],
    ids=["bool", "negative", "float", "str", "object", "series", "category"],
)
def test_labels_may_be_of_any_kind(score, relabel):
    y_true, y_pred = np.array([0, 0, 0, 0, 1, 1]), np.array([0, 0, 0, 1, 1, 0])
    assert score(relabel(y_true), relabel(y_pred)) == score(y_true, y_pred)


def test_a_class_that_is_only_predicted_lowers_f_macro_but_has_no_recall():
    y_true, y_pred = [0, 0, 1, 1], [0, 0, 1, 2]
    assert acsa_score(y_true, y_pred) == 0.75
    assert g_macro_score(y_true, y_pred) == pytest.approx((1 + np.sqrt(0.5)) / 2)
    assert f_macro_score(y_true, y_pred) == pytest.approx((1 + 2 / 3 + 0) / 3)


def test_a_majority_that_is_never_predicted_has_precision_zero():
    assert majority_precision_score([0, 0, 1], [1, 1, 1]) == 0.0


def test_a_single_true_class_scores_its_recall():
    assert acsa_score([1, 1], [1, 0]) == 0.5
    assert g_macro_score([1, 1], [1, 0]) == pytest.approx(np.sqrt(0.5))


def test_ties_go_to_the_first_label():
    assert majority_precision_score([0, 1], [0, 0]) == 0.5
    assert minority_recall_score([0, 1], [0, 0]) == 1.0


@pytest.mark.parametrize("score", SCORES)
def test_strings_against_numbers_raise(score):
    with pytest.raises(ValueError, match="both be strings or both be numbers"):
        score([0, 1], ["0", "1"])


@pytest.mark.parametrize("score", SCORES)
def test_lengths_that_differ_raise(score):
    with pytest.raises(ValueError, match="inconsistent numbers of samples"):
        score([0, 1, 1], [0, 1])


@pytest.mark.parametrize("score", SCORES)
def test_empty_labels_raise(score):
    with pytest.raises(ValueError, match="y_true is empty"):
        score([], [])


def test_labels_that_are_not_finite_raise():
    with pytest.raises(ValueError, match="y_pred holds NaN or infinity"):
        acsa_score([0.0, 1.0], [0.0, np.nan])


def test_labels_of_mixed_kinds_raise():
    with pytest.raises(ValueError, match="y_true mixes strings"):
        acsa_score(np.array(["a", 1], dtype=object), ["a", "b"])


def test_unknown_majority_and_absent_minority_raise():
    with pytest.raises(ValueError, match="majority='z' does not occur"):
        majority_precision_score(Y_TRUE, Y_PRED, majority="z")
    with pytest.raises(ValueError, match="minority=2 does not occur"):
        minority_recall_score([0, 1], [0, 2], minority=2)


def test_balanced_log_loss_weighs_each_class_alike():
    y_true = ["a", "a", "a", "b"]
    proba = [[0.5, 0.5], [0.25, 0.75], [1.0, 0.0], [0.9, 0.1]]
    expected = (np.mean([np.log(2), np.log(4), 0.0]) + np.log(10)) / 2
    assert balanced_log_loss(y_true, proba) == pytest.approx(expected)


def test_balanced_log_loss_of_copied_rows_is_unchanged():
    rng = np.random.default_rng(0)
    y = np.array([0, 0, 0, 1, 2])
    proba = rng.dirichlet(np.ones(3), size=5)
    repeat = np.array([1, 1, 1, 7, 3])
    assert balanced_log_loss(np.repeat(y, repeat), np.repeat(proba, repeat, axis=0)) == (
        pytest.approx(balanced_log_loss(y, proba))
    )


def test_columns_of_absent_classes_are_skipped():
    proba = [[0.5, 0.2, 0.3], [0.1, 0.2, 0.7]]
    expected = (-np.log(0.5) - np.log(0.7)) / 2
    assert balanced_log_loss(["a", "c"], proba, labels=["a", "b", "c"]) == pytest.approx(expected)


def test_columns_follow_the_order_of_the_labels():
    proba = np.array([[0.8, 0.2], [0.4, 0.6]])
    expected = (-np.log(0.2) - np.log(0.4)) / 2
    assert balanced_log_loss([0, 1], proba, labels=[1, 0]) == pytest.approx(expected)


def test_one_column_is_the_second_class():
    assert balanced_log_loss([0, 1], [0.3, 0.6]) == pytest.approx(
        balanced_log_loss([0, 1], [[0.7, 0.3], [0.4, 0.6]])
    )


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_probability_zero_is_clipped_at_the_epsilon_of_the_dtype(dtype):
    proba = np.array([[1.0, 0.0], [1.0, 0.0]], dtype=dtype)
    expected = -np.log(np.finfo(dtype).eps) / 2
    assert balanced_log_loss([0, 1], proba) == pytest.approx(expected, rel=1e-6)


def test_balanced_log_loss_works_as_a_scorer():
    X, y = np.zeros((6, 1)), np.array(["n", "n", "n", "n", "y", "y"])
    scorer = make_scorer(
        balanced_log_loss, response_method="predict_proba", greater_is_better=False
    )
    expected = (np.log(2 / 3) + np.log(1 / 3)) / 2
    assert scorer(DummyClassifier(strategy="prior").fit(X, y), X, y) == pytest.approx(expected)


@pytest.mark.parametrize(
    "y_true, y_proba, labels, match",
    [
        ([0, 1], [[0.2, 0.3, 0.5]] * 2, None, "3 columns but there are 2 labels"),
        ([0, 3], [[0.5, 0.5]] * 2, [0, 1], r"not in `labels`: \[3\]"),
        ([0, 1], [[np.nan, 0.5]] * 2, None, "NaN"),
        ([0, 1], [[2.0, -1.0]] * 2, None, "outside"),
        ([0, 1], [[0.5, 0.5]] * 3, None, "inconsistent numbers of samples"),
    ],
)
def test_bad_probabilities_raise(y_true, y_proba, labels, match):
    with pytest.raises(ValueError, match=match):
        balanced_log_loss(y_true, y_proba, labels=labels)
