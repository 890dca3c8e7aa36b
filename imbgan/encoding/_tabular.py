"""The encoder of tables: scaled numbers, codes for categories, and their inverse."""

from __future__ import annotations

import numpy as np

from ._categories import category_order, decode, factorize, recode
from ._images import ImageEncoder
from ._pixels import check_dimensions
from ._scaling import LARGEST, Scaling, fit_scaling
from ._tables import (
    as_table,
    blocks,
    categorical_columns,
    layout_from,
    layout_of,
    learn_columns,
    missing_categories_error,
    number_families,
    numeric_blocks,
)


class TabularEncoder:
    """Encode the rows of a table for a network, and decode generated rows.

    An encoded row is float32: first the numeric columns, in their order and scaled linearly,
    then one integer code per categorical column. Location and scale of a column are the mean and
    the standard deviation of its values after winsorising them at their 1st and 99th
    percentiles; where that deviation vanishes, those of all its values; for a constant column
    the scale is 1. Only values more than 2e9 scales away are clipped by :meth:`transform`: a few
    fill values such as 1e30 do not decide the scale of the others.

    Parameters
    ----------
    categorical_features : "auto", None or array-like, default="auto"
        Which columns are categorical:

        - "auto": of a data frame the columns with a category dtype, and those of text, whatever
          their dtype; none of an array. Text that is mostly numbers is refused, and text that is
          all numbers is taken with a warning;
        - None: none;
        - array of bool of shape (n_features,): a mask;
        - array of int: their indices;
        - array of str: their names, if X is a data frame.

    Attributes
    ----------
    n_features_in_ : int
        Number of columns seen in fit.
    feature_names_in_ : ndarray of shape (n_features_in_,)
        Names of the columns; only where X was a data frame whose names are all strings.
    numeric_ : ndarray of shape (n_numeric,)
        Indices of the numeric columns.
    categorical_ : ndarray of shape (n_categorical,)
        Indices of the categorical columns.
    categories_ : list of ndarray
        The categories of each categorical column: sorted, or in the order of the category dtype.
    n_categories : tuple of int
        Number of categories of each categorical column.
    shape : tuple of int
        Shape of an encoded row.

    Examples
    --------
    >>> import numpy as np
    >>> from imbgan.encoding import TabularEncoder
    >>> X = np.array([[1, "b"], [3, "a"], [5, "b"]], dtype=object)
    >>> encoder = TabularEncoder(categorical_features=[1]).fit(X)
    >>> Z = encoder.transform(X)
    >>> [int(code) for code in Z[:, 1]]
    [1, 0, 1]
    >>> encoder.inverse_transform(Z)
    array([[1, 'b'],
           [3, 'a'],
           [5, 'b']], dtype=object)
    """

    def __init__(self, categorical_features="auto"):
        self.categorical_features = categorical_features

    def fit(self, X):
        """Learn the scaling and the categories of the columns.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, without missing values.

        Returns
        -------
        self : TabularEncoder
            The fitted encoder.

        Raises
        ------
        ValueError
            If X has missing or infinite values, no rows or no columns, or a column that is
            neither numeric nor categorical, or both; if `categorical_features` does not fit X.
        """
        X = as_table(X)
        learn_columns(self, X)
        self.categorical_ = categorical_columns(X, self.categorical_features)
        self.numeric_ = np.setdiff1d(np.arange(X.shape[1]), self.categorical_)
        self.layout_ = layout_of(X, self.numeric_)
        self.shape = (X.shape[1],)
        self.scalings_, self.categories_ = [], []
        for family, places in number_families(X, self.numeric_).items():
            parts = []
            for _, values in numeric_blocks(X, self.numeric_, places):
                parts.append(fit_scaling(values))
            scaling = Scaling(*map(np.concatenate, zip(*parts, strict=True)))
            self.scalings_.append((family, places, scaling))
        categorical = self._factorized(X) if len(self.categorical_) else ()
        for column, codes, values in categorical:
            self.categories_.append(category_order(X, column, codes, values))
        self.n_categories = tuple(map(len, self.categories_))
        return self

    def transform(self, X):
        """Encode rows.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, without missing values. Their container may differ from that seen in fit.

        Returns
        -------
        Z : ndarray of shape (n_samples, n_features), dtype=float32
            Encoded rows. A category that was not seen in fit has the code -1.

        Raises
        ------
        ValueError
            If X has missing or infinite values or another number of columns than in fit.
        """
        X = as_table(X)
        if X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )
        Z = np.empty((X.shape[0], *self.shape), dtype=np.float32)
        for _, places, scaling in self.scalings_:
            for block, values in numeric_blocks(X, self.numeric_, places):
                scaled = scaling.part(block).encode(values)
                Z[:, places[block]] = np.clip(scaled, -LARGEST, LARGEST, out=scaled)
        categorical = self._factorized(X) if len(self.categorical_) else ()
        for place, (_, codes, values) in enumerate(categorical):
            Z[:, len(self.numeric_) + place] = recode(codes, values, self.categories_[place])
        return Z

    def fit_transform(self, X):
        """Learn from rows and encode them.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows, without missing values.

        Returns
        -------
        Z : ndarray of shape (n_samples, n_features), dtype=float32
            Encoded rows.
        """
        return self.fit(X).transform(X)

    def inverse_transform(self, Z):
        """Decode rows.

        Parameters
        ----------
        Z : array-like of shape (n_samples, n_features)
            Encoded rows.

        Returns
        -------
        X : {ndarray, DataFrame} of shape (n_samples, n_features)
            Rows in the container and with the dtypes seen in fit; dense if that was sparse.
            Integers are rounded, dates and decimal numbers have the type and the decimal places
            seen in fit, numbers lie in the range seen in fit, and a code that is no
            category becomes the nearest one.

        Raises
        ------
        ValueError
            If Z has NaN or another number of columns than an encoded row.
        """
        Z = np.asarray(Z)
        if Z.ndim != 2 or Z.shape[1:] != self.shape:
            raise ValueError(
                f"Encoded rows have shape {self.shape}; got an array of shape {Z.shape}."
            )
        if np.isnan(Z).any():
            raise ValueError("Encoded rows contain NaN and cannot be decoded.")
        return self.layout_.build(len(Z), self._decoded(Z))

    def to_record(self):
        """Return what a fitted encoder has learned: plain values, arrays, dtypes and indexes.

        Returns
        -------
        record : dict
            For :meth:`from_record`. It holds no rows.
        """
        scalings = [(*at, scaling._asdict()) for *at, scaling in self.scalings_]
        return vars(self) | {"layout_": dict(vars(self.layout_)), "scalings_": scalings}

    @classmethod
    def from_record(cls, record):
        """Return the encoder that a record was taken from.

        Parameters
        ----------
        record : dict
            From :meth:`to_record`.

        Returns
        -------
        encoder : TabularEncoder
        """
        encoder = cls(record["categorical_features"])
        vars(encoder).update(record)
        encoder.layout_ = layout_from(record["layout_"])
        encoder.scalings_ = [(*at, Scaling(**scaling)) for *at, scaling in record["scalings_"]]
        return encoder

    def _factorized(self, X):
        """Categorical columns with codes and values; raise after the last if some are missing."""
        missing = []
        for column in self.categorical_:
            codes, values = factorize(X, column)
            if (codes < 0).any():
                missing.append(column)
            yield column, codes, values
        if missing:
            raise missing_categories_error(X, missing)

    def _decoded(self, Z):
        """Pairs of a column and its decoded values."""
        for family, places, scaling in self.scalings_:
            for block in blocks(len(places), len(Z)):
                values = scaling.part(block).decode(Z[:, places[block]])
                values = values.astype(family, copy=False)
                yield from zip(self.numeric_[places[block]], values.T, strict=True)
        for place, column in enumerate(self.categorical_):
            yield column, decode(Z[:, len(self.numeric_) + place], self.categories_[place])


def make_encoder(X, categorical_features="auto", image_shape=None):
    """The encoder, not yet fitted, that suits the data.

    Parameters
    ----------
    X : array-like of shape (n_samples, n_features) or (n_samples, channels, height, width)
        The data; rows of a table or flat images may be a sparse matrix or a DataFrame.
    categorical_features : "auto", None or array-like, default="auto"
        Which columns of a table are categorical, see :class:`TabularEncoder`.
    image_shape : tuple of int, default=None
        Shape of the images if rows are flat images, see :class:`ImageEncoder`.

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
