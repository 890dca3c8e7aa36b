"""The scores of one fit."""

import warnings

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.metrics import (
    average_precision_score,
    brier_score_loss,
    f1_score,
    log_loss,
    make_scorer,
    roc_auc_score,
)
from sklearn.naive_bayes import GaussianNB
from sklearn.svm import LinearSVC

from imbgan import metrics
from imbgan.comparison._scoring import (
    LABEL_SCORES,
    SCORES,
    Predictions,
    Scoring,
    label_scores,
    predicted_codes,
    predicted_probabilities,
    probability_scores,
    reliability,
)


def predictions(true, predicted=None, proba=None, n_train=None):
    true = np.asarray(true)
    n_classes = true.max() + 1 if proba is None else np.shape(proba)[1]
    return Predictions(
        true=true,
        predicted=true if predicted is None else np.asarray(predicted),
        proba=proba if proba is None else np.asarray(proba, dtype=float),
        n_train=np.full(n_classes, 9) if n_train is None else np.asarray(n_train),
    )


CODES = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 3)), min_size=1, max_size=40)


@given(CODES, st.permutations([5, 10, 20, 40]))
def test_label_scores_are_those_of_the_metrics_for_the_classes_with_test_rows(pairs, n_train):
    true, predicted = np.array(pairs).T
    present = sorted(set(true))
    found = predictions(true, predicted, n_train=n_train)
    scores = label_scores(found.confusion(), found.n_train)
    minority = min(set(true), key=lambda code: n_train[code])
    majority = int(np.argmax(n_train))
    with warnings.catch_warnings():  # of classes that only one side has
        warnings.simplefilter("ignore")
        expected = {
            "acsa": metrics.acsa_score(true, predicted),
            "geometric_mean": metrics.geometric_mean_score(true, predicted, labels=present),
            "g_macro": metrics.g_macro_score(true, predicted),
            "f_macro": f1_score(true, predicted, labels=present, average="macro"),
            "minority_recall": metrics.minority_recall_score(true, predicted, minority=minority),
        }
    if majority in set(true) | set(predicted):
        expected["majority_precision"] = metrics.majority_precision_score(
            true, predicted, majority=majority
        )
    else:
        expected["majority_precision"] = 0.0
    assert scores.keys() == set(LABEL_SCORES) == expected.keys()
    assert scores == pytest.approx(expected)


def random_probabilities(n_rows, n_classes, seed=0):
    rng = np.random.default_rng(seed)
    proba = rng.dirichlet(np.ones(n_classes), n_rows)
    return rng.integers(0, n_classes, n_rows), proba


@pytest.mark.parametrize("rare", [0, 1])
def test_probability_scores_of_two_classes_are_of_the_rarer(rare):
    true, proba = random_probabilities(50, 2)
    n_train = [20, 80] if rare == 0 else [80, 20]
    found = probability_scores(predictions(true, proba=proba, n_train=n_train))
    is_rare = true == rare
    assert found == pytest.approx(
        {
            "average_precision": average_precision_score(is_rare, proba[:, rare]),
            "roc_auc": roc_auc_score(is_rare, proba[:, rare]),
            "neg_brier": -brier_score_loss(is_rare, proba[:, rare]),
            "neg_log_loss": -log_loss(true, proba),
        }
    )


def test_probability_scores_of_more_classes_are_means_against_the_rest():
    true, proba = random_probabilities(60, 3)
    found = probability_scores(predictions(true, proba=proba))
    one_hot = np.eye(3)[true]
    assert found == pytest.approx(
        {
            "average_precision": average_precision_score(one_hot, proba, average="macro"),
            "roc_auc": roc_auc_score(true, proba, multi_class="ovr"),
            "neg_brier": -np.square(proba - one_hot).sum(axis=1).mean(),
            "neg_log_loss": -log_loss(true, proba),
        }
    )


def test_scores_use_the_classes_that_the_test_part_has():
    proba = [[0.5, 0.2, 0.3], [0.1, 0.6, 0.3], [0.3, 0.4, 0.3]]
    found = probability_scores(predictions([0, 1, 1], proba=proba, n_train=[9, 9, 1]))
    assert found["roc_auc"] == 1.0
    labels = label_scores(predictions([0, 1, 1], [0, 1, 0], proba).confusion(), [9, 8, 1])
    assert labels["acsa"] == 0.75
    assert labels["minority_recall"] == 0.5


