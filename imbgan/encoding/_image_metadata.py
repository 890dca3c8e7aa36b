"""The encoder of images with metadata: pixels and scaled columns in one flat row."""

from __future__ import annotations

import math

import numpy as np

from ._image_columns import chosen_columns, find_image_column, locate_images, read_images
from ._images import ImageEncoder
from ._metadata import MetadataEncoder
from ._pixels import as_images, declared_shape
from ._tables import categorical_columns, column_names, is_frame, learn_columns, listed


class ImageMetadataEncoder:
    """Encode images with metadata for a network, and decode encoded rows.

    An encoded row is float32 and flat: first the pixels, scaled to [-1, 1] by
    :class:`ImageEncoder`, then the metadata, encoded as by :class:`TabularEncoder`: numeric
    columns, marks of missing numbers, codes of categories. Where there is no metadata it is an
    image, of shape (channels, height, width), and without images it is the metadata alone.

    The images are those of X with four dimensions, or lie in one column, as arrays of shape
    (height, width) or (channels, height, width) or as paths to files, or are flat: a column for
    each pixel.

    Missing metadata are allowed. A missing number becomes the median of the rows seen in fit, and
    a further column, 0 or 1, marks it if there were such rows in fit. A missing category is a
    category of its own; where there was none in fit it has the code -1 of unseen categories.

    Parameters
    ----------
    image_column : str, int or None, default="auto"
        Name of the column of images, or its index where X is an array. ``"auto"`` looks for a
        column of arrays, of paths, or of strings that all end like names of image files; None
        reads no column as images.
    image_columns : slice or array-like, default=None
        The columns that hold the pixels of flat images: a slice, indices, a mask, or names. By
        default the first of them, as many as `image_shape` has pixels.
    metadata_features : array-like, default=None
        The columns of metadata: indices, a mask, or names. By default all that are no images.
    categorical_features : "auto", None or array-like, default="auto"
        Which columns of X are categorical, see :class:`TabularEncoder`; only those among the
        metadata are read.
    image_shape : tuple of int, default=None
        (height, width) or (channels, height, width). It says that X has flat images. Files of
        images are read with this number of channels.

    Attributes
    ----------
    n_features_in_ : int
        Number of columns seen in fit; of images alone, the product of their shape.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns; only where X was a data frame whose names are all strings.
    image_column_ : int or None
        Index of the column of images.
    metadata_features_ : ndarray of shape (n_metadata,)
        Indices of the columns of metadata.
    image_shape_ : tuple of int
        Shape of the images, (channels, height, width); empty without images.
    n_categories : tuple of int
        Number of categories of each categorical column.
    shape : tuple of int
        Shape of an encoded row.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.encoding import ImageMetadataEncoder
    >>> pixels = np.random.default_rng(0).integers(256, size=(4, 64))
    >>> age = np.array([[30.0], [np.nan], [50.0], [61.0]])
    >>> X = np.hstack([pixels, age])
    >>> encoder = ImageMetadataEncoder(image_shape=(8, 8)).fit(X)
    >>> encoder.shape  # 64 pixels, the age, and whether it is missing
    (66,)
    >>> encoder.transform(X)[:, -1]
    array([0., 1., 0., 0.], dtype=float32)
    >>> bool(np.allclose(encoder.inverse_transform(encoder.transform(X)), X, equal_nan=True))
    True
    """

    def __init__(
        self,
        image_column="auto",
        image_columns=None,
        metadata_features=None,
        categorical_features="auto",
        image_shape=None,
    ):
        self.image_column = image_column
        self.image_columns = image_columns
        self.metadata_features = metadata_features
        self.categorical_features = categorical_features
        self.image_shape = image_shape

    def finds_images(self, X):
        """Tell whether rows have images, before fit.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame}

        Returns
        -------
        finds_images : bool
        """
        X = as_images(X)
        if len(X.shape) == 4 or self.image_shape is not None or self.image_columns is not None:
            return True
        return find_image_column(X, self.image_column) is not None

    def fit(self, X):
        """Learn where images and metadata are, and how they are scaled.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features) or \
                (n_samples, channels, height, width)
            The rows.

        Returns
        -------
        self : ImageMetadataEncoder
            The fitted encoder.

        Raises
        ------
        ValueError
            If there is no such column, or several columns of images; if images are missing,
            differ in size or cannot be read; if pixels or metadata are infinite; if a column of
            metadata has no value at all, or is neither numeric nor categorical.
        """
        X = as_images(X)
        learn_columns(self, X)
        self.image_column_, self.pixels_ = locate_images(
            X, self.image_column, self.image_columns, self.image_shape
        )
        is_named = is_frame(X) and self.image_column_ is not None
        self.names_ = X.columns[[self.image_column_]] if is_named else None
        self.metadata_features_ = self._find_metadata(X)
        categorical = self._find_categorical(X)
        self.image_ = self.metadata_ = None
        self.image_shape_, self.shape, self.n_categories = (), (), ()
        if len(self._image_places):
            self.image_ = ImageEncoder(self.image_shape).fit(self._images(X))
            self.image_shape_ = self.shape = self.image_.shape
        if len(self.metadata_features_):
            self.metadata_ = encoder = MetadataEncoder(self.metadata_features_, categorical).fit(X)
            self.n_categories = encoder.n_categories
            self.shape = (math.prod(self.image_shape_ or (0,)) + encoder.shape[0],)
        return self

    def transform(self, X):
        """Encode rows.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features) or \
                (n_samples, channels, height, width)
            The rows. Their container may differ from that seen in fit.

        Returns
        -------
        Z : ndarray of shape (n_samples, n_encoded) or (n_samples, channels, height, width), \
                dtype=float32
            Encoded rows, images where there is no metadata. A category that was not seen in fit
            has the code -1.

        Raises
        ------
        ValueError
            If images are missing, cannot be read or have another shape than in fit, if X has
            infinite values or another number of columns.
        """
        X = as_images(X)
        if math.prod(X.shape[1:]) != self.n_features_in_:
            raise ValueError(
                f"X has {math.prod(X.shape[1:])} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )
        parts = [] if self.image_ is None else [self.image_.transform(self._images(X))]
        if self.metadata_ is not None:
            parts = [part.reshape(len(part), -1) for part in parts]
            parts.append(self.metadata_.transform(X))
        return parts[0] if len(parts) == 1 else np.concatenate(parts, axis=1)

    def fit_transform(self, X):
        """Learn from rows and encode them.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features) or \
                (n_samples, channels, height, width)
            The rows.

        Returns
        -------
        Z : ndarray of shape (n_samples, n_encoded) or (n_samples, channels, height, width), \
                dtype=float32
            Encoded rows.
        """
        return self.fit(X).transform(X)

    def inverse_transform(self, Z):
        """Decode rows.

        Parameters
        ----------
        Z : array-like of shape (n_samples, n_encoded) or (n_samples, channels, height, width)
            Encoded rows.

        Returns
        -------
        X : {ndarray, DataFrame}
            Rows in the container seen in fit, without the columns that are neither images nor
            metadata. Images of a column are arrays of shape (channels, height, width), also where
            they were read from files.

        Raises
        ------
        ValueError
            If Z has NaN or another shape than encoded rows.
        """
        if np.shape(Z)[1:] != self.shape:
            raise ValueError(f"Encoded rows have shape {self.shape}; Z has {np.shape(Z)}.")
        Z = np.asarray(Z)
        parts, places = [], []
        if self.image_ is not None:
            parts.append(self._decoded_images(Z))
            places.append(self._image_places)
        if self.metadata_ is not None:
            parts.append(self.metadata_.inverse_transform(Z[:, self._n_pixels :]))
            places.append(self.metadata_features_)
        if len(parts) == 1:
            return parts[0]
        return _joined(parts, np.argsort(np.concatenate(places)))

    def images_of(self, Z):
        """Decode the images of encoded rows.

        Parameters
        ----------
        Z : ndarray of shape (n_samples, n_encoded) or (n_samples, channels, height, width)
            Encoded rows.

        Returns
        -------
        images : ndarray of shape (n_samples, channels, height, width)
            With the dtype seen in fit.
        """
        encoded = self._encoded_images(Z)
        return np.asarray(self.image_.inverse_transform(encoded)).reshape(encoded.shape)

    def with_images(self, Z, images):
        """Return encoded rows with other images.

        Parameters
        ----------
        Z : ndarray of shape (n_samples, n_encoded) or (n_samples, channels, height, width)
            Encoded rows, whose metadata is taken.
        images : ndarray of shape (n_samples, channels, height, width)
            Images, not encoded.

        Returns
        -------
        Z : ndarray of the same shape
        """
        encoded = self.image_.transform(images)
        if self.metadata_ is None:
            return encoded
        metadata = Z[:, self._n_pixels :]
        return np.concatenate([encoded.reshape(len(encoded), -1), metadata], axis=1)

    def to_record(self):
        """Return what a fitted encoder has learned: plain values, arrays, dtypes and indexes.

        Returns
        -------
        record : dict
            For :meth:`from_record`. It holds no rows.
        """
        parts = {"image_": self.image_, "metadata_": self.metadata_}
        return vars(self) | {name: part and part.to_record() for name, part in parts.items()}

    @classmethod
    def from_record(cls, record):
        """Return the encoder that a record was taken from.

        Parameters
        ----------
        record : dict
            From :meth:`to_record`.

        Returns
        -------
        encoder : ImageMetadataEncoder
        """
        encoder = cls()
        vars(encoder).update(record)
        kinds = {"image_": ImageEncoder, "metadata_": MetadataEncoder}
        for name, kind in kinds.items():
            part = record[name]
            setattr(encoder, name, None if part is None else kind.from_record(part))
        return encoder

    @property
    def image_part(self):
        """Shape of the image that a flat encoded row begins with, or empty."""
        return () if self.metadata_ is None else self.image_shape_

    @property
    def _n_pixels(self):
        return math.prod(self.image_shape_ or (0,))

    @property
    def _image_places(self):
        """Indices of the columns that hold images."""
        if self.pixels_ is not None:
            return self.pixels_
        return np.array([] if self.image_column_ is None else [self.image_column_], dtype=np.intp)

    def _find_metadata(self, X):
        """Indices of the columns of metadata."""
        if self.metadata_features is None or not len(self.metadata_features):
            every = np.arange(self.n_features_in_ if self.metadata_features is None else 0)
            return np.setdiff1d(every, self._image_places)
        if len(X.shape) == 4:
            raise ValueError(
                "metadata_features names columns, but X has four dimensions: images alone. Give "
                "a frame with a column of images, or flat images with image_shape."
            )
        chosen = chosen_columns(X, self.metadata_features, "metadata_features")
        self._check_no_images(X, chosen, "metadata_features")
        return chosen

    def _find_categorical(self, X):
        """Indices of the categorical columns of X, of images none."""
        chosen = self.categorical_features
        if chosen is None or isinstance(chosen, str):
            if len(X.shape) == 4:
                return np.arange(0)
            return categorical_columns(X, chosen, among=self.metadata_features_)
        if len(self._image_places) == self.n_features_in_:
            raise ValueError(
                "categorical_features must be 'auto' or None for images, as all pixels are "
                f"numbers; got {chosen!r}."
            )
        categorical = categorical_columns(X, chosen)
        self._check_no_images(X, categorical, "categorical_features")
        return categorical

    def _check_no_images(self, X, columns, parameter):
        """Raise if some of the columns hold images."""
        names = column_names(X)
        both = [names[column] for column in np.intersect1d(columns, self._image_places)]
        if both:
            raise ValueError(
                f"{parameter} names columns that hold images: {listed(both)}. Leave them out."
            )

    def _images(self, X):
        """The images of X, in four dimensions or flat."""
        if len(X.shape) == 4:
            if len(self.metadata_features_):
                raise ValueError("X has images alone, without the metadata that was seen in fit.")
            return X
        if self.image_column_ is None:
            if np.array_equal(self.pixels_, np.arange(X.shape[1])):
                return X
            return X.iloc[:, self.pixels_] if is_frame(X) else X[:, self.pixels_]
        shape = self.image_shape_ or (self.image_shape and declared_shape(self.image_shape))
        return read_images(X, self.image_column_, shape[0] if shape else None)

    def _encoded_images(self, Z):
        """The images of encoded rows, in four dimensions."""
        return Z.reshape(len(Z), -1)[:, : self._n_pixels].reshape(-1, *self.image_shape_)

    def _decoded_images(self, Z):
        """Images of encoded rows, in the container seen in fit; a column of them as objects."""
        if self.image_column_ is None:
            return self.image_.inverse_transform(self._encoded_images(Z))
        column = np.empty((len(Z), 1), dtype=object)
        column[:, 0] = list(self.images_of(Z))
        return column if self.names_ is None else _frame(column, self.names_)


def _joined(parts, order):
    """Parts of a table beside each other, their columns in an order."""
    if not is_frame(parts[1]):
        return np.concatenate(parts, axis=1)[:, order]
    import pandas as pd

    return pd.concat(parts, axis=1).iloc[:, order]


def _frame(values, columns):
    import pandas as pd

    return pd.DataFrame(values, columns=columns)
