"""The sampler mixin: over-samplers that keep what generates their rows."""

from collections.abc import Mapping
from numbers import Integral

import numpy as np
from imblearn.over_sampling.base import BaseOverSampler
from imblearn.utils import check_sampling_strategy, check_target_type
from scipy import sparse
from scipy.spatial.distance import cdist
from sklearn.base import _fit_context
from sklearn.utils import check_random_state
from sklearn.utils.validation import check_consistent_length, check_is_fitted

from ..encoding import is_frame, make_encoder
from ..utils import CollapseWarning, ImbalanceWarning
from ..utils._warnings import warn_user
from ..utils.frames import FOREIGN, as_pandas, extended, in_kind_of, is_foreign, without_rows
from ..utils.labels import as_labels
from ._checks import check_rows, fresh_fit, read_labels

# In a list, so that a name from a model file reaches nothing else.
_SPARSE_TYPES = {
    kind.__name__: kind
    for kind in (sparse.csr_array, sparse.csr_matrix, sparse.csc_array, sparse.csc_matrix)
}
# Rows that are drawn of a class, and real rows of it that they are compared with.
_N_DRAWN, _N_REAL = 256, 512
# How often rows are drawn that the classifier does not take for their class.
_MOST_DRAWS = 10


def rows_to_draw(estimator, y):
    """Read an over-sampling strategy: set ``sampling_strategy_``, return a number per class."""
    strategy = estimator.sampling_strategy
    if callable(strategy) or isinstance(strategy, Mapping):
        strategy = _whole_rows(strategy, y)
    wanted = check_sampling_strategy(strategy, y, "over-sampling")
    estimator.sampling_strategy_ = wanted
    n_to_draw = np.zeros(len(estimator.classes_), dtype=int)
    for code, label in enumerate(estimator.classes_.tolist()):
        n_to_draw[code] = wanted.get(label, 0)
    return n_to_draw


def _whole_rows(strategy, y):
    """Return the rows of each class that a dict, or what a function returns, asks for."""
    source = "sampling_strategy"
    if callable(strategy):
        strategy, source = strategy(y), "the function sampling_strategy"
    if not isinstance(strategy, Mapping):
        raise ValueError(
            f"{source} must return a dict of labels and numbers of rows, got {strategy!r}."
        )
    for label, n in strategy.items():
        if isinstance(n, bool) or not isinstance(n, Integral):
            raise ValueError(
                f"{source} must give whole numbers of rows, got {n!r} for the class {label!r}."
            )
    return strategy


def lacking_classes(counts, n_to_draw):
    """Return the codes of the classes with rows to draw or fewer than the largest target.

    Parameters
    ----------
    counts, n_to_draw : ndarray of shape (n_classes,)

    Returns
    -------
    codes : ndarray of int
    """
    return np.flatnonzero((n_to_draw > 0) | (counts < (counts + n_to_draw).max()))


