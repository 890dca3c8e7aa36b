"""Claims about CycleGANSampler."""

import numpy as np
import pytest
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.linear_model import LogisticRegression
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import StandardScaler

from imbgan import CycleGANSampler
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny


def small(**params):
    return tiny(CycleGANSampler).set_params(**params)


@pytest.fixture
def wine():
    return load_wine(return_X_y=True)


@pytest.fixture(scope="module")
def digits():
    """Zeros and a few sixes, as images of 16 pixels."""
    X, y = load_digits(return_X_y=True)
    rows = np.r_[np.flatnonzero(y == 0), np.flatnonzero(y == 6)[:30]]
    images = X[rows].reshape(-1, 1, 8, 8).repeat(2, axis=2).repeat(2, axis=3)
    return images, y[rows]


def test_translated_rows_of_a_table_are_taken_for_rows_of_the_class():
    X, y = load_breast_cancer(return_X_y=True)
    judge = make_pipeline(StandardScaler(), LogisticRegression()).fit(X, y)
    sampler = CycleGANSampler(random_state=0).fit(X, y)
    translated = sampler.translate(X[y == 1], 0)
    assert np.mean(judge.predict(X[y == 1]) == 0) < 0.05
    assert np.mean(judge.predict(translated) == 0) > 0.8
    there_and_back = sampler.translate_back(translated, 0)
    assert np.mean(judge.predict(there_and_back) == 1) > 0.8
    spread = X.std(axis=0)
    away = np.median(np.abs(translated - X[y == 1]) / spread)
    assert np.median(np.abs(there_and_back - X[y == 1]) / spread) < away / 2


def test_translated_images_are_taken_for_images_of_the_class(digits):
    X, y = digits
    judge = LogisticRegression(max_iter=1000).fit(X.reshape(len(X), -1) / 16, y)
    sampler = CycleGANSampler(n_channels=8, n_blocks=1, max_epochs=40, random_state=0).fit(X, y)
    translated = sampler.translate(X[y == 0], 6)
    assert translated.shape == X[y == 0].shape
    assert np.mean(judge.predict(translated.reshape(len(translated), -1) / 16) == 6) > 0.8


@pytest.mark.parametrize("source", ["majority", "rest", 1])
def test_each_synthetic_row_comes_from_a_row_of_the_source(wine, source):
    X, y = wine
    sampler = small(source=source)
    X_all, y_all = sampler.fit_resample(X, y)
    made = y_all[sampler.synthetic_mask_]
    came_from = y[sampler.source_indices_]
    assert len(came_from) == len(made) == len(y_all) - len(y) > 0
    allowed = {"majority": {1}, "rest": {0, 1, 2}, 1: {1}}[source]
    assert set(came_from) <= allowed
    assert not (came_from == made).any()


def test_no_source_comes_twice_before_all_have_come_once(wine):
    sampler = small().fit(*wine)
    picked, again = sampler._pick(np.full(150, 2), seed=0)
    counts = np.bincount(picked)
    assert counts[counts > 0].min() == 2
    assert counts.max() == 3
    assert again.sum() == 150 - np.sum(wine[1] == 1)


def test_more_rows_than_sources_are_announced_and_are_no_copies_of_each_other(wine):
    sampler = small().fit(*wine)
    with pytest.warns(ImbalanceWarning, match="there are 71 sources"):
        drawn = sampler.sample(200, 2, random_state=0)
    assert len(np.unique(drawn, axis=0)) == 200


def test_a_source_that_lacks_rows_itself_is_refused(wine):
    with pytest.raises(ValueError, match="source=2 lacks rows itself"):
        small(source=2).fit(*wine)


def test_a_source_that_is_no_class_is_refused(wine):
    with pytest.raises(
        ValueError, match="source must be 'majority', 'rest' or one of the classes"
    ):
        small(source="larger").fit(*wine)


def test_a_class_without_generator_is_not_translated_into(wine):
    sampler = small().fit(*wine)
    with pytest.raises(ValueError, match="The class 1 has no generator"):
        sampler.translate(wine[0], 1)


def test_a_batch_may_hold_one_image(digits):
    sampler = small(batch_size=1, max_epochs=1, max_steps_per_epoch=1)
    assert sampler.fit(*digits).sample(2, 6).shape == (2, 1, 16, 16)


def test_images_whose_sides_do_not_divide_keep_their_size(digits):
    X, y = digits
    sampler = small(max_epochs=1, max_steps_per_epoch=1).fit(X[:, :, 1:, :-2], y)
    assert sampler.sample(2, 6).shape == (2, 1, 15, 14)


def test_no_training_rows_are_kept_in_the_net(wine):
    sampler = small().fit(*wine)
    assert sampler.net_.criterion_.buffers == []
