"""Claims about decisions that are found on probabilities out of fold."""

import numpy as np
import pytest
from sklearn.metrics import f1_score

from imbgan import LogitAdjustedClassifier, load
from imbgan.base._threshold import decision_costs, factors_of_shares
from imbgan.utils import all_estimators
from imbgan.utils.testing import tiny

# Which these are stands in test_fit_members.py.
ENSEMBLES = [
    kind for _, kind in all_estimators("classifier") if "threshold" in kind().get_params()
]
SECOND = np.array([0.1, 0.2, 0.3, 0.4, 0.6, 0.8])
PROBA, CODES = np.stack([1 - SECOND, SECOND], axis=1), np.array([0, 0, 1, 0, 1, 1])


def ensemble(kind=LogitAdjustedClassifier, **params):
    params = {"n_members": 4, "max_epochs": 10, "early_stopping": "auto", "lr": 0.02, **params}
    return tiny(kind).set_params(validation_fraction="auto", **params)


def rows(n, share=0.1, seed=0):
    """Two classes that overlap; the second has a share of the rows."""
    rng = np.random.default_rng(seed)
    y = (np.arange(n) < share * n).astype(int)
    return rng.normal(size=(n, 2)) + 1.5 * y[:, None], y


def f1(codes, proba):
    return f1_score(codes, proba.argmax(axis=1), zero_division=0)


def decided(costs, proba):
    return (proba @ costs).argmin(axis=1)


@pytest.mark.parametrize("rule", ["f1", f1])
def test_the_threshold_of_the_best_f1(rule):
    # Above 0.2 all three positives are found with one wrong: F1 is 6/7; above 0.4 it is 4/5.
    costs = decision_costs(rule, CODES, PROBA, None)
    assert costs == pytest.approx(np.array([[0, 0.25], [0.75, 0]]))
    assert decided(costs, PROBA).tolist() == [0, 0, 1, 1, 1, 1]


def test_f1_counts_rows_as_they_weigh():
    # The one that is wrong weighs ten: 6/16 above 0.2, and 4/5 above 0.4.
    weight = np.where(SECOND == 0.4, 10.0, 1.0)
    costs = decision_costs("f1", CODES, PROBA, weight)
    assert costs[0, 1] == pytest.approx(0.5)


def test_a_score_that_is_a_matter_of_many_thresholds_gets_one_in_the_middle():
    costs = decision_costs(lambda codes, proba: 1.0, CODES, PROBA, None)
    assert costs[0, 1] == pytest.approx(0.35)


def test_a_function_is_asked_about_few_thresholds():
    asked = []
    proba = np.random.default_rng(0).uniform(size=5000)
    proba = np.stack([1 - proba, proba], axis=1)
    codes = (proba[:, 1] > 0.3).astype(int)

    def accuracy(codes, proba):
        asked.append(proba)
        return (proba.argmax(axis=1) == codes).mean()

    costs = decision_costs(accuracy, codes, proba, None)
    assert len(asked) == 200
    assert costs[0, 1] == pytest.approx(0.3, abs=0.01)


def test_a_function_that_gives_no_numbers_is_named():
    with pytest.raises(ValueError, match="threshold: .*no number"):
        decision_costs(lambda codes, proba: np.nan, CODES, PROBA, None)


def test_factors_bring_back_the_shares_that_were_left_out():
    rng = np.random.default_rng(0)
    truth = rng.dirichlet([6, 2, 1], size=20_000)
    codes = (truth.cumsum(axis=1) < rng.uniform(size=(len(truth), 1))).sum(axis=1)
    shares = truth.mean(axis=0)
    balanced = truth / shares
    balanced /= balanced.sum(axis=1, keepdims=True)
    factors = factors_of_shares(codes, balanced)
    assert factors == pytest.approx(shares / shares.sum(), abs=0.01)
    assert factors_of_shares(codes, truth) == pytest.approx([1 / 3] * 3, abs=0.01)


def test_costs_are_those_of_classes_as_frequent_as_they_are():
    # Both classes look alike to balanced probabilities, and the first is nine times as frequent.
    codes, proba = np.repeat([0, 1], [90, 10]), np.full((100, 2), 0.5)
    for cost, label in ((8.0, 0), (10.0, 1)):
        costs = decision_costs([[0, 1], [cost, 0]], codes, proba, None)
        assert decided(costs, proba).tolist() == [label] * 100
    weight = np.where(codes == 1, 2.0, 1.0)
    costs = decision_costs([[0, 1], [5, 0]], codes, proba, weight)
    assert decided(costs, proba).tolist() == [1] * 100


