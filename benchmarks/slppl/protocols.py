"""The imbalanced subsets of the images, and one fit to one of them."""

from functools import lru_cache, partial

import numpy as np
from harness import fits
from harness.fits import HONEST, Split

from imbgan.datasets import LONG_TAIL_COUNTS, fetch_images, imbalanced_subset
from imbgan.metrics import (
    acsa_score,
    f_macro_score,
    g_macro_score,
    majority_precision_score,
    minority_recall_score,
)

COUNTS = LONG_TAIL_COUNTS


def repeats_of(protocol, n_repeats):
    """The seeds of the subsets: one subset only where the epoch is chosen on test rows."""
    return range(n_repeats if protocol == HONEST else min(n_repeats, 1))


@lru_cache(maxsize=1)
def load(data):
    """Training images and labels, test images and labels."""
    parts = [fetch_images(data, subset=part, return_X_y=True) for part in ("train", "test")]
    return *parts[0], *parts[1]


@lru_cache(maxsize=1)
def split(data, seed):
    """The training rows that the subset of a seed has, and the test rows, all of them."""
    X, y, X_test, y_test = load(data)
    rows = imbalanced_subset(y, COUNTS, random_state=seed)
    return Split(X[rows], y[rows], X_test, y_test)


def run_fit(estimator, rows, protocol):
    """Fit and score once; what cannot be fitted gives a record with its error."""
    labels, counts = np.unique(rows.y_train, return_counts=True)
    ends = {"minority": labels[counts.argmin()], "majority": labels[counts.argmax()]}
    return fits.run_fit(estimator, rows, protocol, partial(scores, **ends))


def scores(y_true, y_pred, *, minority, majority):
    """The paper's five scores; the ends are the smallest and the largest class in training."""
    return {
        "acsa": acsa_score(y_true, y_pred),
        "f_macro": f_macro_score(y_true, y_pred),
        "g_macro": g_macro_score(y_true, y_pred),
        "r_min": minority_recall_score(y_true, y_pred, minority=minority),
        "p_maj": majority_precision_score(y_true, y_pred, majority=majority),
    }
