"""Claims about the plain classifier: losses, weights of classes and of rows, members."""

import numpy as np
import pytest
import torch
from sklearn.linear_model import LogisticRegression

from imbgan import NeuralClassifier
from imbgan.utils.testing import tiny


@pytest.mark.parametrize(
    "params", [{"loss": "logit_adjusted"}, {"class_weight": "balanced"}, {"class_weight": {1: 10}}]
)
def test_adjusting_and_weighing_raise_the_recall_of_the_minority(
    params, overlapping, trained, recall
):
    X, y = overlapping
    assert recall(trained(NeuralClassifier, X, y), X, y) < 0.3
    assert recall(trained(NeuralClassifier, X, y, **params), X, y) > 0.6


def test_the_plain_loss_finds_the_class_shares(overlapping, trained):
    X, y = overlapping
    assert trained(NeuralClassifier, X, y).predict_proba(X).mean(axis=0) == pytest.approx(
        [10 / 11, 1 / 11], abs=0.01
    )


@pytest.mark.parametrize("params", [{}, {"class_weight": "balanced"}, {"class_weight": {1: 4.0}}])
def test_without_hidden_units_it_is_logistic_regression(params, overlapping, trained):
    X, y = overlapping
    # The defaults of the other have a penalty, which a large C takes away.
    wanted = LogisticRegression(C=1e6, class_weight=params.get("class_weight")).fit(X, y)
    fitted = trained(NeuralClassifier, X, y, max_epochs=300, **params)
    assert fitted.predict_proba(X) == pytest.approx(wanted.predict_proba(X), abs=0.02)


def test_the_adjusted_loss_is_the_plain_one_with_the_class_shares_taken_out(overlapping, trained):
    X, y = overlapping
    plain = trained(NeuralClassifier, X, y, max_epochs=300).predict_proba(X)
    adjusted = trained(
        NeuralClassifier, X, y, max_epochs=300, loss="logit_adjusted"
    ).predict_proba(X)
    without_shares = plain / np.bincount(y)
    without_shares /= without_shares.sum(axis=1, keepdims=True)
    assert adjusted == pytest.approx(without_shares, abs=0.02)


def test_balanced_weights_of_rows_are_balanced_weights_of_classes(overlapping, trained):
    X, y = overlapping
    by_class = trained(NeuralClassifier, X, y, class_weight="balanced")
    by_row = trained(NeuralClassifier, X, y, sample_weight=len(y) / (2 * np.bincount(y))[y])
    assert by_row.predict_proba(X) == pytest.approx(by_class.predict_proba(X), abs=1e-4)


def test_the_adjusted_loss_does_not_balance_twice(overlapping, trained):
    X, y = overlapping
    weighed = trained(NeuralClassifier, X, y, class_weight="balanced")
    both = trained(NeuralClassifier, X, y, class_weight="balanced", loss="logit_adjusted")
    assert both.predict_proba(X) == pytest.approx(weighed.predict_proba(X), abs=1e-4)


def test_the_adjusted_loss_sees_the_rows_as_they_weigh(overlapping, trained):
    X, y = overlapping
    weight = 1 / np.bincount(y)[y]
    weighed = trained(NeuralClassifier, X, y, sample_weight=weight)
    both = trained(NeuralClassifier, X, y, sample_weight=weight, loss="logit_adjusted")
    assert both.predict_proba(X) == pytest.approx(weighed.predict_proba(X), abs=1e-4)


@pytest.mark.parametrize("early_stopping", [False, True])
def test_rows_of_weight_zero_are_left_out(early_stopping, overlapping, trained):
    X, y = overlapping
    kept = np.arange(len(y)) % 4 != 0
    X[~kept] += 100
    params = {"early_stopping": early_stopping, "max_epochs": 5}
    weighed = trained(NeuralClassifier, X, y, sample_weight=kept.astype(float), **params)
    removed = trained(
        NeuralClassifier, X[kept], y[kept], sample_weight=np.ones(kept.sum()), **params
    )
    assert np.array_equal(weighed.predict_proba(X), removed.predict_proba(X))


