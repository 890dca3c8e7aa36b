"""Synthetic images among the training rows of a classifier."""

import numpy as np
from sklearn.base import clone

from ..utils import ImbalanceWarning
from ..utils._warnings import warn_user


def half_of_the_majority(counts):
    """Return how many rows the paper adds to each class: half of the largest, up to its size.

    Parameters
    ----------
    counts : ndarray of shape (n_classes,)

    Returns
    -------
    n_to_draw : ndarray of shape (n_classes,)
    """
    largest = counts.max()
    return np.minimum(largest // 2, largest - counts)


def draw_images(sampler, images, y, n_to_draw, seed):
    """Fit a copy of an over-sampler of images and return what it adds.

    Parameters
    ----------
    sampler : over-sampler
        One with ``sample`` reads images; any other gets them flat, as imbalanced-learn's want.

    images : ndarray of shape (n_rows, channels, height, width)

    y : ndarray of shape (n_rows,)
        Labels.

    n_to_draw : dict
        How many to add to a class, by label.

    seed : int
        Seed of a sampler without one of its own.

    Returns
    -------
    drawn : ndarray of shape (n_drawn, channels, height, width)

    labels : ndarray of shape (n_drawn,)

    sources : ndarray of shape (n_drawn,) or None
        Which image each comes from, where the sampler tells.
    """
    labels, counts = np.unique(y, return_counts=True)
    counts = dict(zip(labels.tolist(), counts.tolist(), strict=True))
    sampler = clone(sampler)
    targets = {label: counts[label] + n for label, n in n_to_draw.items()}
    sampler.set_params(sampling_strategy=targets)
    if sampler.get_params().get("random_state", seed) is None:
        sampler.set_params(random_state=seed % 2**32)
    X = images if hasattr(sampler, "sample") else images.reshape(len(images), -1)
    X_all, y_all = (np.asarray(part) for part in sampler.fit_resample(X, y))
    n, n_new = len(images), sum(n_to_draw.values())
    if len(y_all) != n + n_new or not np.array_equal(y_all[:n], y):
        raise ValueError(
            f"synthetic={type(sampler).__name__} must give the {n} rows of fit and, after them, "
            f"{n_new} new ones; it gave {len(y_all)} rows."
        )
    drawn = X_all[n:].reshape(-1, *images.shape[1:])
    return drawn, y_all[n:], _sources(sampler, n, n_new)


def _sources(sampler, n, n_new):
    """Return the indices of the images that the new ones come from, or None."""
    sources = getattr(sampler, "source_indices_", None)
    if sources is None:
        # Of imbalanced-learn's sampler that repeats rows; the others do not know.
        repeated = getattr(sampler, "sample_indices_", None)
        sources = None if repeated is None or len(repeated) != n + n_new else repeated[n:]
    if sources is None:
        return None
    sources = np.asarray(sources)
    if sources.shape != (n_new,) or (n_new and not 0 <= sources.min() <= sources.max() < n):
        raise ValueError(
            f"source_indices_ of synthetic={type(sampler).__name__} must name a row of fit, 0 to "
            f"{n - 1}, for each of {n_new} new rows; got {sources!r}."
        )
    return sources


def rows_with_metadata(codes, drawn_codes, sources, rng):
    """Return the row that each new image takes its metadata from.

    Parameters
    ----------
    codes, drawn_codes : ndarray of int
        Classes of the real and of the new images.

    sources : ndarray of int or None
        Which image each new one comes from; with None a row of its class is drawn.

    rng : numpy.random.Generator

    Returns
    -------
    rows : ndarray of shape (n_drawn,)
    """
    if sources is not None:
        return sources
    rows = np.empty(len(drawn_codes), dtype=np.intp)
    for code in np.unique(drawn_codes):
        is_class = drawn_codes == code
        rows[is_class] = rng.choice(np.flatnonzero(codes == code), size=is_class.sum())
    return rows


def warn_of_unknown_sources(sampler):
    """Say that metadata is drawn, as a sampler does not tell where its images come from."""
    warn_user(
        f'metadata="source" needs a sampler with source_indices_, which {type(sampler).__name__} '
        "does not have: metadata of synthetic images is drawn from real rows of their class. "
        'Set metadata="positive" to do so silently.',
        ImbalanceWarning,
    )