class OverSampler(BaseOverSampler):
    """Over-sampler that keeps what generates its rows: fit, fit_resample, sample.

    A method gives ``_generate(codes, seed)``, which returns encoded rows of classes, and
    ``_train(X, codes, n_to_draw)`` where it is not a network that is trained.
    """

    _holds_out_rows = False  # all rows train a generator, whose epoch no score chooses
    _plays_always = True
    # Whether a class of one row is given that row: around it there is nothing to decode.
    _keeps_single_rows = False

    def _check_X_y(self, X, y, accept_sparse=None):
        """Check X and y as imbalanced-learn's samplers do; frames stay frames."""
        binarize_y = False
        if np.ndim(y) == 2 and np.shape(y)[1] > 1:
            y, binarize_y = check_target_type(y, indicate_one_vs_all=True)
        codes = read_labels(self, y)
        X = check_rows(self, X, reset=True)
        check_consistent_length(X, codes)
        y = self.classes_[codes]
        if callable(self.sampling_strategy) or isinstance(self.sampling_strategy, Mapping):
            _whole_rows(self.sampling_strategy, y)  # before imbalanced-learn counts with it
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
        with fresh_fit(self):
            rows, y, _ = self._check_X_y(X, y)
            self._train_on(rows, y)
            self.frame_kind_ = without_rows(X) if is_foreign(X) else None
        return self

    @_fit_context(prefer_skip_nested_validation=True)
    def fit_resample(self, X, y):
        """Train the generator and put what the strategy asks for below the original rows.

        Parameters
        ----------
        X : {array-like, sparse matrix, DataFrame} of shape (n_samples, n_features)
            The rows.

        y : array-like of shape (n_samples,)
            Class labels of any kind.

        Returns
        -------
        X_resampled : {ndarray, sparse matrix, DataFrame} of shape (n_samples_new, n_features)
            The original rows, unchanged, and the generated ones, in the container of `X`.

        y_resampled : array-like of shape (n_samples_new,)
            Their class labels.
        """
        if {type(X).__module__.partition(".")[0], type(y).__module__.partition(".")[0]} & FOREIGN:
            return self._resample_foreign(X, y)
        with fresh_fit(self):
            if np.ndim(y) == 1:
                as_labels(y)  # before imbalanced-learn looks at them
            dtype = getattr(y, "dtype", None)
            if not hasattr(dtype, "categories"):
                return super().fit_resample(X, y)
            # Categories are the labels that they stand for.
            X, y = super().fit_resample(X, y.astype(dtype.categories.dtype))
            return X, y.astype(dtype)

    def _resample_foreign(self, X, y):
        """Resample tables and labels of which any are of polars or pyarrow."""
        X_all, y_all = self.fit_resample(as_pandas(X), as_pandas(y))
        if is_foreign(X):
            self.frame_kind_ = without_rows(X)
            X_all = extended(X, X_all.iloc[len(X) :])
        if is_foreign(y):
            y_all = extended(y, y_all.iloc[len(y) :])
        return X_all, y_all

    def _train_on(self, X, y):
        """Train on checked rows and return how many of each class are to be drawn."""
        codes = np.searchsorted(self.classes_, y)
        n_to_draw = rows_to_draw(self, y)
        counts = np.bincount(codes)
        self.frame_kind_ = None
        self.sparse_type_ = type(X).__name__ if sparse.issparse(X) else None
        if not lacking_classes(counts, n_to_draw).size:
            self.generated_classes_ = ()
            self.encoder_ = make_encoder(X, self.categorical_features, self.image_shape).fit(X)
            return n_to_draw
        single = self.classes_[counts == 1]
        if len(single):
            warn_user(
                f"The classes {single.tolist()} have one row each; what is generated for them "
                "equals it.",
                ImbalanceWarning,
            )
        self._train(X, codes, n_to_draw)
        return n_to_draw

    def _train(self, X, codes, n_to_draw):
        """Train on checked rows of at least one class that lacks some."""
        from ._fit import train  # here, for samplers that do without torch

        run = train(self, X, codes, n_to_draw)
        self._sample_stream = np.random.default_rng(run.seeds["sample"])
        if self._keeps_single_rows:
            X, y = run.rows.X, run.rows.y
            single = np.flatnonzero(np.bincount(y) == 1)
            self.single_classes_ = self.classes_[single]
            self.single_rows_ = np.array([X[y == code][0] for code in single])
        self._after_training(run)
        if hasattr(self, "screen"):
            self.pass_rate_ = self._pass_rates(run) if self.screen else {}

    def _fit_resample(self, X, y):
        n_to_draw = self._train_on(X, y)
        codes = np.repeat(np.arange(len(n_to_draw)), n_to_draw)
        self.synthetic_mask_ = np.arange(len(y) + len(codes)) >= len(y)
        if not len(codes):
            return _stacked(X, X[:0]), y.copy()
        drawn = self._draw(codes)
        return _stacked(X, drawn), np.concatenate([y, self.classes_[codes].astype(y.dtype)])

    def sample(self, n, label=None, random_state=None):
        """Generate rows of a class, or of several.

        Parameters
        ----------
        n : int or dict
            Number of rows; or a dict of classes and numbers of rows.

        label : object, default=None
            The class, one of ``generated_classes_``. None, with a number: each class by its share
            of the rows that ``sampling_strategy_`` asks for.

        random_state : int, RandomState instance or None, default=None
            Seed of the draw. With None the rows go on with the stream that fit has seeded: two
            calls differ, and the sequence of calls repeats after another fit with the same
            `random_state`.

        Returns
        -------
        X : {ndarray, sparse matrix, DataFrame} of shape (n, n_features)
            Generated rows in the container seen in fit.

        y : ndarray of shape (n,)
            Their classes, class after class; only where no `label` is given.

        Raises
        ------
        NotFittedError
            If the sampler is not fitted.

        ValueError
            If a number is not positive, or a class has no generator.
        """
        check_is_fitted(self, "generated_classes_")
        codes = self._codes_of(n, label)
        drawn = self._draw(codes, random_state)
        if self.frame_kind_ is not None:
            drawn = in_kind_of(drawn, self.frame_kind_)
        return drawn if label is not None else (drawn, self.classes_[codes])

    def _codes_of(self, n, label):
        """Return the class codes of the rows that :meth:`sample` is asked for."""
        counts = n
        if not isinstance(n, Mapping):
            _check_number(n)
            if label is not None:
                return np.full(n, self._code_of(label))
            counts = _by_shares(n, self.generated_classes_, self.sampling_strategy_)
        elif label is not None or not n:
            raise ValueError(f"A dict n names the classes, at least one: got {n}, {label!r}.")
        for number in counts.values():
            _check_number(number)
        return np.repeat([self._code_of(label) for label in counts], list(counts.values()))

    def _code_of(self, label):
        """Return the code of a class that has a generator."""
        check_is_fitted(self, "generated_classes_")
        if label not in self.generated_classes_:
            raise ValueError(
                f"The class {label!r} has no generator; the classes that have one are "
                f"{list(self.generated_classes_)}."
            )
        return self.classes_.tolist().index(label)

    def _draw(self, codes, random_state=None):
        """Generate rows in the container seen in fit."""
        if random_state is None:
            seed = int(self._sample_stream.integers(2**62))
        else:
            seed = check_random_state(random_state).randint(2**31 - 1)
        generate = self._generate_screened if getattr(self, "screen", False) else self._generate
        encoded = generate(codes, seed)
        for label in self.single_classes_ if self._keeps_single_rows else ():
            encoded[self.classes_[codes] == label] = self.single_rows_[
                self.single_classes_ == label
            ]
        return self._in_container(encoded)

    def _in_container(self, encoded):
        """Decode rows into the container seen in fit."""
        rows = self.encoder_.inverse_transform(encoded)
        return rows if self.sparse_type_ is None else _SPARSE_TYPES[self.sparse_type_](rows)

    def _generate_screened(self, codes, seed):
        """Generate encoded rows, those that are not taken for their class again, up to a limit."""
        rows = self._generate(codes, seed)
        missing = np.flatnonzero(~self._takes(rows, codes))
        for further in range(1, _MOST_DRAWS):
            if not missing.size:
                break
            drawn = self._generate(codes[missing], seed + further)
            passed = self._takes(drawn, codes[missing])
            rows[missing[passed]] = drawn[passed]
            missing = missing[~passed]
        none_passed = np.setdiff1d(codes[missing], np.delete(codes, missing))
        if none_passed.size:
            warn_user(
                f"Of the rows generated for the classes {self.classes_[none_passed].tolist()} the "
                "classifier of the game took none for its class, so they are given out as they "
                "are. Try more steps, or screen=False.",
                ImbalanceWarning,
            )
        return rows

    def _pass_rates(self, run):
        """Return by label the shares of some generated rows that are taken for their class."""
        codes = np.repeat(run.generated, _N_DRAWN)
        takes = self._takes(self._generate(codes, run.seeds["rows"]), codes)
        shares = takes.reshape(-1, _N_DRAWN).mean(axis=1).tolist()
        return dict(zip(self.generated_classes_, shares, strict=True))

    def _takes(self, rows, codes):
        """Tell which encoded rows the classifier of the game takes for their class."""
        return self.net_.predict_proba(rows)[np.arange(len(codes)), codes] > 0.5

    def _trial(self):
        """Return some rows of each class that is generated, to compare two fitted samplers."""
        codes = np.searchsorted(self.classes_, np.array(self.generated_classes_))
        return self._generate(np.repeat(codes, 2), seed=0)

    def _after_training(self, run):
        """Warn of each generated class whose rows hardly vary or are copies."""
        seed, n_numeric = run.seeds["rows"], run.spec.n_numeric
        for code in run.generated:
            of_class = np.flatnonzero(run.rows.y == code)[:_N_REAL]
            if len(of_class) < 2:
                continue
            real = run.rows.X[of_class].reshape(len(of_class), -1)[:, :n_numeric]
            drawn = self._generate(np.full(_N_DRAWN, code), seed)
            finding = _collapse_of(real, drawn.reshape(_N_DRAWN, -1)[:, :n_numeric])
            if finding:
                warn_user(
                    f"The rows generated for the class {self.classes_.tolist()[code]!r} "
                    f"{finding}. Try another random_state, more epochs, or a smaller "
                    f"{'generator_lr' if hasattr(self, 'generator_lr') else 'lr'}.",
                    CollapseWarning,
                )