@pytest.mark.parametrize("way", ["sample_weight", "class_weight"])
def test_with_the_adjusted_loss_a_class_that_weighs_nothing_is_never_predicted(
    way, three, trained
):
    X, y = three
    weights = {"sample_weight": (y < 2).astype(float), "class_weight": {2: 0.0}}
    fitted = trained(NeuralClassifier, X, y, loss="logit_adjusted", **{way: weights[way]})
    assert set(fitted.predict(X)) == {0, 1}


def test_only_the_ratios_of_weights_matter(overlapping, trained):
    X, y = overlapping
    weight = np.random.default_rng(0).uniform(0.5, 2, len(y))
    one, other = (
        trained(NeuralClassifier, X, y, sample_weight=weight * scale) for scale in (1, 1024)
    )
    assert np.array_equal(one.predict_proba(X), other.predict_proba(X))


def test_equal_weights_are_no_weights(overlapping, trained):
    X, y = overlapping
    weighed = trained(NeuralClassifier, X, y, sample_weight=np.full(len(y), 3.0))
    assert weighed.predict_proba(X) == pytest.approx(
        trained(NeuralClassifier, X, y).predict_proba(X), abs=1e-6
    )


def test_a_row_of_weight_two_counts_like_two_rows(overlapping, trained):
    X, y = overlapping
    weighed = trained(NeuralClassifier, X, y, sample_weight=1.0 + y, max_epochs=300)
    repeated = trained(
        NeuralClassifier, *(np.repeat(part, 1 + y, axis=0) for part in (X, y)), max_epochs=300
    )
    assert weighed.predict_proba(X) == pytest.approx(repeated.predict_proba(X), abs=0.01)


def test_weights_of_classes_go_by_the_labels(overlapping, trained):
    X, y = overlapping
    named = np.array(["rest", "few"])[y]
    by_name = trained(NeuralClassifier, X, named, class_weight={"few": 10}, max_epochs=300)
    by_code = trained(NeuralClassifier, X, y, class_weight={0: 1, 1: 10}, max_epochs=300)
    assert by_name.predict_proba(X)[:, ::-1] == pytest.approx(by_code.predict_proba(X), abs=0.01)


@pytest.mark.parametrize(
    "weight, message",
    [
        (-1.0, "Negative values in data passed to `sample_weight`"),
        (0.0, "at least one non-zero"),
        (np.nan, "contains NaN"),
    ],
)
def test_weights_of_rows_that_are_none_are_refused(weight, message, overlapping, trained):
    X, y = overlapping
    with pytest.raises(ValueError, match=message):
        trained(NeuralClassifier, X, y, sample_weight=np.full(len(y), weight))


def test_a_weight_for_each_row_is_needed(overlapping, trained):
    X, y = overlapping
    with pytest.raises(ValueError, match="sample_weight.shape"):
        trained(NeuralClassifier, X, y, sample_weight=np.ones(3))


@pytest.mark.parametrize(
    "weights, message",
    [
        ({7: 2.0}, r"class_weight names the classes \[7\], .* its classes are \[0, 1\]"),
        ({1: -2.0}, "class_weight must give numbers that are not negative"),
        ({1: "heavy"}, "class_weight must give numbers that are not negative"),
    ],
)
def test_weights_of_classes_that_are_none_are_refused(weights, message, overlapping, trained):
    with pytest.raises(ValueError, match=message):
        trained(NeuralClassifier, *overlapping, class_weight=weights)


@pytest.mark.parametrize("n_members", [1, 4])
def test_members_are_trained_side_by_side(n_members, tabular):
    X, y = tabular
    fitted = tiny(NeuralClassifier).set_params(n_members=n_members).fit(X, y)
    rows = torch.from_numpy(fitted.encoder_.transform(X))
    predicted = fitted.net_.module_(rows).argmax(dim=-1).numpy()
    assert predicted.shape == (n_members, len(X))
    assert ((predicted == y).mean(axis=1) > 0.8).all()


def test_the_paper_s_set_is_the_paper_s_network(tabular):
    X, y = tabular
    paper = NeuralClassifier.paper_params
    assert (paper["n_members"], paper["hidden_layer_sizes"]) == (1, (256, 128, 64))
    fitted = tiny(NeuralClassifier).set_params(**paper).set_params(max_epochs=2).fit(X, y)
    assert fitted.n_iter_ == 2
    assert fitted.spec_.class_counts == tuple(np.bincount(y))
