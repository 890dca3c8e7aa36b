"""Claims about the training path: what is held out, what is kept, what reaches the net."""

import warnings

import numpy as np
import pytest
import torch
from sklearn.exceptions import ConvergenceWarning
from skorch.callbacks import (
    Callback,
    EarlyStopping,
    EpochScoring,
    GradientNormClipping,
    LRScheduler,
)

from imbgan import (
    ADSOClassifier,
    ADSOSampler,
    AOSampler,
    DOClassifier,
    DOSampler,
    NeuralClassifier,
)
from imbgan.encoding import make_encoder
from imbgan.engine import stream_seeds
from imbgan.metrics import SCORES_OF_CODES as SCORES
from imbgan.utils import ImbalanceWarning
from imbgan.utils.labels import validation_split
from imbgan.utils.testing import tiny

KINDS = [NeuralClassifier, DOClassifier, ADSOClassifier]
every_kind = pytest.mark.parametrize("kind", KINDS)


def parts(y, fraction=0.15):
    """Rows that a fit with random_state=0 trains on, and those that it holds out."""
    seed = np.random.RandomState(0).randint(2**31 - 1)
    return validation_split(y, fraction, np.random.default_rng(stream_seeds(seed)["split"]))


class Watch(Callback):
    """Remember what the last fit was given."""

    seen = {}

    def on_train_begin(self, net, **kwargs):
        Watch.seen = {"steps": 0, "rates": []}

    def on_batch_end(self, net, training=False, **kwargs):
        Watch.seen["steps"] += training

    def on_epoch_end(self, net, dataset_train=None, dataset_valid=None, **kwargs):
        Watch.seen["rates"].append(net.optimizer_.param_groups[0]["lr"])
        Watch.seen["options"] = dict(net.optimizer_.defaults)
        Watch.seen["train"] = dataset_train.X.numpy()
        Watch.seen["valid"] = None if dataset_valid is None else dataset_valid.X.numpy()


@every_kind
def test_the_encoder_is_fitted_on_the_training_part_alone(kind, tabular):
    X, y = tabular
    train, valid = parts(y)
    tiny(kind).set_params(max_epochs=1, callbacks=[Watch]).fit(X, y)
    encoder = make_encoder(X).fit(X[train])
    assert np.array_equal(Watch.seen["train"], encoder.transform(X[train]))
    assert np.array_equal(Watch.seen["valid"], encoder.transform(X[valid]))


@every_kind
def test_without_early_stopping_all_rows_are_trained_on(kind, tabular):
    X, y = tabular
    params = {"early_stopping": False, "max_epochs": 3, "callbacks": [Watch]}
    fitted = tiny(kind).set_params(**params).fit(X, y)
    assert fitted.spec_.class_counts == tuple(np.bincount(y))
    assert len(Watch.seen["train"]) == len(X)
    assert Watch.seen["valid"] is None
    assert fitted.n_iter_ == 3
    assert not any(name.startswith("valid") for name in fitted.history_[0])


@every_kind
@pytest.mark.parametrize("scoring", list(SCORES))
def test_the_epoch_with_the_best_score_is_kept(kind, scoring, tabular):
    X, y = tabular
    y = np.where(np.random.default_rng(0).random(len(y)) < 0.3, (y + 1) % 3, y)  # hard to learn
    params = {"scoring": scoring, "max_epochs": 12, "validation_fraction": 0.3}
    fitted = tiny(kind).set_params(**params).fit(X, y)
    _, valid = parts(y, 0.3)
    scores = [epoch["valid_score"] for epoch in fitted.history_]
    kept = SCORES[scoring](y[valid], fitted.predict_proba(X[valid]))
    assert kept == pytest.approx(max(scores), abs=1e-6)
    assert fitted.history_[int(np.argmax(scores))]["valid_score_best"]


@every_kind
def test_a_score_of_the_user_gets_codes_and_probabilities(kind, tabular):
    X, y = tabular
    calls = []

    def worse_and_worse(codes, proba):
        calls.append((set(codes.tolist()), proba.shape))
        return -len(calls)

    params = {"scoring": worse_and_worse, "n_iter_no_change": 4}
    fitted = tiny(kind).set_params(**params).fit(X, np.array(["a", "b", "c"])[y])
    trial, *calls = calls  # of right predictions for two rows of each class
    assert trial == ({0, 1, 2}, (6, 3))
    assert calls == [({0, 1, 2}, (len(parts(y)[1]), 3))] * fitted.n_iter_
    assert fitted.n_iter_ == 1 + 4


@every_kind
def test_classes_of_few_rows_train_to_the_last_epoch_and_a_warning_says_so(kind, tabular):
    X, y = tabular
    few = np.concatenate([np.flatnonzero(y == 0), np.flatnonzero(y == 1)[:4]])
    with pytest.warns(ImbalanceWarning, match="early_stopping=False"):
        fitted = tiny(kind).set_params(max_epochs=2).fit(X[few], y[few])
    assert fitted.spec_.class_counts == (np.sum(y == 0), 4)
    with warnings.catch_warnings():
        warnings.simplefilter("error", ImbalanceWarning)
        tiny(kind).set_params(max_epochs=1, early_stopping=False).fit(X[few], y[few])