def test_a_class_without_a_test_row_takes_no_part_where_it_is_predicted():
    found = label_scores(predictions([0, 0, 1, 1], [0, 2, 1, 1], np.eye(3)).confusion(), [9, 8, 1])
    assert found["geometric_mean"] == pytest.approx(np.sqrt(0.5))
    assert found["f_macro"] == pytest.approx((2 / 3 + 1) / 2)
    assert found["acsa"] == 0.75


def test_a_test_part_of_one_class_has_no_area_under_a_curve():
    found = probability_scores(predictions([0, 0], proba=[[0.5, 0.5], [1.0, 0.0]]))
    assert np.isnan(found["roc_auc"]) and np.isnan(found["average_precision"])
    assert found["neg_brier"] == pytest.approx(-0.125)
    assert found["neg_log_loss"] == pytest.approx(-np.log(2) / 2)


def test_a_probability_of_zero_for_the_truth_costs_much_but_not_everything():
    found = probability_scores(predictions([0, 1], proba=[[0.0, 1.0], [0.0, 1.0]]))
    assert found["neg_log_loss"] == pytest.approx(np.log(np.finfo(float).eps) / 2)


def test_the_curve_of_reliability_counts_the_rarest_class_in_a_hundred_bins():
    proba = [[0.95, 0.05], [0.92, 0.08], [0.4, 0.6], [0.0, 1.0]]
    found = reliability(predictions([0, 1, 0, 1], proba=proba, n_train=[90, 10]), 1)
    assert [at for at, n in enumerate(found["rows"]) if n] == [5, 8, 60, 99]
    assert max(found["rows"]) == 1 and len(found["rows"]) == 100
    assert sum(found["predicted"]) == pytest.approx(0.05 + 0.08 + 0.6 + 1.0)
    assert [at for at, n in enumerate(found["observed"]) if n] == [8, 99]


def test_without_probabilities_their_scores_are_nan():
    found = predictions([0, 1], [0, 1])
    assert np.isnan(list(probability_scores(found).values())).all()
    assert reliability(found, 0) is None
    svc = LinearSVC().fit([[0.0], [1.0]], [0, 1])
    assert predicted_probabilities(svc, np.zeros((1, 1)), np.array([0, 1])) is None


def test_a_class_that_was_not_trained_has_the_probability_zero():
    bayes = GaussianNB().fit([[0.0], [0.1], [5.0], [5.1]], ["a", "a", "c", "c"])
    found = predicted_probabilities(bayes, np.zeros((1, 1)), np.array(["a", "b", "c"]))
    assert found.tolist() == [[1.0, 0.0, 0.0]]


class Fixed(ClassifierMixin, BaseEstimator):
    """Predicts what it is told."""

    classes_ = np.array([0, 1])

    def __init__(self, labels=(), proba=0.5):
        self.labels = labels
        self.proba = proba

    def predict(self, X):
        return np.array(self.labels)

    def predict_proba(self, X):
        return np.array([np.broadcast_to(self.proba, max(2, np.size(self.proba)))] * len(X))


def test_labels_that_nobody_knows_are_refused():
    known = np.array([3, 5])
    assert predicted_codes(Fixed([5, 3]), np.zeros((2, 1)), known).tolist() == [1, 0]
    with pytest.raises(ValueError, match="labels that the data set does not have: \\[4 9\\]"):
        predicted_codes(Fixed([9, 4, 3]), np.zeros((3, 1)), known)
    with pytest.raises(ValueError, match="classes_ has labels .* does not have: \\[0 1\\]"):
        predicted_probabilities(Fixed([5]), np.zeros((1, 1)), known)


@pytest.mark.parametrize("labels", [[0, 1], [[0, 1], [1, 0], [1, 1]], 0])
def test_labels_of_another_number_than_rows_are_refused(labels):
    with pytest.raises(ValueError, match="predict gave an array of shape .* for 3 rows"):
        predicted_codes(Fixed(labels), np.zeros((3, 1)), np.array([0, 1]))


