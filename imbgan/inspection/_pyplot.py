"""What the displays need of matplotlib, which is imported only when something is drawn."""

from functools import partial

from ..utils.optional import import_optional

pyplot_for = partial(import_optional, "matplotlib.pyplot", extra="plot")


def axes_or_new(plt, ax, **figure_options):
    """The axes given, or those of a new figure."""
    return plt.subplots(**figure_options)[1] if ax is None else ax


def class_colours(plt, n_classes):
    """A colour for each class; beyond twenty they come again."""
    colours = plt.get_cmap("tab10" if n_classes <= 10 else "tab20").colors
    return [colours[k % len(colours)] for k in range(n_classes)]
