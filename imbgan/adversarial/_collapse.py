"""Saying so when a generator has collapsed."""

import warnings

import numpy as np
from scipy.spatial.distance import cdist

from ..utils import CollapseWarning

_N_DRAWN, _N_REAL = 256, 512


def _finding(real, drawn):
    """Say what is wrong with the drawn rows of a class, or nothing."""
    spread = real.std(axis=0)
    varying = spread > 1e-6
    if not varying.any():
        return None
    if np.median(drawn.std(axis=0)[varying] / spread[varying]) < 0.02:
        return "hardly vary"
    distances = cdist(real, real)
    np.fill_diagonal(distances, np.inf)
    apart = np.median(distances.min(axis=1))
    if apart > 0 and np.mean(cdist(drawn, real).min(axis=1) < 0.01 * apart) > 0.95:
        return "are near-copies of training rows"
    return None


def _numbers(rows, n_numeric):
    """Return the numeric columns of rows, or the pixels of images."""
    return rows.reshape(len(rows), -1)[:, :n_numeric]


def warn_of_collapse(sampler, rows, seed):
    """Warn for each generated class whose rows hardly vary or are copies.

    Parameters
    ----------
    sampler : GameSampler
        Just trained.

    rows : EncodedRows
        What it was trained on.

    seed : int
        Seed of the rows that are drawn to look at.
    """
    n_numeric = sampler.spec_.n_numeric
    for code in sampler.generated_classes_:
        real = _numbers(rows.X[np.flatnonzero(rows.y == code)[:_N_REAL]], n_numeric)
        if len(real) < 2:
            continue
        drawn = _numbers(sampler._generate(np.full(_N_DRAWN, code), seed), n_numeric)
        finding = _finding(real, drawn)
        if finding:
            warnings.warn(
                f"The rows generated for the class {sampler.classes_.tolist()[code]!r} {finding}. "
                "Try another random_state, more epochs, or a smaller generator_lr.",
                CollapseWarning,
                stacklevel=5,
            )
