"""Checks of the rows that an estimator is given: tables and images."""

import numpy as np
from sklearn.utils import check_array
from sklearn.utils.validation import _check_feature_names, _num_features, validate_data

from ..encoding import is_frame


class RowChecks:
    """Checks X as scikit-learn does, frames and images included."""

    def _check_rows(self, X, *, reset):
        """Check X; frames stay frames, so that the encoder sees their dtypes."""
        if is_frame(X):
            _check_feature_names(self, X, reset=reset)
            self._check_shape(X, reset=reset)
            return X
        if isinstance(X, (list, tuple)):
            X = _as_array(X)
        if getattr(X, "ndim", 2) > 2:
            return self._check_images(X, reset=reset)
        declared = getattr(self, "categorical_features", None)
        numeric = declared is None or (isinstance(declared, str) and declared == "auto")
        # Objects are left to the encoder, which names the columns that hold no numbers.
        numeric = numeric and getattr(X, "dtype", None) != np.dtype(object)
        return validate_data(
            self,
            X,
            reset=reset,
            accept_sparse=["csr", "csc"],
            dtype="numeric" if numeric else None,
            ensure_all_finite=False,  # the encoder names the columns
        )

    def _check_images(self, X, *, reset):
        """Check an array of images; they count as rows of as many features as they have values."""
        X = check_array(X, allow_nd=True, ensure_all_finite=False)
        self._check_shape(X.reshape(len(X), int(np.prod(X.shape[1:]))), reset=reset)
        if reset:
            vars(self).pop("feature_names_in_", None)  # an earlier fit's
        return X

    def _check_shape(self, X, *, reset):
        """Check the numbers of rows and columns as scikit-learn checks an array's."""
        for size, what in zip(X.shape, ("sample", "feature"), strict=True):
            if size < 1:
                raise ValueError(
                    f"Found array with 0 {what}(s) (shape={X.shape}) while a minimum of 1 is "
                    "required."
                )
        if reset:
            self.n_features_in_ = _num_features(X)
        elif X.shape[1] != self.n_features_in_:
            raise ValueError(
                f"X has {X.shape[1]} features, but {type(self).__name__} is expecting "
                f"{self.n_features_in_} features as input."
            )


def _as_array(rows):
    """Turn a list into an array in which numbers beside strings stay numbers."""
    plain = np.asarray(rows)
    return np.asarray(rows, dtype=object) if plain.dtype.kind in "US" else plain
