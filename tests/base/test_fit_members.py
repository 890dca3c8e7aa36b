"""Claims about members of an ensemble that hold out rows in turn."""

import numpy as np
import pytest
import torch
from sklearn.exceptions import ConvergenceWarning
from sklearn.metrics import roc_auc_score
from skorch.callbacks import Callback

from imbgan import (
    ARConvLClassifier,
    BayesianClassifier,
    ClassBalancedClassifier,
    COTClassifier,
    DOClassifier,
    FocalClassifier,
    LDAMClassifier,
    LogitAdjustedClassifier,
    NeuralClassifier,
    load,
)
from imbgan.base import _fit
from imbgan.engine import stream_seeds
from imbgan.metrics import SCORES_OF_CODES
from imbgan.networks import PackedMLP
from imbgan.utils import ImbalanceWarning, all_estimators
from imbgan.utils.labels import member_weights
from imbgan.utils.testing import tiny

ENSEMBLES = [
    ClassBalancedClassifier,
    COTClassifier,
    FocalClassifier,
    LDAMClassifier,
    LogitAdjustedClassifier,
    NeuralClassifier,
]


def ensemble(kind=NeuralClassifier, **params):
    """A small ensemble whose members hold out rows in turn."""
    params = {"n_members": 4, "max_epochs": 5, "early_stopping": "auto", **params}
    return tiny(kind).set_params(validation_fraction="auto", **params)


def test_those_with_thresholds_are_the_ensembles_of_reweighting():
    found = [
        kind for _, kind in all_estimators("classifier") if "threshold" in kind().get_params()
    ]
    assert set(found) == set(ENSEMBLES)


def held_out(y, n_members, sample_weight=None):
    """Weights in validation of a fit with random_state=0."""
    seed = np.random.RandomState(0).randint(2**31 - 1)
    rng = np.random.default_rng(stream_seeds(seed)["split"])
    return member_weights(y, n_members, rng, sample_weight)[1]


def of_members(fitted, X):
    """Probabilities of shape (n_members, n_rows, n_classes)."""
    with torch.no_grad():
        logits = fitted.net_.module_(torch.from_numpy(fitted.encoder_.transform(X)))
    return torch.softmax(logits, dim=-1).numpy()


class Rows(Callback):
    """Remember the rows that the last fit was given."""

    seen = ()

    def on_train_begin(self, net, X=None, y=None, **kwargs):
        Rows.seen = X.X.numpy(), X.weight.numpy()


class Interrupt(Callback):
    """Interrupt a fit at an epoch."""

    epoch = None

    def on_epoch_begin(self, net, **kwargs):
        if len(net.history) == Interrupt.epoch:
            raise KeyboardInterrupt


class Scored:
    """A score that grows from epoch to epoch and remembers the labels that it was given."""

    def __init__(self):
        self.calls = []

    def __call__(self, y, proba):
        self.calls.append(y)
        return len(self.calls)


@pytest.mark.parametrize("kind", ENSEMBLES)
def test_every_row_has_probabilities_of_the_members_that_held_it_out(kind, tabular):
    X, y = tabular
    fitted = ensemble(kind).fit(X, y)
    weight = held_out(y, 4)
    assert ((weight > 0).sum(axis=0) == 2).all()
    proba = of_members(fitted, X)
    wanted = np.stack([proba[weight[:, i] > 0, i].mean(axis=0) for i in range(len(y))])
    assert fitted.oof_proba_ == pytest.approx(wanted, abs=1e-5)
    assert fitted.oof_proba_ != pytest.approx(fitted.predict_proba(X), abs=1e-3)


def test_no_row_speaks_for_itself():
    rng = np.random.default_rng(0)
    X, y = rng.normal(size=(200, 5)), rng.integers(2, size=200)
    params = {"hidden_layer_sizes": (64,), "n_members": 8, "lr": 0.02, "scoring": Scored()}
    fitted = ensemble(**params, max_epochs=60).fit(X, y)
    assert roc_auc_score(y, fitted.predict_proba(X)[:, 1]) > 0.95
    assert roc_auc_score(y, fitted.oof_proba_[:, 1]) < 0.6


def test_all_rows_are_trained_on_and_choose_the_epoch(tabular):
    X, y = tabular
    fitted = ensemble(max_epochs=15, lr=0.05, callbacks=[Rows]).fit(X, y)
    rows, weight = Rows.seen
    assert len(rows) == len(y) and (weight > 0).any(axis=0).all()
    assert fitted.spec_.class_counts == tuple(np.bincount(y))
    best = max(epoch["valid_score"] for epoch in fitted.history_)
    score = SCORES_OF_CODES["balanced_log_loss"](y, fitted.oof_proba_)
    assert score == pytest.approx(best, abs=1e-5)


def test_the_validation_loss_is_that_of_the_members_that_hold_out(tabular):
    X, y = tabular
    weight = np.random.default_rng(0).uniform(0.5, 2, len(y))
    fitted = ensemble(max_epochs=1).fit(X, y, sample_weight=weight)
    loss = -np.log(of_members(fitted, X)[:, np.arange(len(y)), y])
    wanted = (loss * held_out(y, 4, weight / weight.mean())).mean(axis=1).sum()
    assert fitted.history_[0]["valid_loss"] == pytest.approx(wanted, rel=1e-4)


