"""Claims about the face of the samplers."""

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy import sparse
from sklearn.exceptions import NotFittedError

from imbgan import ADSOSampler, AOSampler, DOSampler, GAMOSampler
from imbgan.utils.testing import tiny

KINDS = [ADSOSampler, AOSampler, DOSampler, GAMOSampler]
SPARSE = [sparse.csr_array, sparse.csc_array, sparse.csr_matrix, sparse.csc_matrix]
every_kind = pytest.mark.parametrize("kind", KINDS)


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def fitted(request, tabular):
    """A sampler of 90, 40 and 20 rows or so."""
    return tiny(request.param).fit(*tabular)


@every_kind
def test_originals_come_first_and_unchanged(kind, tabular):
    X, y = tabular
    X_all, y_all = tiny(kind).fit_resample(X, y)
    assert np.array_equal(X_all[: len(X)], X)
    assert np.array_equal(y_all[: len(y)], y)


@every_kind
def test_the_mask_marks_the_generated_rows(kind, tabular):
    X, y = tabular
    sampler = tiny(kind)
    X_all, y_all = sampler.fit_resample(X, y)
    assert len(sampler.synthetic_mask_) == len(X_all) == len(y_all)
    assert sampler.synthetic_mask_.dtype == bool
    assert not sampler.synthetic_mask_[: len(X)].any()
    assert sampler.synthetic_mask_[len(X) :].all()


@every_kind
@pytest.mark.parametrize(
    "strategy, wanted",
    [
        ("auto", {0: 60, 1: 60, 2: 60}),
        ("not majority", {0: 60, 1: 60, 2: 60}),
        ("minority", {0: 60, 1: 25, 2: 60}),
        ("not minority", {0: 60, 1: 60, 2: 10}),
        ("all", {0: 60, 1: 60, 2: 60}),
        ({2: 17}, {0: 60, 1: 25, 2: 17}),
        ({0: 71, 1: 30}, {0: 71, 1: 30, 2: 10}),
        (lambda y: {1: 26, 2: int(np.sum(y == 1))}, {0: 60, 1: 26, 2: 25}),
    ],
)
def test_every_form_of_strategy_gives_exactly_its_rows(kind, strategy, wanted):
    X, y = np.random.default_rng(0).normal(size=(95, 3)), np.repeat([0, 1, 2], [60, 25, 10])
    sampler = tiny(kind).set_params(sampling_strategy=strategy, max_epochs=1)
    assert Counter(sampler.fit_resample(X, y)[1].tolist()) == wanted


@every_kind
@pytest.mark.parametrize("ratio, n_rare", [(0.5, 30), (1.0, 60), (0.41, 24)])
def test_a_float_strategy_is_the_ratio_of_two_classes(kind, ratio, n_rare):
    X, y = np.random.default_rng(0).normal(size=(80, 3)), np.repeat([0, 1], [60, 20])
    sampler = tiny(kind).set_params(sampling_strategy=ratio, max_epochs=1)
    assert Counter(sampler.fit_resample(X, y)[1].tolist()) == {0: 60, 1: n_rare}


@every_kind
def test_a_strategy_that_is_met_already_trains_a_generator_all_the_same(kind):
    X, y = np.random.default_rng(0).normal(size=(80, 3)), np.repeat([0, 1], [60, 20])
    sampler = tiny(kind).set_params(sampling_strategy={1: 20}, max_epochs=1)
    assert np.array_equal(sampler.fit_resample(X, y)[0], X)
    assert sampler.sample(4, 1).shape == (4, 3)


def test_a_sample_has_as_many_rows_as_asked_for(fitted):
    for n in (1, 2, 7, 1000):
        assert fitted.sample(n, 1).shape == (n, 6)
    assert fitted.sample(np.int64(3), 1).shape == (3, 6)


def test_calls_go_on_with_a_stream_that_fit_begins_anew(fitted, tabular):
    first, second = fitted.sample(5, 1), fitted.sample(5, 1)
    assert not np.array_equal(first, second)
    fitted.fit(*tabular)
    assert np.array_equal(fitted.sample(5, 1), first)
    assert np.array_equal(fitted.sample(5, 1), second)


def test_a_seed_of_the_call_gives_the_same_rows_again(fitted):
    drawn = fitted.sample(5, 1, random_state=3)
    assert np.array_equal(fitted.sample(5, 1, random_state=3), drawn)
    assert not np.array_equal(fitted.sample(5, 1, random_state=4), drawn)


