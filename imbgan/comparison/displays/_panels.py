"""Panels side by side that share a legend."""

import math

from ._styles import wrapped

_MOST_COLUMNS = 3


def panels(plt, names, ax, n_entries):
    """An axes for each name, titled by it: the one given, or those of a new figure."""
    if ax is not None:
        if len(names) > 1:
            raise ValueError(f"ax has room for one of {names}; choose one, or pass no ax.")
        axes = [ax]
    else:
        n_columns = 2 if len(names) == 4 else min(len(names), _MOST_COLUMNS)
        n_rows = math.ceil(len(names) / n_columns)
        # The legend stands on the right and must not be taller than the figure.
        size = 3.6 * n_columns + 2.4, max(3.4 * n_rows, 0.21 * n_entries + 0.5)
        grid = plt.subplots(n_rows, n_columns, squeeze=False, figsize=size, layout="constrained")
        axes = list(grid[1].flat)
        for left_over in axes[len(names) :]:
            left_over.remove()
    for name, one in zip(names, axes, strict=False):
        one.set_title(wrapped(name), fontsize="medium")
    return dict(zip(names, axes, strict=False))


def shared_legend(axes, handles, *, own_figure):
    """A legend to the right of the panels; of the figure where that is ours."""
    handles = list(handles)
    options = {"frameon": False, "fontsize": "small"}
    if own_figure:
        return axes[0].figure.legend(handles=handles, loc="outside right upper", **options)
    place = {"loc": "upper left", "bbox_to_anchor": (1.02, 1), "borderaxespad": 0}
    return axes[0].legend(handles=handles, **place, **options)
