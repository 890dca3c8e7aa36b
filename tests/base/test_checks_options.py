"""Claims about what training may be asked for."""

import re

import numpy as np
import pytest
import torch
from sklearn.metrics import f1_score, make_scorer

from imbgan import ADSOClassifier, NeuralClassifier
from imbgan.utils.testing import tiny

TAKEN = ["callbacks", "device", "train_split", "module", "criterion", "optimizer", "lr", "seed"]
TAKEN += ["verbose", "max_steps_per_epoch", "user_callbacks"]
OWN = ["iterator_train", "iterator_valid", "dataset", "predict_nonlinearity", "use_caching"]
OWN += ["warm_start", "classes", "players", "iterator_train__shuffle", "train_split__cv"]


@pytest.mark.parametrize("name", TAKEN)
def test_options_that_would_undo_parameters_are_refused(name, tabular):
    with pytest.raises(ValueError, match=f"net_params: '{name}' is not taken; use the param"):
        tiny(NeuralClassifier).set_params(net_params={name: None}).fit(*tabular)


@pytest.mark.parametrize("name", OWN)
@pytest.mark.parametrize("kind", [NeuralClassifier, ADSOClassifier])
def test_options_that_the_fit_depends_on_are_refused(kind, name, tabular):
    with pytest.raises(ValueError, match=f"net_params: '{name}' is not taken, as the fit depends"):
        tiny(kind).set_params(net_params={name: None}).fit(*tabular)


@pytest.mark.parametrize("wrong", [1, "progress", ("name", 2), ("a", "b", "c"), print])
@pytest.mark.parametrize("kind", [NeuralClassifier, ADSOClassifier])
def test_what_is_no_callback_is_named_before_training(kind, wrong, tabular):
    message = f"callbacks must hold skorch callbacks.*got {re.escape(repr(wrong))}"
    with pytest.raises(ValueError, match=message):
        tiny(kind).set_params(callbacks=[wrong]).fit(*tabular)


@pytest.mark.parametrize(
    ("scoring", "message"),
    [
        (make_scorer(f1_score), r"a function of \(y_codes, y_proba\), got make_scorer"),
        (lambda codes: 1.0, r"a function of \(y_codes, y_proba\), got"),
        (lambda codes, proba: None, "scoring must return a number, but .* returned None"),
        (lambda codes, proba: proba, "scoring must return a number"),
        (lambda codes, proba: f1_score(codes, proba), "continuous-multioutput"),
    ],
)
def test_what_scores_no_probabilities_is_said_before_training(scoring, message, tabular, capfd):
    estimator = tiny(ADSOClassifier).set_params(verbose=1, scoring=scoring, early_stopping=True)
    with pytest.raises(ValueError, match=message):
        estimator.fit(*tabular)
    assert "autoencoder" not in capfd.readouterr().err
    estimator.set_params(scoring=lambda codes, proba: np.float32(0), max_epochs=1).fit(*tabular)


def test_another_precision_is_refused(tabular):
    torch.set_default_dtype(torch.float64)
    try:
        with pytest.raises(ValueError, match="trains in float32"):
            tiny(NeuralClassifier).fit(*tabular)
    finally:
        torch.set_default_dtype(torch.float32)


def test_optimisers_of_other_kinds_work_or_are_named(tabular):
    several = {"net_params": {"optimizer__foreach": True}}
    assert tiny(NeuralClassifier).set_params(**several).fit(*tabular).n_iter_
    with pytest.raises(ValueError, match="LBFGS does not do"):
        tiny(NeuralClassifier).set_params(optimizer=torch.optim.LBFGS).fit(*tabular)


@pytest.mark.parametrize(
    "wrong",
    [
        {"optimizer": torch.optim.LBFGS},
        *({"net_params": {name: None}} for name in ("device", "dataset", "patience")),
    ],
)
def test_what_is_refused_is_refused_before_anything_is_trained(wrong, tabular, capfd):
    estimator = tiny(ADSOClassifier).set_params(verbose=1, **wrong)
    with pytest.raises(ValueError, match="does not do|is not taken|unexpected argument"):
        estimator.fit(*tabular)
    assert "autoencoder" not in capfd.readouterr().err
