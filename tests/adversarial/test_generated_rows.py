"""Claims about both faces of a game: what is generated, and what is kept."""

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import linprog

from imbgan import (
    ADSOClassifier,
    ADSOSampler,
    AOClassifier,
    AOSampler,
    BAGANClassifier,
    BAGANSampler,
    DOClassifier,
    DOSampler,
    GAMOClassifier,
    GAMOSampler,
)
from imbgan.utils import ImbalanceWarning
from imbgan.utils.testing import tiny

MIXING = [AOSampler, DOSampler, GAMOSampler]
SAMPLERS = [*MIXING, ADSOSampler, BAGANSampler]
CLASSIFIERS = [AOClassifier, DOClassifier, GAMOClassifier, ADSOClassifier, BAGANClassifier]


def distance_to_hull(row, points):
    """Distance of a row from the hull of some points, in its largest coordinate."""
    n, d = points.shape
    # Variables: the weights of the points, and the distance t; minimise t.
    reach = np.vstack([points.T, -points.T])
    upper = np.hstack([reach, -np.ones((2 * d, 1))])
    found = linprog(
        np.eye(n + 1)[-1],
        A_ub=upper,
        b_ub=np.concatenate([row, -row]),
        A_eq=np.append(np.ones(n), 0)[None],
        b_eq=[1],
    )
    return found.fun


@pytest.fixture
def blobs():
    """Two classes of 40 and 12 rows in four columns of very different scales."""
    rng = np.random.default_rng(0)
    X = np.concatenate([rng.normal(0, 1, (40, 4)), rng.normal(1, 1, (12, 4))])
    return X * [1, 1000, 1e-3, 1] + [0, 5e4, 0, -7], np.repeat([0, 1], [40, 12])


@pytest.mark.parametrize("max_anchors", [8, 64])
@pytest.mark.parametrize("kind", MIXING)
def test_every_row_lies_in_the_hull_of_its_class(kind, max_anchors, blobs):
    X, y = blobs
    # With eight anchors both classes redraw theirs; with 64 both keep all rows.
    params = {"max_anchors": max_anchors, "max_epochs": 4, "extrapolation": 0.0}
    sampler = tiny(kind).set_params(**params).fit(X, y)
    for code in sampler.generated_classes_:
        points = sampler.encoder_.transform(X[y == code]).astype(float)
        drawn = sampler.encoder_.transform(sampler.sample(15, code)).astype(float)
        assert max(distance_to_hull(row, points) for row in drawn) < 1e-5


def test_the_hull_of_the_test_has_an_outside():
    square = np.array([[0, 0], [0, 1], [1, 0], [1, 1.0]])
    assert distance_to_hull(np.array([0.3, 0.9]), square) == pytest.approx(0, abs=1e-9)
    assert distance_to_hull(np.array([0.3, 1.2]), square) == pytest.approx(0.2)


@pytest.fixture
def frame():
    """A frame of floats, integers, truth values, categories and text: (X, y)."""
    rng = np.random.default_rng(0)
    n = 90
    X = pd.DataFrame(
        {
            "width": rng.gamma(2, 3, n),
            "count": rng.poisson(4, n),
            "small": rng.normal(0, 1, n).astype(np.float32),
            "flag": rng.random(n) < 0.3,
            "grade": pd.Categorical(rng.choice(["b", "a", "c"], n), categories=["c", "a", "b"]),
            "town": pd.array(rng.choice(["Oslo", "Rome"], n), dtype="string"),
        },
        index=np.arange(n)[::-1] * 3,
    )
    return X, pd.Series(np.repeat(["no", "yes"], [70, 20]), index=X.index, name="won")


@pytest.mark.parametrize("kind", SAMPLERS)
def test_generated_rows_of_a_frame_keep_the_kinds_and_ranges_of_its_columns(kind, frame):
    X, y = frame
    sampler = tiny(kind)
    X_all, y_all = sampler.fit_resample(X, y)
    for rows in (X_all[sampler.synthetic_mask_], sampler.sample(200, "yes")):
        assert (rows.dtypes == X.dtypes).all()
        assert set(rows["grade"]) <= set("abc")
        assert set(rows["town"]) <= {"Oslo", "Rome"}
        numbers = ["width", "count", "small"]
        assert (rows[numbers].min() >= X[numbers].min()).all()
        assert (rows[numbers].max() <= X[numbers].max()).all()
    assert y_all.value_counts().to_dict() == {"no": 70, "yes": 70}
    assert y_all.name == "won"


@pytest.mark.parametrize("kind", MIXING)
def test_a_category_that_a_class_does_not_have_is_not_generated_for_it(kind, frame):
    X, y = frame
    X.loc[(y == "yes").to_numpy(), "grade"] = "a"
    assert set(tiny(kind).fit(X, y).sample(100, "yes")["grade"]) == {"a"}


@pytest.mark.parametrize("kind", MIXING)
def test_rows_of_a_class_with_one_row_equal_it_and_a_warning_says_so(kind, tabular):
    X, y = tabular
    rows = np.flatnonzero(y != 2)
    rows = np.append(rows, np.flatnonzero(y == 2)[0])
    sampler = tiny(kind)
    with pytest.warns(ImbalanceWarning, match=r"The classes \[2\] have one row each") as caught:
        X_all, y_all = sampler.fit_resample(X[rows], y[rows])
    assert sum(issubclass(w.category, ImbalanceWarning) for w in caught) == 1
    drawn = X_all[sampler.synthetic_mask_ & (y_all == 2)]
    assert len(drawn) > 1
    assert drawn == pytest.approx(np.tile(X[rows[-1]], (len(drawn), 1)), rel=1e-5)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_balanced_data_come_back_and_there_is_no_generator(kind, tabular):
    X, y = tabular
    sampler = tiny(kind).fit(X, y)
    y = np.arange(len(y)) % 3
    X_all, y_all = sampler.fit_resample(X, y)
    assert np.array_equal(X_all, X)
    assert np.array_equal(y_all, y)
    assert not sampler.synthetic_mask_.any()
    assert not hasattr(sampler, "net_")  # nor that of the fit before
    with pytest.raises(ValueError, match=r"classes that have one are \[\]"):
        sampler.sample(2, 1)


@pytest.mark.parametrize("kind", SAMPLERS)
def test_a_sampler_trains_on_all_rows_by_default(kind, tabular):
    X, y = tabular
    sampler = tiny(kind).fit(X, y)
    assert sampler.spec_.class_counts == tuple(np.bincount(y))
    assert "valid_loss" not in sampler.history_[0]


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_a_classifier_keeps_neither_generator_nor_critic(kind, tabular):
    net = tiny(kind).set_params(max_epochs=1).fit(*tabular).net_
    assert set(net.player_modules()) == {"classifier"}


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_games_take_no_weights_of_rows(kind, tabular):
    X, y = tabular
    with pytest.raises(TypeError, match="sample_weight"):
        tiny(kind).fit(X, y, sample_weight=np.ones(len(y)))


@pytest.mark.parametrize("kind", CLASSIFIERS)
def test_a_game_learns_to_classify(kind, tabular):
    X, y = tabular
    predicted = tiny(kind).fit(X, y).predict(X)
    recalls = [np.mean(predicted[y == k] == k) for k in range(3)]
    assert np.mean(recalls) > 0.7
