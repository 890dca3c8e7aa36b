"""Claims about the choice of an encoder."""

import numpy as np
import pytest
from scipy import sparse

from imbgan.encoding import ImageEncoder, TabularEncoder, make_encoder

pd = pytest.importorskip("pandas")


def test_tables_get_an_encoder_of_tables():
    encoder = make_encoder(np.eye(3), [True, False, False])
    assert isinstance(encoder, TabularEncoder)
    assert encoder.fit_transform(np.eye(3)).shape == (3, 3)
    assert encoder.categorical_.tolist() == [0]


@pytest.mark.parametrize("kind", [np.asarray, np.ndarray.tolist, sparse.csr_array, pd.DataFrame])
def test_flat_rows_are_images_only_where_a_shape_is_given(kind):
    X = kind(np.eye(64))
    assert isinstance(make_encoder(X), TabularEncoder)
    encoder = make_encoder(X, image_shape=(8, 8))
    assert isinstance(encoder, ImageEncoder)
    assert encoder.fit(X).shape == (1, 8, 8)


@pytest.mark.parametrize("categorical_features", ["auto", None])
def test_four_dimensions_are_images(categorical_features):
    X = np.zeros((2, 3, 8, 9))
    for each in (X, X.tolist()):
        encoder = make_encoder(each, categorical_features)
        assert isinstance(encoder, ImageEncoder)
        assert encoder.fit(each).shape == (3, 8, 9)


@pytest.mark.parametrize("categorical_features", [[0], [], "word", np.array([True] * 64)])
def test_images_have_no_categorical_columns(categorical_features):
    for X, shape in ((np.zeros((2, 1, 8, 8)), None), (np.eye(64), (8, 8))):
        with pytest.raises(ValueError, match="categorical_features must be 'auto' or None for"):
            make_encoder(X, categorical_features, shape)


@pytest.mark.parametrize("image_shape", [None, (8, 8)])
def test_three_dimensions_are_neither_a_table_nor_images(image_shape):
    with pytest.raises(ValueError, match=r"Add a channel axis: X\[:, None\]"):
        make_encoder(np.zeros((2, 8, 8)), image_shape=image_shape)
