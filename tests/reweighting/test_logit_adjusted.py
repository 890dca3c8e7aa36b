"""Claims about logit adjustment, in the loss and post hoc."""

import numpy as np
import pytest

from imbgan import LogitAdjustedClassifier, NeuralClassifier, load

either_way = pytest.mark.parametrize("post_hoc", [False, True])


def without_prior(proba, counts, tau):
    """Divide probabilities by a power of the class shares."""
    corrected = proba / (counts / counts.sum()) ** tau
    return corrected / corrected.sum(axis=1, keepdims=True)


def test_in_the_loss_with_tau_one_it_is_the_adjusted_neural_classifier(overlapping, trained):
    X, y = overlapping
    neural = trained(NeuralClassifier, X, y, loss="logit_adjusted")
    adjusted = trained(LogitAdjustedClassifier, X, y)
    assert np.array_equal(adjusted.predict_proba(X), neural.predict_proba(X))


@either_way
def test_with_tau_zero_it_is_the_plain_classifier(post_hoc, overlapping, trained):
    X, y = overlapping
    plain = trained(NeuralClassifier, X, y)
    adjusted = trained(LogitAdjustedClassifier, X, y, tau=0.0, post_hoc=post_hoc)
    assert np.array_equal(adjusted.predict_proba(X), plain.predict_proba(X))


@either_way
def test_the_recall_of_the_minority_rises_with_tau(post_hoc, overlapping, trained, recall):
    X, y = overlapping
    found = [
        recall(trained(LogitAdjustedClassifier, X, y, tau=tau, post_hoc=post_hoc), X, y)
        for tau in (0.0, 0.5, 1.0, 2.0)
    ]
    assert found == sorted(found)
    assert found[0] + 0.4 < found[2]


@pytest.mark.parametrize("tau", [0.5, 1.0])
def test_both_ways_come_to_the_same_posterior_where_the_network_can(tau, overlapping, trained):
    X, y = overlapping
    in_loss, post_hoc = (
        trained(LogitAdjustedClassifier, X, y, tau=tau, post_hoc=way, max_epochs=300)
        for way in (False, True)
    )
    assert in_loss.predict_proba(X) == pytest.approx(post_hoc.predict_proba(X), abs=0.01)


def test_post_hoc_the_plain_probabilities_are_divided_by_the_prior(three, trained):
    X, y = three
    plain = trained(NeuralClassifier, X, y, n_members=1)
    corrected = trained(LogitAdjustedClassifier, X, y, post_hoc=True, tau=1.0, n_members=1)
    wanted = without_prior(plain.predict_proba(X), np.bincount(y), 1.0)
    assert corrected.predict_proba(X) == pytest.approx(wanted, abs=1e-5)


def test_post_hoc_the_loss_is_the_plain_one(three, trained):
    plain = trained(NeuralClassifier, *three)
    corrected = trained(LogitAdjustedClassifier, *three, post_hoc=True)
    assert corrected.history_[-1]["train_loss"] == plain.history_[-1]["train_loss"]


@either_way
def test_the_prior_is_that_of_the_rows_as_they_weigh(post_hoc, overlapping, trained):
    X, y = overlapping
    even = 1 / np.bincount(y)[y]
    options = {"sample_weight": even}
    plain = trained(NeuralClassifier, X, y, **options)
    adjusted = trained(LogitAdjustedClassifier, X, y, post_hoc=post_hoc, **options)
    assert adjusted.predict_proba(X) == pytest.approx(plain.predict_proba(X), abs=1e-4)


def test_post_hoc_the_epoch_is_chosen_by_what_is_predicted(overlapping, trained):
    X, y = overlapping
    seen = []

    def watch(y_codes, proba):
        seen.append(proba[:, 1].mean())
        return len(seen)

    options = {"early_stopping": True, "scoring": watch, "max_epochs": 30}
    trained(LogitAdjustedClassifier, X, y, post_hoc=True, **options)
    assert seen[-1] > 0.25  # a tenth of the rows is of class 1


def test_post_hoc_a_saved_one_has_the_prior_of_its_rows(three, trained, tmp_path):
    X, y = three
    weight = np.where(y == 2, 5.0, 1.0)
    fitted = trained(LogitAdjustedClassifier, X, y, sample_weight=weight, post_hoc=True)
    fitted.save(tmp_path / "model")
    assert np.array_equal(load(tmp_path / "model").predict_proba(X), fitted.predict_proba(X))


@either_way
@pytest.mark.parametrize("tiny_weight", [0.0, 1e-30])
def test_a_class_whose_rows_weigh_nothing_is_never_predicted(
    tiny_weight, post_hoc, three, trained
):
    X, y = three
    weight = np.where(y < 2, 1.0, tiny_weight)
    fitted = trained(LogitAdjustedClassifier, X, y, sample_weight=weight, post_hoc=post_hoc)
    assert np.isfinite(fitted.predict_proba(X)).all()
    assert set(fitted.predict(X)) == {0, 1}


@either_way
@pytest.mark.parametrize("tau", [0.5, 1.0])
def test_probabilities_of_training_shares_are_those_of_the_plain_classifier(
    tau, post_hoc, overlapping, trained
):
    X, y = overlapping
    plain = trained(NeuralClassifier, X, y, max_epochs=300)
    params = {"tau": tau, "post_hoc": post_hoc, "proba": "training", "max_epochs": 300}
    adjusted = trained(LogitAdjustedClassifier, X, y, **params)
    assert adjusted.predict_proba(X) == pytest.approx(plain.predict_proba(X), abs=0.01)
    assert adjusted.predict_proba(X).mean(axis=0) == pytest.approx([10 / 11, 1 / 11], abs=0.01)


def test_the_training_shares_are_those_of_the_rows_as_they_weigh(overlapping, trained):
    X, y = overlapping
    weight = np.where(y == 1, 4.0, 1.0)
    fitted = trained(LogitAdjustedClassifier, X, y, sample_weight=weight, proba="training")
    assert fitted.class_prior_ == pytest.approx([300 / 420, 120 / 420])
    said = fitted.predict_proba(X)
    balanced = fitted.set_params(proba="balanced").predict_proba(X)
    assert said.dtype == balanced.dtype
    weighed = balanced * [300, 120]
    assert said == pytest.approx(weighed / weighed.sum(axis=1, keepdims=True), abs=1e-6)


def test_decisions_do_not_depend_on_what_probabilities_speak_of(overlapping, trained):
    X, y = overlapping
    fitted = trained(LogitAdjustedClassifier, X, y)
    decided = fitted.predict(X)
    said = fitted.set_params(proba="training").predict_proba(X)
    assert np.array_equal(fitted.predict(X), decided)
    assert (said.argmax(axis=1) == 1).sum() < (decided == 1).sum() / 2
