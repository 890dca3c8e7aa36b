"""Claims about the encoder of images."""

import pickle
import tracemalloc

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra import numpy as hnp
from scipy import sparse

from imbgan.encoding import ImageEncoder

pd = pytest.importorskip("pandas")

DTYPES = [np.uint8, np.int16, np.float32, np.float64]
FORMS = ["images", "flat", "list", "frame", "sparse"]


@st.composite
def images(draw):
    """A few images of any supported dtype."""
    dtype = np.dtype(draw(st.sampled_from(DTYPES)))
    if dtype.kind == "f":
        elements = st.floats(-6e4, 6e4, width=16)
    else:
        elements = st.integers(np.iinfo(dtype).min, np.iinfo(dtype).max)
    shape = (draw(st.integers(1, 3)), draw(st.sampled_from([1, 3])), 8, draw(st.integers(8, 9)))
    return draw(hnp.arrays(dtype, shape, elements=elements, fill=elements))


def in_form(X, form):
    """The same images in another form, and the parameters with which that is understood."""
    flat = X.reshape(len(X), -1)
    if form == "list":
        flat = flat.tolist()
    elif form == "frame":
        flat = pd.DataFrame(flat).add_prefix("pixel")
    elif form == "sparse":
        flat = sparse.csc_array(flat)
    return (X, {}) if form == "images" else (flat, {"image_shape": X.shape[1:]})


def drawn(n=5, shape=(1, 8, 8), dtype=np.uint8, seed=0):
    """Random pixels."""
    return np.random.default_rng(seed).integers(0, 100, (n, *shape)).astype(dtype)


def round_trip(X, **params):
    encoder = ImageEncoder(**params).fit(X)
    return encoder.inverse_transform(encoder.transform(X))


@settings(max_examples=60, deadline=None)
@given(X=images(), form=st.sampled_from(FORMS))
def test_images_come_back_in_their_form_and_dtype(X, form):
    given, params = in_form(X, form)
    back = round_trip(given, **params)
    if form == "frame":
        assert back.dtypes.equals(given.dtypes)
        assert back.columns.equals(given.columns)
        back = back.to_numpy()
    assert isinstance(back, np.ndarray)
    assert back.dtype == (np.asarray(given).dtype if form == "list" else X.dtype)
    assert back.shape == (X.shape if form == "images" else (len(X), X[0].size))
    expected = X.reshape(back.shape)
    if X.dtype.kind in "iu":
        assert np.array_equal(back, expected)
    else:
        span = max(1.0, float(X.max()) - float(X.min()))
        assert np.abs(back.astype(float) - expected).max() <= 1e-6 * span


@settings(max_examples=40, deadline=None)
@given(X=images(), form=st.sampled_from(FORMS))
def test_seen_images_are_encoded_between_minus_one_and_one(X, form):
    given, params = in_form(X, form)
    Z = ImageEncoder(**params).fit_transform(given)
    assert Z.dtype == np.float32
    assert Z.shape == X.shape
    assert np.abs(Z).max() <= 1


@settings(max_examples=40, deadline=None)
@given(X=images(), seed=st.integers(0, 9))
def test_any_encoded_images_decode_into_the_seen_range(X, seed):
    encoder = ImageEncoder().fit(X)
    Z = np.random.default_rng(seed).normal(scale=3, size=(4, *encoder.shape))
    back = encoder.inverse_transform(Z)
    assert back.dtype == X.dtype
    assert back.min() >= X.min()
    assert back.max() <= X.max()


def test_bytes_have_a_fixed_scale_whatever_was_seen():
    X = np.full((2, 1, 8, 8), 51, dtype=np.uint8)
    assert ImageEncoder().fit_transform(X).ravel()[0] == np.float32(51 / 127.5 - 1)
    frame = pd.DataFrame(X.reshape(2, 64))
    for each in (frame, frame.astype("UInt8"), frame.astype(pd.SparseDtype(np.uint8, 0))):
        Z = ImageEncoder((8, 8)).fit_transform(each)
        assert Z.ravel()[0] == np.float32(51 / 127.5 - 1)


