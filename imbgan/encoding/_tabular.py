"""The encoder of tables: scaled numbers, codes for categories, and the way back."""

from __future__ import annotations

import numpy as np

from ._categories import category_order, decode, factorize, recode
from ._columns import categorical_columns
from ._missing import check_finite, report_missing_categories
from ._reading import (
    as_table,
    blocks,
    check_size,
    learn_names,
    number_families,
    read_numbers,
)
from ._scaling import LARGEST, Scaling, fit_scaling, join
from ._writing import layout_from, layout_of


class TabularEncoder:
    """Encode the rows of a table for a network, and decode generated rows.

    An encoded ("narrow") row is float32: first the numeric columns, in their order and scaled
    linearly, then one integer code per categorical column. Location and scale of a column are
    the mean and the standard deviation of its values after winsorising them at their 1st and
    99th percentiles; where that deviation vanishes, those of all its values; for a constant
    column the scale is 1. Only values more than 2e9 scales away are clipped by
    :meth:`transform`: a few fill values such as 1e30 do not drown the others.

    Parameters
    ----------
    categorical_features : "auto", None or array-like, default="auto"
        Which columns are categorical:

        - "auto": the columns of a data frame with a category or string dtype; none of an array;
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
        """Learn the scales and categories of the columns.

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
            neither numeric nor declared categorical; if `categorical_features` does not fit X.
        """
        X = as_table(X)
        check_size(X)
        self.n_features_in_ = X.shape[1]
        learn_names(self, X)
        self.categorical_ = categorical_columns(X, self.categorical_features)
        self.numeric_ = np.setdiff1d(np.arange(X.shape[1]), self.categorical_)
        self.layout_ = layout_of(X)
        self.shape = (X.shape[1],)
        self._fit_numbers(X)
        self._fit_categories(X)
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
        self._encode_numbers(X, Z)
        self._encode_categories(X, Z)
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
            Integers are rounded, numbers lie in the range seen in fit, and a code that is no
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
        """Return what a fitted encoder knows: plain values, arrays, dtypes and indexes.

        Returns
        -------
        record : dict
            For :meth:`from_record`. It holds no rows.
        """
        scalings = [(*at, scaling.to_record()) for *at, scaling in self.scalings_]
        return vars(self) | {"layout_": self.layout_.to_record(), "scalings_": scalings}

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

    def _fit_numbers(self, X):
        """Scale the numeric columns, family by family."""
        self.scalings_ = []
        families = number_families(X, self.numeric_)
        for family in dict.fromkeys(families):
            places = np.flatnonzero([other == family for other in families])
            parts = []
            for block in blocks(places, X.shape[0]):
                values = read_numbers(X, self.numeric_[places[block]])
                check_finite(values, X, self.numeric_)
                parts.append(fit_scaling(values))
            self.scalings_.append((family, places, join(parts)))

    def _fit_categories(self, X):
        """Learn the categories."""
        self.categories_, missing = [], []
        for column in self.categorical_:
            codes, values = factorize(X, column)
            if (codes < 0).any():
                missing.append(column)
            self.categories_.append(category_order(X, column, codes, values))
        report_missing_categories(X, missing)
        self.n_categories = tuple(len(categories) for categories in self.categories_)

    def _encode_numbers(self, X, Z):
        """Write the scaled columns into Z."""
        for _, places, scaling in self.scalings_:
            for block in blocks(places, X.shape[0]):
                values = read_numbers(X, self.numeric_[places[block]])
                check_finite(values, X, self.numeric_)
                scaled = scaling[block].encode(values)
                Z[:, places[block]] = np.clip(scaled, -LARGEST, LARGEST, out=scaled)

    def _encode_categories(self, X, Z):
        """Write the codes into Z."""
        missing = []
        first = len(self.numeric_)
        for place, column in enumerate(self.categorical_):
            codes, values = factorize(X, column)
            if (codes < 0).any():
                missing.append(column)
            Z[:, first + place] = recode(codes, values, self.categories_[place])
        report_missing_categories(X, missing)

    def _decoded(self, Z):
        """Pairs of a column and its decoded values."""
        for family, places, scaling in self.scalings_:
            for block in blocks(places, len(Z)):
                values = scaling[block].decode(Z[:, places[block]]).astype(family, copy=False)
                yield from zip(self.numeric_[places[block]], values.T, strict=True)
        first = len(self.numeric_)
        for place, column in enumerate(self.categorical_):
            yield column, decode(Z[:, first + place], self.categories_[place])
