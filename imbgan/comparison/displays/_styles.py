"""How methods look in the displays."""

from textwrap import fill

_LINES = ("-", "--", ":", "-.")
_MARKERS = "osD^vPX"
_WIDTH = 32


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
    """A long name in lines that leave room for the figure."""
    return fill(str(name), _WIDTH)