def test_a_seed_of_the_call_leaves_the_stream_where_it_was(fitted, tabular):
    fitted.sample(5, 1, random_state=3)
    drawn = fitted.sample(5, 1)
    fitted.fit(*tabular)
    assert np.array_equal(fitted.sample(5, 1), drawn)


def test_a_random_state_moves_on_from_call_to_call(fitted):
    random_state = np.random.RandomState(0)
    first, second = (fitted.sample(5, 1, random_state=random_state) for _ in range(2))
    assert not np.array_equal(first, second)
    again = fitted.sample(5, 1, random_state=np.random.RandomState(0))
    assert np.array_equal(again, first)


@every_kind
def test_fit_and_fit_resample_train_the_same_generator(kind, tabular):
    one, other = tiny(kind).fit(*tabular), tiny(kind)
    other.fit_resample(*tabular)
    assert np.array_equal(one.sample(5, 1, random_state=0), other.sample(5, 1, random_state=0))


@every_kind
def test_before_fit_there_is_nothing_to_sample_from(kind):
    with pytest.raises(NotFittedError):
        tiny(kind).sample(3, 1)


@pytest.mark.parametrize("label", [7, "b", 1.5])
def test_a_class_that_there_is_not_is_named(label, fitted):
    with pytest.raises(ValueError, match=f"The class {label!r} has no generator"):
        fitted.sample(3, label)


@pytest.mark.parametrize("labels", [["ham", "spam"], np.array(["ham", "spam"], dtype=object)])
def test_the_classes_that_have_a_generator_are_listed(labels):
    X, y = np.random.default_rng(0).normal(size=(40, 3)), np.repeat(labels, [30, 10])
    sampler = tiny(GAMOSampler).fit(X, y)
    with pytest.raises(ValueError, match=r"'ham' has no .* have one are \['spam'\]"):
        sampler.sample(3, "ham")


@pytest.mark.parametrize("n", [0, -1, 2.0, "3", None, True])
def test_a_number_of_rows_that_is_none_is_refused(n, fitted):
    with pytest.raises(ValueError, match="n must be a positive integer"):
        fitted.sample(n, 1)


@every_kind
def test_rows_without_a_label_are_drawn_by_the_shares_of_the_strategy(kind):
    X, y = np.random.default_rng(0).normal(size=(95, 3)), np.repeat([0, 1, 2], [60, 25, 10])
    sampler = tiny(kind).set_params(sampling_strategy={1: 40, 2: 40}, max_epochs=1).fit(X, y)
    drawn, labels = sampler.sample(30)  # 15 to 30 rows are wanted
    assert drawn.shape == (30, 3)
    assert labels.tolist() == [1] * 10 + [2] * 20
    assert Counter(sampler.sample(10)[1].tolist()) == {1: 3, 2: 7}  # of 3.33 and 6.67
    assert np.array_equal(sampler.sample(30, random_state=1)[0], sampler.sample(30, None, 1)[0])


@every_kind
def test_a_dict_says_how_many_rows_of_each_class(kind):
    X, y = np.random.default_rng(0).normal(size=(95, 3)), np.repeat(["a", "b", "c"], [60, 25, 10])
    sampler = tiny(kind).set_params(max_epochs=1).fit(X, y)
    drawn, labels = sampler.sample({"c": 2, "b": np.int64(3)})
    assert drawn.shape == (5, 3)
    assert labels.tolist() == ["c", "c", "b", "b", "b"]


def test_a_strategy_that_is_met_gives_all_generators_the_same_share():
    X, y = np.random.default_rng(0).normal(size=(80, 3)), np.repeat([0, 1], [60, 20])
    sampler = tiny(GAMOSampler).set_params(sampling_strategy={1: 20}, max_epochs=1).fit(X, y)
    assert sampler.sample(4)[1].tolist() == [1] * 4


def test_without_a_generator_there_is_no_share():
    X, y = np.random.default_rng(0).normal(size=(40, 3)), np.repeat([0, 1], 20)
    with pytest.raises(ValueError, match="so none has a generator"):
        tiny(GAMOSampler).fit(X, y).sample(3)


@pytest.mark.parametrize(
    ("n", "label", "message"),
    [
        ({}, None, "at least one"),
        ({1: 3}, 1, "names the classes"),
        ({1: 0}, None, "n must be a positive integer, got 0"),
        ({7: 3}, None, "The class 7 has no generator"),
    ],
)
def test_a_dict_that_says_nothing_or_too_much_is_refused(n, label, message, fitted):
    with pytest.raises(ValueError, match=message):
        fitted.sample(n, label)


