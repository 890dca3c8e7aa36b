"""Claims about the classifier with the focal loss."""

import math

import numpy as np
import pytest
import torch

from imbgan import FocalClassifier, NeuralClassifier, load
from imbgan.networks import SigmoidOutput


def test_with_exponent_zero_it_is_the_plain_classifier(overlapping, trained):
    for weights in ({}, {"class_weight": "balanced"}):
        plain = trained(NeuralClassifier, *overlapping, **weights)
        focal = trained(FocalClassifier, *overlapping, focal_exponent=0.0, **weights)
        X, _ = overlapping
        assert np.array_equal(focal.predict_proba(X), plain.predict_proba(X))


@pytest.mark.parametrize("form", ["softmax", "sigmoid"])
def test_a_larger_exponent_is_less_sure(form, overlapping, trained):
    X, _ = overlapping
    sure = [
        trained(FocalClassifier, *overlapping, form=form, focal_exponent=exponent)
        .predict_proba(X)
        .max(axis=1)
        .mean()
        for exponent in (0.0, 1.0, 3.0)
    ]
    assert sure[0] > sure[1] + 0.02 > sure[2] + 0.04


@pytest.mark.parametrize("form", ["softmax", "sigmoid"])
@pytest.mark.parametrize("weights", ["balanced", {1: 10}])
def test_weights_of_classes_raise_the_recall_of_the_minority(
    form, weights, overlapping, trained, recall
):
    plain = trained(FocalClassifier, *overlapping, form=form)
    weighted = trained(FocalClassifier, *overlapping, form=form, class_weight=weights)
    assert recall(plain, *overlapping) + 0.3 < recall(weighted, *overlapping)


def test_without_the_focal_factor_sigmoids_of_two_classes_are_the_softmax(overlapping, trained):
    X, y = overlapping
    plain = trained(NeuralClassifier, X, y, max_epochs=300)
    sigmoids = trained(FocalClassifier, X, y, max_epochs=300, focal_exponent=0.0, form="sigmoid")
    # Either regression has the other's probabilities turned round, so that their sum is one.
    assert sigmoids.predict_proba(X) == pytest.approx(plain.predict_proba(X), abs=0.01)


def test_probabilities_of_sigmoids_are_the_sigmoids_over_their_sum(three, trained):
    X, y = three
    fitted = trained(FocalClassifier, X, y, form="sigmoid", n_members=2, max_epochs=5)
    assert isinstance(fitted.net_.module_, SigmoidOutput)
    with torch.no_grad():
        logits = fitted.net_.module_(torch.from_numpy(fitted.encoder_.transform(X)))
    wanted = torch.sigmoid(logits)
    wanted = (wanted / wanted.sum(dim=-1, keepdim=True)).mean(dim=0)
    assert fitted.predict_proba(X) == pytest.approx(wanted.numpy(), abs=1e-6)


def test_sigmoids_start_with_a_sum_of_about_one(three, trained):
    fitted = trained(FocalClassifier, *three, form="sigmoid", lr=1e-12, max_epochs=1)
    bias = fitted.net_.module_.network.head[-1].bias
    assert bias.flatten().tolist() == pytest.approx([-math.log(2)] * 3)


def test_the_paper_s_set_has_its_sigmoids(three, trained):
    fitted = trained(FocalClassifier, *three, max_epochs=2, **FocalClassifier.paper_params)
    assert (fitted.form, fitted.focal_exponent) == ("sigmoid", 2.0)


def test_a_network_of_one_s_own_can_have_sigmoids(three, trained):
    def factory(spec):
        return torch.nn.Linear(spec.n_features, spec.n_classes)

    fitted = trained(FocalClassifier, *three, form="sigmoid", classifier=factory, max_epochs=2)
    assert fitted.predict_proba(three[0]).sum(axis=1) == pytest.approx(1, abs=1e-6)


def test_weights_of_classes_that_there_are_not_are_refused(overlapping, trained):
    with pytest.raises(ValueError, match=r"class_weight names the classes \[7\]"):
        trained(FocalClassifier, *overlapping, class_weight={7: 2.0})


def test_one_of_sigmoids_can_be_saved(three, trained, tmp_path):
    X, y = three
    fitted = trained(FocalClassifier, X, y, form="sigmoid", max_epochs=3)
    fitted.save(tmp_path / "model")
    again = load(tmp_path / "model")
    assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert type(again.net_) is type(fitted.net_)