def test_a_column_of_labels_is_taken():
    found = predicted_codes(Fixed([[1], [0]]), np.zeros((2, 1)), np.array([0, 1]))
    assert found.tolist() == [1, 0]


@pytest.mark.parametrize(
    ("proba", "message"),
    [
        (np.nan, "not finite"),
        (-0.1, "outside of \\[0, 1\\]"),
        (1.1, "outside of \\[0, 1\\]"),
        ([0.2, 0.3, 0.5], "shape \\(1, 3\\) for 1 rows and 2 classes"),
    ],
)
def test_what_is_no_probability_is_refused(proba, message):
    with pytest.raises(ValueError, match=message):
        predicted_probabilities(Fixed([0], proba), np.zeros((1, 1)), np.array([0, 1]))


@pytest.mark.parametrize(
    "largest", [np.float64(1 + 1e-15), np.float32(1 + 1e-6), np.float16(1.002)]
)
def test_what_is_a_probability_but_for_rounding_is_taken(largest):
    found = predicted_probabilities(Fixed([0], largest), np.zeros((1, 1)), np.array([0, 1]))
    assert found.tolist() == [[1.0, 1.0]]


def test_all_scores_are_the_default():
    assert list(Scoring().scorers) == list(SCORES)


def fraction_of_ones(estimator, X, y):
    return np.mean(estimator.predict(X))


@pytest.mark.parametrize(
    ("scoring", "expected"),
    [
        ("acsa", {"acsa": 0.75}),
        (["accuracy", "f_macro"], {"accuracy": 2 / 3, "f_macro": 2 / 3}),
        (fraction_of_ones, {"fraction_of_ones": 2 / 3}),
        (make_scorer(metrics.acsa_score), {"score": 0.75}),
        (
            {"mine": "acsa", "ones": fraction_of_ones, "right": "accuracy"},
            {"mine": 0.75, "ones": 2 / 3, "right": 2 / 3},
        ),
    ],
)
def test_scores_come_by_name_function_or_dict(scoring, expected):
    truth, estimator = np.array([0, 0, 1]), Fixed([0, 1, 1])
    rows = np.zeros((3, 1))
    found, error = Scoring(scoring)(predictions(truth, [0, 1, 1]), estimator, rows, truth)
    assert found == pytest.approx(expected)
    assert error is None


@pytest.mark.parametrize(
    ("scoring", "message"),
    [
        ([], "scoring is empty"),
        ("asca", "no score 'asca'"),
        ([3], "no score 3"),
        ({"mine": 3}, "no score 3"),
        ([lambda *_: 0.0, lambda *_: 1.0], "two scores called '<lambda>'"),
    ],
)
def test_scores_that_do_not_exist_are_refused(scoring, message):
    with pytest.raises(ValueError, match=message):
        Scoring(scoring)


def test_a_score_that_raises_is_named_and_the_others_stay():
    def broken(estimator, X, y):
        raise KeyError("no such column")

    scoring = Scoring([broken, "acsa"])
    found, error = scoring(predictions([0, 1]), Fixed([0, 1]), np.zeros((2, 1)), [0, 1])
    assert found["acsa"] == 1.0 and np.isnan(found["broken"])
    assert str(error) == "the score 'broken' raised KeyError: 'no such column'"


def test_a_list_may_hold_functions_which_go_by_their_names():
    def mine(estimator, X, y):
        return 0.5

    assert list(Scoring(["acsa", mine]).scorers) == ["acsa", "mine"]


@pytest.mark.parametrize("name", ["fit_seconds", "error", "method"])
def test_names_of_other_columns_are_refused(name):
    with pytest.raises(ValueError, match=f"{name}.* other columns of the result"):
        Scoring({name: "acsa"})


def test_balanced_accuracy_is_another_name_of_acsa():
    scoring = Scoring(["balanced_accuracy", "acsa"])
    found, error = scoring(predictions([0, 0, 0, 1, 1], [0, 0, 1, 1, 1]), None, None, None)
    assert error is None
    assert found == {"balanced_accuracy": pytest.approx(5 / 6), "acsa": pytest.approx(5 / 6)}