@pytest.mark.parametrize(
    ("low", "high", "dtype", "start", "end"),
    [
        (0.25, 0.75, np.float32, 0, 1),
        (0.0, 1.0, np.float64, 0, 1),
        (-0.5, 0.75, np.float32, -0.5, 0.75),
        (0.0, 255.0, np.float64, 0, 255),
        (10, 50, np.int16, 10, 50),
        (0, 1, np.int64, 0, 1),
        (False, True, bool, 0, 1),
        (0, 2**16 - 1, np.uint16, 0, 2**16 - 1),
    ],
)
def test_the_scale_follows_what_was_seen_but_for_shares(low, high, dtype, start, end):
    X = np.full((2, 1, 8, 8), low, dtype=dtype)
    X[1] = high
    Z = ImageEncoder().fit_transform(X)
    middle, half = (start + end) / 2, (end - start) / 2
    np.testing.assert_allclose(Z[:, 0, 0, 0], [(low - middle) / half, (high - middle) / half])


def test_one_scale_serves_all_pixels_and_channels():
    X = np.zeros((2, 3, 8, 8))
    X[:, 1], X[:, 2] = 5, 10
    assert ImageEncoder().fit_transform(X)[0, :, 0, 0].tolist() == [-1, 0, 1]


@pytest.mark.parametrize("value", [0, 7, -3])
@pytest.mark.parametrize("dtype", [np.int16, np.int64, np.float32, np.float64])
def test_constant_images_come_back(value, dtype):
    X = np.full((3, 1, 8, 8), value, dtype=dtype)
    Z = ImageEncoder().fit_transform(X)
    assert np.isfinite(Z).all()
    assert np.array_equal(round_trip(X), X)


def test_values_outside_the_seen_range_are_not_clipped_before_the_network():
    encoder = ImageEncoder().fit(np.stack([np.zeros((1, 8, 8)), np.full((1, 8, 8), 10.0)]))
    Z = encoder.transform(np.full((1, 1, 8, 8), 20.0))
    assert (Z == 3).all()
    assert (encoder.inverse_transform(Z) == 10).all()
    assert np.isfinite(encoder.transform(np.full((1, 1, 8, 8), 1e300))).all()


@pytest.mark.parametrize(
    ("dtype", "low", "high"),
    [
        (np.int64, -(2**63), 2**63 - 1),
        (np.int64, 2**62, 2**62 + 3),
        (np.uint64, 2**63 - 1, 2**64 - 1),
        (np.float64, -1.7e308, 1.7e308),
        (np.float16, -6e4, 6e4),
    ],
)
def test_huge_pixels_do_not_overflow(dtype, low, high):
    X = np.full((2, 1, 8, 8), low, dtype=dtype)
    X[1] = high
    encoder = ImageEncoder().fit(X)
    Z = encoder.transform(X)
    assert Z[:, 0, 0, 0].tolist() == [-1, 1]
    assert np.array_equal(encoder.inverse_transform(Z), X)
    assert np.array_equal(encoder.inverse_transform(2 * Z), X)


@pytest.mark.parametrize("fitted", FORMS)
def test_images_may_come_in_another_form_than_in_fit(fitted):
    X = drawn(shape=(3, 8, 9))
    given, params = in_form(X, fitted)
    encoder = ImageEncoder(**params).fit(given)
    expected = encoder.transform(X)
    for form in FORMS:
        assert np.array_equal(encoder.transform(in_form(X, form)[0]), expected)


def test_flat_rows_hold_the_channels_one_after_the_other():
    X = drawn(shape=(3, 8, 9))
    flat = X.reshape(len(X), -1)
    Z = ImageEncoder((3, 8, 9)).fit_transform(flat)
    assert np.array_equal(Z[:, 2, 4, 5], (X[:, 2, 4, 5] / 127.5 - 1).astype(np.float32))
    assert ImageEncoder((24, 9)).fit(flat).shape == (1, 24, 9)


