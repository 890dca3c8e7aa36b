"""Generated images below real ones."""

import numpy as np
from sklearn.utils import check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.validation import check_is_fitted

from ._image_grid import as_images, draw_grid
from ._plotting import pyplot_for
from ._rows import check_count
from ._steps import step_with


class GeneratedImagesDisplay:
    """A grid of images: for each class a row of real ones and a row of generated ones.

    Make it with :meth:`from_estimator` or :meth:`from_images`.

    Parameters
    ----------
    classes : ndarray of shape (n_classes,)
        The classes shown, from top to bottom.

    real_images : list of n_classes ndarray of shape (n_shown, channels, height, width)
        Real images of each class.

    generated_images : list of n_classes ndarray of shape (n_shown, channels, height, width)
        Generated images of each class; a class without any has one row in the grid.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes with the grid.

    figure_ : matplotlib Figure
        The figure of the axes.

    image_ : matplotlib AxesImage
        The grid, as one image.

    See Also
    --------
    near_copy_share : Whether generated rows repeat training rows.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.inspection import GeneratedImagesDisplay
    >>> rng = np.random.default_rng(0)
    >>> real, generated = rng.random((20, 1, 8, 8)), rng.random((6, 1, 8, 8))
    >>> display = GeneratedImagesDisplay.from_images(
    ...     real, np.repeat(["a", "b"], 10), generated, np.repeat(["b"], 6), random_state=0
    ... )
    >>> [label.get_text() for label in display.ax_.get_yticklabels()]
    ['a, real', 'b, real', 'b, generated']
    """

    def __init__(self, *, classes, real_images, generated_images):
        self.classes = classes
        self.real_images = real_images
        self.generated_images = generated_images

    @classmethod
    def from_estimator(
        cls,
        sampler,
        X,
        y,
        *,
        n_images=8,
        image_shape=None,
        random_state=None,
        value_range=None,
        cmap="gray",
        ax=None,
    ):
        """Draw images from a fitted sampler and show them below real ones.

        Parameters
        ----------
        sampler : object
            A fitted sampler with `sample`, `classes_` and `generated_classes_`; or a fitted
            pipeline with such a step. Images are shown as the step sees them.

        X : array-like of shape (n_samples, n_features) or (n_samples, c, h, w)
            Real images.

        y : array-like of shape (n_samples,)
            Their classes.

        n_images : int, default=8
            Largest number of images in a row.

        image_shape : tuple of int, default=None
            (height, width) or (channels, height, width) of flat rows. None takes the sampler's.

        random_state : int, RandomState instance or None, default=None
            Seed of the images that are generated and of the choice of real ones.

        value_range : tuple of two numbers, default=None
            As in :meth:`plot`.

        cmap : str or matplotlib Colormap, default="gray"
            As in :meth:`plot`.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : GeneratedImagesDisplay

        Raises
        ------
        ValueError
            If the estimator is no sampler that keeps its generator, or as in :meth:`from_images`.
        """
        pyplot_for(f"{cls.__name__}.from_estimator")
        sampler, X = step_with("sample", sampler, X)
        if not hasattr(sampler, "sample"):
            raise ValueError(f"{type(sampler).__name__} has no `sample`; pass a sampler.")
        check_is_fitted(sampler, "generated_classes_")
        rng = check_random_state(random_state)
        if image_shape is None:
            image_shape = getattr(sampler, "image_shape", None)
        X = as_images(X, image_shape, "X")
        labels = list(sampler.generated_classes_)
        drawn = [
            sampler.sample(n_images, label, random_state=rng.randint(2**31 - 1))
            for label in labels
        ]
        drawn = [as_images(images, image_shape, "what the sampler returns") for images in drawn]
        return cls.from_images(
            X,
            y,
            np.concatenate(drawn) if drawn else X[:0],
            np.repeat(labels, n_images) if labels else np.asarray(y)[:0],
            n_images=n_images,
            random_state=rng,
            value_range=value_range,
            cmap=cmap,
            ax=ax,
        )

    @classmethod
    def from_images(
        cls,
        real,
        real_y,
        generated,
        generated_y,
        *,
        n_images=8,
        image_shape=None,
        random_state=None,
        value_range=None,
        cmap="gray",
        ax=None,
    ):
        """Show generated images below real ones.

        Parameters
        ----------
        real : array-like of shape (n_real, n_features) or (n_real, c, h, w)
            Real images.

        real_y : array-like of shape (n_real,)
            Their classes.

        generated : array-like of shape (n_generated, n_features) or (n_generated, c, h, w)
            Generated images of the same size.

        generated_y : array-like of shape (n_generated,)
            Their classes.

        n_images : int, default=8
            Largest number of images in a row. Of more, some are chosen at random.

        image_shape : tuple of int, default=None
            (height, width) or (channels, height, width) of flat rows.

        random_state : int, RandomState instance or None, default=None
            Seed of the choice.

        value_range : tuple of two numbers, default=None
            As in :meth:`plot`.

        cmap : str or matplotlib Colormap, default="gray"
            As in :meth:`plot`.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : GeneratedImagesDisplay

        Raises
        ------
        ValueError
            If images are not of one size with 1 or 3 channels, flat rows come without
            `image_shape`, there is no real image, or lengths differ.
        """
        pyplot_for(f"{cls.__name__}.from_images")
        check_count(n_images, "n_images")
        real = as_images(real, image_shape, "real")
        generated = as_images(generated, image_shape, "generated")
        if not len(real):
            raise ValueError("real holds no image.")
        if real.shape[1:] != generated.shape[1:]:
            raise ValueError(
                f"The real images are of shape {real.shape[1:]}, the generated ones of shape "
                f"{generated.shape[1:]}."
            )
        real_y, generated_y = column_or_1d(real_y), column_or_1d(generated_y)
        check_consistent_length(real, real_y)
        check_consistent_length(generated, generated_y)
        classes = np.unique(np.concatenate([real_y, generated_y]))
        rng = check_random_state(random_state)
        display = cls(
            classes=classes,
            real_images=[_some(real[real_y == k], n_images, rng) for k in classes],
            generated_images=[_some(generated[generated_y == k], n_images, rng) for k in classes],
        )
        return display.plot(ax, value_range=value_range, cmap=cmap)

    def plot(self, ax=None, *, value_range=None, cmap="gray"):
        """Draw the grid.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None makes a new figure.

        value_range : tuple of two numbers, default=None
            The values that are shown as black and as white. None: 0 and 255 for integers in that
            range, else the smallest and the largest value shown.

        cmap : str or matplotlib Colormap, default="gray"
            Colours of images of one channel.

        Returns
        -------
        display : GeneratedImagesDisplay
        """
        rows, names = self._rows()
        return draw_grid(self, rows, names, ax, value_range=value_range, cmap=cmap)

    def _rows(self):
        """The rows of the grid from top to bottom, and their labels."""
        rows, names = [], []
        both = zip(self.classes, self.real_images, self.generated_images, strict=True)
        for label, real, generated in both:
            for kind, images in (("real", real), ("generated", generated)):
                if len(images):
                    rows.append(images)
                    names.append(f"{label}, {kind}")
        return rows, names


def _some(images, n_images, rng):
    """A random choice of images if there are more than fit in a row."""
    if len(images) <= n_images:
        return images
    return images[rng.choice(len(images), n_images, replace=False)]
