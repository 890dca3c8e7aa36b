"""Large tables with fewer rows."""

import numpy as np
from sklearn.model_selection import StratifiedShuffleSplit

THINNING_SEED = 0


def thinned(X, y, max_rows):
    """As many rows as asked for, each class in its share; None keeps all."""
    if max_rows is None or len(y) <= max_rows:
        return X, y
    thinner = StratifiedShuffleSplit(1, train_size=max_rows, random_state=THINNING_SEED)
    rows = np.sort(next(thinner.split(X, y))[0])
    return X[rows], y[rows]