def test_classes_of_few_rows_do_not_choose_the_epoch_but_have_probabilities(tabular):
    X, y = tabular
    kept = np.r_[np.flatnonzero(y < 2), np.flatnonzero(y == 2)[:1]]
    score = Scored()
    fitted = ensemble(NeuralClassifier, scoring=score).fit(X[kept], y[kept])
    assert set(score.calls[-1]) == {0, 1}
    assert fitted.oof_proba_.shape == (len(kept), 3) and np.isfinite(fitted.oof_proba_).all()


def test_of_many_rows_a_part_chooses_the_epoch(tabular, monkeypatch):
    X, y = tabular
    monkeypatch.setattr(_fit, "_MOST_SCORED", 100)
    score = Scored()
    fitted = ensemble(scoring=score).fit(X, y)
    assert 15 < len(score.calls[-1]) < 30
    assert fitted.oof_proba_.shape == (150, 3)
    assert fitted.spec_.class_counts == tuple(np.bincount(y))


def test_rows_of_weight_zero_have_the_probabilities_of_all_members(tabular):
    X, y = tabular
    weight = np.ones(len(y))
    weight[::7] = 0
    fitted = ensemble().fit(X, y, sample_weight=weight)
    assert fitted.oof_proba_[::7] == pytest.approx(fitted.predict_proba(X[::7]), abs=1e-6)
    kept = weight > 0
    alone = ensemble().fit(X[kept], y[kept], sample_weight=weight[kept])
    assert np.array_equal(fitted.oof_proba_[kept], alone.oof_proba_)


@pytest.mark.parametrize(
    "params",
    [
        {"n_members": 1},
        {"early_stopping": False},
        {"lr_schedule": "one_cycle"},
        {"validation_fraction": 0.15},
        {"classifier": lambda spec: PackedMLP(spec, n_members=4)},
    ],
    ids=lambda params: next(iter(params)),
)
def test_others_hold_out_a_part_or_nothing(params, tabular):
    fitted = ensemble().set_params(**params).fit(*tabular)
    assert not hasattr(fitted, "oof_proba_")


@pytest.mark.parametrize("kind", [DOClassifier, ARConvLClassifier, BayesianClassifier])
def test_auto_is_a_part_for_classifiers_without_members_to_share_rows(kind, tabular):
    X, y = tabular
    params = {"max_epochs": 2, "early_stopping": True}
    one, other = (
        tiny(kind).set_params(validation_fraction=fraction, **params).fit(X, y)
        for fraction in ("auto", 0.15)
    )
    assert one.history_[-1]["valid_loss"] == other.history_[-1]["valid_loss"]


def test_images_hold_out_a_part(images):
    X, y = images
    fitted = ensemble(early_stopping=True, max_epochs=1).fit(X, y)
    assert not hasattr(fitted, "oof_proba_") and "valid_score" in fitted.history_[0]


def test_auto_is_what_one_member_had_before(tabular):
    one = ensemble(n_members=1).fit(*tabular)
    other = ensemble(n_members=1).set_params(validation_fraction=0.15).fit(*tabular)
    assert one.history_[-1]["valid_loss"] == other.history_[-1]["valid_loss"]


def test_without_two_classes_of_five_rows_the_last_epoch_is_kept():
    X, y = np.arange(24.0).reshape(12, 2), np.repeat([0, 1], [8, 4])
    with pytest.warns(ImbalanceWarning, match="Fewer than two classes"):
        fitted = ensemble().fit(X, y)
    assert not hasattr(fitted, "oof_proba_")


def test_probabilities_out_of_fold_come_back_from_a_file(tabular, tmp_path):
    fitted = ensemble().fit(*tabular)
    fitted.save(tmp_path / "model")
    assert np.array_equal(load(tmp_path / "model").oof_proba_, fitted.oof_proba_)


def test_an_interrupted_fit_has_them_and_goes_on_to_those_of_a_whole_one(tabular, tmp_path):
    whole, path = ensemble().fit(*tabular), tmp_path / "checkpoint"
    Interrupt.epoch = 3
    with pytest.warns(ConvergenceWarning, match="was interrupted"):
        cut = ensemble(checkpoint=path, callbacks=[Interrupt]).fit(*tabular)
    assert cut.oof_proba_.shape == whole.oof_proba_.shape
    Interrupt.epoch = None
    again = ensemble(checkpoint=path, callbacks=[Interrupt]).fit(*tabular)
    assert np.array_equal(again.oof_proba_, whole.oof_proba_)
    assert np.array_equal(again.predict_proba(tabular[0]), whole.predict_proba(tabular[0]))


def test_a_later_fit_without_folds_has_no_probabilities_of_the_earlier(tabular):
    fitted = ensemble().fit(*tabular)
    assert not hasattr(fitted.set_params(n_members=1).fit(*tabular), "oof_proba_")
