"""The encoder of images: pixels scaled to -1 to 1, and their inverse."""

from __future__ import annotations

import math

import numpy as np

from ._pixels import as_images, dtype_of_pixels, extremes, pixel_blocks, shape_of_images
from ._scaling import LARGEST, Scaling
from ._tables import blocks, is_frame, layout_from, layout_of, learn_columns

# Ranges of pixels that follow from the dtype, whatever values are seen in fit.
_FIXED_RANGES = {np.dtype(np.uint8): (0, 255), np.dtype(bool): (0, 1)}


class ImageEncoder:
    """Encode images for a network, and decode generated images.

    An encoded row is float32 of shape (channels, height, width). One linear map for all pixels
    takes the range of the data to [-1, 1]. That range is 0 to 255 for uint8, 0 to 1 for floats
    that lie there, and otherwise from the smallest to the largest pixel seen in fit. Nothing is
    clipped by :meth:`transform`.

    Parameters
    ----------
    image_shape : tuple of int, default=None
        (height, width), for one channel, or (channels, height, width) of the images where they
        come as flat rows. Not needed where X has four dimensions.

    Attributes
    ----------
    n_features_in_ : int
        Number of pixels of an image times its channels.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns; only where X was a data frame whose names are all strings.
    n_categories : tuple of int
        Empty, as images have no categorical columns.
    shape : tuple of int
        Shape of an encoded row, (channels, height, width).

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.encoding import ImageEncoder
    >>> X = np.zeros((2, 1, 8, 8), dtype=np.uint8)
    >>> X[1] = 255
    >>> encoder = ImageEncoder().fit(X)
    >>> Z = encoder.transform(X)
    >>> Z[:, 0, 0, 0]
    array([-1.,  1.], dtype=float32)
    >>> bool((encoder.inverse_transform(Z) == X).all())
    True

    Flat rows are encoded alike:

    >>> flat = X.reshape(2, 64)
    >>> encoder = ImageEncoder(image_shape=(8, 8)).fit(flat)
    >>> encoder.transform(flat).shape
    (2, 1, 8, 8)
    >>> encoder.inverse_transform(Z).shape
    (2, 64)
    """

    def __init__(self, image_shape=None):
        self.image_shape = image_shape

    def fit(self, X):
        """Learn the shape and the range of the images.

        Parameters
        ----------
        X : array-like of shape (n_samples, channels, height, width) or (n_samples, n_features)
            The images, without missing pixels; flat rows may be a sparse matrix or a DataFrame.

        Returns
        -------
        self : ImageEncoder
            The fitted encoder.

        Raises
        ------
        ValueError
            If X has missing or infinite pixels, no rows, other than two or four dimensions, or
            pixels that are no numbers; if `image_shape` does not fit X, the channels are not 1
            or 3, or a side has less than 8 pixels.
        """
        X = as_images(X)
        learn_columns(self, X)
        self.shape = shape_of_images(X, self.image_shape)
        self.n_categories = ()
        low, high, read = extremes(X)
        self.dtype_ = dtype_of_pixels(X, read)
        self.is_whole_ = read.kind != "f"
        self.scaling_ = _pixel_scaling(low, high, *_pixel_range(low, high, self.dtype_))
        self.row_shape_ = X.shape[1:]
        self.layout_ = layout_of(X) if is_frame(X) else None
        return self

    def transform(self, X):
        """Encode images.

        Parameters
        ----------
        X : array-like of shape (n_samples, channels, height, width) or (n_samples, n_features)
            The images, without missing pixels; flat rows may be a sparse matrix or a DataFrame.
            Their form may differ from that seen in fit.

        Returns
        -------
        Z : ndarray of shape (n_samples, channels, height, width), dtype=float32
            Encoded images. Pixels outside the range of fit lie outside [-1, 1].

        Raises
        ------
        ValueError
            If X has missing or infinite pixels or another shape than in fit.
        """
        X = as_images(X)
        self._check_shape(X.shape[1:])
        Z = np.empty((X.shape[0], self.n_features_in_), dtype=np.float32)
        for rows, values in pixel_blocks(X):
            scaled = self.scaling_.encode(values)
            np.clip(scaled, -LARGEST, LARGEST, out=Z[rows])
        return Z.reshape(-1, *self.shape)

    def fit_transform(self, X):
        """Learn from images and encode them.

        Parameters
        ----------
        X : array-like of shape (n_samples, channels, height, width) or (n_samples, n_features)
            The images, without missing pixels; flat rows may be a sparse matrix or a DataFrame.

        Returns
        -------
        Z : ndarray of shape (n_samples, channels, height, width), dtype=float32
            Encoded images.
        """
        return self.fit(X).transform(X)

    def inverse_transform(self, Z):
        """Decode images.

        Parameters
        ----------
        Z : array-like of shape (n_samples, channels, height, width)
            Encoded images.

        Returns
        -------
        X : {ndarray, DataFrame}
            Images in the form and with the dtypes seen in fit: of shape (n_samples, channels,
            height, width), or flat, of shape (n_samples, n_features); dense if that was sparse.
            Integers are rounded, and pixels lie in the range seen in fit.

        Raises
        ------
        ValueError
            If Z has NaN or another shape than encoded images.
        """
        Z = np.asarray(Z)
        if Z.ndim != 4 or Z.shape[1:] != self.shape:
            raise ValueError(
                f"Encoded images have shape {self.shape}; got an array of shape {Z.shape}."
            )
        if np.isnan(Z).any():
            raise ValueError("Encoded images contain NaN and cannot be decoded.")
        Z = Z.reshape(len(Z), self.n_features_in_)
        pixels = np.empty(Z.shape, dtype=self.dtype_)
        for rows in blocks(len(Z), self.n_features_in_):
            pixels[rows] = self._decoded(Z[rows])
        if self.layout_ is None:
            return pixels.reshape(len(Z), *self.row_shape_)
        return self.layout_.build(len(Z), _columns(pixels, self.layout_.dtypes))

    def to_record(self):
        """Return what a fitted encoder has learned: plain values, arrays, dtypes and indexes.

        Returns
        -------
        record : dict
            For :meth:`from_record`. It holds no images.
        """
        layout = None if self.layout_ is None else dict(vars(self.layout_))
        return vars(self) | {"layout_": layout, "scaling_": self.scaling_._asdict()}

    @classmethod
    def from_record(cls, record):
        """Return the encoder that a record was taken from.

        Parameters
        ----------
        record : dict
            From :meth:`to_record`.

        Returns
        -------
        encoder : ImageEncoder
        """
        encoder = cls(record["image_shape"])
        vars(encoder).update(record)
        encoder.layout_ = None if record["layout_"] is None else layout_from(record["layout_"])
        encoder.scaling_ = Scaling(**record["scaling_"])
        return encoder

    def _check_shape(self, shape):
        """Raise if rows have another shape than in fit, but for being flat or not."""
        if math.prod(shape) != self.n_features_in_:
            raise ValueError(
                f"X has {math.prod(shape)} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )
        if len(shape) == 3 and shape != self.shape:
            raise ValueError(
                f"X has images of shape {shape}, but {type(self).__name__} is expecting images "
                f"of shape {self.shape}."
            )

    def _decoded(self, Z):
        """Pixels of encoded rows, integers where only such were seen."""
        values = self.scaling_.decode(Z)
        if self.is_whole_ and values.dtype.kind == "f":
            return np.rint(values).astype(np.int64)
        return values


def _pixel_range(low, high, dtype):
    """The pixel values that are encoded as -1 and 1."""
    if dtype in _FIXED_RANGES:
        return _FIXED_RANGES[dtype]
    is_share = isinstance(low, float) and low >= 0 and high <= 1
    return (0.0, 1.0) if is_share else (low, high)


def _pixel_scaling(low, high, start, end):
    """Scaling of start and end to -1 and 1, the inverse of which is clipped to low and high."""
    origin, shift, kind = start / 2 + end / 2, 0.0, np.float64
    half = end / 2 - start / 2
    if isinstance(low, int) and max(-low, high) > 2**53:
        # float64 does not represent such integers; they are counted from the start.
        half = (end - start) / 2
        origin, shift, kind = start, half, np.int64 if high < 2**63 else np.uint64
    scale = half if half > np.finfo(np.float64).tiny else 1.0
    origin, low, high = (np.array([value], dtype=kind) for value in (origin, low, high))
    return Scaling(origin, np.array([shift]), np.array([scale]), low, high)


def _columns(pixels, dtypes):
    """Pairs of a column index and its pixels, rounded in columns of integers."""
    is_float = pixels.dtype.kind == "f"
    for place, (values, dtype) in enumerate(zip(pixels.T, dtypes, strict=True)):
        yield place, np.rint(values) if is_float and dtype.kind in "biu" else values
