"""Claims about the images that are read, and about those that are refused."""

import numpy as np
import pytest
from scipy import sparse

from imbgan.encoding import ImageEncoder
from imbgan.encoding._pixels import pixel_blocks

pd = pytest.importorskip("pandas")


def message_of(X, **params):
    with pytest.raises(ValueError) as error:
        ImageEncoder(**params).fit(X)
    return str(error.value)


def test_three_dimensions_are_refused_with_the_axis_to_add():
    assert "Add a channel axis: X[:, None]." in message_of(np.zeros((5, 28, 28)))
    encoder = ImageEncoder().fit(np.zeros((5, 1, 28, 28)))
    with pytest.raises(ValueError, match=r"Add a channel axis: X\[:, None\]"):
        encoder.transform(np.zeros((5, 28, 28)))


@pytest.mark.parametrize("shape", [(64,), (2, 1, 1, 8, 8)])
def test_other_numbers_of_dimensions_are_refused(shape):
    message = message_of(np.zeros(shape), image_shape=(8, 8))
    assert f"got {len(shape)}D array instead. Reshape your data" in message


def test_flat_rows_need_a_shape():
    assert "image_shape=(height, width) or" in message_of(np.zeros((5, 64)))


@pytest.mark.parametrize("kind", [np.asarray, sparse.csr_array, pd.DataFrame, np.ndarray.tolist])
def test_a_shape_that_does_not_make_the_columns_is_refused_with_both_numbers(kind):
    message = message_of(kind(np.zeros((5, 60))), image_shape=(8, 8))
    assert message.startswith("image_shape=(8, 8) makes 64 pixels, but X has 60 columns")


@pytest.mark.parametrize(
    "image_shape", [8, "8x8", (64,), (1, 1, 8, 8), (8, -8), (8.0, 8.0), (0, 8), ()]
)
def test_other_shapes_are_refused_by_name(image_shape):
    message = message_of(np.zeros((5, 64)), image_shape=image_shape)
    assert message.startswith("image_shape must be (height, width) or (channels, height, width)")


def test_images_of_another_shape_than_declared_are_refused():
    X = np.zeros((5, 1, 8, 16))
    assert "does not fit the images in X" in message_of(X, image_shape=(16, 8))
    assert ImageEncoder(np.array([8, 16])).fit(X).shape == (1, 8, 16)


@pytest.mark.parametrize("channels", [2, 4, 28])
def test_other_numbers_of_channels_are_refused(channels):
    message = message_of(np.zeros((2, channels, 28, 28)))
    assert f"1 or 3 channels, got {channels}" in message
    assert "transpose" not in message


def test_channels_at_the_end_are_pointed_out():
    assert "X.transpose(0, 3, 1, 2)" in message_of(np.zeros((2, 32, 28, 3)))


@pytest.mark.parametrize("shape", [(1, 7, 8), (3, 8, 4)])
def test_small_images_are_sent_to_the_tables(shape):
    message = message_of(np.zeros((2, *shape)))
    assert "sides of 8 pixels and more are supported" in message
    assert "Treat small images as tables" in message
    assert message_of(np.zeros((2, np.prod(shape))), image_shape=shape) == message


@pytest.mark.parametrize("form", ["images", "flat", "frame", "sparse", "objects"])
@pytest.mark.parametrize(
    ("value", "words"),
    [(np.nan, "Input X contains NaN"), (np.inf, "infinity"), (-np.inf, "infinity")],
)
def test_pixels_that_are_not_finite_are_refused_in_fit_and_later(form, value, words):
    X = np.zeros((3, 64))
    faulty = X.copy()
    faulty[2, 5] = value
    kind = {
        "images": lambda X: X.reshape(-1, 1, 8, 8),
        "flat": np.asarray,
        "frame": pd.DataFrame,
        "sparse": sparse.csr_array,
        "objects": lambda X: X.reshape(-1, 1, 8, 8).astype(object),
    }[form]
    assert words in message_of(kind(faulty), image_shape=(1, 8, 8))
    encoder = ImageEncoder((1, 8, 8)).fit(kind(X))
    with pytest.raises(ValueError, match=words):
        encoder.transform(kind(faulty))


