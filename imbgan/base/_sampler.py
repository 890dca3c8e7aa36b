"""The face of an over-sampler that keeps its generator."""

from numbers import Integral

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.utils import check_sampling_strategy, check_target_type
from scipy import sparse
from sklearn.base import _fit_context
from sklearn.utils import check_random_state
from sklearn.utils.multiclass import check_classification_targets
from sklearn.utils.validation import check_consistent_length, check_is_fitted, column_or_1d

from ..encoding import is_frame
from ..engine import SeedStreams

# In a list, so that a name from a model file reaches nothing else.
_SPARSE_TYPES = {
    kind.__name__: kind
    for kind in (sparse.csr_array, sparse.csr_matrix, sparse.csc_array, sparse.csc_matrix)
}


def rows_to_draw(estimator, y):
    """Read an over-sampling strategy: set ``sampling_strategy_``, return a number per class."""
    estimator.sampling_strategy_ = check_sampling_strategy(
        estimator.sampling_strategy, y, "over-sampling"
    )
    wanted = estimator.sampling_strategy_
    return np.array([wanted.get(label, 0) for label in estimator.classes_.tolist()])


class SamplerFace(BaseOverSampler):
    """The face of a sampler: fit, fit_resample, sample.

    A family's base, which stands before this face among the bases, gives ``_train(X, codes,
    n_to_draw, seed)`` and ``_generate(codes, seed)``, which returns encoded rows.
    """

    def _check_X_y(self, X, y, accept_sparse=None):
        """Check X and y as imbalanced-learn's samplers do; frames stay frames."""
        self._begin()
        y, binarize_y = check_target_type(y, indicate_one_vs_all=True)
        X = self._check_rows(X, reset=True)
        y = column_or_1d(y)
        check_consistent_length(X, y)
        return X, y, binarize_y

    @_fit_context(prefer_skip_nested_validation=True)
    def fit(self, X, y):
        """Train the generator.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        Returns
        -------
        self : object
            The fitted sampler, ready for :meth:`sample`.
        """
        check_classification_targets(y)
        X, y, _ = self._check_X_y(X, y)
        self._train_on(X, y)
        return self

    def _train_on(self, X, y):
        with self._whole():
            codes = self._read_labels(y)
            n_to_draw = rows_to_draw(self, y)
            self.sparse_type_ = type(X).__name__ if sparse.issparse(X) else None
            seed = self._seed()
            self._sample_stream = SeedStreams(seed).numpy("sample")
            self._train(X, codes, n_to_draw, seed)
        return n_to_draw

    def _fit_resample(self, X, y):
        """Train, then put what the strategy asks for below the original rows."""
        n_to_draw = self._train_on(X, y)
        codes = np.repeat(np.arange(len(n_to_draw)), n_to_draw)
        self.synthetic_mask_ = np.arange(len(y) + len(codes)) >= len(y)
        if not len(codes):
            return _stacked(X, X[:0]), y.copy()
        drawn = self._draw(codes, self._next_seed())
        return _stacked(X, drawn), np.concatenate([y, self.classes_[codes].astype(y.dtype)])

    def sample(self, n, label, random_state=None):
        """Generate rows of a class.

        Parameters
        ----------
        n : int
            Number of rows.

        label : object
            The class, one of ``classes_``.

        random_state : int, RandomState instance or None, default=None
            Seed of the draw. With None the rows go on with the stream that fit has seeded: two
            calls differ, and the sequence of calls repeats after another fit with the same
            `random_state`.

        Returns
        -------
        X : {ndarray, sparse matrix, DataFrame} of shape (n, n_features)
            Generated rows in the container seen in fit.

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If `n` is not a positive number, or the class has no generator.
        """
        check_is_fitted(self, "generated_classes_")
        if isinstance(n, bool) or not isinstance(n, Integral) or n < 1:
            raise ValueError(f"n must be a positive integer, got {n!r}.")
        labels = self.classes_.tolist()
        code = labels.index(label) if label in labels else None
        if code not in self.generated_classes_:
            have = [labels[k] for k in self.generated_classes_]
            raise ValueError(
                f"The class {label!r} has no generator; the classes that have one are {have}."
            )
        if random_state is None:
            seed = self._next_seed()
        else:
            seed = check_random_state(random_state).randint(2**31 - 1)
        return self._draw(np.full(n, code), seed)

    def _next_seed(self):
        """Draw the seed of the next rows from the stream that fit has seeded."""
        return int(self._sample_stream.integers(2**62))

    def _draw(self, codes, seed):
        """Generate, decode, and give back the container seen in fit."""
        drawn = self.encoder_.inverse_transform(self._generate(codes, seed))
        if self.sparse_type_ is None:
            return drawn
        return _SPARSE_TYPES[self.sparse_type_](drawn)


def _stacked(X, drawn):
    """Put generated rows below the original ones."""
    if is_frame(X):
        import pandas as pd

        return pd.concat([X, drawn], ignore_index=True)
    if sparse.issparse(X):
        return sparse.vstack([X, drawn], format=X.format)
    return np.concatenate([X, drawn.astype(X.dtype, copy=False)])
