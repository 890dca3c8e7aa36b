"""Claims about games with a latent prior: what is trained first, and what is handed over."""

import warnings
from copy import deepcopy

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from torch import nn

from imbgan import (
    ADSOClassifier,
    ADSOSampler,
    AMOClassifier,
    AMOSampler,
    BAGANClassifier,
    BAGANSampler,
)
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny

SAMPLERS = [ADSOSampler, AMOSampler, BAGANSampler]
CLASSIFIERS = [ADSOClassifier, AMOClassifier, BAGANClassifier]
every_kind = pytest.mark.parametrize("kind", SAMPLERS + CLASSIFIERS)
either_data = pytest.mark.parametrize("data", ["tabular", "images"])


class Start(Callback):
    """Keep the players as they are when the game begins."""

    players = {}

    def on_train_begin(self, net, X=None, **kwargs):
        Start.rows = X.X
        Start.players = {
            name: deepcopy(module).eval() for name, module in net.player_modules().items()
        }


def pretrained(kind):
    """A kind that keeps what its generator was before the game."""

    class Pretrained(kind):
        def _plan(self, run):
            self.generator_before = deepcopy(run.strategy.generator)
            return super()._plan(run)

    return Pretrained(**tiny(kind).get_params())


def same(one, other):
    """Whether two modules have the same tensors."""
    one, other = one.state_dict(), other.state_dict()
    return one.keys() == other.keys() and all(torch.equal(one[at], other[at]) for at in one)


@pytest.fixture
def rows(request, data):
    return request.getfixturevalue(data)


@either_data
@every_kind
def test_generator_and_decoder_are_equal_before_the_game(kind, rows):
    fitted = pretrained(kind).set_params(max_epochs=1, callbacks=[Start]).fit(*rows)
    generator = Start.players["generator"]
    assert same(generator.decoder, fitted.generator_before.decoder)
    assert same(generator.gaussians, fitted.generator_before.gaussians)


@either_data
@every_kind
def test_classifier_and_critic_start_from_the_trunk_of_the_encoder(kind, rows):
    tiny(kind).set_params(max_epochs=1, callbacks=[Start]).fit(*rows)
    trunk = Start.players["generator"].encoder.trunk
    with torch.no_grad():
        features = trunk(Start.rows)
        assert features.std() > 0
        for player in Start.players.keys() - {"generator"}:
            of_player = Start.players[player].trunk(Start.rows)
            assert torch.allclose(of_player, features, atol=1e-4)


@pytest.mark.parametrize("kind", [ADSOSampler, AMOClassifier])
def test_a_critic_of_images_has_no_batch_normalisation(kind, images):
    tiny(kind).set_params(max_epochs=1, callbacks=[Start]).fit(*images)
    norms = {
        player: any(isinstance(layer, nn.BatchNorm2d) for layer in module.modules())
        for player, module in Start.players.items()
    }
    assert norms == {"classifier": True, "generator": True, "critic": False}


@either_data
@pytest.mark.parametrize("kind", SAMPLERS)
def test_the_game_trains_the_decoder_and_neither_encoder_nor_gaussians(kind, rows):
    sampler = pretrained(kind).set_params(generator_lr=0.01).fit(*rows)
    after, before = sampler.net_.generator_, sampler.generator_before
    assert same(after.encoder, before.encoder)
    assert same(after.gaussians, before.gaussians)
    assert not same(after.decoder, before.decoder)


@either_data
def test_the_autoencoder_has_learned_to_reconstruct(rows):
    X, y = rows
    sampler = tiny(ADSOSampler).set_params(generator_lr=1e-12, autoencoder_epochs=40, latent_dim=8)
    sampler.fit(X, y)
    Z = torch.from_numpy(sampler.encoder_.transform(X))
    with torch.no_grad():
        made = sampler.net_.generator_.decoder(torch.from_numpy(sampler.embed(X)))
    assert (made - Z).square().mean() < 0.5 * (Z - Z.mean(dim=0)).square().mean()


@pytest.mark.parametrize("kind", SAMPLERS)
def test_one_outlier_leaves_the_other_columns_of_generated_rows_where_they_are(kind):
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(0, 1, (200, 4)), rng.normal(0.3, 1, (40, 4))])
    y = np.repeat([0, 1], [200, 40])
    sampler = tiny(kind).set_params(autoencoder_epochs=30, max_steps_per_epoch=None)
    clean = sampler.fit(X, y).sample(400, 1)
    X[3, 0] = 1e3  # in a row of the other class
    with_outlier = sampler.fit(X, y).sample(400, 1)
    assert abs(with_outlier[:, 1:].mean(0) - clean[:, 1:].mean(0)).max() < 0.2


@pytest.mark.parametrize("kind", SAMPLERS)
def test_labels_shape_the_latent_space_by_their_weight(kind, tabular):
    X, y = tabular
    spread = []
    for weight in (0.0, 10.0):
        sampler = tiny(kind).set_params(classification_weight=weight, autoencoder_epochs=20)
        z = sampler.fit(X, y).embed(X)
        within = np.mean([z[y == k].var(axis=0).sum() for k in range(3)])
        spread.append(sampler.latent_means_.var(axis=0).sum() / within)
    assert spread[1] > 2 * spread[0]


