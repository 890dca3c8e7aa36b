"""Claims about how a game is made of parameters and data."""

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from torch import nn

import imbgan
from imbgan import (
    ADSOClassifier,
    AMOClassifier,
    AOClassifier,
    BAGANClassifier,
    DOClassifier,
    DOSampler,
    GAMOClassifier,
    NeuralClassifier,
)
from imbgan.engine import GameNet, ImbalanceNet
from imbgan.utils.testing import tiny

LATENT = [ADSOClassifier, AMOClassifier, BAGANClassifier]
CLASSIFIERS = [AOClassifier, DOClassifier, GAMOClassifier, *LATENT]


class Fed(Callback):
    """Remember the rows of each class that an epoch was fed."""

    counts = None

    def on_epoch_end(self, net, dataset_train=None, **kwargs):
        order = dataset_train.order
        labels = dataset_train.host_y
        Fed.counts = np.bincount(labels if order is None else labels[order]).tolist()


class Spread(nn.Module):
    """Generator of positive noise, which is a mix of categories where it stands for them."""

    def __init__(self, spec):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(spec.expanded_width))

    def forward(self, z, labels):
        return torch.sigmoid(z[:, :1] * self.scale)


class Linear(nn.Module):
    """Critic that is a linear function."""

    def __init__(self, spec):
        super().__init__()
        self.layer = nn.Linear(spec.expanded_width, 1)

    def forward(self, x, y):
        return self.layer(x).squeeze(1)


def given(kind):
    """What "auto" stands for in a method, by parameter."""
    return kind._method.defaults


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_what_is_left_to_the_method_is_the_method_s_own_value(kind, tabular):
    X, y = tabular
    left = tiny(kind).set_params(max_epochs=2)
    named = tiny(kind).set_params(max_epochs=2, **given(kind))
    assert np.array_equal(left.fit(X, y).predict_proba(X), named.fit(X, y).predict_proba(X))


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_no_weight_on_the_fakes_leaves_the_plain_classifier(kind, tabular):
    X, y = tabular
    params = {"loss": "logit_adjusted", "real_rows": "original"}
    game = tiny(kind).set_params(fake_weight=0.0, **params).fit(X, y)
    plain = tiny(NeuralClassifier).set_params(loss="logit_adjusted", max_epochs=game.max_epochs)
    plain.fit(X, y)
    assert game.generated_classes_ == ()
    assert np.array_equal(game.predict_proba(X), plain.predict_proba(X))


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_balanced_data_leave_the_plain_classifier(kind, tabular):
    X, y = tabular
    y = np.arange(len(y)) % 3
    game = tiny(kind).set_params(loss="cross_entropy").fit(X, y)
    plain = tiny(NeuralClassifier).set_params(max_epochs=game.max_epochs).fit(X, y)
    assert type(game.net_) is ImbalanceNet
    assert np.array_equal(game.predict_proba(X), plain.predict_proba(X))


@pytest.mark.parametrize("kind", CLASSIFIERS)
@pytest.mark.parametrize(
    "loss, real_rows, factor",
    [
        ("logit_adjusted", "original", [60, 30, 10]),
        ("logit_adjusted", "repeated", [60, 30, 10]),
        ("cross_entropy", "original", [1, 1, 1]),
        ("cross_entropy", "repeated", [6, 3, 1]),
    ],
)
def test_probabilities_can_speak_of_the_shares_of_the_training_rows(kind, loss, real_rows, factor):
    X, y = np.random.default_rng(0).normal(size=(100, 3)), np.repeat([0, 1, 2], [60, 30, 10])
    params = {"loss": loss, "real_rows": real_rows, "max_epochs": 1, "early_stopping": False}
    game = tiny(kind).set_params(**params).fit(X, y)
    assert game.class_prior_.tolist() == [0.6, 0.3, 0.1]
    weighed = game.predict_proba(X) * factor
    said = game.set_params(proba="training").predict_proba(X)
    assert said == pytest.approx(weighed / weighed.sum(axis=1, keepdims=True), abs=1e-5)


def test_a_sampler_plays_even_where_the_classifier_does_not_listen(tabular):
    assert isinstance(tiny(DOSampler).set_params(fake_weight=0.0).fit(*tabular).net_, GameNet)


@pytest.mark.parametrize(
    "real_rows, strategy, fed",
    [
        ("original", "auto", [60, 30, 10]),
        ("repeated", "auto", [60, 60, 60]),
        ("repeated", {2: 40}, [60, 30, 40]),
        ("repeated", {0: 80, 1: 30, 2: 20}, [80, 30, 20]),
        ("repeated", "not minority", [60, 60, 10]),
        ("repeated", "minority", [60, 30, 60]),
        ("repeated", lambda y: {1: 50}, [60, 50, 10]),
    ],
)
def test_rows_are_repeated_as_far_as_the_strategy_says(real_rows, strategy, fed):
    X, y = np.random.default_rng(0).normal(size=(100, 3)), np.repeat([0, 1, 2], [60, 30, 10])
    game = tiny(DOClassifier).set_params(
        real_rows=real_rows,
        sampling_strategy=strategy,
        early_stopping=False,
        max_epochs=1,
        callbacks=[Fed],
    )
    game.fit(X, y)
    assert Fed.counts == fed
    assert game.spec_.class_counts == (60, 30, 10)


