"""The choice of an encoder."""

from __future__ import annotations

import numpy as np

from ._images import ImageEncoder
from ._pixels import check_dimensions
from ._tabular import TabularEncoder


def make_encoder(X, categorical_features="auto", image_shape=None):
    """The encoder, not yet fitted, that suits the data.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features) or (n_samples, channels, height, width)
        The data; rows of a table or flat images may be a sparse matrix or a DataFrame.
    categorical_features : "auto", None or array-like, default="auto"
        Which columns of a table are categorical, see :class:`TabularEncoder`.
    image_shape : tuple of int, default=None
        Says that flat rows are images, see :class:`ImageEncoder`.

    Returns
    -------
    encoder : TabularEncoder or ImageEncoder
        An encoder to be fitted: of images if X has four dimensions or `image_shape` is given.

    Raises
    ------
    ValueError
        If X has three dimensions or more than four, or categorical columns of images are
        declared.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.encoding import make_encoder
    >>> make_encoder([[0.0, 1.0], [2.0, 3.0]]).fit([[0.0, 1.0], [2.0, 3.0]]).shape
    (2,)
    >>> make_encoder(np.zeros((5, 3, 8, 8))).fit(np.zeros((5, 3, 8, 8))).shape
    (3, 8, 8)
    """
    shape = np.shape(X)
    if image_shape is None and len(shape) < 3:
        return TabularEncoder(categorical_features)
    check_dimensions(shape)
    is_auto = isinstance(categorical_features, str) and categorical_features == "auto"
    if not (is_auto or categorical_features is None):
        raise ValueError(
            "categorical_features must be 'auto' or None for images, as all pixels are numbers; "
            f"got {categorical_features!r}."
        )
    return ImageEncoder(image_shape)
