"""Generated images below real ones."""

import numpy as np
from scipy import sparse
from sklearn.utils import check_consistent_length, check_random_state, column_or_1d
from sklearn.utils.validation import check_is_fitted

from ._plotting import axes_or_new, pyplot_for
from ._rows import check_count

_GAP = 1  # pixels between images


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
            A fitted sampler with `sample`, `classes_` and `generated_classes_`.

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
        if not hasattr(sampler, "sample"):
            raise ValueError(f"{type(sampler).__name__} has no `sample`; pass a sampler.")
        check_is_fitted(sampler, "generated_classes_")
        rng = check_random_state(random_state)
        if image_shape is None:
            image_shape = getattr(sampler, "image_shape", None)
        X = as_images(X, image_shape, "X")
        labels = [sampler.classes_[code] for code in sampler.generated_classes_]
        drawn = [
            sampler.sample(n_images, label, random_state=rng.randint(2**31 - 1))
            for label in np.asarray(labels).tolist()
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
        plt = pyplot_for(f"{type(self).__name__}.plot")
        rows, names = self._rows()
        if value_range is None:
            value_range = value_range_of(*rows)
        grid, height = _grid([scaled(images, value_range) for images in rows])
        size = (grid.shape[1] / grid.shape[0] * 0.7 * len(rows) + 1.5, 0.7 * len(rows) + 0.3)
        self.ax_ = axes_or_new(plt, ax, figsize=size, layout="compressed")
        self.figure_ = self.ax_.figure
        self.image_ = self.ax_.imshow(grid, cmap=cmap, vmin=0, vmax=1, interpolation="nearest")
        self.ax_.set_xticks([])
        self.ax_.set_yticks([r * (height + _GAP) + (height - 1) / 2 for r in range(len(rows))])
        self.ax_.set_yticklabels(names)
        self.ax_.tick_params(length=0)
        self.ax_.spines[:].set_visible(False)
        return self

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


def _grid(rows):
    """One image with a row for each array of images, transparent between them; and the height."""
    _, n_channels, height, width = rows[0].shape
    n_columns = max(map(len, rows))
    grid = np.full((len(rows) * (height + _GAP) - _GAP, n_columns * (width + _GAP) - _GAP, 4), 0.0)
    for r, images in enumerate(rows):
        for c, image in enumerate(images):
            top, left = r * (height + _GAP), c * (width + _GAP)
            at = (slice(top, top + height), slice(left, left + width))
            grid[*at, :3] = np.moveaxis(image, 0, -1)
            grid[*at, 3] = 1.0
    if n_channels == 1:
        return np.where(grid[..., 3] > 0, grid[..., 0], np.nan), height
    return grid, height


def as_images(X, image_shape, name):
    """Images of shape (n, channels, height, width), reshaped if they are flat rows."""
    X = X.toarray() if sparse.issparse(X) else np.asarray(X)
    if X.ndim == 2:
        if image_shape is None:
            raise ValueError(
                f"{name} has flat rows; say what images they are with image_shape=(height, width) "
                "or (channels, height, width)."
            )
        shape = tuple(image_shape)
        shape = (1, *shape) if len(shape) == 2 else shape
        if len(shape) != 3 or np.prod(shape) != X.shape[1]:
            raise ValueError(
                f"{name} has {X.shape[1]} columns, which image_shape={tuple(image_shape)} does "
                "not fit."
            )
        X = X.reshape(-1, *shape)
    if X.ndim != 4:
        raise ValueError(
            f"{name} has the shape {X.shape}; pass images of shape (n_images, channels, height, "
            "width), or flat rows with image_shape."
        )
    if X.shape[1] not in (1, 3):
        raise ValueError(
            f"{name} has images of {X.shape[1]} channels; those of 1 or 3 channels can be shown."
        )
    return X if X.dtype.kind in "biuf" else X.astype(float)


def value_range_of(*sets):
    """The values that are shown black and white: those of bytes, or the smallest and largest."""
    values = [X for X in sets if X.size]
    low, high = min(X.min() for X in values), max(X.max() for X in values)
    if all(X.dtype.kind in "iu" for X in values) and low >= 0 and high <= 255:
        return 0, 255
    return low, high


def scaled(X, value_range):
    """Images with values from 0 (the low end of the range and below) to 1."""
    low, high = (float(end) for end in value_range)
    span = high - low
    return np.clip((X.astype(float) - low) / (span if span > 0 else 1.0), 0.0, 1.0)