def test_a_float_strategy_repeats_the_smaller_of_two_classes_to_that_ratio():
    X, y = np.random.default_rng(0).normal(size=(50, 3)), np.repeat([0, 1], [40, 10])
    game = tiny(DOClassifier).set_params(
        real_rows="repeated",
        sampling_strategy=0.5,
        early_stopping=False,
        max_epochs=1,
        callbacks=[Fed],
    )
    game.fit(X, y)
    assert Fed.counts == [40, 20]


def test_the_held_out_rows_take_their_share_of_what_is_to_be_drawn(tabular):
    X, y = np.random.default_rng(0).normal(size=(100, 3)), np.repeat([0, 1], [80, 20])
    game = tiny(DOClassifier).set_params(validation_fraction=0.25, max_epochs=1).fit(X, y)
    assert game.sampling_strategy_ == {1: 60}
    assert game.spec_.class_counts == (60, 15)
    assert game.spec_.n_to_draw == (0, 45)


@pytest.mark.parametrize("kind", [DOSampler, DOClassifier])
def test_generator_and_critic_can_be_the_user_s(kind, mixed_frame):
    X, y = mixed_frame
    game = tiny(kind).set_params(generator=Spread, critic=Linear, max_epochs=1).fit(X, y)
    losses = {"train_generator_loss", "train_critic_loss", "train_classifier_loss"}
    assert losses <= set(game.history_[0])


def test_rates_and_optimisers_of_the_players_are_told_apart(tabular):
    seen = {}

    class Rates(Callback):
        def on_train_begin(self, net, **kwargs):
            for name in ("optimizer_", "generator_optimizer_", "critic_optimizer_"):
                optimizer = getattr(net, name)
                seen[name] = type(optimizer).__name__, optimizer.param_groups[0]["lr"]

    game = tiny(DOClassifier).set_params(
        lr=0.1,
        generator_lr=0.2,
        critic_lr=0.3,
        optimizer=torch.optim.SGD,
        callbacks=[Rates],
        max_epochs=1,
    )
    game.fit(*tabular)
    assert seen["optimizer_"] == ("SGD", 0.1)
    assert seen["generator_optimizer_"][1] == 0.2
    assert seen["critic_optimizer_"][1] == 0.3


@pytest.mark.parametrize("kind", [kind for kind in CLASSIFIERS if kind is not BAGANClassifier])
def test_critic_steps_are_further_moves_of_the_critic_on_the_same_batches(kind, tabular):
    X, y = tabular
    once, thrice = (
        tiny(kind).set_params(critic_steps=n, max_epochs=2, batch_size=32).fit(X, y)
        for n in (1, 3)
    )
    for first, other in zip(once.history_, thrice.history_, strict=True):
        assert first["train_batch_count"] == other["train_batch_count"]
    losses = [fitted.history_[0]["train_critic_loss"] for fitted in (once, thrice)]
    assert losses[0] != losses[1]


@pytest.mark.parametrize("name", ["AO", "DO", "GAMO", "ADSO", "AMO", "BAGAN"])
def test_a_sampler_has_one_member_and_a_number_of_steps_and_a_classifier_as_before(name):
    sampler, classifier = (getattr(imbgan, name + face)() for face in ("Sampler", "Classifier"))
    of_a_choice = {"early_stopping", "validation_fraction", "n_iter_no_change", "scoring", "proba"}
    of_a_choice |= {"feature_network"} if hasattr(sampler, "mix") else set()
    assert classifier.get_params().keys() - sampler.get_params().keys() == of_a_choice
    assert sampler.get_params().keys() < classifier.get_params().keys()
    assert (sampler.n_members, sampler.max_steps) == (1, "auto")
    n_members = "auto" if hasattr(sampler, "mix") else 16
    assert (classifier.n_members, classifier.max_steps) == (n_members, None)
    assert not classifier.screen
    if hasattr(sampler, "mix"):
        assert (sampler.mix, sampler.extrapolation) == ("local", "auto")
        assert (classifier.mix, classifier.extrapolation) == ("learned", 0.0)


@pytest.mark.parametrize("name", ["AO", "DO", "GAMO", "ADSO", "AMO", "BAGAN"])
def test_the_paper_s_sampler_neither_leaves_the_hull_nor_screens_nor_counts_steps(name):
    kind = getattr(imbgan, name + "Sampler")
    paper = kind(**kind.paper_params)
    assert not paper.screen
    assert paper.max_steps is None or paper.max_epochs != "auto"
    assert paper.generator_lr != "auto"
    if hasattr(paper, "mix"):
        assert (paper.mix, paper.extrapolation) == ("learned", 0.0)


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_weights_of_rows_are_refused_in_words(kind):
    X, y = np.zeros((4, 2)), [0, 0, 0, 1]
    with pytest.raises(TypeError, match=rf"{kind.__name__}.fit .*sample_weight.*NeuralClassifier"):
        kind().fit(X, y, sample_weight=np.ones(4))


@pytest.mark.parametrize(
    "name, n_batches", [("DO", 75), ("AO", 75), ("GAMO", 75), ("ADSO", 100), ("AMO", 100)]
)
def test_samplers_that_mix_rows_play_fewer_batches_on_tables(name, n_batches):
    X, y = np.random.default_rng(0).normal(size=(96, 3)), np.repeat([0, 1], [60, 36])
    sampler = tiny(getattr(imbgan, f"{name}Sampler"))
    sampler.set_params(max_epochs="auto", max_steps="auto", batch_size=32).fit(X, y)
    assert sampler.n_iter_ == -(-n_batches // 3)  # epochs of three batches
