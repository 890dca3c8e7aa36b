"""What the displays share: axes, panels, a legend, and the styles of the methods."""

import math
from textwrap import fill

from .._optional import pyplot_for

_MOST_COLUMNS = 3
_LINES = ("-", "--", ":", "-.")
_MARKERS = "osD^vPX"
_MOST_LETTERS = 32


class Display:
    """A display on a single axes, drawn by `_draw`; `_size` is that of a new figure in inches."""

    def plot(self, ax=None):
        """Draw the display.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw; displays with a panel for each data set draw a single one there. None
            makes a new figure of a suitable size.

        Returns
        -------
        display : object
            This display.
        """
        return self._plot(ax)

    def _plot(self, ax):
        plt = pyplot_for(f"{type(self).__name__}.plot")
        own_figure = ax is None
        if own_figure:
            ax = plt.subplots(figsize=self._size(), layout="constrained")[1]
        self.ax_, self.figure_ = ax, ax.figure
        self._draw(plt, ax, own_figure)
        return self


class PanelDisplay(Display):
    """A display with a panel for each data set, in which each method is a line.

    `_contents` is a dict by data set of dicts by method; `_draw_panel` returns lines by method.
    """

    def _plot(self, ax):
        plt = pyplot_for(f"{type(self).__name__}.plot")
        contents = self._contents()
        shown = list(dict.fromkeys(name for methods in contents.values() for name in methods))
        styles = method_styles(plt, self.methods or shown)
        self.axes_ = _panels(plt, list(contents), ax, len(shown))
        self.ax_ = next(iter(self.axes_.values()))
        self.figure_ = self.ax_.figure
        self.lines_ = {
            name: self._draw_panel(panel, contents[name], styles)
            for name, panel in self.axes_.items()
        }
        handles = {name: line for lines in self.lines_.values() for name, line in lines.items()}
        shared_legend(self.ax_, [handles[name] for name in shown], own_figure=ax is None)
        return self


def _panels(plt, names, ax, n_entries):
    if ax is not None:
        if len(names) > 1:
            raise ValueError(f"ax has room for one of {names}; choose one, or pass no ax.")
        axes = [ax]
    else:
        n_columns = 2 if len(names) == 4 else min(len(names), _MOST_COLUMNS)
        n_rows = math.ceil(len(names) / n_columns)
        # The legend on the right must not be taller than the figure.
        size = 3.6 * n_columns + 2.4, max(3.4 * n_rows, 0.21 * n_entries + 0.5)
        grid = plt.subplots(n_rows, n_columns, squeeze=False, figsize=size, layout="constrained")
        axes = list(grid[1].flat)
        for unused in axes[len(names) :]:
            unused.remove()
    panels = dict(zip(names, axes, strict=False))
    for name, panel in panels.items():
        panel.set_title(wrapped(name), fontsize="medium")
    return panels


def shared_legend(ax, handles, *, own_figure):
    """A legend to the right of the axes, of the figure if that is new."""
    options = {"handles": handles, "frameon": False, "fontsize": "small"}
    if own_figure:
        return ax.figure.legend(loc="outside right upper", **options)
    return ax.legend(loc="upper left", bbox_to_anchor=(1.02, 1), borderaxespad=0, **options)


def method_styles(plt, methods):
    """Colour, line and marker of each method; up to seventy differ."""
    colours = plt.get_cmap("tab10").colors
    return {
        method: {
            "color": colours[at % len(colours)],
            "ls": _LINES[at // len(colours) % len(_LINES)],
            "marker": _MARKERS[at % len(_MARKERS)],
        }
        for at, method in enumerate(methods)
    }


def wrapped(name):
    return fill(str(name), _MOST_LETTERS)
