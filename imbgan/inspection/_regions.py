"""A two-dimensional view of a latent space in which classes are centres, or regions."""

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


class RegionsDisplay:
    """Features of rows, with the centres of their classes and the radii as circles.

    A latent space of two dimensions is shown as it is, one of more on the two principal components
    of the features. A ball stays a disc of its radius there, but what lies before or behind it
    falls into the disc.

    Make it with :meth:`from_estimator` or :meth:`from_features`.

    Parameters
    ----------
    points : ndarray of shape (n_shown, 2)
        Features, projected if they had more dimensions.

    y : ndarray of shape (n_shown,)
        Their classes.

    classes : ndarray of shape (n_classes,)
        The classes in the order of their centres.

    centers : ndarray of shape (n_classes, n_centers, 2)
        Centres, projected alike.

    radii : ndarray of shape (n_classes,), default=None
        Radii of the regions, where there are regions.

    explained_variance_ratio : ndarray of shape (2,), default=None
        Share of the features' variance along each component, where they were projected.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes.

    figure_ : matplotlib Figure
        The figure of the axes.

    scatters_ : list of matplotlib PathCollection
        The points of each class.

    circles_ : list of matplotlib Circle
        The regions; empty without radii.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.inspection import RegionsDisplay
    >>> rng = np.random.default_rng(0)
    >>> y = np.repeat(["common", "rare"], [90, 10])
    >>> features = rng.normal(size=(100, 2)) + 6 * (y == "rare")[:, None]
    >>> display = RegionsDisplay.from_features(features, y, [[0, 0], [6, 6]], radii=[1.5, 1.5])
    >>> len(display.circles_), display.circles_[0].radius
    (2, 1.5)
    """

    def __init__(self, *, points, y, classes, centers, radii=None, explained_variance_ratio=None):
        self.points = points
        self.y = y
        self.classes = classes
        self.centers = centers
        self.radii = radii
        self.explained_variance_ratio = explained_variance_ratio

    @classmethod
    def from_estimator(cls, estimator, X, y, *, max_points=2000, random_state=None, ax=None):
        """Transform rows by a fitted estimator and show the features with its centres.

        Parameters
        ----------
        estimator : object
            Fitted, with `transform`, `classes_` and `centers_`, and maybe `radii_`; or a fitted
            pipeline with such a step.

        X : array-like of shape (n_samples, n_features) or (n_samples, c, h, w)
            Rows.

        y : array-like of shape (n_samples,)
            Their classes.

        max_points : int, default=2000
            As in :meth:`from_features`.

        random_state : int, RandomState instance or None, default=None
            As in :meth:`from_features`.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : RegionsDisplay

        Raises
        ------
        ValueError
            If the estimator has no centres, or as in :meth:`from_features`.
        """
        pyplot_for(f"{cls.__name__}.from_estimator")
        estimator, X = step_with("centers_", estimator, X)
        if not hasattr(type(estimator), "transform"):
            raise ValueError(
                f"{type(estimator).__name__} has no `transform` and so no latent space to show; "
                "pass a classifier with centres in one, such as ARConvLClassifier."
            )
        check_is_fitted(estimator)
        return cls.from_features(
            estimator.transform(X),
            y,
            estimator.centers_,
            radii=getattr(estimator, "radii_", None),
            classes=estimator.classes_,
            max_points=max_points,
            random_state=random_state,
            ax=ax,
        )

    @classmethod
    def from_features(
        cls,
        features,
        y,
        centers,
        *,
        radii=None,
        classes=None,
        max_points=2000,
        random_state=None,
        ax=None,
    ):
        """Show features with the centres and radii of their classes.

        Parameters
        ----------
        features : array-like of shape (n_samples, n_dimensions)
            At least two rows and two dimensions.

        y : array-like of shape (n_samples,)
            Their classes.

        centers : array-like of shape (n_classes, n_dimensions)
            Centre of each class; of several, on an axis between, the first has the radius.

        radii : array-like of shape (n_classes,), default=None
            Radius of each class around its centre.

        classes : array-like of shape (n_classes,), default=None
            The classes of the centres. None: the sorted ones of `y`.

        max_points : int, default=2000
            Largest number of points that are drawn, chosen at random.

        random_state : int, RandomState instance or None, default=None
            Seed of the choice.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : RegionsDisplay

        Raises
        ------
        ValueError
            If shapes do not fit each other, there are fewer than two rows or dimensions, or `y`
            holds a class without a centre.
        """
        pyplot_for(f"{cls.__name__}.from_features")
        features, y, classes = read_points(features, y, classes, max_points, name="features")
        centers, radii = _regions(centers, radii, y, classes, features.shape[1])
        shown = chosen_rows(y, max_points, random_state)
        project, shares = _projection(features)
        display = cls(
            points=project(features[shown]),
            y=y[shown],
            classes=classes,
            centers=np.stack([project(of_class) for of_class in centers]),
            radii=radii,
            explained_variance_ratio=shares,
        )
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw points, centres and circles.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None makes a new figure.

        Returns
        -------
        display : RegionsDisplay
        """
        plt = pyplot_for(f"{type(self).__name__}.plot")
        self.ax_ = axes_or_new(plt, ax, layout="constrained")
        self.figure_ = self.ax_.figure
        self.scatters_, self.circles_ = [], []
        for k, colour in enumerate(class_colours(plt, len(self.classes))):
            points = self.points[self.y == self.classes[k]]
            self.scatters_.append(scatter_class(self.ax_, points, self.classes[k], colour))
            self.ax_.plot(*self.centers[k].T, "+", color="black", ms=9)
            if self.radii is not None:
                radius = float(self.radii[k])
                circle = plt.Circle(self.centers[k, 0], radius, fill=False, ec=colour, lw=1.5)
                self.circles_.append(self.ax_.add_patch(circle))
        shares = self.explained_variance_ratio
        for axis, k in ((self.ax_.xaxis, 0), (self.ax_.yaxis, 1)):
            name = f"feature {k + 1}" if shares is None else component_name(k, shares)
            axis.set_label_text(name)
        self.ax_.set_aspect("equal", adjustable="datalim")  # so that circles are round
        self.ax_.legend(title="class", loc="center left", bbox_to_anchor=(1, 0.5), markerscale=2)
        return self


def _regions(centers, radii, y, classes, n_dimensions):
    """The centres, of shape (n_classes, n_centers, n_dimensions), and the radii, once they fit."""
    centers = np.asarray(centers, dtype=float)
    if centers.ndim == 2:
        centers = centers[:, None]
    if centers.ndim != 3 or (len(centers), centers.shape[-1]) != (len(classes), n_dimensions):
        raise ValueError(
            f"{len(classes)} classes in {n_dimensions} dimensions need centers of shape "
            f"{(len(classes), n_dimensions)}, or with an axis of several centres between, got "
            f"{centers.shape}."
        )
    if radii is not None:
        radii = np.asarray(radii, dtype=float)
        if radii.shape != (len(classes),):
            raise ValueError(f"radii must be {len(classes)} numbers, got shape {radii.shape}.")
    refuse_unknown(y, classes, "centre")
    return centers, radii


def _projection(features):
    """A function that projects features to two dimensions, and the explained variance ratio."""
    if features.shape[1] == 2:
        return np.asarray, None
    pca = PCA(n_components=2, svd_solver="full").fit(features)
    return pca.transform, pca.explained_variance_ratio_
