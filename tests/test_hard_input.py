"""Input that is hard and must work, for every estimator."""

import warnings
from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from torch.utils._python_dispatch import TorchDispatchMode

from imbgan import NeuralClassifier, all_estimators
from imbgan.engine import ImbalanceNet
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny

SAMPLERS = [kind for _, kind in all_estimators("sampler")]
# Those that train a network; the others wrap any classifier.
CLASSIFIERS = [kind for _, kind in all_estimators("classifier") if hasattr(kind(), "max_epochs")]
# Those whose rows are mixes of rows.
MIXING = [kind for kind in SAMPLERS if hasattr(kind(), "max_anchors")]
GAMES = [kind for kind in CLASSIFIERS if hasattr(kind(), "generator_lr")]
every_sampler = pytest.mark.parametrize("kind", SAMPLERS)
every_classifier = pytest.mark.parametrize("kind", CLASSIFIERS)
every_kind = pytest.mark.parametrize("kind", SAMPLERS + CLASSIFIERS)

# A class of four rows gives none to the validation part, which a warning tells.
few_rows = pytest.mark.filterwarnings("ignore::imbgan.utils.ImbalanceWarning")


def rows(*counts, n_columns=3, dtype=float):
    """Rows of classes that lie apart: (X, y)."""
    rng = np.random.default_rng(0)
    y = np.repeat(np.arange(len(counts)), counts)
    return (rng.normal(size=(len(y), n_columns)) + 2 * y[:, None]).astype(dtype), y


def small(kind, **params):
    """An estimator with those of the parameters that it has."""
    known = kind().get_params()
    return tiny(kind).set_params(**{name: v for name, v in params.items() if name in known})


def used(kind, X, y, **params):
    """Fit an estimator and use it; return the classes of what it gives, counted."""
    estimator = small(kind, **{"max_epochs": 3, **params})
    if kind in SAMPLERS:
        X_all, y_all = estimator.fit_resample(X, y)
        assert np.isfinite(np.asarray(X_all, dtype=float)).all()
        return Counter(np.asarray(y_all).tolist())
    proba = estimator.fit(X, y).predict_proba(X)
    assert np.isfinite(proba).all()
    return Counter(estimator.predict(X).tolist())


@few_rows
@every_kind
@pytest.mark.parametrize("counts", [(20, 1), (20, 2), (20, 1, 2), (1, 1), (2, 1), (2, 2)])
def test_classes_of_one_row_or_two(kind, counts):
    counted = used(kind, *rows(*counts))
    if kind in SAMPLERS:
        assert counted == dict.fromkeys(range(len(counts)), max(counts))


@every_sampler
def test_the_fakes_of_a_single_row_are_one_row_and_one_warning_says_so(kind):
    X, y = rows(20, 8, 1)
    sampler = tiny(kind)
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        X_all, y_all = sampler.fit_resample(X, y)
    assert len([w for w in caught if issubclass(w.category, ImbalanceWarning)]) == 1
    fakes = X_all[sampler.synthetic_mask_ & (y_all == 2)]
    single = X[-1] if kind in MIXING else fakes[0]
    assert fakes == pytest.approx(np.tile(single, (19, 1)), rel=1e-5)


@pytest.mark.parametrize("kind", MIXING)
def test_the_fakes_of_two_rows_lie_between_them(kind):
    X, y = rows(20, 2)
    X_all, _ = tiny(kind).set_params(extrapolation=0.0).fit_resample(X, y)
    first, second = X[-2:]
    share = ((X_all[22:] - first) / (second - first)).T
    assert share[0] == pytest.approx(share[1], abs=1e-4)
    assert (share > -1e-4).all()
    assert (share < 1 + 1e-4).all()


@every_kind
def test_ten_thousand_columns_and_fifty_rows(kind):
    X, y = rows(40, 10, n_columns=10_000)
    counted = used(kind, X, y, max_epochs=1, early_stopping=False)
    assert kind in CLASSIFIERS or counted == {0: 40, 1: 40}


@every_kind
def test_a_batch_larger_than_the_data(kind):
    used(kind, *rows(20, 8), batch_size=10_000)