def test_history_has_a_record_for_each_epoch(tabular):
    plain = tiny(NeuralClassifier).set_params(max_epochs=4).fit(*tabular)
    game = tiny(DOClassifier).set_params(max_epochs=4).fit(*tabular)
    scored = {"epoch", "valid_loss", "valid_score", "valid_score_best"}
    assert plain.n_iter_ == len(plain.history_) == 4
    assert [record["epoch"] for record in plain.history_] == [1, 2, 3, 4]
    assert scored | {"train_loss"} <= set(plain.history_[0])
    players = {f"train_{player}_loss" for player in ("critic", "generator", "classifier")}
    assert scored | players <= set(game.history_[0])
    assert np.isfinite([record[name] for record in game.history_ for name in players]).all()


@every_kind
def test_an_epoch_ends_after_the_largest_number_of_steps(kind, tabular):
    params = {"batch_size": 10, "max_steps_per_epoch": 3, "max_epochs": 2, "callbacks": [Watch]}
    fitted = tiny(kind).set_params(**params).fit(*tabular)
    assert Watch.seen["steps"] == 6
    assert [record["train_batch_count"] for record in fitted.history_] == [3, 3]


def test_the_encoder_is_there_before_training_starts(tabular):
    estimator = tiny(NeuralClassifier).set_params(max_epochs=1)

    class Look(Callback):
        def on_train_begin(self, net, **kwargs):
            assert estimator.encoder_.n_features_in_ == estimator.spec_.n_features == 6

    estimator.set_params(callbacks=[Look]).fit(*tabular)


@every_kind
def test_early_stopping_of_skorch_ends_a_fit(kind, tabular):
    stop = EarlyStopping("valid_loss", patience=2, threshold=10.0, sink=lambda text: None)
    assert tiny(kind).set_params(callbacks=[stop]).fit(*tabular).n_iter_ == 1 + 2


@every_kind
def test_a_schedule_of_skorch_moves_the_classifier_s_rate(kind, tabular):
    schedule = ("schedule", LRScheduler("StepLR", step_size=1, gamma=0.5))
    params = {"callbacks": [Watch, schedule], "max_epochs": 3, "lr": 0.08}
    tiny(kind).set_params(**params).fit(*tabular)
    assert Watch.seen["rates"] == pytest.approx([0.08, 0.04, 0.02])


@every_kind
def test_gradients_can_be_clipped(kind, tabular):
    X, y = tabular
    params = {"max_epochs": 2, "optimizer": torch.optim.SGD, "weight_decay": 0.0}
    free = tiny(kind).set_params(**params)
    clipped = tiny(kind).set_params(**params, callbacks=[GradientNormClipping(1e-9)])
    moved, stayed = (fitted.fit(X, y).history_ for fitted in (free, clipped))
    assert moved[0]["valid_loss"] > moved[1]["valid_loss"]
    assert stayed[0]["valid_loss"] == pytest.approx(stayed[1]["valid_loss"], abs=1e-6)


@every_kind
@pytest.mark.parametrize("on_train", [False, True])
def test_scores_of_skorch_join_the_history(kind, on_train, tabular):
    score = EpochScoring("balanced_accuracy", name="recall", on_train=on_train)
    fitted = tiny(kind).set_params(callbacks=[score], max_epochs=2).fit(*tabular)
    assert all(0 <= record["recall"] <= 1 for record in fitted.history_)


@every_kind
def test_a_bar_is_shown_only_when_asked_for(kind, tabular, capfd):
    tiny(kind).set_params(max_epochs=2).fit(*tabular)
    assert capfd.readouterr() == ("", "")
    tiny(kind).set_params(max_epochs=2, verbose=1).fit(*tabular)
    out, err = capfd.readouterr()
    assert out == ""
    assert "2/2 epochs [" in err
    assert "loss=" in err


def test_options_of_skorch_reach_the_net(tabular):
    params = {"optimizer__betas": (0.3, 0.4), "max_epochs": 2, "batch_size": 7}
    estimator = tiny(NeuralClassifier).set_params(net_params=params, callbacks=[Watch])
    fitted = estimator.fit(*tabular)
    assert Watch.seen["options"]["betas"] == (0.3, 0.4)
    assert fitted.n_iter_ == 2
    assert fitted.net_.batch_size == 7


def test_an_option_that_skorch_does_not_know_is_named(tabular):
    with pytest.raises(ValueError, match="unexpected argument.* patience"):
        tiny(NeuralClassifier).set_params(net_params={"patience": 3}).fit(*tabular)


@pytest.mark.parametrize(
    "optimizer", [torch.optim.AdamW, torch.optim.SGD, torch.optim.Rprop, torch.optim.RMSprop]
)
def test_an_optimiser_gets_the_options_that_it_takes(optimizer, tabular):
    params = {"optimizer": optimizer, "weight_decay": 0.25, "max_epochs": 1, "callbacks": [Watch]}
    tiny(NeuralClassifier).set_params(**params).fit(*tabular)
    assert Watch.seen["options"].get("weight_decay", 0.25) == 0.25


