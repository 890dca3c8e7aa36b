"""The imbalanced subsets of the images, and one fit to one of them."""

from functools import lru_cache
from math import isfinite

import numpy as np
from harness import fits
from harness.fits import HONEST, Split

from imbgan.datasets import fetch_images, imbalanced_subset, step_imbalance
from imbgan.datasets._folder import data_folder
from imbgan.metrics import acsa_score, geometric_mean_score

MEASURES = ("gm", "acsa")
TITLES = {"gm": "geometric mean", "acsa": "mean recall"}
ALWAYS = ("mnist", "fashion_mnist")
# The digits whose classes the authors' numbering makes even: they call the digit 1 class 0.
MINORITY = {"svhn": (1, 3, 5, 7, 9)}
# Rows by class of a quick run, before the imbalance.
QUICK_ROWS = {"train": 300, "test": 50}


def available(names):
    """The sets that are run unless others are asked for: the large ones where there are files."""
    return [name for name in names if name in ALWAYS or (data_folder(None) / name).is_dir()]


@lru_cache(maxsize=2)
def load(data, quick):
    """Training images and labels, test images and labels."""
    return *_part(data, "train", quick), *_part(data, "test", quick)


def _part(data, part, quick):
    X, y = fetch_images(data, subset=part, return_X_y=True)
    if not quick:
        return X, y
    labels, counts = np.unique(y, return_counts=True)
    kept = np.minimum(counts, QUICK_ROWS[part]).tolist()
    rows = imbalanced_subset(y, dict(zip(labels.tolist(), kept, strict=True)), random_state=0)
    return X[rows], y[rows]


@lru_cache(maxsize=1)
def split(data, ratio, seed, quick=False):
    """The training rows that the subset of a seed has, and the test rows, all of them."""
    X, y, X_test, y_test = load(data, quick)
    rows = step_imbalance(y, ratio, minority=MINORITY.get(data), random_state=seed)
    return Split(X[rows], y[rows], X_test, y_test)


def run_fit(estimator, rows):
    """Fit and score once; what cannot be fitted gives a record with its error."""
    return fits.run_fit(estimator, rows, HONEST, scores) | validation(estimator)


def validation(estimator):
    """The validation score by epoch and the epoch that was kept, counted from one.

    Nothing without a fit or without validation rows, and no score where there was no number.
    """
    history = getattr(estimator, "history_", [])
    if not history or "valid_score" not in history[0]:
        return {}
    found = [row["valid_score"] for row in history]
    kept = [epoch for epoch, row in enumerate(history, start=1) if row["valid_score_best"]]
    return {
        "valid_score_by_epoch": [round(s, 4) if isfinite(s) else None for s in found],
        "chosen_epoch": kept[-1] if kept else None,
    }


def scores(y_true, y_pred):
    """The scores by which methods are compared."""
    return {
        "gm": float(geometric_mean_score(y_true, y_pred)),
        "acsa": float(acsa_score(y_true, y_pred)),
    }
