"""Claims about the encoder of images with metadata."""

from datetime import date
from decimal import Decimal

import numpy as np
import pandas as pd
import pytest
from scipy import sparse

from imbgan.encoding import ImageEncoder, ImageMetadataEncoder, TabularEncoder


@pytest.fixture
def frame():
    """Six rows: a number, an image, categories, integers and strings, some of them missing."""
    rng = np.random.default_rng(0)
    images = [rng.integers(256, size=(1, 8, 9), dtype=np.uint8) for _ in range(6)]
    return pd.DataFrame(
        {
            "age": [1.0, np.nan, 3, 4, 5, 6],
            "image": images,
            "sex": pd.Categorical(["M", "F", None, "M", "F", "M"]),
            "visits": pd.array([1, None, 3, 4, 5, 6], dtype="Int64"),
            "view": pd.Series(["PA", "AP", "PA", "PA", "AP", "PA"], dtype="str"),
        }
    )


def check_same(one, other):
    images = zip(one["image"], other["image"], strict=True)
    assert all(np.array_equal(a, b) for a, b in images)
    pd.testing.assert_frame_equal(one.drop(columns="image"), other.drop(columns="image"))


def test_a_row_is_pixels_then_numbers_then_marks_then_codes(frame):
    encoder = ImageMetadataEncoder().fit(frame)
    Z = encoder.transform(frame)
    assert Z.dtype == np.float32
    assert encoder.shape == Z.shape[1:] == (72 + 2 + 2 + 2,)
    assert encoder.image_shape_ == encoder.image_part == (1, 8, 9)
    assert encoder.n_categories == (3, 2)
    images = np.stack(frame["image"])
    assert np.array_equal(Z[:, :72], ImageEncoder().fit_transform(images).reshape(6, -1))
    assert Z[:, 74].tolist() == Z[:, 75].tolist() == [0, 1, 0, 0, 0, 0]
    assert Z[:, 76].tolist() == [1, 0, 2, 1, 0, 1]
    assert Z[:, 77].tolist() == [1, 0, 1, 1, 0, 1]


def test_numbers_are_scaled_as_in_a_table_after_the_median_was_filled_in(frame):
    Z = ImageMetadataEncoder().fit_transform(frame)
    filled = frame[["age", "visits"]].astype(float).fillna(4.0)
    assert np.array_equal(Z[:, 72:74], TabularEncoder().fit_transform(filled))


def test_rows_come_back_with_what_was_missing(frame):
    encoder = ImageMetadataEncoder().fit(frame)
    back = encoder.inverse_transform(encoder.transform(frame))
    assert back.dtypes.equals(frame.dtypes)
    check_same(back, frame)


def test_what_was_never_missing_in_fit_has_no_mark_and_no_category(frame):
    encoder = ImageMetadataEncoder().fit(frame.dropna())
    assert encoder.shape == (72 + 2 + 2,)
    Z = encoder.transform(frame)
    assert Z[1, 72] == encoder.transform(frame.dropna().assign(age=4.5))[0, 72]
    assert Z[2, 74] == -1


def test_categories_unseen_in_fit_have_the_code_minus_one(frame):
    encoder = ImageMetadataEncoder().fit(frame)
    Z = encoder.transform(frame.assign(view="lateral", sex=pd.Categorical(["X"] * 6)))
    assert (Z[:, 76:] == -1).all()


def test_a_record_holds_all_that_was_learned(frame):
    encoder = ImageMetadataEncoder().fit(frame)
    again = ImageMetadataEncoder.from_record(encoder.to_record())
    assert np.array_equal(again.transform(frame), encoder.transform(frame))
    check_same(again.inverse_transform(again.transform(frame)), frame)
    images = np.zeros((3, 1, 8, 8))
    alone = ImageMetadataEncoder().fit(images)
    assert ImageMetadataEncoder.from_record(alone.to_record()).shape == (1, 8, 8)


