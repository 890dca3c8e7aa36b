"""Claims about labels, repeated rows and the validation split."""

import warnings

import numpy as np
import pandas as pd
import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sklearn.frozen import FrozenEstimator
from sklearn.linear_model import LogisticRegression

from imbgan import DOSampler, NeuralClassifier, PriorCorrectedClassifier, TeacherSampler
from imbgan.datasets import step_imbalance
from imbgan.utils import ImbalanceWarning
from imbgan.utils.labels import member_weights, repeated_rows, validation_split, warn_of_blanks
from imbgan.utils.testing import tiny

CODES = st.lists(st.integers(0, 3), min_size=1, max_size=60).map(np.array)


@given(y=CODES, targets=st.lists(st.integers(0, 90), min_size=4, max_size=4), seed=st.integers(0))
def test_each_class_reaches_its_target_and_repeats_evenly(y, targets, seed):
    counts = np.bincount(y, minlength=4)
    targets = np.where(counts, targets, 0)
    rows = repeated_rows(y, targets, np.random.default_rng(seed))
    assert rows[: len(y)].tolist() == list(range(len(y)))
    assert np.bincount(y[rows], minlength=4).tolist() == np.maximum(counts, targets).tolist()
    times = np.bincount(rows, minlength=len(y))
    for code in np.unique(y):
        assert np.ptp(times[y == code]) <= 1


def test_without_deficit_all_rows_come_once():
    rows = repeated_rows(np.array([0, 1, 1]), [1, 0], np.random.default_rng(0))
    assert rows.tolist() == [0, 1, 2]
    assert rows.dtype == np.intp


def test_repetition_depends_on_nothing_but_the_generator():
    y, targets = np.repeat([0, 1], [40, 30]), [40, 45]
    first, again = (repeated_rows(y, targets, np.random.default_rng(3)) for _ in range(2))
    other = repeated_rows(y, targets, np.random.default_rng(4))
    assert np.array_equal(first, again)
    assert not np.array_equal(first, other)


def test_a_class_without_rows_cannot_be_repeated():
    with pytest.raises(ValueError, match="Class 1 has no rows"):
        repeated_rows(np.zeros(3, dtype=int), [3, 2], np.random.default_rng(0))


def test_a_class_without_target_is_refused():
    with pytest.raises(ValueError, match="targets names only 1 classes"):
        repeated_rows(np.array([0, 1]), [3], np.random.default_rng(0))


@given(y=CODES, fraction=st.floats(0.01, 0.99), seed=st.integers(0))
def test_split_is_sorted_disjoint_complete_and_keeps_each_class_in_training(y, fraction, seed):
    train, valid = validation_split(y, fraction, np.random.default_rng(seed))
    assert np.array_equal(np.sort(np.concatenate([train, valid])), np.arange(len(y)))
    assert np.array_equal(train, np.sort(train))
    assert np.array_equal(valid, np.sort(valid))
    assert np.array_equal(np.unique(y[train]), np.unique(y))


@pytest.mark.parametrize(
    ("n_rows", "n_valid"), [(1, 0), (2, 0), (4, 0), (5, 1), (9, 1), (15, 2), (100, 15)]
)
def test_small_classes_give_one_row_and_tiny_ones_none(n_rows, n_valid):
    y = np.repeat([0, 1], [200, n_rows])
    _, valid = validation_split(y, 0.15, np.random.default_rng(0))
    assert np.bincount(y[valid], minlength=2).tolist() == [30, n_valid]


@pytest.mark.parametrize("fraction", [0, 1, -0.1, 1.5, float("nan")])
def test_fractions_outside_zero_and_one_are_refused(fraction):
    with pytest.raises(ValueError, match="fraction must lie between 0 and 1"):
        validation_split(np.zeros(9, dtype=int), fraction, np.random.default_rng(0))


Y = np.repeat([0, 1], [30, 10])
X = np.random.default_rng(0).normal(size=(40, 3))
FITS = {
    "classifier": lambda y: tiny(NeuralClassifier).fit(X, y),
    "sampler": lambda y: tiny(DOSampler).fit(X, y),
    "resampling": lambda y: tiny(DOSampler).fit_resample(X, y),
    "without a network": lambda y: tiny(TeacherSampler).fit_resample(X, y),
    "any classifier": lambda y: PriorCorrectedClassifier(LogisticRegression()).fit(X, y),
    "data sets": lambda y: step_imbalance(y, 2, minority=[1]),
}
every_fit = pytest.mark.parametrize("fit", FITS.values(), ids=FITS)
MISSING = {
    "text": np.where(Y, None, "a"),
    "series of text": pd.Series(np.where(Y, None, "a")),
    "strings": pd.array(np.where(Y, None, "a"), dtype="string"),
    "numbers": np.where(Y, np.nan, 0.0),
    "nullable": pd.Series(np.where(Y, None, 1)).astype("Int64"),
    "categories": pd.Series(np.where(Y, None, "a"), dtype="category"),
    "list": [None if one else "a" for one in Y],
}


@every_fit
@pytest.mark.parametrize("y", MISSING.values(), ids=MISSING)
def test_missing_labels_are_said_before_anything_else(fit, y):
    with pytest.raises(ValueError, match="y holds 10 missing labels"):
        fit(y)


@every_fit
def test_labels_of_several_kinds_are_refused(fit):
    with pytest.raises(ValueError, match="y mixes strings with other values"):
        fit(["a" if one else 0 for one in Y])