@every_kind
@pytest.mark.parametrize("batch_size", [1, 9, 27])
def test_a_last_batch_of_one_row(kind, batch_size):
    used(kind, *rows(20, 8), batch_size=batch_size, early_stopping=False, max_epochs=2)


@every_kind
def test_constant_columns(kind):
    X, y = rows(20, 8)
    X[:, 1] = 5
    used(kind, X, y)
    if kind in SAMPLERS:
        assert (tiny(kind).fit_resample(X, y)[0][:, 1] == 5).all()


@every_kind
def test_all_columns_constant(kind):
    X, y = rows(20, 8)
    used(kind, np.full_like(X, 3.5), y)
    if kind in SAMPLERS:
        assert (tiny(kind).fit_resample(np.full_like(X, 3.5), y)[0] == 3.5).all()


@every_kind
def test_a_column_with_huge_and_tiny_numbers(kind):
    X, y = rows(20, 8)
    X[:, 0] *= 1e150
    X[:, 1] *= 1e-150
    used(kind, X, y)


@every_kind
def test_a_single_column(kind):
    used(kind, *rows(20, 8, n_columns=1))


@every_sampler
def test_balanced_data_come_back(kind):
    X, y = rows(12, 12)
    X_all, y_all = tiny(kind).fit_resample(X, y)
    assert np.array_equal(X_all, X)
    assert np.array_equal(y_all, y)


@pytest.mark.parametrize("kind", GAMES)
def test_on_balanced_data_the_classifier_trains_alone(kind):
    fitted = tiny(kind).fit(*rows(12, 12))
    assert type(fitted.net_) is ImbalanceNet
    assert fitted.generated_classes_ == ()


@every_sampler
def test_more_of_the_largest_class(kind):
    params = {"sampling_strategy": {0: 50, 1: 30}}
    assert used(kind, *rows(20, 8, 6), **params) == {0: 50, 1: 30, 2: 6}


@pytest.mark.parametrize("kind", GAMES)
@pytest.mark.parametrize("real_rows", ["original", "repeated"])
def test_more_of_the_largest_class_in_a_classifier(kind, real_rows):
    X, y = rows(20, 8, 6)
    used(kind, X, y, sampling_strategy={0: 50, 1: 30}, real_rows=real_rows)


@every_sampler
def test_balanced_data_of_which_more_is_asked_for(kind):
    params = {"sampling_strategy": {0: 15, 1: 20}}
    assert used(kind, *rows(12, 12), **params) == {0: 15, 1: 20}


LABELS = {
    "bools": [False, True],
    "negative integers": [-7, -2],
    "large integers": [10**15, 10**15 + 1],
    "floats": [-1.0, 2.0],
    "strings": ["no", "certainly"],
    "objects": np.array(["no", "certainly"], dtype=object),
    "bytes of integers": np.array([200, 7], dtype=np.uint8),
}


@every_kind
@pytest.mark.parametrize("labels", LABELS.values(), ids=LABELS)
def test_labels_of_many_kinds(kind, labels):
    X, codes = rows(20, 8)
    y = np.asarray(labels)[codes]
    estimator = small(kind, max_epochs=3)
    if kind in SAMPLERS:
        _, y_all = estimator.fit_resample(X, y)
        assert y_all.dtype == y.dtype
        assert (y_all == y[-1]).sum() == (y_all == y[0]).sum() == 20
        assert estimator.sample(3, y[-1]).shape == estimator.sample(3, y.tolist()[-1]).shape
    else:
        assert estimator.fit(X, y).predict(X).dtype == estimator.classes_.dtype == y.dtype
        assert set(estimator.classes_) == set(y)


@every_kind
@pytest.mark.parametrize("dtype", ["int64", "Int64", "category", "string", "boolean", "str"])
def test_a_series_as_target(kind, dtype):
    X, codes = rows(20, 8)
    words = dtype in ("string", "str")
    y = pd.Series(np.array(["no", "yes"])[codes] if words else codes, name="won").astype(dtype)
    estimator = small(kind, max_epochs=2)
    if kind in SAMPLERS:
        y_all = estimator.fit_resample(X, y)[1]
        assert (y_all.dtype, y_all.name) == (y.dtype, "won")
        assert y_all.value_counts().tolist() == [20, 20]
    else:
        assert set(estimator.fit(X, y).predict(X)) <= set(y)