@pytest.mark.parametrize("form", ["array", "sparse", "frame"])
def test_flat_images_come_first_or_where_they_are_said_to_be(form):
    rng = np.random.default_rng(0)
    pixels, metadata = rng.random((5, 64)), rng.normal(size=(5, 2))
    first, last = np.hstack([pixels, metadata]), np.hstack([metadata, pixels])
    wrap = {"array": np.asarray, "sparse": sparse.csr_array, "frame": pd.DataFrame}[form]
    wanted = ImageMetadataEncoder(image_shape=(8, 8)).fit_transform(first)
    encoders = [ImageMetadataEncoder(image_shape=(8, 8))]
    data = [first, last, last, last]
    for columns in (slice(2, None), np.arange(2, 66), np.arange(66) > 1):
        encoders.append(ImageMetadataEncoder(image_shape=(8, 8), image_columns=columns))
    for encoder, X in zip(encoders, data, strict=True):
        Z = encoder.fit_transform(wrap(X))
        assert np.array_equal(Z, wanted)
        back = encoder.inverse_transform(Z)
        assert isinstance(back, pd.DataFrame) == (form == "frame")
        assert np.allclose(np.asarray(back), X, atol=1e-6)


def test_images_and_rows_with_other_images_can_be_made(frame):
    encoder = ImageMetadataEncoder().fit(frame)
    Z = encoder.transform(frame)
    images = encoder.images_of(Z)
    assert images.dtype == np.uint8
    assert np.array_equal(images, np.stack(frame["image"]))
    other = encoder.with_images(Z, 255 - images)
    assert np.array_equal(other[:, 72:], Z[:, 72:])
    assert np.array_equal(encoder.images_of(other), 255 - images)


def test_chosen_metadata_alone_is_read(frame):
    for chosen in (["view", "age"], [4, 0], [True, False, False, False, True]):
        encoder = ImageMetadataEncoder(metadata_features=chosen).fit(frame)
        back = encoder.inverse_transform(encoder.transform(frame))
        assert list(back.columns) == ["age", "image", "view"]
    none = ImageMetadataEncoder(metadata_features=[]).fit(frame)
    assert none.transform(frame).shape == (6, 1, 8, 9)
    assert none.image_part == ()


def test_a_column_of_images_is_told_from_names_and_numbers(frame):
    assert ImageMetadataEncoder().finds_images(frame)
    without = frame.drop(columns="image")
    assert not ImageMetadataEncoder().finds_images(without)
    paths = without.assign(scan=[f"{row}.PNG" for row in range(6)])
    assert ImageMetadataEncoder().finds_images(paths)
    assert not ImageMetadataEncoder(image_column=None).finds_images(paths)
    assert not ImageMetadataEncoder().finds_images(paths.assign(scan=["a.png", *"bcdef"]))
    assert not ImageMetadataEncoder().finds_images(np.zeros((3, 4)))
    assert ImageMetadataEncoder(image_shape=(8, 8)).finds_images(np.zeros((3, 64)))


def test_files_are_read_as_grey_or_as_rgb(frame, tmp_path):
    images = pytest.importorskip("PIL.Image")
    paths = [tmp_path / f"{row}.png" for row in range(6)]
    for path, image in zip(paths, frame["image"], strict=True):
        images.fromarray(image[0]).save(path)
    files = pd.DataFrame({"path": paths, "age": range(6)})
    grey = ImageMetadataEncoder().fit(files)
    assert grey.image_shape_ == (1, 8, 9)
    assert ImageMetadataEncoder(image_shape=(3, 8, 9)).fit(files).image_shape_ == (3, 8, 9)
    images.fromarray(np.zeros((8, 9, 3), dtype=np.uint8)).save(paths[2])
    assert grey.transform(files).shape == (6, 73)  # as grey, as in fit
    assert ImageMetadataEncoder().fit(files).image_shape_ == (3, 8, 9)
    assert ImageMetadataEncoder(image_shape=(8, 9)).fit(files).image_shape_ == (1, 8, 9)
    images.fromarray(np.full((8, 9), 40000, dtype=np.uint16)).save(paths[0])
    assert ImageMetadataEncoder(image_shape=(8, 9)).fit(files).image_.dtype_.itemsize > 1


def test_pillow_s_images_are_images(frame):
    images = pytest.importorskip("PIL.Image")
    opened = frame.assign(image=[images.fromarray(image[0]) for image in frame["image"]])
    encoder = ImageMetadataEncoder()
    assert np.array_equal(
        encoder.fit_transform(opened), ImageMetadataEncoder().fit_transform(frame)
    )