@pytest.mark.parametrize("random_state", ["a", -1, 1.5])
def test_a_seed_that_is_none_is_refused(random_state, fitted):
    with pytest.raises(ValueError, match="[Ss]eed"):
        fitted.sample(2, 1, random_state=random_state)


@every_kind
@pytest.mark.parametrize("dtype", [np.float64, np.float32, np.int64, np.uint8, bool])
def test_an_array_keeps_its_dtype(kind, dtype, tabular):
    X, y = tabular
    X = (X * 10).clip(0, 200).astype(dtype)
    sampler = tiny(kind).set_params(max_epochs=1)
    X_all, _ = sampler.fit_resample(X, y)
    assert X_all.dtype == sampler.sample(3, 1).dtype == dtype
    assert X_all.min() == X.min()
    assert X_all.max() == X.max()


@pytest.mark.parametrize("container", SPARSE)
def test_a_sparse_container_comes_back(container):
    X = sparse.random(60, 8, density=0.2, random_state=0).toarray()
    y = np.repeat([0, 1], [45, 15])
    sampler = tiny(DOSampler)
    X_all, y_all = sampler.fit_resample(container(X), y)
    assert isinstance(X_all, container)
    assert isinstance(sampler.sample(3, 1), container)
    assert np.array_equal(X_all[:60].toarray(), X)
    # What comes out of a dense array is the same.
    assert np.array_equal(X_all.toarray(), tiny(DOSampler).fit_resample(X, y)[0])


@every_kind
def test_a_frame_comes_back_with_dtypes_and_names_and_a_new_index(kind, mixed_frame):
    X, y = mixed_frame
    X.index, y.index = X.index[::-1] * 2, X.index[::-1] * 2
    sampler = tiny(kind)
    X_all, y_all = sampler.fit_resample(X, y)
    for frame in (X_all, sampler.sample(3, "rare")):
        assert (frame.dtypes == X.dtypes).all()
        assert isinstance(frame.index, pd.RangeIndex)
    pd.testing.assert_frame_equal(X_all[: len(X)], X.reset_index(drop=True))
    pd.testing.assert_series_equal(y_all[: len(y)], y.reset_index(drop=True))
    assert isinstance(y_all.index, pd.RangeIndex)


def test_the_index_is_new_where_nothing_is_to_be_drawn_too(mixed_frame):
    X, _ = mixed_frame
    X = X[: len(X) // 2 * 2].set_index(np.arange(len(X) // 2 * 2) + 100)
    X_all, _ = tiny(DOSampler).fit_resample(X, np.arange(len(X)) % 2)
    pd.testing.assert_frame_equal(X_all, X.reset_index(drop=True))


def test_a_list_comes_back_as_a_list(tabular):
    X, y = tabular
    X_all, y_all = tiny(DOSampler).fit_resample(X.tolist(), y.tolist())
    assert X_all[: len(X)] == X.tolist()
    assert y_all[: len(y)] == y.tolist()


def test_numbers_beside_strings_in_a_list_stay_numbers():
    rows = [[float(i), "even" if i % 2 == 0 else "odd", i] for i in range(30)]
    sampler = tiny(DOSampler).set_params(categorical_features=[1])
    X_all, _ = sampler.fit_resample(rows, [0] * 20 + [1] * 10)
    assert X_all[:30] == rows
    number, parity, whole = X_all[-1]
    assert 20 <= number <= 29
    assert parity in ("even", "odd")
    assert whole == int(whole)


def test_object_arrays_of_numbers_and_categories_come_back(mixed_frame):
    X, y = mixed_frame
    X = X.astype(object).to_numpy()
    X_all, _ = tiny(DOSampler).set_params(categorical_features=[2]).fit_resample(X, y)
    assert X_all.dtype == object
    assert np.array_equal(X_all[: len(X)], X)
    assert set(X_all[:, 2]) == {"blue", "green", "red"}


def test_a_one_vs_rest_target_comes_back_in_that_form():
    X, y = np.random.default_rng(0).normal(size=(60, 3)), np.repeat([0, 1, 2], [30, 20, 10])
    sampler = tiny(DOSampler)
    X_all, Y_all = sampler.fit_resample(X, np.eye(3, dtype=int)[y])
    assert Y_all.sum(axis=0).tolist() == [30, 30, 30]
    assert np.array_equal(Y_all[:60], np.eye(3)[y])
    assert sampler.sample(4, 2).shape == (4, 3)
