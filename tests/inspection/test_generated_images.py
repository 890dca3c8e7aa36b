"""Tests of the grid of images."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from imbgan import DFBSSampler, DOClassifier, DOSampler
from imbgan.inspection import GeneratedImagesDisplay
from imbgan.utils.testing import tiny


class Painter(BaseEstimator):
    """A sampler whose images of class k have the value k; class "c" has no generator."""

    classes_ = np.array(["a", "b", "c"])
    generated_classes_ = ("a", "b")

    def __init__(self, form=(1, 3, 2), image_shape=None):
        self.form, self.image_shape = form, image_shape

    def fit(self, X, y):
        return self

    def sample(self, n, label, random_state=None):
        return np.full((n, *self.form), 1.0 + self.classes_.tolist().index(label))


Y = np.repeat(["a", "b", "c"], [9, 4, 2])
X = np.random.default_rng(0).random((15, 1, 3, 2))


def names(display):
    return [label.get_text() for label in display.ax_.get_yticklabels()]


def test_each_class_with_a_generator_has_two_rows_and_others_one(pyplot):
    display = GeneratedImagesDisplay.from_estimator(Painter(), X, Y, n_images=5, random_state=0)
    assert names(display) == ["a, real", "a, generated", "b, real", "b, generated", "c, real"]
    assert [len(images) for images in display.real_images] == [5, 4, 2]
    assert [len(images) for images in display.generated_images] == [5, 5, 0]
    assert np.all(display.generated_images[1] == 2.0)
    assert display.figure_ is display.ax_.figure


def test_real_images_are_of_their_class(pyplot):
    display = GeneratedImagesDisplay.from_estimator(Painter(), X, Y, n_images=3, random_state=0)
    for label, shown in zip("abc", display.real_images, strict=True):
        of_class = X[Y == label]
        assert all((image == of_class).all(axis=(1, 2, 3)).any() for image in shown)
        assert len(np.unique(shown.reshape(len(shown), -1), axis=0)) == len(shown)


def test_the_seed_decides_what_is_shown(pyplot):
    one, again, other = (
        GeneratedImagesDisplay.from_estimator(Painter(), X, Y, n_images=3, random_state=seed)
        for seed in (0, 0, 1)
    )
    assert np.array_equal(one.real_images[0], again.real_images[0])
    assert not np.array_equal(one.real_images[0], other.real_images[0])


def test_the_grid_holds_the_images_and_is_transparent_between_them(pyplot):
    real, generated = np.zeros((2, 1, 2, 2)), np.ones((1, 1, 2, 2))
    display = GeneratedImagesDisplay.from_images(real, [0, 0], generated, [0])
    grid = display.image_.get_array().filled(np.nan)
    nan = np.nan
    expected = [
        [0, 0, nan, 0, 0],
        [0, 0, nan, 0, 0],
        [nan] * 5,
        [1, 1, nan, nan, nan],
        [1, 1, nan, nan, nan],
    ]
    assert np.array_equal(grid, np.array(expected, dtype=float), equal_nan=True)
    assert display.ax_.get_yticks().tolist() == [0.5, 3.5]


def test_colour_images_keep_their_channels(pyplot):
    red = np.zeros((1, 3, 2, 2), dtype=np.uint8)
    red[:, 0] = 255
    display = GeneratedImagesDisplay.from_images(red, ["x"], red[:0], [])
    grid = np.asarray(display.image_.get_array())
    assert grid.shape == (2, 2, 4)
    assert np.all(grid == [1, 0, 0, 1])


def test_the_value_range_can_be_said(pyplot):
    images = np.full((1, 1, 2, 2), 8)
    shown = [
        GeneratedImagesDisplay.from_images(
            images, [0], images, [0], value_range=value_range
        ).image_.get_array()[0, 0]
        for value_range in (None, (0, 16))
    ]
    assert shown == [8 / 255, 0.5]


@pytest.mark.parametrize("image_shape", [(3, 2), (1, 3, 2)])
def test_flat_rows_take_the_shape_of_the_sampler_or_the_argument(pyplot, image_shape):
    flat = X.reshape(15, 6)
    of_sampler = Painter(form=(6,), image_shape=image_shape)
    displays = [
        GeneratedImagesDisplay.from_estimator(of_sampler, flat, Y, random_state=0),
        GeneratedImagesDisplay.from_estimator(
            Painter(form=(6,)), flat, Y, image_shape=image_shape, random_state=0
        ),
    ]
    for display in displays:
        assert display.real_images[0].shape == display.generated_images[0].shape == (8, 1, 3, 2)


@pytest.mark.parametrize("kind", [DFBSSampler, DOSampler])
def test_a_fitted_sampler_of_flat_images_is_shown(kind, pyplot, images):
    X, y = images
    flat = X.reshape(len(X), -1)
    sampler = tiny(kind).fit(flat, y)
    display = GeneratedImagesDisplay.from_estimator(
        sampler, flat, y, image_shape=(8, 8), n_images=2, random_state=0
    )
    assert display.generated_images[1].shape == (2, 1, 8, 8)
    assert not np.array_equal(display.generated_images[1][0], display.generated_images[1][1])


def test_a_fitted_sampler_may_have_labels_of_text(pyplot):
    rng = np.random.default_rng(0)
    flat, y = rng.random((40, 4)), np.repeat(["well", "ill"], [30, 10])
    sampler = tiny(DOSampler).fit(flat, y)
    display = GeneratedImagesDisplay.from_estimator(
        sampler, flat, y, image_shape=(2, 2), n_images=2, random_state=0
    )
    assert names(display) == ["ill, real", "ill, generated", "well, real", "well, generated"]


def test_a_sampler_without_any_generator_shows_real_images(pyplot):
    sampler = Painter()
    sampler.generated_classes_ = ()
    display = GeneratedImagesDisplay.from_estimator(sampler, X, Y)
    assert names(display) == ["a, real", "b, real", "c, real"]


def test_plot_draws_again_in_axes_that_are_given(pyplot):
    _, ax = pyplot.subplots()
    display = GeneratedImagesDisplay.from_estimator(Painter(), X, Y, ax=ax)
    assert display.ax_ is ax
    _, other = pyplot.subplots()
    assert display.plot(other, cmap="viridis") is display
    assert display.ax_ is other
    assert display.image_.get_cmap().name == "viridis"


def test_what_is_no_fitted_sampler_raises(pyplot):
    with pytest.raises(ValueError, match="DOClassifier has no `sample`; pass a sampler"):
        GeneratedImagesDisplay.from_estimator(DOClassifier(), X, Y)
    with pytest.raises(NotFittedError):
        GeneratedImagesDisplay.from_estimator(DOSampler(), X, Y)


@pytest.mark.parametrize(
    "changes, match",
    [
        ({"real": X.reshape(15, 6)}, "real has flat rows"),
        ({"generated": np.ones((2, 1, 2, 3))}, r"shape \(1, 3, 2\), .* shape \(1, 2, 3\)"),
        ({"real": X[:0], "real_y": []}, "real holds no image"),
        ({"real_y": Y[:3]}, "inconsistent numbers of samples"),
        ({"generated_y": ["a"]}, "inconsistent numbers of samples"),
        ({"n_images": 0}, "n_images must be a positive integer"),
        ({"n_images": 1.5}, "n_images must be a positive integer"),
    ],
)
def test_bad_images_raise(pyplot, changes, match):
    arguments = {"real": X, "real_y": Y, "generated": X[:2], "generated_y": ["a", "b"]}
    with pytest.raises(ValueError, match=match):
        GeneratedImagesDisplay.from_images(**{**arguments, **changes})