def test_what_is_known_after_fit():
    X = drawn(shape=(3, 8, 9))
    encoder = ImageEncoder().fit(X)
    assert encoder.shape == (3, 8, 9)
    assert encoder.n_categories == ()
    assert encoder.n_features_in_ == 216
    assert not hasattr(encoder, "feature_names_in_")
    frame, params = in_form(X, "frame")
    named = ImageEncoder(**params).fit(frame)
    assert named.feature_names_in_.tolist() == frame.columns.tolist()
    numbered = frame.set_axis(range(216), axis=1)
    assert not hasattr(named.fit(numbered), "feature_names_in_")


def test_frames_of_mixed_dtypes_come_back():
    X = pd.DataFrame(drawn(6).reshape(6, 64)).rename(columns=str)
    X = X.astype({"0": float, "1": "Int64", "2": "Float32", "3": np.int16, "4": object})
    pd.testing.assert_frame_equal(round_trip(X, image_shape=[8, 8]), X)
    X["5"] += 0.5
    pd.testing.assert_frame_equal(round_trip(X[:3], image_shape=[8, 8]), X[:3], rtol=1e-5)


@pytest.mark.parametrize("form", ["images", "flat", "frame"])
def test_objects_that_are_numbers_come_back_as_they_were(form):
    X = drawn().astype(int).astype(object)
    given, params = in_form(X, form)
    back = np.asarray(round_trip(given, **params))
    assert back.dtype == object
    assert back.ravel().tolist() == X.ravel().tolist()
    assert set(map(type, back.ravel())) == {int}


def test_no_images_are_encoded_and_decoded_to_no_images():
    for form in FORMS[:2] + FORMS[3:]:
        given, params = in_form(drawn(), form)
        encoder = ImageEncoder(**params).fit(given)
        assert encoder.transform(given[:0]).shape == (0, 1, 8, 8)
        empty = encoder.inverse_transform(np.empty((0, 1, 8, 8)))
        assert empty.shape == given[:0].shape


def test_transform_leaves_the_images_alone_and_reads_any_memory_layout():
    X = drawn(shape=(8, 9, 3)).transpose(0, 3, 1, 2)
    X.flags.writeable = False
    assert np.array_equal(round_trip(X), X)


def test_images_of_any_number_are_encoded_in_blocks_alike(monkeypatch):
    for form in ("images", "frame"):
        X, params = in_form(drawn(7, dtype=np.int16), form)
        whole = ImageEncoder(**params).fit(X)
        Z = whole.transform(X)
        with monkeypatch.context() as patch:
            patch.setattr("imbgan.encoding._tables.BLOCK_SIZE", 130)  # two images
            pieces = ImageEncoder(**params).fit(X)
            assert np.array_equal(pieces.transform(X), Z)
            back = pieces.inverse_transform(Z)
        assert np.array_equal(back, whole.inverse_transform(Z))


def test_bytes_need_no_more_memory_than_the_encoded_images(monkeypatch):
    monkeypatch.setattr("imbgan.encoding._tables.BLOCK_SIZE", 2**14)
    X = drawn(200, shape=(1, 64, 64))
    encoder = ImageEncoder().fit(X)
    tracemalloc.start()
    try:
        Z = encoder.transform(X)
        encoding = tracemalloc.get_traced_memory()[1]
        tracemalloc.reset_peak()
        encoder.inverse_transform(Z)
        decoding = tracemalloc.get_traced_memory()[1] - Z.nbytes
    finally:
        tracemalloc.stop()
    assert encoding < 1.5 * Z.nbytes
    assert decoding < X.nbytes + 0.5 * Z.nbytes


def test_the_encoder_can_be_pickled():
    X, params = in_form(drawn(), "frame")
    encoder = ImageEncoder(**params).fit(X)
    again = pickle.loads(pickle.dumps(encoder))
    Z = encoder.transform(X)
    assert np.array_equal(again.transform(X), Z)
    pd.testing.assert_frame_equal(again.inverse_transform(Z), encoder.inverse_transform(Z))
