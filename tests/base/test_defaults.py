"""Claims about what "auto" stands for."""

import pytest
from skorch.callbacks import Callback

from imbgan import ADSOClassifier, DOClassifier, NeuralClassifier
from imbgan.base._defaults import (
    AUTOENCODER_STEPS,
    IMAGE_DEFAULTS,
    IMAGE_STEPS,
    TABLE_DEFAULTS,
    TABLE_EPOCHS,
    n_epochs_of,
)
from imbgan.utils.testing import tiny

KINDS = [NeuralClassifier, DOClassifier, ADSOClassifier]


@pytest.mark.parametrize(
    "a_pass, epochs", [(1, 100), (20, 100), (21, 96), (100, 20), (133, 16), (134, 15), (200, 15)]
)
def test_epochs_make_two_thousand_steps_on_images_within_limits(a_pass, epochs):
    assert IMAGE_STEPS == (2000, 15, 100)
    assert n_epochs_of(IMAGE_STEPS, a_pass) == epochs


@pytest.mark.parametrize("a_pass, epochs", [(1, 200), (5, 200), (7, 143), (200, 5), (999, 5)])
def test_n_epochs_of_an_autoencoder_make_a_thousand_steps_within_limits(a_pass, epochs):
    assert AUTOENCODER_STEPS == (1000, 5, 200)
    assert n_epochs_of(AUTOENCODER_STEPS, a_pass) == epochs


def test_tables_and_images_differ_in_the_same_parameters():
    assert TABLE_DEFAULTS.keys() == IMAGE_DEFAULTS.keys()


class Planned(Callback):
    """Remember what a fit was to be, and end it."""

    def on_train_begin(self, net, **kwargs):
        Planned.max_epochs = net.max_epochs
        Planned.schedules = [name for name, _ in net.callbacks_ if name == "schedule"]

    def on_epoch_end(self, net, **kwargs):
        raise KeyboardInterrupt


def planned(kind, rows, **params):
    """Begin a fit with all that depends on the data left to it."""
    auto = {"dropout": "auto", "lr_schedule": "auto", "max_epochs": "auto"}
    if kind is DOClassifier:
        auto["feature_network"] = False  # where there is one, the game is played on a table
    return tiny(kind).set_params(**auto | {"callbacks": [Planned]} | params).fit(*rows)


@pytest.mark.parametrize("kind", KINDS)
def test_on_tables_the_rate_is_constant_for_a_hundred_epochs(kind, tabular):
    fitted = planned(kind, tabular)
    assert Planned.max_epochs == TABLE_EPOCHS == 100
    assert not Planned.schedules
    assert fitted.net_.module_.head[0].p == TABLE_DEFAULTS["dropout"] == 0.1


@pytest.mark.parametrize("kind", KINDS)
def test_on_images_the_rate_rises_and_falls_over_the_n_epochs_of_two_thousand_steps(kind, images):
    params = {"batch_size": 2, "early_stopping": False}
    if kind is not NeuralClassifier:
        params["real_rows"] = "original"
    fitted = planned(kind, images, **params)
    assert Planned.max_epochs == n_epochs_of(IMAGE_STEPS, 36)
    assert Planned.schedules
    assert fitted.net_.module_.head[0].p == IMAGE_DEFAULTS["dropout"] == 0.5


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("data", ["tabular", "images"])
def test_what_is_named_is_kept(kind, data, request):
    params = {"dropout": 0.25, "lr_schedule": "constant", "max_epochs": 7}
    fitted = planned(kind, request.getfixturevalue(data), **params)
    assert Planned.max_epochs == 7
    assert not Planned.schedules
    assert fitted.net_.module_.head[0].p == 0.25


def held_out(fitted):
    return "valid_score" in fitted.history_[0]


@pytest.mark.parametrize("kind", KINDS)
def test_a_one_cycle_schedule_of_a_classifier_holds_nothing_out(kind, images, tabular):
    short = tiny(kind).set_params(max_epochs=1)
    if kind is DOClassifier:
        short.set_params(feature_network=False)
    assert not held_out(short.fit(*images))
    assert held_out(short.set_params(lr_schedule="constant").fit(*images))
    assert not held_out(short.set_params(lr_schedule="one_cycle").fit(*tabular))
    assert held_out(short.set_params(early_stopping=True).fit(*tabular))


def test_a_game_on_features_chooses_its_epoch_as_one_on_a_table_does(images):
    assert held_out(tiny(DOClassifier).set_params(max_epochs=1).fit(*images))


def test_an_epoch_of_few_steps_is_no_pass(images):
    planned(NeuralClassifier, images, batch_size=2, max_steps_per_epoch=20, early_stopping=False)
    assert Planned.max_epochs == 100
