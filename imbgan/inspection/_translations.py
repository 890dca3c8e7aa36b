"""Images, their translations and the way back."""

import numpy as np
from sklearn.utils import _safe_indexing, check_random_state

from ._image_grid import as_images, draw_grid
from ._plotting import pyplot_for
from ._rows import check_count
from ._steps import step_with


class TranslationDisplay:
    """A grid of images: sources, what they become in another class, and the way back.

    The closer the way back is to the source, the more of it the translation has kept. Make it
    with :meth:`from_estimator`.

    Parameters
    ----------
    label : object
        The class that the sources are translated into.

    source_images : ndarray of shape (n_shown, channels, height, width)
        The sources.

    translated_images : ndarray of shape (n_shown, channels, height, width)
        Their translations.

    returned_images : ndarray of shape (n_shown, channels, height, width)
        The translations, translated back.

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
    GeneratedImagesDisplay : Generated images below real ones.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.inspection import TranslationDisplay
    >>> source, translated, returned = np.random.default_rng(0).random((3, 4, 1, 8, 8))
    >>> display = TranslationDisplay(
    ...     label="ill",
    ...     source_images=source,
    ...     translated_images=translated,
    ...     returned_images=returned,
    ... ).plot()
    >>> [label.get_text() for label in display.ax_.get_yticklabels()]
    ['source', 'as ill', 'way back']
    """

    def __init__(self, *, label, source_images, translated_images, returned_images):
        self.label = label
        self.source_images = source_images
        self.translated_images = translated_images
        self.returned_images = returned_images

    @classmethod
    def from_estimator(
        cls,
        sampler,
        X,
        label,
        *,
        n_images=8,
        image_shape=None,
        random_state=None,
        value_range=None,
        cmap="gray",
        ax=None,
    ):
        """Translate images and show them.

        Parameters
        ----------
        sampler : CycleGANSampler
            A fitted sampler, or a fitted pipeline with it.

        X : array-like of shape (n_samples, n_features) or (n_samples, c, h, w)
            Images of the source.

        label : object
            A class that the sampler generates.

        n_images : int, default=8
            Largest number of images in a row. Of more, some are chosen at random.

        image_shape : tuple of int, default=None
            (height, width) or (channels, height, width) of flat rows. None takes the sampler's.

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
        display : TranslationDisplay

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If the estimator cannot translate, has no generator for the class, or X has no images.
        """
        pyplot_for(f"{cls.__name__}.from_estimator")
        check_count(n_images, "n_images")
        sampler, X = step_with("translate_back", sampler, X)
        if not hasattr(sampler, "translate_back"):
            raise ValueError(
                f"{type(sampler).__name__} translates no rows; pass a fitted CycleGANSampler."
            )
        if image_shape is None:
            image_shape = getattr(sampler, "image_shape", None)
        if not len(as_images(X, image_shape, "X")):
            raise ValueError("X holds no image.")
        n = min(n_images, len(X))
        rows = check_random_state(random_state).choice(len(X), n, replace=False)
        source = _safe_indexing(X, np.sort(rows))
        translated = sampler.translate(source, label)
        shown = source, translated, sampler.translate_back(translated, label)
        names = "source_images", "translated_images", "returned_images"
        images = {
            name: as_images(part, image_shape, name)
            for name, part in zip(names, shown, strict=True)
        }
        return cls(label=label, **images).plot(ax, value_range=value_range, cmap=cmap)

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
        display : TranslationDisplay
        """
        rows = [self.source_images, self.translated_images, self.returned_images]
        names = ["source", f"as {self.label}", "way back"]
        return draw_grid(self, rows, names, ax, value_range=value_range, cmap=cmap)
