"""Images that are wrong raise an error that says what to do, for every estimator."""

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from imbgan import all_estimators
from imbgan.utils.testing import tiny

SAMPLERS = [kind for _, kind in all_estimators("sampler") if hasattr(kind(), "max_epochs")]
# Those that train a network; the others wrap any classifier.
CLASSIFIERS = [kind for _, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")]
every_kind = pytest.mark.parametrize("kind", SAMPLERS + CLASSIFIERS)
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)


def refused(estimator, X, y, message):
    """Check that all ways to fit an estimator raise an error with a message."""
    for way in ("fit", "fit_resample"):
        if hasattr(estimator, way):
            with pytest.raises(ValueError, match=message):
                getattr(estimator, way)(X, y)


@every_kind
@pytest.mark.parametrize(
    "shape, message",
    [
        ((8, 9), r"image_shape=\(8, 9\) makes 72 pixels, but X has 64 columns"),
        ((3, 8, 8), r"image_shape=\(3, 8, 8\) makes 192 pixels, but X has 64 columns"),
        ((64,), "image_shape"),
        ((1, 1, 8, 8), "image_shape"),
        ((8.0, 8.0), "image_shape"),
        ((-8, -8), "image_shape"),
        (("8", "8"), "image_shape"),
    ],
)
def test_a_shape_that_does_not_fit_the_columns(kind, shape, message, images):
    X, y = images
    refused(tiny(kind).set_params(image_shape=shape), X.reshape(72, 64), y, message)


@every_kind
def test_a_shape_that_contradicts_four_dimensions(kind, images):
    told = r"image_shape=\(4, 16\) does not fit the images in X, whose shape is \(1, 8, 8\)"
    refused(tiny(kind).set_params(image_shape=(4, 16)), *images, told)


@every_kind
@pytest.mark.parametrize(
    "shape, message",
    [((2, 8, 8), "channels"), ((1, 7, 8), "8"), ((1, 8, 1), "8"), ((4, 16, 16), "channels")],
)
def test_shapes_that_are_not_supported(kind, shape, message, images):
    y = images[1]
    refused(tiny(kind), np.random.default_rng(0).random((72, *shape)), y, message)


@every_kind
def test_three_dimensions_lack_the_axis_of_channels(kind, images):
    X, y = images
    refused(tiny(kind), X[:, 0], y, r"three dimensions.*Add a channel axis: X\[:, None\]")
    refused(tiny(kind), X[:, None], y, "Expected 4D array of images .* got 5D array")


@every_kind
@pytest.mark.parametrize("value, word", [(np.nan, "NaN"), (np.inf, "infinity")])
def test_missing_and_infinite_pixels(kind, value, word, images):
    X, y = images
    X[70, 0, 3, 4] = value
    flat = X.reshape(72, 64)
    refused(tiny(kind), X, y, word)
    for rows in (flat, sparse.csr_array(flat), pd.DataFrame(flat)):
        refused(tiny(kind).set_params(image_shape=(8, 8)), rows, y, word)


@every_kind
@pytest.mark.parametrize("columns", [[0], ["pixel"], np.eye(64, dtype=bool)[0]])
def test_columns_of_images_are_not_categorical(kind, columns, images):
    X, y = images
    told = "categorical_features must be 'auto' or None for images"
    refused(tiny(kind).set_params(categorical_features=columns), X, y, told)
    flat = {"categorical_features": columns, "image_shape": (8, 8)}
    refused(tiny(kind).set_params(**flat), X.reshape(72, 64), y, told)


@every_kind
def test_pixels_that_are_no_numbers(kind, images):
    X, y = images
    words = np.full((72, 64), "dark", dtype=object)
    refused(tiny(kind).set_params(image_shape=(8, 8)), words, y, "pixel|number")
    refused(tiny(kind), X + 1j, y, "Complex data not supported")


@every_kind
def test_no_images(kind, images):
    X, y = images
    refused(tiny(kind), X[:0], y[:0], r"0 sample\(s\)")


@every_kind
def test_images_and_labels_of_different_number(kind, images):
    X, y = images
    refused(tiny(kind), X, y[:-1], "inconsistent numbers of samples")


@pytest.mark.parametrize("kind", [kind for kind in SAMPLERS + CLASSIFIERS if kind._needs_batches])
def test_batches_of_a_single_image(kind, images):
    refused(tiny(kind).set_params(batch_size=1), *images, "batch_size=1 .* use batch_size=2")


@every_classifier
def test_another_shape_in_predict(kind, images):
    X, y = images
    fitted = tiny(kind).set_params(max_epochs=1).fit(X, y)
    with pytest.raises(ValueError, match="X has 72 features, but .* is expecting 64"):
        fitted.predict(np.zeros((2, 1, 8, 9)))
    with pytest.raises(ValueError, match="X has 63 features, but .* is expecting 64"):
        fitted.predict(np.zeros((2, 63)))
    with pytest.raises(ValueError, match=r"images of shape \(1, 16, 4\).*\(1, 8, 8\)"):
        fitted.predict(np.zeros((2, 1, 16, 4)))
    X[0, 0, 0, 0] = np.nan
    with pytest.raises(ValueError, match="NaN"):
        fitted.predict_proba(X)


@every_kind
def test_a_fit_to_rows_after_one_to_images_is_one_of_rows(kind, images, tabular):
    estimator = tiny(kind).set_params(max_epochs=1).fit(*images)
    estimator.fit(*tabular)
    assert estimator.n_features_in_ == 6
    assert estimator.encoder_.shape == (6,)
