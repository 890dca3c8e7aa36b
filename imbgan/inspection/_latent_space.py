"""A two-dimensional view of a latent space with its class Gaussians."""

import numpy as np
from sklearn.decomposition import PCA
from sklearn.utils.validation import check_is_fitted

from ._plotting import (
    axes_or_new,
    chosen_rows,
    class_colours,
    component_name,
    pyplot_for,
    read_points,
    refuse_unknown,
    scatter_class,
)
from ._steps import step_with

_DEVIATIONS = (1, 2)


class LatentSpaceDisplay:
    """Embedded rows and class Gaussians, projected on two principal components.

    The components are those of the embeddings. Ellipses lie at one and two standard deviations
    of the projected Gaussian of each class; in two dimensions they hold 39 % and 86 % of it.

    Make it with :meth:`from_estimator` or :meth:`from_embeddings`.

    Parameters
    ----------
    points : ndarray of shape (n_shown, 2)
        Projected embeddings.

    y : ndarray of shape (n_shown,)
        Their classes.

    classes : ndarray of shape (n_classes,)
        The classes in the order of their Gaussians.

    means : ndarray of shape (n_classes, 2)
        Projected means.

    covariances : ndarray of shape (n_classes, 2, 2)
        Projected covariances.

    explained_variance_ratio : ndarray of shape (2,), default=None
        Share of the embeddings' variance along each component.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes.

    figure_ : matplotlib Figure
        The figure of the axes.

    scatters_ : list of matplotlib PathCollection
        The points of each class.

    ellipses_ : list of lists of matplotlib Ellipse
        The ellipses of each class, at one and two standard deviations.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.inspection import LatentSpaceDisplay
    >>> rng = np.random.default_rng(0)
    >>> y = np.repeat(["common", "rare"], [90, 10])
    >>> embeddings = rng.normal(size=(100, 5)) + 4 * (y == "rare")[:, None]
    >>> means, covariances = np.array([[0.0] * 5, [4.0] * 5]), np.array([np.eye(5)] * 2)
    >>> display = LatentSpaceDisplay.from_embeddings(embeddings, y, means, covariances)
    >>> display.means.shape, len(display.ellipses_)
    ((2, 2), 2)
    """

    def __init__(self, *, points, y, classes, means, covariances, explained_variance_ratio=None):
        self.points = points
        self.y = y
        self.classes = classes
        self.means = means
        self.covariances = covariances
        self.explained_variance_ratio = explained_variance_ratio

    @classmethod
    def from_estimator(cls, estimator, X, y, *, max_points=2000, random_state=None, ax=None):
        """Embed rows with a fitted estimator and show them with its class Gaussians.

        Parameters
        ----------
        estimator : object
            Fitted, with `embed`, `classes_`, `latent_means_` and `latent_covariances_`; or a
            fitted pipeline with such a step.

        X : array-like of shape (n_samples, n_features) or (n_samples, c, h, w)
            Rows to embed.

        y : array-like of shape (n_samples,)
            Their classes.

        max_points : int, default=2000
            As in :meth:`from_embeddings`.

        random_state : int, RandomState instance or None, default=None
            As in :meth:`from_embeddings`.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : LatentSpaceDisplay

        Raises
        ------
        ValueError
            If the estimator has no latent space, or as in :meth:`from_embeddings`.
        """
        pyplot_for(f"{cls.__name__}.from_estimator")
        estimator, X = step_with("embed", estimator, X)
        if not hasattr(estimator, "embed"):
            raise ValueError(
                f"{type(estimator).__name__} has no `embed`, so no latent space to show; pass an "
                "estimator that draws from class Gaussians of an autoencoder."
            )
        check_is_fitted(estimator, ["latent_means_", "latent_covariances_"])
        return cls.from_embeddings(
            estimator.embed(X),
            y,
            estimator.latent_means_,
            estimator.latent_covariances_,
            classes=estimator.classes_,
            max_points=max_points,
            random_state=random_state,
            ax=ax,
        )

    @classmethod
    def from_embeddings(
        cls,
        embeddings,
        y,
        means,
        covariances,
        *,
        classes=None,
        max_points=2000,
        random_state=None,
        ax=None,
    ):
        """Project embeddings and Gaussians on the embeddings' principal components and show them.

        Parameters
        ----------
        embeddings : array-like of shape (n_samples, latent_dim)
            Embedded rows, at least two.

        y : array-like of shape (n_samples,)
            Their classes.

        means : array-like of shape (n_classes, latent_dim)
            Mean of each class.

        covariances : array-like of shape (n_classes, latent_dim, latent_dim)
            Covariance of each class.

        classes : array-like of shape (n_classes,), default=None
            The classes of the Gaussians. None: the sorted ones of `y`.

        max_points : int, default=2000
            Largest number of points that are drawn, chosen at random. The components come from
            all embeddings.

        random_state : int, RandomState instance or None, default=None
            Seed of the choice.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : LatentSpaceDisplay

        Raises
        ------
        ValueError
            If shapes do not fit each other, there are fewer than two rows or latent dimensions,
            or `y` holds a class without a Gaussian.
        """
        pyplot_for(f"{cls.__name__}.from_embeddings")
        embeddings, y, classes = read_points(embeddings, y, classes, max_points, name="embeddings")
        means, covariances = _gaussians(means, covariances, y, classes, embeddings.shape[1])
        pca = PCA(n_components=2, svd_solver="full").fit(embeddings)
        shown = chosen_rows(y, max_points, random_state)
        axes = pca.components_
        display = cls(
            points=pca.transform(embeddings[shown]),
            y=y[shown],
            classes=classes,
            means=pca.transform(means),
            covariances=axes @ covariances @ axes.T,
            explained_variance_ratio=pca.explained_variance_ratio_,
        )
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw points and ellipses.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None makes a new figure.

        Returns
        -------
        display : LatentSpaceDisplay
        """
        plt = pyplot_for(f"{type(self).__name__}.plot")
        self.ax_ = axes_or_new(plt, ax, layout="constrained")
        self.figure_ = self.ax_.figure
        self.scatters_, self.ellipses_ = [], []
        for k, colour in enumerate(class_colours(plt, len(self.classes))):
            points = self.points[self.y == self.classes[k]]
            self.scatters_.append(scatter_class(self.ax_, points, self.classes[k], colour))
            self.ellipses_.append(_ellipses(self.means[k], self.covariances[k], colour))
            for ellipse in self.ellipses_[-1]:
                self.ax_.add_patch(ellipse)
            self.ax_.plot(*self.means[k], "+", color=colour, ms=10)
        shares = self.explained_variance_ratio
        for axis, k in ((self.ax_.xaxis, 0), (self.ax_.yaxis, 1)):
            axis.set_label_text(component_name(k, shares))
        self.ax_.legend(title="class")
        return self


def _gaussians(means, covariances, y, classes, latent_dim):
    """The class Gaussians as arrays, once they fit the classes and the latent space."""
    means, covariances = np.asarray(means, dtype=float), np.asarray(covariances, dtype=float)
    shape = (len(classes), latent_dim)
    if means.shape != shape or covariances.shape != (*shape, latent_dim):
        raise ValueError(
            f"{len(classes)} classes and {latent_dim} latent dimensions need means of shape "
            f"{shape} and covariances of shape {(*shape, latent_dim)}, got {means.shape} and "
            f"{covariances.shape}."
        )
    refuse_unknown(y, classes, "Gaussian")
    return means, covariances


def _ellipses(mean, covariance, colour):
    """The ellipses of a Gaussian in two dimensions."""
    from matplotlib.patches import Ellipse

    variances, directions = np.linalg.eigh(covariance)
    deviations = np.sqrt(np.maximum(variances, 0.0))  # rounding may leave one below 0
    angle = np.degrees(np.arctan2(directions[1, 0], directions[0, 0]))
    return [
        Ellipse(mean, *(2 * times * deviations), angle=angle, fill=False, ec=colour, lw=2 / times)
        for times in _DEVIATIONS
    ]
