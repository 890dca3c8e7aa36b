"""Claims about the classifier with weights by effective numbers."""

import numpy as np
import pytest

from imbgan import ClassBalancedClassifier, FocalClassifier, NeuralClassifier
from imbgan.losses import effective_number_weights


def test_with_beta_zero_it_is_the_plain_classifier(overlapping, trained):
    X, y = overlapping
    plain = trained(NeuralClassifier, X, y)
    assert np.array_equal(
        trained(ClassBalancedClassifier, X, y, beta=0.0).predict_proba(X), plain.predict_proba(X)
    )


@pytest.mark.parametrize("beta", [1 - 1e-9, 1.0])
def test_with_beta_near_one_it_weighs_as_balanced(beta, overlapping, trained):
    X, y = overlapping
    balanced = trained(NeuralClassifier, X, y, class_weight="balanced", max_epochs=300)
    near_one = trained(ClassBalancedClassifier, X, y, beta=beta, max_epochs=300)
    assert near_one.predict_proba(X) == pytest.approx(balanced.predict_proba(X), abs=0.01)


def test_a_larger_beta_raises_the_recall_of_the_minority(overlapping, trained, recall):
    found = [
        recall(trained(ClassBalancedClassifier, *overlapping, beta=beta), *overlapping)
        for beta in (0.0, 0.98, 0.9999)
    ]
    assert found[0] < found[1] < found[2]


@pytest.mark.parametrize("form", ["softmax", "sigmoid"])
def test_with_a_focal_exponent_it_is_the_focal_loss_with_its_weights(form, overlapping, trained):
    X, y = overlapping
    weights = effective_number_weights(np.bincount(y), 0.99)
    options = {"focal_exponent": 1.5, "form": form}
    balanced = trained(ClassBalancedClassifier, X, y, beta=0.99, **options)
    named = dict(enumerate(weights.tolist()))
    focal = trained(FocalClassifier, X, y, class_weight=named, **options)
    assert np.array_equal(balanced.predict_proba(X), focal.predict_proba(X))


def test_weights_of_rows_are_counted(overlapping, trained):
    X, y = overlapping
    even = 1 / np.bincount(y)[y]
    weighed = trained(ClassBalancedClassifier, X, y, sample_weight=even)
    plain = trained(NeuralClassifier, X, y, sample_weight=even)
    assert weighed.predict_proba(X) == pytest.approx(plain.predict_proba(X), abs=1e-4)


def test_the_released_set_has_sigmoids_and_a_focal_factor(three, trained):
    released = ClassBalancedClassifier.released_params
    fitted = trained(ClassBalancedClassifier, *three, max_epochs=2, **released)
    assert (fitted.form, fitted.focal_exponent, fitted.beta) == ("sigmoid", 1.0, 0.9999)


def test_a_class_whose_rows_weigh_nothing_is_possible(three, trained):
    X, y = three
    fitted = trained(ClassBalancedClassifier, X, y, sample_weight=(y < 2).astype(float))
    assert np.isfinite(fitted.predict_proba(X)).all()
    assert set(fitted.predict(X)) <= {0, 1}
