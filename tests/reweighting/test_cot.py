"""Claims about complement objective training."""

import warnings

import numpy as np
import pytest
from skorch.callbacks import Callback

from imbgan import COTClassifier, NeuralClassifier, load
from imbgan.engine import ImbalanceNet, TwoLossNet
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny


@pytest.mark.parametrize("loss", ["cross_entropy", "logit_adjusted"])
def test_with_two_classes_it_warns_and_is_the_plain_classifier_bit_for_bit(loss, overlapping):
    X, y = overlapping
    with pytest.warns(ImbalanceWarning, match="complement entropy is identically zero") as caught:
        cot = tiny(COTClassifier).set_params(loss=loss, max_epochs=5).fit(X, y)
    assert caught[0].filename == __file__
    plain = tiny(NeuralClassifier).set_params(loss=loss, max_epochs=5).fit(X, y)
    assert np.array_equal(cot.predict_proba(X), plain.predict_proba(X))
    assert type(cot.net_) is ImbalanceNet


def test_with_more_classes_nothing_is_said(three):
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        fitted = tiny(COTClassifier).set_params(max_epochs=2).fit(*three)
    assert type(fitted.net_) is TwoLossNet


def wrong_spread(fitted, X, y):
    """The mean entropy of the wrong classes' shares."""
    proba = fitted.predict_proba(X)
    proba[np.arange(len(y)), y] = 0
    q = proba / proba.sum(axis=1, keepdims=True)
    return -(q * np.log(np.where(q > 0, q, 1))).sum(axis=1).mean()


def test_the_wrong_classes_become_alike(three, trained):
    X, y = three
    plain = trained(NeuralClassifier, X, y)
    cot = trained(COTClassifier, X, y)
    strong = trained(COTClassifier, X, y, complement_lr=0.3)
    assert wrong_spread(plain, X, y) + 0.05 < wrong_spread(cot, X, y) < np.log(2)
    assert wrong_spread(cot, X, y) < wrong_spread(strong, X, y)


def test_the_complement_objective_falls_and_is_told(three, trained):
    history = trained(COTClassifier, *three).history_
    assert history[-1]["train_second_loss"] < history[0]["train_second_loss"] - 0.01
    assert history[-1]["train_second_loss"] > -np.log(2) / 2


def test_its_rate_is_lr_unless_given(three, trained):
    X, y = three
    default, named, other = (
        trained(COTClassifier, X, y, complement_lr=rate, max_epochs=5).predict_proba(X)
        for rate in (None, 0.1, 0.01)
    )
    assert np.array_equal(default, named)
    assert not np.allclose(default, other)


def test_the_released_divisor_is_the_number_of_classes(three, trained):
    released = trained(COTClassifier, *three, max_epochs=1, **COTClassifier.released_params)
    paper = trained(COTClassifier, *three, max_epochs=1)
    ratio = released.history_[0]["train_second_loss"] / paper.history_[0]["train_second_loss"]
    assert ratio == pytest.approx(2 / 3, abs=0.01)


def test_the_adjusted_loss_raises_the_recall_of_small_classes(three, trained, recall):
    X, y = three
    options = {"hidden_layer_sizes": (16,), "lr": 0.02, "complement_lr": 0.002}
    plain, adjusted = (
        trained(COTClassifier, X, y, loss=loss, **options)
        for loss in ("cross_entropy", "logit_adjusted")
    )
    assert recall(plain, X, y, 2) + 0.2 < recall(adjusted, X, y, 2)


def test_the_complement_rate_follows_the_schedule(three, trained):
    class Rates(Callback):
        def __init__(self):
            self.seen = []

        def on_epoch_end(self, net, **kwargs):
            optimizers = net.optimizer_, net.second_optimizer_
            self.seen.append([optimizer.param_groups[0]["lr"] for optimizer in optimizers])

    watcher = Rates()
    options = {"lr_schedule": "step", "max_epochs": 5, "complement_lr": 0.02}
    trained(COTClassifier, *three, callbacks=[watcher], **options)
    for first, second in watcher.seen:
        assert second == pytest.approx(first / 5)
    assert watcher.seen[-1][1] < 0.001


def test_one_of_two_updates_can_be_saved(three, trained, tmp_path):
    X, y = three
    fitted = trained(COTClassifier, X, y, max_epochs=3)
    fitted.save(tmp_path / "model")
    again = load(tmp_path / "model")
    assert np.array_equal(again.predict_proba(X), fitted.predict_proba(X))
    assert type(again.net_) is type(fitted.net_)
