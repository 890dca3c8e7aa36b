"""Stratified folds, several times over, as a splitter."""

import numpy as np

from .._splits import stratified_folds


class RepeatedFolds:
    """The folds that :func:`compare` makes by default, with other numbers of them."""

    def __init__(self, n_splits, n_repeats, random_state):
        self.n_splits = n_splits
        self.n_repeats = n_repeats
        self.random_state = random_state

    def get_n_splits(self, X=None, y=None, groups=None):
        """Number of splits in all."""
        return self.n_splits * self.n_repeats

    def split(self, X, y, groups=None):
        """Yield training and test rows, repeat by repeat."""
        codes = np.unique(y, return_inverse=True)[1]
        for repeat in range(self.n_repeats):
            rng = np.random.default_rng([self.random_state, repeat])
            yield from stratified_folds(codes, self.n_splits, rng)
