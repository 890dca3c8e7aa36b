"""Claims about the look that samplers with a latent prior give into their latent space."""

import numpy as np
import pytest
from scipy import sparse
from sklearn.exceptions import NotFittedError

from imbgan import ADSOSampler, AMOSampler, BAGANSampler, load
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny

KINDS = [ADSOSampler, AMOSampler, BAGANSampler]
every_kind = pytest.mark.parametrize("kind", KINDS)


@every_kind
def test_an_embedding_has_a_vector_for_each_row(kind, tabular):
    X, y = tabular
    sampler = tiny(kind).set_params(latent_dim=5).fit(X, y)
    z = sampler.embed(X)
    assert (z.shape, z.dtype) == ((len(X), 5), np.float32)
    assert z[:7] == pytest.approx(sampler.embed(X[:7]), abs=1e-5)
    assert np.array_equal(z, sampler.embed(X))


@every_kind
def test_means_and_covariances_have_a_place_for_each_class(kind, tabular):
    sampler = tiny(kind).set_params(latent_dim=5).fit(*tabular)
    assert sampler.latent_means_.shape == (3, 5)
    assert sampler.latent_covariances_.shape == (3, 5, 5)


@every_kind
def test_images_are_embedded_alike_flat_or_not(kind, images):
    X, y = images
    sampler = tiny(kind).fit(X, y)
    assert np.array_equal(sampler.embed(X), sampler.embed(X.reshape(len(X), 64)))


@every_kind
def test_frames_and_sparse_rows_can_be_embedded(kind, mixed_frame, tabular):
    X, y = mixed_frame
    assert tiny(kind).fit(X, y).embed(X.iloc[:9]).shape == (9, 4)
    X, y = tabular
    sampler = tiny(kind).fit(X, y)
    assert np.array_equal(sampler.embed(sparse.csr_array(X)), sampler.embed(X))


@every_kind
def test_before_fit_there_is_nothing_to_see(kind, tabular):
    for look in (
        lambda sampler: sampler.embed(tabular[0]),
        lambda sampler: sampler.latent_means_,
        lambda sampler: sampler.latent_covariances_,
    ):
        with pytest.raises(NotFittedError):
            look(kind())


@every_kind
def test_rows_of_another_width_cannot_be_embedded(kind, tabular):
    X, y = tabular
    with pytest.raises(ValueError, match="X has 5 features.* is expecting 6"):
        tiny(kind).fit(X, y).embed(X[:, :5])


@every_kind
@pytest.mark.parametrize("n", [1, 7, 5000])
def test_a_sample_has_exactly_the_rows_asked_for(kind, n, tabular, images):
    assert tiny(kind).fit(*tabular).sample(n, 2).shape == (n, 6)
    assert tiny(kind).fit(*images).sample(n, 1).shape == (n, 1, 8, 8)


@every_kind
def test_rows_of_a_class_scatter_around_what_its_mean_becomes(kind, tabular):
    X, y = tabular
    sampler = tiny(kind).set_params(autoencoder_epochs=30).fit(X, y)
    for k in range(3):
        z = sampler.embed(sampler.sample(400, k, random_state=0))
        apart = np.square(z.mean(axis=0) - sampler.latent_means_).sum(axis=1)
        assert apart.argmin() == k


@every_kind
def test_no_row_of_training_stays_in_a_sampler(kind, tabular):
    X, y = tabular
    generator = tiny(kind).fit(X, y).net_.generator_
    sizes = {name: value.numel() for name, value in generator.state_dict().items()}
    few = tiny(kind).fit(X[::2], y[::2]).net_.generator_
    assert sizes == {name: value.numel() for name, value in few.state_dict().items()}


@every_kind
def test_a_loaded_sampler_still_gives_the_row_of_a_class_of_one(kind, tabular, tmp_path):
    X, y = tabular
    rows = np.append(np.flatnonzero(y != 2), np.flatnonzero(y == 2)[0])
    with pytest.warns(ImbalanceWarning):
        sampler = tiny(kind).fit(X[rows], y[rows])
    sampler.save(tmp_path / "model")
    again = load(tmp_path / "model").sample(3, 2, random_state=0)
    assert again == pytest.approx(np.tile(X[rows[-1]], (3, 1)), rel=1e-5)