@every_kind
def test_a_nullable_frame_without_missing_values(kind):
    X, y = rows(20, 8, n_columns=4)
    frame = pd.DataFrame(
        {
            "whole": pd.array((3 * X[:, 0]).round(), dtype="Int16"),
            "real": pd.array(X[:, 1], dtype="Float32"),
            "truth": pd.array(X[:, 2] > 1, dtype="boolean"),
            "word": pd.array(np.where(X[:, 3] > 1, "high", "low"), dtype="string"),
        }
    )
    estimator = small(kind, max_epochs=2)
    if kind in SAMPLERS:
        X_all, _ = estimator.fit_resample(frame, y)
        assert (X_all.dtypes == frame.dtypes).all()
        assert (estimator.sample(5, 1).dtypes == frame.dtypes).all()
        assert not X_all.isna().any().any()
        pd.testing.assert_frame_equal(X_all[:28], frame)
    else:
        assert estimator.fit(frame, y).predict(frame).shape == (28,)


@every_kind
@pytest.mark.parametrize("form", [sparse.csr_array, sparse.csc_array, sparse.coo_array])
def test_sparse_input(kind, form):
    X, y = rows(20, 8)
    X[np.random.default_rng(0).random(X.shape) < 0.6] = 0
    estimator = small(kind, max_epochs=2)
    if kind in SAMPLERS:
        X_all, _ = estimator.fit_resample(form(X), y)
        assert sparse.issparse(X_all)
        assert np.array_equal(X_all.toarray()[:28], X)
        assert X_all.shape == (40, 3)
    else:
        fitted = estimator.fit(form(X), y)
        assert np.array_equal(fitted.predict_proba(form(X)), fitted.predict_proba(X))


@every_sampler
@pytest.mark.parametrize("counts", [(20, 8), (20, 8, 5)])
def test_a_target_coded_one_vs_rest(kind, counts):
    X, y = rows(*counts)
    Y = np.eye(len(counts), dtype=int)[y]
    _, Y_all = tiny(kind).fit_resample(X, Y)
    binary = len(counts) == 2
    # As everywhere in imbalanced-learn, two columns come back as one.
    assert Y_all.sum(axis=0).tolist() == ([20] if binary else [20] * 3)


class Largest(TorchDispatchMode):
    """Remember how many numbers the largest tensor held."""

    size = 0

    def __torch_dispatch__(self, func, types, args=(), kwargs=None):
        out = func(*args, **(kwargs or {}))
        self.size = max(self.size, getattr(out, "nbytes", 0) // 4)
        return out


@every_kind
def test_a_column_of_two_thousand_categories_is_never_written_out_for_all_rows(kind):
    rng = np.random.default_rng(0)
    n_rows, n_categories, limit = 12_000, 2000, 2**24
    town = rng.permutation(np.arange(n_rows) % n_categories)
    X = pd.DataFrame({"town": pd.Categorical(town), "age": rng.normal(size=n_rows)})
    y = np.repeat([0, 1], [10_500, 1500])
    estimator = small(kind, max_epochs=1, max_steps_per_epoch=2, batch_size=16)
    if kind in CLASSIFIERS:
        estimator.set_params(early_stopping=False)
    with Largest() as largest:
        if kind in SAMPLERS:
            assert len(estimator.fit(X, y).sample(n_rows, 1)) == n_rows
        else:
            assert len(estimator.fit(X, y).predict(X)) == n_rows
    assert largest.size <= limit < n_rows * n_categories


@every_classifier
def test_a_class_that_only_training_rows_have(kind):
    X, y = rows(30, 20, 3)
    fitted = small(kind, max_epochs=3).fit(X, y)
    assert fitted.predict_proba(X).shape == (53, 3)


def test_many_classes():
    X, y = rows(*range(1, 41))
    counted = used(NeuralClassifier, X, y)
    assert set(counted) <= set(range(40))
    for kind in SAMPLERS:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            assert used(kind, X, y) == dict.fromkeys(range(40), 40)
