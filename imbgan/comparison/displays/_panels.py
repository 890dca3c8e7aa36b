"""Panels side by side that share a legend."""

import math
from abc import ABC, abstractmethod

from .._optional import pyplot_for
from ._styles import method_styles, wrapped

_MOST_COLUMNS = 3


class PanelDisplay(ABC):
    """A display with a panel for each data set, in which each method is a line.

    A kind of display calls :meth:`_plot` and draws one panel in :meth:`_draw_panel`.
    """

    def _plot(self, contents, ax, **options):
        """Draw the panels, given as a dict of dicts by data set and method, and the legend."""
        plt = pyplot_for(f"{type(self).__name__}.plot")
        shown = list(dict.fromkeys(name for methods in contents.values() for name in methods))
        styles = method_styles(plt, self.methods or shown)
        self.axes_ = _panels(plt, list(contents), ax, len(shown))
        self.ax_ = next(iter(self.axes_.values()))
        self.figure_ = self.ax_.figure
        self.lines_ = {
            name: self._draw_panel(one, contents[name], styles, **options)
            for name, one in self.axes_.items()
        }
        handles = {name: line for lines in self.lines_.values() for name, line in lines.items()}
        shared_legend(self.ax_, [handles[name] for name in shown], own_figure=ax is None)
        return self

    @abstractmethod
    def _draw_panel(self, ax, contents, styles, **options):
        """Draw what a data set has; return the lines by method."""


def _panels(plt, names, ax, n_entries):
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


def shared_legend(ax, handles, *, own_figure):
    """A legend to the right of the panels; of the figure where that is ours."""
    options = {"frameon": False, "fontsize": "small"}
    if own_figure:
        return ax.figure.legend(handles=handles, loc="outside right upper", **options)
    place = {"loc": "upper left", "bbox_to_anchor": (1.02, 1), "borderaxespad": 0}
    return ax.legend(handles=handles, **place, **options)