@every_kind
def test_a_device_that_is_none_is_refused(kind, tabular):
    with pytest.raises(ValueError, match="device='gpu' is not a device: use 'auto'"):
        tiny(kind).set_params(device="gpu").fit(*tabular)


@pytest.mark.skipif(torch.cuda.is_available(), reason="there is a GPU")
@every_kind
def test_a_device_that_is_not_there_is_refused_in_fit_and_does_not_matter_in_predict(
    kind, tabular
):
    X, y = tabular
    with pytest.raises(ValueError, match="device='cuda' is not available"):
        tiny(kind).set_params(device="cuda").fit(X, y)
    fitted = tiny(kind).set_params(max_epochs=1).fit(X, y)
    proba = fitted.predict_proba(X)
    assert np.array_equal(fitted.set_params(device="cuda").predict_proba(X), proba)


@every_kind
def test_a_fit_that_diverges_ends_with_a_warning_and_finite_weights(kind, tabular):
    X, y = tabular
    params = {"lr": 1e25, "optimizer": torch.optim.SGD, "early_stopping": False}
    with pytest.warns(ConvergenceWarning, match="Try a smaller lr"):
        fitted = tiny(kind).set_params(**params).fit(X, y)
    assert np.isfinite(fitted.predict_proba(X)).all()
    assert fitted.n_iter_ < 25


@every_kind
def test_after_fit_weights_lie_on_the_cpu_and_do_not_train(kind, tabular):
    module = tiny(kind).set_params(max_epochs=1).fit(*tabular).net_.module_
    assert not module.training
    assert {p.device.type for p in module.parameters()} == {"cpu"}


def test_the_classifier_network_has_the_layers_asked_for(tabular):
    params = {"hidden_layer_sizes": [7, 5], "n_members": 3, "dropout": 0.25, "max_epochs": 1}
    module = tiny(NeuralClassifier).set_params(**params).fit(*tabular).net_.module_
    shapes = [tuple(p.shape) for name, p in module.named_parameters() if name.endswith("weight")]
    # Two members read six numbers, the third each also as its place in eight bins.
    assert shapes == [(14, 6), (7, 6 + 6 * 8), (3, 7, 5), (3, 5, 3)]


def test_the_bins_of_a_column_are_those_of_its_quantiles_in_training(tabular):
    fitted = tiny(NeuralClassifier).set_params(n_members=2, max_epochs=1).fit(*tabular)
    low = fitted.net_.module_.trunk.read.low
    X = fitted.encoder_.transform(tabular[0])
    assert low.shape == (6, 8)
    assert (np.diff(low) > 0).all()
    np.testing.assert_allclose((X[:, 0] < low[0, 4].item()).mean(), 0.5, atol=0.05)


def test_one_member_reads_numbers_as_they_are(tabular):
    assert tiny(NeuralClassifier).fit(*tabular).net_.module_.trunk.read.n_places == 0


def test_a_sampler_takes_the_same_callbacks(tabular):
    tiny(AOSampler).set_params(callbacks=[Watch], batch_size=50, max_epochs=2).fit(*tabular)
    assert Watch.seen["steps"] == 2 * 3


@pytest.mark.parametrize(
    "kind, settings", [(DOSampler, {}), (DOClassifier, {"early_stopping": False})]
)
@pytest.mark.parametrize(
    "max_epochs, max_steps, n_epochs",
    [("auto", 7, 3), ("auto", 3, 1), ("auto", 1, 1), (2, 7, 2)],
)
def test_a_number_of_steps_is_one_of_whole_epochs(kind, settings, max_epochs, max_steps, n_epochs):
    X, y = np.random.default_rng(0).normal(size=(96, 3)), np.repeat([0, 1], [60, 36])
    params = {"max_epochs": max_epochs, "max_steps": max_steps, **settings}
    fitted = tiny(kind).set_params(batch_size=32, **params).fit(X, y)
    assert fitted.n_iter_ == n_epochs


def waits_of(tabular, **params):
    """Patience of a fit in epochs and in batches."""
    found = []

    class Look(Callback):
        def on_train_begin(self, net, X=None, y=None, **kwargs):
            best = dict(net.callbacks_)["best"]
            found.append((best.patience, best.patient_steps))

    tiny(NeuralClassifier).set_params(callbacks=[Look()], max_epochs=1, **params).fit(*tabular)
    return found


def test_a_fit_waits_ten_epochs_or_390_batches_unless_a_number_is_given(tabular):
    assert waits_of(tabular, n_iter_no_change="auto") == [(10, 390)]
    assert waits_of(tabular, n_iter_no_change=7) == [(7, None)]


@pytest.mark.parametrize("kind", [DOSampler, ADSOSampler, DOClassifier, ADSOClassifier])
def test_a_time_that_is_up_leaves_one_epoch_of_the_game(kind, tabular):
    many = {"max_epochs": 10**6}
    many |= {"autoencoder_epochs": 10**6} if "ADSO" in kind.__name__ else {}
    assert tiny(kind).set_params(time_limit=1e-6, **many).fit(*tabular).n_iter_ == 1