@pytest.mark.parametrize("kind", ENSEMBLES)
def test_by_default_the_largest_probability_decides(kind, tabular):
    X, y = tabular
    fitted = ensemble(kind).fit(X, y)
    assert np.array_equal(fitted.predict(X), fitted.predict_proba(X).argmax(axis=1))
    assert not hasattr(fitted, "threshold_")
    assert fitted.decision_costs_.tolist() == (1 - np.eye(3)).tolist()
    assert ensemble(kind).fit(X, y == 0).threshold_ == 0.5


@pytest.mark.parametrize("kind", ENSEMBLES)
@pytest.mark.parametrize(
    "threshold", ["f1", f1, [[0, 1], [3, 0]]], ids=["f1", "callable", "costs"]
)
def test_the_threshold_decides_and_probabilities_stay_as_they_are(kind, threshold):
    X, y = rows(300)
    plain = ensemble(kind, max_epochs=3).fit(X, y)
    fitted = ensemble(kind, max_epochs=3, threshold=threshold).fit(X, y)
    proba = fitted.predict_proba(X)
    assert np.array_equal(proba, plain.predict_proba(X))
    assert 0 < fitted.threshold_ < 1
    assert np.array_equal(fitted.predict(X), (proba[:, 1] > fitted.threshold_).astype(int))


def test_f1_is_better_by_its_threshold_than_by_balanced_decisions():
    X, y = rows(1000)
    X_test, y_test = rows(4000, seed=1)
    balanced = ensemble().fit(X, y)
    tuned = ensemble(threshold="f1").fit(X, y)
    scores = [f1_score(y_test, it.predict(X_test)) for it in (balanced, tuned)]
    assert scores[0] + 0.05 < scores[1]


def test_expected_costs_are_lower_with_their_matrix():
    X, y = rows(1000)
    X_test, y_test = rows(4000, seed=1)
    costs = np.array([[0.0, 1.0], [3.0, 0.0]])
    found = {}
    for name, threshold in {"balanced": "balanced", "costs": costs}.items():
        said = ensemble(threshold=threshold).fit(X, y).predict(X_test)
        found[name] = costs[y_test, said].mean()
    assert found["costs"] < 0.8 * found["balanced"]


def test_costs_do_for_more_than_two_classes(tabular):
    X, y = tabular
    costs = 1.0 - np.eye(3)
    costs[2] *= 50
    params = {"max_epochs": 2}
    plain, dear = ensemble(**params).fit(X, y), ensemble(threshold=costs, **params).fit(X, y)
    assert (plain.predict(X) == 2).sum() < (dear.predict(X) == 2).sum()
    assert np.array_equal(dear.predict_proba(X), plain.predict_proba(X))


@pytest.mark.parametrize(
    "threshold, message",
    [
        ("f1", "threshold='f1' is for two classes, and y has 3"),
        (f1, "threshold=a function is for two classes"),
        ([[0, 1], [1, 0]], r"each of the 3 classes, got the shape \(2, 2\)"),
        (np.zeros((3, 3)), "the least number of each row must be that on the diagonal"),
        (np.full((3, 3), np.nan), "threshold must hold finite costs"),
        ([[0, "x", 1]] * 3, "threshold must be a matrix of numbers"),
        ("recall", "'threshold' parameter"),
    ],
)
def test_what_does_not_fit_is_refused(threshold, message, tabular):
    with pytest.raises(ValueError, match=message):
        ensemble(threshold=threshold).fit(*tabular)


def test_a_function_that_is_no_score_is_refused():
    with pytest.raises(ValueError, match="threshold must be a function of"):
        ensemble(threshold=lambda codes: 1.0).fit(*rows(100))


@pytest.mark.parametrize(
    "params",
    [
        {"n_members": 1},
        {"early_stopping": False},
        {"validation_fraction": 0.2},
        {"lr_schedule": "one_cycle"},
    ],
    ids=lambda params: next(iter(params)),
)
def test_without_members_that_hold_out_rows_it_is_refused_before_training(params):
    clf = ensemble(threshold="f1").set_params(**params)
    with pytest.raises(ValueError, match="threshold other than 'balanced' .*n_members"):
        clf.fit(*rows(100))
    assert not hasattr(clf, "net_")


def test_the_decision_comes_back_from_a_file(tmp_path):
    X, y = rows(200)
    fitted = ensemble(threshold=[[0, 1], [3, 0]]).fit(X, y)
    fitted.save(tmp_path / "model")
    again = load(tmp_path / "model")
    assert again.threshold_ == fitted.threshold_
    assert np.array_equal(again.predict(X), fitted.predict(X))