@every_fit
def test_a_regression_target_is_refused(fit):
    with pytest.raises(ValueError, match="no class labels"):
        fit(Y + 0.5)


@pytest.mark.parametrize("kind", [NeuralClassifier, PriorCorrectedClassifier])
def test_ones_in_the_columns_of_classes_are_refused_with_what_to_do(kind):
    with pytest.raises(ValueError, match=r"y.argmax\(axis=1\)"):
        tiny(kind).fit(X, pd.get_dummies(Y))


@pytest.mark.parametrize("kinds", [[False, True], [0, 1], ["no", "yes"], [2.0, 3.0]])
@pytest.mark.parametrize("container", ["category", "frame", "series"])
def test_labels_come_back_as_they_were_given(kinds, container):
    y = pd.Series(np.array(kinds)[Y], name="target")
    y = {"category": y.astype("category"), "frame": y.to_frame(), "series": y}[container]
    _, resampled = tiny(DOSampler).fit_resample(X, y)
    assert type(resampled) is type(y)
    if container == "frame":
        y, resampled = y["target"], resampled["target"]
    assert resampled.dtype == y.dtype
    assert resampled.value_counts().to_dict() == dict.fromkeys(kinds, 30)
    assert resampled.iloc[:40].tolist() == y.tolist()
    assert tiny(NeuralClassifier).fit(X, y).classes_.tolist() == kinds


def test_labels_that_only_blanks_tell_apart_are_pointed_out():
    with pytest.warns(ImbalanceWarning, match="'good' and 'good ' differ in blanks only"):
        warn_of_blanks(np.array(["good", "good ", "bad"]))
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        warn_of_blanks(np.array(["good", "bad"]))
        warn_of_blanks(np.array([1, 2]))


@pytest.mark.parametrize("kind", [DOSampler, NeuralClassifier, PriorCorrectedClassifier])
@pytest.mark.parametrize("container", [np.array, list, pd.Series, pl.Series])
def test_a_fit_points_them_out_once(kind, container):
    y = container(np.array(["good", "good "])[Y].tolist())
    for way in ("fit", "fit_resample"):
        if hasattr(kind, way):
            with warnings.catch_warnings(record=True) as caught:
                warnings.simplefilter("always")
                getattr(tiny(kind), way)(X, y)
            told = [str(one.message) for one in caught if "blanks" in str(one.message)]
            assert len(told) == 1
            assert "'good' and 'good ' differ in blanks only" in told[0]


def test_a_frozen_classifier_knows_its_labels():
    frozen = FrozenEstimator(LogisticRegression().fit(X, Y))
    with pytest.raises(ValueError, match=r"y has the labels \['a', 'b'\], which the classifier"):
        PriorCorrectedClassifier(frozen).fit(X, np.array(["a", "b"])[Y])


@pytest.mark.parametrize("n", [30.5, float("inf"), float("nan"), "30", True])
@pytest.mark.parametrize("kind", [DOSampler, TeacherSampler])
def test_rows_are_asked_for_in_whole_numbers(kind, n):
    for way in ("fit", "fit_resample"):
        with pytest.raises(ValueError, match="sampling_strategy must give whole numbers of rows"):
            getattr(tiny(kind).set_params(sampling_strategy={1: n}), way)(X, Y)


@pytest.mark.parametrize("n_members, n_folds", [(2, 2), (3, 2), (4, 2), (7, 3), (16, 8), (40, 8)])
def test_members_of_either_half_hold_out_every_row(n_members, n_folds):
    y = np.repeat([0, 1, 2], [90, 11, 3])
    trained, held = member_weights(y, n_members, np.random.default_rng(0))
    assert ((trained == 0) == (held > 0)).all()
    assert len(np.unique(held > 0, axis=1).T) == n_folds
    if n_members > 3:
        n_plain = n_members - n_members // 2
        assert held[:n_plain].any(axis=0).all() and held[n_plain:].any(axis=0).all()


def test_folds_have_their_share_of_every_class():
    y = np.random.default_rng(1).permutation(np.repeat([0, 1, 2], [80, 20, 3]))
    _, held = member_weights(y, 8, np.random.default_rng(0))
    for member in held > 0:
        assert np.bincount(y[member], minlength=3)[:2].tolist() == [20, 5]
        assert (y[member] == 2).sum() in (0, 1)


def test_what_a_member_lacks_of_a_class_its_other_rows_make_up_for():
    y = np.repeat([0, 1, 2], [30, 5, 2])
    trained, held = member_weights(y, 16, np.random.default_rng(0))
    for weight in trained:
        assert np.bincount(y, weights=weight) == pytest.approx([30, 5, 2])
    assert held.mean(axis=0) == pytest.approx(np.ones(37))


def test_most_members_train_on_a_class_of_one_row():
    y = np.repeat([0, 1], [30, 1])
    trained, _ = member_weights(y, 16, np.random.default_rng(0))
    assert sorted(trained[:, -1]) == [0] * 2 + [1] * 14


def test_weights_of_rows_stand_beside_those_of_members():
    y, weight = np.repeat([0, 1], [12, 4]), np.arange(1, 17) / 8.5
    plain = member_weights(y, 4, np.random.default_rng(0))
    weighted = member_weights(y, 4, np.random.default_rng(0), weight)
    for one, other in zip(plain, weighted, strict=True):
        assert other == pytest.approx(one * weight, rel=1e-6)
    _, held = member_weights(y, 4, np.random.default_rng(0), np.full(16, 1e-60))
    assert (held > 0).any(axis=0).all()
