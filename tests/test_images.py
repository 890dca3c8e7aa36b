"""Images through every estimator: as four dimensions or flat, and back as they came."""

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
every_sampler = pytest.mark.parametrize("kind", SAMPLERS)
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)

pytestmark = pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")


def short(kind, **params):
    """An estimator that is trained for a moment, with those of the parameters that it has."""
    known = kind().get_params()
    params = {name: value for name, value in params.items() if name in known}
    return tiny(kind).set_params(**{"max_epochs": 2, **params})


@pytest.fixture
def grey(images):
    """The images as bytes: (X, y)."""
    X, y = images
    return (255 * X).round().astype(np.uint8), y


def in_form(X, form):
    """Images in another form, and the parameters that say so."""
    flat = X.reshape(len(X), -1)
    forms = {
        "images": lambda: X,
        "list of images": lambda: X.tolist(),
        "array": lambda: flat,
        "list": lambda: flat.tolist(),
        "frame": lambda: pd.DataFrame(flat).add_prefix("pixel"),
        "csr": lambda: sparse.csr_array(flat),
        "csc": lambda: sparse.csc_array(flat),
    }
    return forms[form](), {} if "images" in form else {"image_shape": (8, 8)}


FORMS = ["images", "list of images", "array", "list", "frame", "csr", "csc"]


def dense(X):
    """The pixels of any form, an image in a row."""
    X = X.toarray() if sparse.issparse(X) else np.asarray(X)
    return X.reshape(len(X), -1)


@every_sampler
@pytest.mark.parametrize("form", FORMS)
def test_generated_images_come_in_the_form_and_dtype_and_range_of_the_data(kind, form, grey):
    X, y = grey
    given, params = in_form(X, form)
    sampler = short(kind, **params)
    X_all, y_all = sampler.fit_resample(given, y)
    drawn = sampler.sample(5, 1)
    for rows, n in ((X_all, 120), (drawn, 5)):
        # As everywhere in imbalanced-learn, a list is resampled to a list.
        expected = np.asarray(given) if isinstance(given, list) else given
        assert type(rows) is type(given if n == 120 else expected)
        rows = np.asarray(rows) if isinstance(rows, list) else rows
        assert rows.shape == (n, *expected.shape[1:])
        if form == "frame":
            assert rows.dtypes.equals(given.dtypes)
        else:
            assert rows.dtype == expected.dtype
    assert np.array_equal(dense(X_all)[:72], dense(given))
    assert dense(X_all).min() >= 0
    assert dense(X_all).max() <= 255
    assert np.bincount(y_all).tolist() == [60, 60]


@every_sampler
@pytest.mark.parametrize("dtype", ["float32", "float64", "uint8", "int64", "bool"])
def test_generated_images_keep_dtype_and_range(kind, dtype, images):
    X, y = images
    X = X > 0.5 if dtype == "bool" else (X * 9).astype(dtype) - (3 if dtype == "int64" else 0)
    sampler = short(kind)
    drawn = sampler.fit(X, y).sample(20, 1)
    assert drawn.dtype == X.dtype
    assert drawn.min() >= X.min()
    assert drawn.max() <= X.max()


@every_classifier
@pytest.mark.parametrize("form", FORMS)
def test_a_classifier_learns_the_same_from_any_form(kind, form, grey):
    X, y = grey
    given, params = in_form(X, form)
    X = dense(given).reshape(X.shape)  # whole numbers of a list are no bytes
    wanted = short(kind).fit(X, y).predict_proba(X)
    fitted = short(kind, **params).fit(given, y)
    assert np.array_equal(fitted.predict_proba(given), wanted)


@every_classifier
def test_flat_rows_are_predicted_after_images_and_images_after_flat_rows(kind, grey):
    X, y = grey
    flat = X.reshape(72, 64)
    of_images = short(kind).fit(X, y)
    assert np.array_equal(of_images.predict_proba(flat), of_images.predict_proba(X))
    of_rows = short(kind, image_shape=[1, 8, 8]).fit(flat, y)
    assert np.array_equal(of_rows.predict_proba(X), of_rows.predict_proba(flat))


@every_kind
@pytest.mark.parametrize("shape", [(1, 8, 9), (3, 8, 8)])
def test_a_row_counts_as_many_features_as_the_product_of_its_shape(kind, shape):
    rng = np.random.default_rng(0)
    X, y = rng.random((28, *shape), dtype=np.float32), np.repeat([0, 1], [20, 8])
    fitted = short(kind).fit(X, y)
    assert fitted.n_features_in_ == np.prod(shape)
    assert fitted.encoder_.shape == shape
    if kind in SAMPLERS:
        assert fitted.sample(3, 1).shape == (3, *shape)


@every_classifier
def test_bars_are_told_apart(kind, images):
    X, y = images
    fitted = tiny(kind).set_params(early_stopping=False, max_shift=1, flip=True).fit(X, y)
    predicted = fitted.predict(X)
    assert min(np.mean(predicted[y == k] == k) for k in (0, 1)) > 0.8


@every_kind
@pytest.mark.parametrize("batch_size", [2, 9, 71, 1000])
def test_batches_of_few_images_or_of_all(kind, batch_size, images):
    X, y = images
    # 72 images are a batch of 71 and a tail of one.
    params = {"batch_size": batch_size, "max_steps_per_epoch": 3, "early_stopping": False}
    fitted = short(kind, **params).fit(X, y)
    assert np.isfinite([v for v in fitted.history_[-1].values() if isinstance(v, float)]).all()


@every_kind
@pytest.mark.filterwarnings("ignore::imbgan.utils.ImbalanceWarning")
@pytest.mark.parametrize("counts", [(20, 1), (20, 2), (1, 1)])
def test_classes_of_one_image_or_two(kind, counts, images):
    X, y = images
    rows = np.concatenate([np.flatnonzero(y == k)[:n] for k, n in enumerate(counts)])
    estimator = short(kind)
    if kind in SAMPLERS:
        _, y_all = estimator.fit_resample(X[rows], y[rows])
        assert np.bincount(y_all).tolist() == [max(counts)] * 2
    else:
        assert np.isfinite(estimator.fit(X[rows], y[rows]).predict_proba(X)).all()


@every_kind
def test_images_of_one_colour(kind, images):
    X, y = images
    X = np.full_like(X, 0.25)
    estimator = short(kind).fit(X, y)
    if kind in SAMPLERS:
        assert estimator.sample(4, 1) == pytest.approx(0.25)