def test_missing_pixels_of_nullable_columns_are_found():
    X = pd.DataFrame(np.zeros((3, 64), dtype=np.uint8)).astype("UInt8")
    X.iloc[1, 7] = pd.NA
    assert "Input X contains NaN" in message_of(X, image_shape=(8, 8))


@pytest.mark.parametrize(
    ("X", "words"),
    [
        (np.empty((0, 1, 8, 8)), "Found array with 0 sample(s) (shape=(0, 1, 8, 8)) while a"),
        (np.empty((0, 64)), "Found array with 0 sample(s) (shape=(0, 64)) while a minimum"),
        (np.empty((3, 0)), "Found array with 0 feature(s) (shape=(3, 0)) while a minimum"),
        (np.zeros((3, 1, 8, 8)) * 1j, "Complex data not supported"),
        (np.zeros((3, 64)) * 1j, "Complex data not supported"),
    ],
)
def test_images_without_rows_pixels_or_real_numbers_are_refused(X, words):
    assert words in message_of(X, image_shape=(8, 8))


@pytest.mark.parametrize("value", ["cat", b"a"])
def test_words_among_the_pixels_are_refused_by_column(value):
    X = pd.DataFrame(np.zeros((3, 64))).add_prefix("p").astype({"p5": object})
    X.iloc[1, 5] = value
    message = message_of(X, image_shape=(8, 8))
    assert message.startswith("Column 'p5' of X holds numbers in 66.7 % of its cells, but also")
    assert f"{value!r}, but is a pixel of an image" in message
    assert "categorical_features" not in message
    assert "Column 5 of X" in message_of(X.to_numpy(), image_shape=(8, 8))
    assert "Column 5 of X" in message_of(X.to_numpy().reshape(3, 1, 8, 8))


def test_other_objects_are_refused_as_scikit_learn_refuses_them():
    X = np.zeros((3, 1, 8, 8), dtype=object)
    X[0, 0, 0, 0] = {"foo": "bar"}
    with pytest.raises(TypeError, match="Column 0 .*argument must be .* string.* number"):
        ImageEncoder().fit(X)


@pytest.mark.parametrize("X", [np.zeros((2, 63)), np.zeros((2, 3, 8, 8)), pd.DataFrame([[1, 2]])])
def test_another_number_of_features_than_in_fit_is_refused(X):
    encoder = ImageEncoder().fit(np.zeros((5, 1, 8, 8)))
    n = np.prod(X.shape[1:])
    words = f"X has {n} features, but ImageEncoder is expecting 64 features as input."
    with pytest.raises(ValueError, match=words):
        encoder.transform(X)


def test_images_of_another_shape_than_in_fit_are_refused_where_only_the_product_is_the_same():
    encoder = ImageEncoder().fit(np.zeros((5, 1, 8, 18)))
    with pytest.raises(ValueError, match=r"shape \(1, 9, 16\), but .* of shape \(1, 8, 18\)"):
        encoder.transform(np.zeros((5, 1, 9, 16)))


@pytest.mark.parametrize("shape", [(2, 64), (2, 1, 8, 9), (1, 8, 8)])
def test_encoded_images_of_another_shape_are_refused(shape):
    encoder = ImageEncoder().fit(np.zeros((5, 1, 8, 8)))
    with pytest.raises(ValueError, match="Encoded images have shape"):
        encoder.inverse_transform(np.zeros(shape))


def test_encoded_images_that_are_not_numbers_are_refused():
    encoder = ImageEncoder().fit(np.zeros((5, 1, 8, 8)))
    with pytest.raises(ValueError, match="Encoded images contain NaN"):
        encoder.inverse_transform(np.full((1, 1, 8, 8), np.nan))


def test_pixels_are_read_a_few_images_at_a_time(monkeypatch):
    monkeypatch.setattr("imbgan.encoding._tables.BLOCK_SIZE", 200)
    X = np.arange(7 * 64).reshape(7, 1, 8, 8)
    pieces = list(pixel_blocks(X))
    assert [len(values) for _, values in pieces] == [3, 3, 1]
    assert np.array_equal(np.concatenate([values for _, values in pieces]), X.reshape(7, 64))
    assert np.array_equal(np.concatenate([X[rows] for rows, _ in pieces]), X)
