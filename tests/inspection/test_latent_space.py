"""Tests of the view of the latent space."""

import numpy as np
import pytest
from sklearn.base import BaseEstimator
from sklearn.exceptions import NotFittedError

from imbgan import DFBSSampler, DOSampler
from imbgan.inspection import LatentSpaceDisplay
from imbgan.utils.testing import tiny

Y = np.repeat(["common", "rare"], [60, 20])
MEANS = np.array([[0.0, 0.0, 0.0, 0.0], [10.0, 0.0, 0.0, 0.0]])
COVARIANCES = np.array([np.diag([1.0, 4.0, 0.01, 0.01]), np.diag([2.0, 0.5, 0.01, 0.01])])


def draw():
    rng = np.random.default_rng(0)
    codes = (Y == "rare").astype(int)
    return MEANS[codes] + rng.normal(size=(80, 4)) * np.sqrt(
        np.diagonal(COVARIANCES, axis1=1, axis2=2)[codes]
    )


class Autoencoder(BaseEstimator):
    def fit(self, X, y):
        self.classes_, self.latent_means_ = np.unique(y), MEANS
        self.latent_covariances_ = COVARIANCES
        return self

    def embed(self, X):
        return np.asarray(X) + 1.0


def test_points_of_each_class_are_drawn(pyplot):
    X = draw()
    model = Autoencoder().fit(X, Y)
    display = LatentSpaceDisplay.from_estimator(model, X - 1.0, Y, random_state=0)
    assert [len(scatter.get_offsets()) for scatter in display.scatters_] == [60, 20]
    texts = [text.get_text() for text in display.ax_.get_legend().get_texts()]
    assert texts == ["common", "rare"]
    assert display.figure_ is display.ax_.figure


def test_the_codes_of_a_fitted_sampler_are_shown(pyplot, images):
    X, y = images
    display = LatentSpaceDisplay.from_estimator(tiny(DFBSSampler).fit(X, y), X, y)
    assert [len(scatter.get_offsets()) for scatter in display.scatters_] == [60, 12]
    middles = np.array([display.points[display.y == k].mean(axis=0) for k in (0, 1)])
    assert np.allclose(middles, display.means, atol=1e-3)


def test_points_and_means_keep_their_distances_where_two_components_hold_everything(pyplot):
    X = draw()[:, :2]
    display = LatentSpaceDisplay.from_embeddings(X, Y, MEANS[:, :2], COVARIANCES[:, :2, :2])
    for k in range(2):
        found = np.linalg.norm(display.points - display.means[k], axis=1)
        assert np.allclose(found, np.linalg.norm(X - MEANS[k, :2], axis=1))
    assert display.explained_variance_ratio.sum() == pytest.approx(1.0)


def test_the_projected_covariance_is_that_of_projected_draws(pyplot):
    rng = np.random.default_rng(0)
    root = rng.normal(size=(4, 4))
    covariance = root @ root.T
    draws = rng.multivariate_normal(np.zeros(4), covariance, size=4000)
    display = LatentSpaceDisplay.from_embeddings(
        draws, np.zeros(4000), np.zeros((1, 4)), covariance[None], max_points=4000
    )
    assert np.allclose(np.cov(display.points.T), display.covariances[0], rtol=0.1, atol=0.3)


def test_ellipses_lie_at_one_and_two_deviations_along_the_axes_of_the_gaussian(pyplot):
    # Stretched along the diagonal: standard deviations 3 and 1.
    along, across = np.array([1.0, 1.0]) / np.sqrt(2), np.array([1.0, -1.0]) / np.sqrt(2)
    covariance = 9 * np.outer(along, along) + np.outer(across, across)
    display = LatentSpaceDisplay(
        points=np.zeros((1, 2)),
        y=np.array([0]),
        classes=np.array([0]),
        means=np.array([[5.0, 6.0]]),
        covariances=covariance[None],
    ).plot()
    one, two = display.ellipses_[0]
    assert one.center == pytest.approx((5.0, 6.0))
    assert sorted([one.width, one.height]) == pytest.approx([2.0, 6.0])
    assert sorted([two.width, two.height]) == pytest.approx([4.0, 12.0])
    long_axis = one.angle if one.width > one.height else one.angle + 90
    assert long_axis % 180 == pytest.approx(45.0)


def test_a_gaussian_without_extent_is_a_point(pyplot):
    covariances = COVARIANCES.copy()
    covariances[1] = 0.0
    display = LatentSpaceDisplay.from_embeddings(draw(), Y, MEANS, covariances)
    assert display.ellipses_[1][0].width == display.ellipses_[1][0].height == 0.0


def test_gaussians_follow_the_order_of_the_classes(pyplot):
    options = {"classes": ["rare", "common"]}
    display = LatentSpaceDisplay.from_embeddings(
        draw(), Y, MEANS[::-1], COVARIANCES[::-1], **options
    )
    for scatter, mean in zip(display.scatters_, display.means, strict=True):
        assert np.linalg.norm(scatter.get_offsets().mean(axis=0) - mean) < 1.0


def test_a_class_may_have_a_gaussian_and_no_rows(pyplot):
    common = Y == "common"
    display = LatentSpaceDisplay.from_embeddings(
        draw()[common], Y[common], MEANS, COVARIANCES, classes=["common", "rare"]
    )
    assert [len(scatter.get_offsets()) for scatter in display.scatters_] == [60, 0]
    assert len(display.ellipses_) == 2


def test_of_many_points_some_are_drawn_and_the_seed_decides_which(pyplot):
    one, again, other = (
        LatentSpaceDisplay.from_embeddings(
            draw(), Y, MEANS, COVARIANCES, max_points=30, random_state=seed
        )
        for seed in (0, 0, 1)
    )
    assert len(one.points) == len(one.y) == 30
    assert np.array_equal(one.points, again.points)
    assert not np.array_equal(one.points, other.points)
    assert np.array_equal(one.means, other.means), "the components come from all rows"


def test_plot_draws_again_in_axes_that_are_given(pyplot):
    _, ax = pyplot.subplots()
    display = LatentSpaceDisplay.from_embeddings(draw(), Y, MEANS, COVARIANCES, ax=ax)
    assert display.ax_ is ax
    assert "% of the variance" in ax.get_xlabel()
    assert display.plot() is display
    assert display.ax_ is not ax


def test_an_estimator_without_a_latent_space_raises(pyplot):
    with pytest.raises(ValueError, match="DOSampler has no `embed`, so no latent space"):
        LatentSpaceDisplay.from_estimator(DOSampler(), draw(), Y)
    with pytest.raises(NotFittedError):
        LatentSpaceDisplay.from_estimator(Autoencoder(), draw(), Y)


@pytest.mark.parametrize(
    "changes, match",
    [
        ({"means": MEANS[:1]}, r"means of shape \(2, 4\)"),
        ({"covariances": COVARIANCES[:, :2]}, r"covariances of shape \(2, 4, 4\)"),
        ({"classes": ["common", "other"]}, r"classes without a Gaussian: \['rare'\]"),
        ({"embeddings": np.ones((80, 1))}, "minimum of 2"),
        ({"embeddings": np.full((80, 4), np.nan)}, "embeddings contains NaN"),
        ({"y": Y[:5]}, "inconsistent numbers of samples"),
        ({"max_points": 0}, "max_points must be a positive integer"),
    ],
)
def test_what_does_not_fit_raises(pyplot, changes, match):
    arguments = {"embeddings": draw(), "y": Y, "means": MEANS, "covariances": COVARIANCES}
    with pytest.raises(ValueError, match=match):
        LatentSpaceDisplay.from_embeddings(**{**arguments, **changes})
