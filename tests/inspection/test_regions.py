"""Tests of the view of centres and regions."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from imbgan import AffinityClassifier, ARConvLClassifier, NeuralClassifier
from imbgan.inspection import RegionsDisplay
from imbgan.utils.testing import tiny

Y = np.repeat(["common", "rare"], [60, 20])
CENTERS = np.array([[0.0, 0.0, 0.0], [6.0, 0.0, 0.0]])


def draw(n_dimensions=3):
    rng = np.random.default_rng(0)
    return rng.normal(size=(80, n_dimensions)) + CENTERS[(Y == "rare").astype(int), :n_dimensions]


class Space(BaseEstimator):
    """An estimator that shows what the display asks of one."""

    def fit(self, X, y):
        self.classes_, self.centers_, self.radii_ = np.unique(y), CENTERS, np.array([2.0, 1.0])
        return self

    def transform(self, X):
        return np.asarray(X) + 1.0


def test_points_of_each_class_are_drawn(pyplot):
    display = RegionsDisplay.from_estimator(Space().fit(None, Y), draw() - 1.0, Y)
    assert [len(scatter.get_offsets()) for scatter in display.scatters_] == [60, 20]
    texts = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert texts == ["common", "rare"]
    assert display.figure_ is display.ax_.figure


def test_two_dimensions_are_shown_as_they_are(pyplot):
    X = draw(2)
    display = RegionsDisplay.from_features(X, Y, CENTERS[:, :2], radii=[2.0, 1.0])
    assert np.array_equal(display.points, X)
    assert np.array_equal(display.centers[:, 0], CENTERS[:, :2])
    assert display.explained_variance_ratio is None
    assert display.ax_.get_xlabel() == "feature 1"


def test_circles_have_the_radii_and_lie_at_the_centres(pyplot):
    display = RegionsDisplay.from_features(draw(2), Y, CENTERS[:, :2], radii=[2.0, 1.0])
    assert [circle.radius for circle in display.circles_] == [2.0, 1.0]
    assert [tuple(circle.center) for circle in display.circles_] == [(0, 0), (6, 0)]
    assert display.ax_.get_aspect() == 1


def test_more_dimensions_are_projected_and_radii_kept(pyplot):
    X = draw()
    display = RegionsDisplay.from_features(X, Y, CENTERS, radii=[2.0, 1.0])
    between = np.linalg.norm(display.centers[0, 0] - display.centers[1, 0])
    assert between == pytest.approx(6, abs=0.2)  # along the first component
    assert display.circles_[0].radius == 2.0
    assert display.explained_variance_ratio.sum() < 1
    assert "of the variance" in display.ax_.get_xlabel()


def test_without_radii_there_are_no_circles(pyplot):
    assert RegionsDisplay.from_features(draw(), Y, CENTERS).circles_ == []


def test_a_class_may_have_several_centres(pyplot):
    several = np.stack([CENTERS, CENTERS + 1], axis=1)
    display = RegionsDisplay.from_features(draw(), Y, several)
    assert display.centers.shape == (2, 2, 2)


def test_at_most_so_many_points_are_drawn(pyplot):
    display = RegionsDisplay.from_features(draw(), Y, CENTERS, max_points=30, random_state=0)
    assert len(display.points) == len(display.y) == 30


def test_it_draws_on_the_axes_given(pyplot):
    _, ax = pyplot.subplots()
    assert RegionsDisplay.from_features(draw(), Y, CENTERS, ax=ax).ax_ is ax


@pytest.mark.parametrize("kind", [ARConvLClassifier, AffinityClassifier])
def test_estimators_of_this_package_are_shown(kind, tabular, pyplot):
    X, y = tabular
    fitted = tiny(kind).set_params(max_epochs=1).fit(X, y)
    display = RegionsDisplay.from_estimator(fitted, X, y)
    assert len(display.circles_) == (3 if kind is ARConvLClassifier else 0)
    assert display.points.shape == (150, 2)


def test_an_estimator_without_a_latent_space_is_refused(pyplot):
    with pytest.raises(ValueError, match="NeuralClassifier has no `transform`"):
        RegionsDisplay.from_estimator(NeuralClassifier(), draw(), Y)


def test_an_estimator_must_be_fitted(pyplot):
    with pytest.raises(NotFittedError):
        RegionsDisplay.from_estimator(ARConvLClassifier(), draw(), Y)


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"centers": CENTERS[:1]}, "2 classes in 3 dimensions need centers of shape"),
        ({"centers": CENTERS[:, :2]}, "2 classes in 3 dimensions need centers of shape"),
        ({"radii": [1.0]}, "radii must be 2 numbers"),
        ({"y": np.repeat("other", 80), "classes": ["common", "rare"]}, "without a centre"),
        ({"features": draw()[:, :1]}, "minimum of 2"),
        ({"max_points": 0}, "max_points must be a positive integer"),
    ],
)
def test_what_does_not_fit_is_told(changed, message, pyplot):
    given = {"features": draw(), "y": Y, "centers": CENTERS, **changed}
    with pytest.raises(ValueError, match=message):
        RegionsDisplay.from_features(**given)
