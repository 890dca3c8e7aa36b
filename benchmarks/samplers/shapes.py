"""Classes of known shapes, drawn with numpy: what samplers and classifiers find hard."""

import numpy as np


def labelled(draw, *parts, wrong=0.0):
    """Rows and labels of several classes, shuffled, a share of the labels given to other rows."""
    X = np.vstack(parts)
    y = np.repeat(np.arange(len(parts)), [len(part) for part in parts])
    rows = draw.permutation(len(y))
    X, y = X[rows], y[rows]
    moved = draw.random(len(y)) < wrong
    y[moved] = draw.permutation(y[moved])
    return X, y


def with_noise(draw, X, n_columns):
    """The same rows with further columns that say nothing."""
    return np.hstack([X, draw.normal(size=(len(X), n_columns))])


def boxes():
    """Three classes with edges along the axes, some labels wrong."""
    draw = np.random.default_rng(15)
    X = draw.uniform(-1, 1, (2000, 8))
    middle = (np.abs(X[:, 0]) < 0.35) & (X[:, 1] > -0.5)
    corner = (X[:, 2] > 0.3) & (X[:, 3] > 0.2) & (X[:, 1] < 0.4)
    y = np.where(corner, 2, np.where(middle, 1, 0))
    kept = np.concatenate([np.flatnonzero(y == code)[:n] for code, n in enumerate((900, 90, 60))])
    return labelled(draw, *(X[kept][y[kept] == code] for code in range(3)), wrong=0.06)


def checkerboard():
    """Four by four fields, of which those of one colour hold few rows; two columns of noise."""
    draw = np.random.default_rng(16)
    X = draw.uniform(0, 4, (8000, 2))
    y = np.floor(X).sum(axis=1).astype(int) % 2
    X = with_noise(draw, X, 2)
    return labelled(draw, X[y == 0][:1600], X[y == 1][:240])


def clumps():
    """The rare class is three small clumps inside a wide class."""
    draw = np.random.default_rng(17)
    centres = draw.normal(size=(3, 6))
    rare = np.vstack(
        [
            draw.normal(centre, 0.45, (n, 6))
            for centre, n in zip(centres, (40, 20, 10), strict=True)
        ]
    )
    return labelled(draw, draw.normal(size=(1400, 6)), rare)


def one_column():
    """A single column decides, but for an overlap, among fifteen of noise."""
    draw = np.random.default_rng(18)
    common, rare = draw.normal(0, 1, (1100, 1)), draw.normal(2.4, 0.7, (65, 1))
    X, y = labelled(draw, common, rare)
    return with_noise(draw, X, 15), y


def heavy_tails():
    """Log-normal columns and columns of Student's t, of other size and place by class."""
    draw = np.random.default_rng(19)
    parts = []
    for n, shift in ((1500, 0.0), (75, 0.8)):
        grown = draw.lognormal(shift * np.array([1, 0.7, 0, 0, 0]), 1.0, (n, 5))
        long = draw.standard_t(2, (n, 5)) + shift * np.array([1, -0.8, 0.5, 0, 0])
        parts.append(np.hstack([grown, long]))
    return labelled(draw, *parts)


def counts():
    """Whole numbers: Poisson counts whose mean differs from row to row."""
    draw = np.random.default_rng(20)
    factors = np.array([1.0, 1.8, 0.5, 1.4, 1.0, 0.7, 1.0, 1.0, 1.2, 1.0])
    means = np.array([1, 2, 4, 8, 3, 6, 2, 5, 1, 12])
    parts = [
        draw.poisson(means * power * draw.gamma(3, 1 / 3, (n, 1)))
        for n, power in ((1200, np.ones(10)), (90, factors))
    ]
    return labelled(draw, *(part.astype(float) for part in parts))


def zeros():
    """Columns that are zero in most rows, the share of zeros differing by class."""
    draw = np.random.default_rng(21)
    parts = []
    for n, filled in ((1200, 0.12), (150, 0.22), (50, 0.18)):
        share = np.where(np.arange(20) % 3 == len(parts), 2.2 * filled, 0.12)
        parts.append(np.where(draw.random((n, 20)) < share, draw.gamma(2, 1, (n, 20)), 0))
    return labelled(draw, *parts)


def ring_of_blobs():
    """A rare class around which three others lie, each with a covariance of its own."""
    draw = np.random.default_rng(22)
    angles = 2 * np.pi * np.arange(3) / 3
    parts = []
    for angle, n in zip(angles, (700, 350, 120), strict=True):
        turn = np.array([[np.cos(angle), -np.sin(angle)], [np.sin(angle), np.cos(angle)]])
        parts.append(draw.normal(size=(n, 2)) * (1.3, 0.7) @ turn.T + 2 * turn[0])
    parts.append(draw.normal(0, 0.6, (40, 2)))
    X, y = labelled(draw, *parts)
    return with_noise(draw, X, 3), y


def eight_rows():
    """A few hundred rows, of which the smallest of three classes has eight."""
    draw = np.random.default_rng(23)
    centres = np.zeros((3, 5))
    centres[1, :2], centres[2, 2:4] = 1.4, 2.0
    sizes = zip(centres, (260, 60, 8), strict=True)
    return labelled(draw, *(draw.normal(centre, 1, (n, 5)) for centre, n in sizes))
