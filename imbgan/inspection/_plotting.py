"""What the displays share: matplotlib, imported only to draw, and labelled points."""

from functools import partial

import numpy as np
from sklearn.utils import check_array, check_consistent_length, check_random_state, column_or_1d

from ..utils.optional import import_optional
from ._rows import check_count

pyplot_for = partial(import_optional, "matplotlib.pyplot", extra="plot")


def axes_or_new(plt, ax, **figure_options):
    """The axes given, or those of a new figure."""
    return plt.subplots(**figure_options)[1] if ax is None else ax


def class_colours(plt, n_classes):
    """A colour for each class; beyond twenty classes the colours repeat."""
    colours = plt.get_cmap("tab10" if n_classes <= 10 else "tab20").colors
    return [colours[k % len(colours)] for k in range(n_classes)]


def read_points(points, y, classes, max_points, *, name):
    """Points, labels and classes as arrays, once they have been checked."""
    check_count(max_points, "max_points")
    points = check_array(points, ensure_min_samples=2, ensure_min_features=2, input_name=name)
    y = column_or_1d(y)
    check_consistent_length(points, y)
    return points, y, np.unique(y) if classes is None else np.asarray(classes)


def refuse_unknown(y, classes, what):
    """ValueError that names the classes of the labels that lack something."""
    unknown = np.setdiff1d(y, classes)
    if len(unknown):
        raise ValueError(f"y holds classes without a {what}: {unknown.tolist()}.")


def chosen_rows(y, max_points, random_state):
    """Which rows are drawn: all, or some of them at random."""
    rng = check_random_state(random_state)
    return rng.choice(len(y), max_points, replace=False) if len(y) > max_points else slice(None)


def scatter_class(ax, points, label, colour):
    """Draw the points of a class."""
    return ax.scatter(*points.T, s=8, color=colour, alpha=0.5, label=label)


def component_name(k, shares):
    """Name of a principal component, with its share of the variance where that is known."""
    share = "" if shares is None else f" ({shares[k]:.0%} of the variance)"
    return f"component {k + 1}{share}"