@pytest.mark.parametrize(
    "change, message",
    [
        ({"age": np.inf}, "contains infinity.*in column 'age'"),
        ({"age": np.nan}, "All values of column 'age' of X are missing"),
        ({"sex": pd.Categorical([None] * 6)}, "All values of column 'sex' of X are missing"),
        ({"age": pd.Series([{}] * 6)}, "Column 'age' of X holds other objects"),
        ({"image": pd.Series([np.zeros((8, 9)), *"abcde"])}, "in row 1 of column 'image'"),
        ({"image": pd.Series([np.zeros((8, 9)), *([np.zeros(3)] * 5)])}, r"shape \(3,\) in row 1"),
    ],
)
def test_what_cannot_be_read_is_named(change, message, frame):
    with pytest.raises((ValueError, TypeError), match=message):
        ImageMetadataEncoder().fit(frame.assign(**change))


@pytest.mark.parametrize(
    "params, message",
    [
        ({"image_columns": [0, 0]}, "image_columns names a column several times"),
        ({"image_columns": [99]}, "image_columns names columns that X does not have.*: 99"),
        ({"image_columns": ["a"]}, "image_columns names columns that X does not have.*: 'a'"),
        ({"image_columns": [True]}, "image_columns is a mask of length 1, but X has 66"),
        ({"image_columns": [[1]]}, "image_columns must be a slice, indices, a mask, or names"),
        ({"image_columns": [1.5]}, "image_columns must be a slice, indices, a mask, or names"),
        ({"image_columns": [0, 1]}, r"image_shape=\(8, 8\) makes 64 pixels, but X has 2"),
        ({"metadata_features": [3]}, "metadata_features names columns that hold images: 3"),
    ],
)
def test_columns_that_do_not_fit_are_named(params, message):
    encoder = ImageMetadataEncoder(image_shape=(8, 8), **params)
    with pytest.raises(ValueError, match=message):
        encoder.fit(np.zeros((4, 66)))


def test_a_sparse_matrix_has_no_column_of_images():
    X = sparse.csr_array(np.eye(4))
    assert not ImageMetadataEncoder().finds_images(X)
    with pytest.raises(ValueError, match="image_column=2 names a column of a sparse matrix"):
        ImageMetadataEncoder(image_column=2).fit(X)


def test_images_of_four_dimensions_have_no_metadata():
    X = np.random.default_rng(0).random((4, 1, 8, 8))
    assert np.array_equal(ImageMetadataEncoder().fit_transform(X), ImageEncoder().fit_transform(X))
    with pytest.raises(ValueError, match="metadata_features names columns, but X has four"):
        ImageMetadataEncoder(metadata_features=[0]).fit(X)
    flat = np.hstack([X.reshape(4, 64), np.ones((4, 128))])
    encoder = ImageMetadataEncoder(image_shape=(8, 8)).fit(flat)
    with pytest.raises(ValueError, match="X has images alone"):
        encoder.transform(np.zeros((2, 3, 8, 8)))


def test_encoded_rows_of_another_shape_are_refused(frame):
    encoder = ImageMetadataEncoder().fit(frame)
    with pytest.raises(ValueError, match=r"Encoded rows have shape \(78,\)"):
        encoder.inverse_transform(np.zeros((2, 77)))
    with pytest.raises(ValueError, match="X has 4 features"):
        encoder.transform(frame.drop(columns="age"))


@pytest.mark.parametrize("of_arrow", [False, True])
def test_days_and_decimals_come_back_where_some_are_missing(frame, of_arrow):
    pa = pytest.importorskip("pyarrow")
    days = [date(2020, 1, 1 + at) if at != 3 else None for at in range(6)]
    words = ["b", None, "a", "b", "a", "b"]
    prices = [Decimal(at) / 4 if at != 5 else None for at in range(6)]
    kinds = [pd.ArrowDtype(pa.date32()), pd.ArrowDtype(pa.decimal128(5, 2))]
    kinds.append(pd.ArrowDtype(pa.dictionary(pa.int8(), pa.string())))
    kinds = kinds if of_arrow else [object, object, "category"]
    X = frame.assign(
        day=pd.Series(days, dtype=kinds[0]),
        price=pd.Series(prices, dtype=kinds[1]),
        word=pd.Series(words, dtype=kinds[2]),
    )
    encoder = ImageMetadataEncoder().fit(X)
    back = ImageMetadataEncoder.from_record(encoder.to_record()).inverse_transform(
        encoder.transform(X)
    )
    assert back.dtypes.equals(X.dtypes)
    for name in ("day", "price", "word"):
        assert back[name].isna().equals(X[name].isna())
        assert back[name].dropna().tolist() == X[name].dropna().tolist()
