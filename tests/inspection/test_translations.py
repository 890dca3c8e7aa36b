"""Tests of the grid of translated images."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from imbgan import CycleGANSampler, DOSampler
from imbgan.inspection import TranslationDisplay
from imbgan.utils.testing import tiny

X = np.random.default_rng(0).random((9, 1, 3, 2))


class Brighter(BaseEstimator):
    """Translates images by adding one, and back by taking one half away."""

    image_shape = None

    def translate(self, X, label):
        return np.asarray(X) + 1

    def translate_back(self, X, label):
        return X - 0.5


def test_each_source_stands_above_its_translation_and_the_way_back(pyplot):
    display = TranslationDisplay.from_estimator(Brighter(), X, "ill", n_images=4, random_state=0)
    names = [label.get_text() for label in display.ax_.get_yticklabels()]
    assert names == ["source", "as ill", "way back"]
    assert display.source_images.shape == (4, 1, 3, 2)
    assert all((image == X).all(axis=(1, 2, 3)).any() for image in display.source_images)
    assert np.array_equal(display.translated_images, display.source_images + 1)
    assert np.array_equal(display.returned_images, display.translated_images - 0.5)
    assert display.figure_ is display.ax_.figure


def test_the_seed_decides_which_sources_are_shown(pyplot):
    one, again, other = (
        TranslationDisplay.from_estimator(Brighter(), X, 1, n_images=3, random_state=seed)
        for seed in (0, 0, 1)
    )
    assert np.array_equal(one.source_images, again.source_images)
    assert not np.array_equal(one.source_images, other.source_images)


def test_a_fitted_sampler_of_flat_images_and_text_labels_is_shown(pyplot):
    rng = np.random.default_rng(0)
    flat, y = rng.random((40, 64)), np.repeat(["well", "ill"], [30, 10])
    sampler = tiny(CycleGANSampler).set_params(image_shape=(8, 8)).fit(flat, y)
    display = TranslationDisplay.from_estimator(
        sampler, flat[y == "well"], "ill", n_images=2, random_state=0
    )
    assert display.translated_images.shape == (2, 1, 8, 8)
    assert not np.array_equal(display.translated_images, display.source_images)


def test_a_sampler_without_translations_is_refused(pyplot):
    with pytest.raises(ValueError, match="DOSampler translates no rows"):
        TranslationDisplay.from_estimator(DOSampler(), X, 1)


def test_no_images_and_no_fit_are_refused(pyplot):
    with pytest.raises(ValueError, match="X holds no image"):
        TranslationDisplay.from_estimator(Brighter(), X[:0], 1)
    with pytest.raises(NotFittedError):
        TranslationDisplay.from_estimator(CycleGANSampler(), X, 1)


def test_plot_draws_again_in_axes_that_are_given(pyplot):
    display = TranslationDisplay.from_estimator(Brighter(), X, 1, n_images=2)
    _, ax = pyplot.subplots()
    assert display.plot(ax, cmap="viridis") is display
    assert display.ax_ is ax and display.image_.get_cmap().name == "viridis"
