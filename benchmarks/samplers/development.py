"""The tables that samplers are developed on: scikit-learn's, or drawn, never those of the papers.

A table that is changed needs a new name, since records know it by its name alone.
"""

from functools import partial

import numpy as np
from sklearn import datasets

from . import shapes


def rare_part(X, y, counts, seed):
    """The first rows of each class in a random order: as many as asked for, by its code."""
    order = np.random.default_rng(seed).permutation(len(y))
    kept = [order[y[order] == code][:n] for code, n in enumerate(counts)]
    rows = np.sort(np.concatenate(kept))
    return X[rows], y[rows]


def breast_cancer():
    """Malignant, one row to eight benign ones."""
    X, y = datasets.load_breast_cancer(return_X_y=True)
    return rare_part(X, 1 - y, (357, 45), seed=1)


def wine():
    """Three wines, the second of which is rare, by five columns."""
    X, y = datasets.load_wine(return_X_y=True)
    return rare_part(X[:, [1, 2, 3, 4, 8]], y, (59, 71, 12), seed=2)


def digit_eight():
    """An eight or another digit, by the middle columns of the image."""
    X, y = datasets.load_digits(return_X_y=True)
    columns = [10, 19, 20, 27, 28, 34, 37, 43, 50, 53]
    return rare_part(X[:, columns], (y == 8).astype(int), (1623, 90), seed=3)


def digits_long_tail():
    """Ten digits, each rarer than the one before."""
    X, y = datasets.load_digits(return_X_y=True)
    return rare_part(X, y, (177, 140, 110, 80, 60, 45, 32, 22, 15, 10), seed=4)


def odd_digits():
    """Five digits by twelve columns, every second one rare."""
    X, y = datasets.load_digits(return_X_y=True)
    odd = y % 2 == 1
    columns = [5, 12, 18, 21, 26, 29, 33, 36, 42, 44, 51, 58]
    return rare_part(X[odd][:, columns], y[odd] // 2, (180, 30, 180, 25, 180), seed=5)


def diabetes():
    """The tenth of the patients whose disease went on most."""
    X, target = datasets.load_diabetes(return_X_y=True)
    return X, (target > np.quantile(target, 0.9)).astype(int)


def moons():
    """Two half moons, one row to twenty."""
    return datasets.make_moons((1200, 60), noise=0.25, random_state=13)


def circles():
    """A rare ring inside a common one, with two columns of noise."""
    X, y = datasets.make_circles((1100, 90), noise=0.14, factor=0.65, random_state=14)
    return shapes.with_noise(np.random.default_rng(14), X, 2), y


def classification(n_samples, n_features, n_informative, weights, **options):
    """scikit-learn's clusters at the corners of a cube."""
    return datasets.make_classification(
        n_samples,
        n_features=n_features,
        n_informative=n_informative,
        weights=weights,
        **{"n_redundant": 0, **options},
    )


TABLES = {
    "breast_cancer": breast_cancer,
    "wine": wine,
    "digit_eight": digit_eight,
    "digits_long_tail": digits_long_tail,
    "odd_digits": odd_digits,
    "diabetes": diabetes,
    "clusters": partial(
        classification, 2000, 20, 5, [0.95], n_clusters_per_class=2, flip_y=0.01, random_state=8
    ),
    "wide": partial(
        classification, 1000, 40, 6, [0.9], class_sep=1.5, flip_y=0.03, random_state=9
    ),
    "redundant": partial(
        classification, 1500, 30, 4, [0.97], n_redundant=12, flip_y=0.0, random_state=10
    ),
    "overlap": partial(
        classification, 2500, 10, 6, [0.9], n_clusters_per_class=3, flip_y=0.1, random_state=11
    ),
    "five_classes": partial(
        classification,
        1800,
        15,
        8,
        [0.5, 0.25, 0.15, 0.07],
        n_classes=5,
        n_clusters_per_class=1,
        flip_y=0.02,
        random_state=12,
    ),
    "one_percent": partial(
        classification, 3000, 10, 4, [0.99], n_clusters_per_class=1, flip_y=0.0, random_state=24
    ),
    "moons": moons,
    "circles": circles,
    "boxes": shapes.boxes,
    "checkerboard": shapes.checkerboard,
    "clumps": shapes.clumps,
    "one_column": shapes.one_column,
    "heavy_tails": shapes.heavy_tails,
    "counts": shapes.counts,
    "zeros": shapes.zeros,
    "ring_of_blobs": shapes.ring_of_blobs,
    "eight_rows": shapes.eight_rows,
}
"""Name of each table and what makes it: rows and labels, the classes from 0."""
