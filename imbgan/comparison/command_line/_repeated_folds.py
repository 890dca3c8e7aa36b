"""Stratified folds, several times over, as a splitter."""

import numpy as np

from .._splits import repeated_folds


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
        options = self.n_splits, self.n_repeats, self.random_state
        for _, _, train, test in repeated_folds(codes, None, *options):
            yield train, test