def _check_number(n):
    """Raise unless n can be a number of rows."""
    if isinstance(n, bool) or not isinstance(n, Integral) or n < 1:
        raise ValueError(f"n must be a positive integer, got {n!r}.")


def _by_shares(n, labels, wanted):
    """Return how many of n rows each class is given; remainders go to the largest first."""
    if not labels:
        raise ValueError("No class lacked rows in fit, so none has a generator.")
    shares = np.array([wanted.get(label, 0) for label in labels], dtype=float)
    # A strategy may ask for nothing and leave a generator all the same.
    exact = n * shares / shares.sum() if shares.any() else np.full(len(labels), n / len(labels))
    counts = exact.astype(int)
    counts[np.argsort(counts - exact, kind="stable")[: n - counts.sum()]] += 1
    return {label: int(k) for label, k in zip(labels, counts, strict=True) if k}


def _collapse_of(real, drawn):
    """Say what is wrong with the drawn rows of a class, or nothing."""
    real, drawn = real.astype(np.float64), drawn.astype(np.float64)  # squares of large numbers
    spread = real.std(axis=0)
    varying = spread > 1e-6
    if not varying.any():
        return None
    if np.median(drawn.std(axis=0)[varying] / spread[varying]) < 0.02:
        return "hardly vary"
    distances = cdist(real, real)
    np.fill_diagonal(distances, np.inf)
    apart = np.median(distances.min(axis=1))
    # Between neighbours drawn evenly it is about a third of their distance.
    if apart > 0 and np.median(cdist(drawn, real).min(axis=1)) < 0.1 * apart:
        return "are near-copies of training rows, ten times as close as these to each other"
    return None


def _stacked(X, drawn):
    """Put generated rows below the original ones."""
    if is_frame(X):
        import pandas as pd

        return pd.concat([X, drawn], ignore_index=True)
    if sparse.issparse(X):
        return sparse.vstack([X, drawn], format=X.format)
    return np.concatenate([X, drawn.astype(X.dtype, copy=False)])
