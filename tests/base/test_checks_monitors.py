"""Claims about skorch's own callbacks: they work with what is recorded, or say so beforehand."""

import pytest
import torch
from skorch import callbacks as skorch_callbacks
from skorch.callbacks import Callback

from imbgan import (
    ADSOSampler,
    BAGANSampler,
    CycleGANSampler,
    DOClassifier,
    DOSampler,
    NeuralClassifier,
)
from imbgan.utils.testing import tiny

CLASSIFIERS = [NeuralClassifier, DOClassifier]
balanced = {"scoring": "balanced_accuracy", "name": "balanced", "lower_is_better": False}


def usual(folder):
    """Callbacks as skorch's documentation has them."""
    return {
        "checkpoint": [skorch_callbacks.Checkpoint(dirname=folder)],
        "training": [skorch_callbacks.EarlyStopping(monitor="train_loss", patience=2)],
        "validation": [skorch_callbacks.EarlyStopping(patience=2)],
        "plateau": [
            skorch_callbacks.LRScheduler(
                policy=torch.optim.lr_scheduler.ReduceLROnPlateau, monitor="train_loss"
            )
        ],
        "score": [
            skorch_callbacks.EpochScoring(**balanced),
            skorch_callbacks.EarlyStopping(monitor="balanced", lower_is_better=False),
        ],
        "batches": [skorch_callbacks.BatchScoring("accuracy", name="accuracy")],
        "class": [skorch_callbacks.EpochTimer],
        "named": [("log", skorch_callbacks.PrintLog(sink=lambda text: None))],
    }


@pytest.mark.parametrize("name", usual(""))
@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_the_usual_callbacks_work_in_classifiers(kind, name, tabular, tmp_path):
    estimator = tiny(kind).set_params(callbacks=usual(str(tmp_path))[name], max_epochs=3)
    assert 1 <= estimator.fit(*tabular).n_iter_ <= 3


@pytest.mark.parametrize("name", ["training", "plateau", "class", "named"])
def test_those_that_need_no_validation_rows_work_in_samplers(name, tabular):
    sampler = tiny(DOSampler).set_params(callbacks=usual("")[name], max_epochs=3)
    assert 1 <= sampler.fit(*tabular).n_iter_ <= 3


@pytest.mark.parametrize("name", ["checkpoint", "validation", "score"])
@pytest.mark.parametrize("kind", [DOSampler, ADSOSampler])
def test_without_validation_rows_what_monitors_them_is_refused(kind, name, tabular, capfd):
    sampler = tiny(kind).set_params(callbacks=usual("")[name], verbose=1)
    told = r"callbacks: \w+ monitors '\w+', which is not recorded here. Monitor one of \['train_l"
    with pytest.raises(ValueError, match=told + r".*\]\.$"):
        sampler.fit(*tabular)
    assert "autoencoder" not in capfd.readouterr().err  # nor was anything trained before


def test_a_classifier_is_told_how_it_gets_validation_rows():
    callbacks, X, y = [skorch_callbacks.EarlyStopping()], torch.randn(40, 2).numpy(), [0, 1] * 20
    clf = tiny(NeuralClassifier).set_params(callbacks=callbacks, early_stopping=False)
    with pytest.raises(ValueError, match="monitors 'valid_loss'.* set early_stopping=True"):
        clf.fit(X, y)


def test_a_monitor_that_there_is_not_is_refused():
    callback = skorch_callbacks.EarlyStopping(monitor="train_accuracy")
    X, y = torch.randn(40, 2).numpy(), [0, 1] * 20
    with pytest.raises(ValueError, match="EarlyStopping monitors 'train_accuracy'"):
        tiny(NeuralClassifier).set_params(callbacks=[callback]).fit(X, y)


@pytest.mark.parametrize(
    ("kind", "player"), [(BAGANSampler, "critic"), (CycleGANSampler, "classifier")]
)
def test_the_loss_of_a_player_that_the_game_does_not_have_is_refused(kind, player, tabular):
    monitor = f"train_{player}_loss"
    sampler = tiny(kind).set_params(callbacks=[skorch_callbacks.EarlyStopping(monitor=monitor)])
    with pytest.raises(ValueError, match=f"EarlyStopping monitors '{monitor}'"):
        sampler.fit(*tabular)


@pytest.mark.parametrize("kind", [BAGANSampler, CycleGANSampler, ADSOSampler])
def test_what_is_named_as_recorded_is_recorded(kind, tabular):
    players = kind._players
    assert {f"train_{name}_loss" for name in players} <= tiny(kind).fit(*tabular).history_[
        0
    ].keys()


def test_beside_a_callback_of_the_user_s_own_nothing_is_refused(tabular):
    class Own(Callback):
        def on_epoch_end(self, net, **kwargs):
            net.history.record("own", -len(net.history))

    monitor = skorch_callbacks.EarlyStopping(monitor="own")
    fitted = tiny(DOSampler).set_params(callbacks=[Own(), monitor]).fit(*tabular)
    assert fitted.n_iter_ == 2


@pytest.mark.parametrize("kind", [*CLASSIFIERS, DOSampler])
def test_the_history_tells_the_best_epochs_so_far(kind, tabular):
    rows = tiny(kind).set_params(max_epochs=4).fit(*tabular).history_
    losses = [row["train_loss"] for row in rows]
    assert [row["train_loss_best"] for row in rows] == [
        loss < min(losses[:place], default=float("inf")) for place, loss in enumerate(losses)
    ]
    if kind is not NeuralClassifier:
        assert losses == [row["train_classifier_loss"] for row in rows]


def test_a_network_that_a_callback_freezes_as_a_whole_is_refused(tabular):
    frozen = tiny(NeuralClassifier).set_params(callbacks=[skorch_callbacks.Freezer("*")])
    with pytest.raises(ValueError, match="No weight of the network learns"):
        frozen.fit(*tabular)
