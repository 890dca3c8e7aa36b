"""Tables without meaning, in which every class but the first has a row in twenty."""

import numpy as np

MINORITY = 0.05
# Random numbers drawn at a time: making a table takes no more memory than the table.
CHUNK = 2**20


def made_up_table(n_rows, n_columns, seed=0, n_classes=2):
    """Return X of shape (n_rows, n_columns), float64, and y; the classes overlap."""
    rng = np.random.default_rng(seed)
    y = np.zeros(n_rows, dtype=np.int64)
    order, size = rng.permutation(n_rows), round(MINORITY * n_rows)
    for label in range(1, n_classes):
        y[order[(label - 1) * size : label * size]] = label
    X = np.empty((n_rows, n_columns))
    step = max(1, CHUNK // n_columns)
    for start in range(0, n_rows, step):
        part = slice(start, start + step)
        X[part] = rng.normal(size=X[part].shape)
    X[:, : min(5, n_columns)] += y[:, None]
    return X, y