@either_data
@pytest.mark.parametrize("kind", SAMPLERS)
def test_the_gaussians_have_means_and_covariances_of_the_classes_embeddings(kind, rows):
    X, y = rows
    sampler = tiny(kind).set_params(real_rows="repeated").fit(X, y)
    for k, mean, covariance in zip(
        sampler.classes_, sampler.latent_means_, sampler.latent_covariances_, strict=True
    ):
        z = sampler.embed(X[y == k])
        assert mean == pytest.approx(z.mean(axis=0), rel=1e-3, abs=1e-4)
        assert covariance == pytest.approx(np.cov(z.T), rel=1e-3, abs=1e-3)


@either_data
@pytest.mark.parametrize("kind", SAMPLERS)
def test_fakes_of_a_class_of_one_row_equal_it_and_those_of_two_vary(kind, rows):
    X, y = rows
    first, second = np.flatnonzero(y == 0), np.flatnonzero(y == 1)
    X = np.concatenate([X[first[:30]], X[second[:2]], X[second[2:3]]])
    y = np.repeat([0, 1, 2], [30, 2, 1])
    sampler = tiny(kind)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        sampler.fit(X, y)
    caught = [w for w in caught if issubclass(w.category, ImbalanceWarning)]
    assert len(caught) == 1
    assert "[2] have one row each" in str(caught[0].message)
    ranks = [np.linalg.matrix_rank(c, tol=1e-5) for c in sampler.latent_covariances_]
    assert ranks == [4, 1, 0]
    one, two = sampler.sample(9, 2), sampler.sample(9, 1)
    assert one == pytest.approx(np.repeat(X[-1:], 9, axis=0), abs=1e-5)
    assert not (two == two[0]).all()


@pytest.mark.parametrize("kind", [ADSOSampler, AMOSampler, ADSOClassifier, AMOClassifier])
@pytest.mark.parametrize("place", ["real", "fake", "between"])
@pytest.mark.parametrize("f", ["identity", "log"])
def test_form_and_place_of_the_penalty_reach_the_adversarial_loss(kind, place, f, tabular):
    params = {"penalty_at": place, "f": f, "penalty_weight": 3.0, "max_epochs": 1}
    fitted = tiny(kind).set_params(**params).fit(*tabular)
    if kind in SAMPLERS:
        loss = fitted.net_.criterion_.adversarial_loss
        assert (loss.penalty_at, loss.f, loss.penalty_weight) == (place, f, 3.0)
    assert np.isfinite(fitted.history_[0]["train_critic_loss"])


@pytest.mark.parametrize("kind", [ADSOSampler, AMOSampler])
@pytest.mark.parametrize(
    "changed", [{"penalty_at": "fake"}, {"f": "log"}, {"critic_steps": 3}, {"penalty_weight": 0}]
)
def test_another_contest_gives_another_generator(kind, changed, tabular):
    fast = {"generator_lr": 0.01, "critic_lr": 0.01}
    plain, other = (
        tiny(kind).set_params(**fast, **params).fit(*tabular).sample(5, 1, random_state=0)
        for params in ({}, changed)
    )
    assert not np.array_equal(plain, other)


class Flat(nn.Module):
    """A user's own classifier of images or rows."""

    def __init__(self, spec):
        super().__init__()
        self.layer = nn.Linear(int(np.prod(spec.shape)), spec.n_classes)

    def forward(self, x):
        return self.layer(x.flatten(1))


@either_data
@every_kind
def test_a_classifier_of_the_user_is_taken_as_it_is(kind, rows):
    X, y = rows
    fitted = tiny(kind).set_params(classifier=Flat, max_epochs=1).fit(X, y)
    assert isinstance(fitted.net_.module_, Flat)
    if kind in CLASSIFIERS:
        assert fitted.predict_proba(X).shape == (len(X), len(np.unique(y)))


def test_the_autoencoder_shows_a_bar_of_its_own(tabular, capfd):
    tiny(ADSOSampler).set_params(verbose=1, autoencoder_epochs=7).fit(*tabular)
    shown = capfd.readouterr().err
    assert "autoencoder" in shown
    assert "7/7 epochs [" in shown


@every_kind
def test_a_fit_that_fails_leaves_no_generator_behind(kind, tabular):
    class Failing(Callback):
        def on_epoch_end(self, net, **kwargs):
            raise RuntimeError("no more")

    estimator = tiny(kind).set_params(callbacks=[Failing])
    with pytest.raises(RuntimeError, match="no more"):
        estimator.fit(*tabular)
    assert not any(isinstance(value, nn.Module) for value in vars(estimator).values())


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_on_mixed_columns_the_critic_and_the_classifier_read_what_is_generated(kind, mixed_frame):
    X, y = mixed_frame
    fitted = tiny(kind).set_params(early_stopping=False).fit(X, y)
    assert fitted.spec_.categories == (3,)
    assert np.mean(fitted.predict(X) == y) > 0.6
