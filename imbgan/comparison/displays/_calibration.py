"""Calibration of predicted probabilities."""

import numpy as np

from .._optional import pyplot_for
from .._summary import known_names, warn_user
from ._display import PanelDisplay, wrapped

# Bins of a curve, and rows of the rarest class for each: fewer are noise.
_MOST_BINS, _ROWS_OF_CLASS = 10, 5


class ReliabilityDisplay(PanelDisplay):
    """Observed frequency over predicted probability, a panel for each data set.

    Make it with :meth:`from_result`. The probability is that of the class that is rarest in
    the data set, over the test rows of all folds, which are put into bins of about as many rows
    each: at most ten, and fewer where there are fewer than five rows of that class for each.
    Calibrated probabilities are on the diagonal; below it they are too high, the effect of
    over-sampling without a correction. Markers grow with the number of rows of a bin.

    Parameters
    ----------
    bins : dict of str to dict of str to ndarray of shape (n_bins, 3)
        For each data set and each method, from the lowest probability to the highest: rows, sum
        of their probabilities, and how many are of the rarest class. Neighbours are put together.

    methods : list of str, default=None
        All methods of the comparison in order, so that each keeps its colour in every display.
        None takes those shown.

    Attributes
    ----------
    axes_ : dict of str to matplotlib Axes
        The panel of each data set.

    ax_ : matplotlib Axes
        The first panel.

    figure_ : matplotlib Figure
        The figure of the panels.

    lines_ : dict of str to dict of str to matplotlib Line2D
        The curves by data set and method.

    Examples
    --------
    >>> from imbgan.comparison import ReliabilityDisplay
    >>> bins = {"pima": {"smote": [[60, 3.0, 3], [30, 21.0, 14], [10, 9.0, 6]]}}
    >>> display = ReliabilityDisplay(bins=bins).plot()
    >>> display.lines_["pima"]["smote"].get_xydata().round(3).tolist()
    [[0.05, 0.05], [0.75, 0.5]]
    """

    def __init__(self, *, bins, methods=None):
        self.bins = bins
        self.methods = methods

    @classmethod
    def from_result(cls, result, *, data=None, ax=None):
        """Show the probabilities of a result.

        Methods without probabilities are left out. So are, with a warning, those that have them
        in some folds of a data set only, from the panel of that data set.

        Parameters
        ----------
        result : ComparisonResult
            What a comparison found.

        data : str or list of str, default=None
            Names of the data sets to show. None shows all.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : ReliabilityDisplay

        Raises
        ------
        ValueError
            If a name is not known, no method has probabilities, or ``ax`` is given for several
            data sets.
        """
        pyplot_for(f"{cls.__name__}.from_result")
        names = result.datasets if data is None else known_names(data, result.datasets, "data")
        bins = {name: counts for name in names if (counts := _bins(result, name))}
        if not bins:
            raise ValueError(f"no method has probabilities in all folds of one of {names}.")
        return cls(bins=bins, methods=result.methods).plot(ax)

    def _contents(self):
        return self.bins

    def _draw_panel(self, ax, contents, styles):
        ax.axline((0, 0), slope=1, color="gray", lw=0.8, ls=":")
        lines = {}
        for method, counts in contents.items():
            rows, predicted, observed = _by_count(np.asarray(counts, dtype=float)).T
            x, y, style = predicted / rows, observed / rows, styles[method]
            sizes = 4 + 60 * np.sqrt(rows / rows.sum())
            ax.scatter(x, y, s=sizes, color=style["color"], alpha=0.7)
            (lines[method],) = ax.plot(
                x, y, label=wrapped(method), lw=1.2, **style | {"marker": ""}
            )
        ax.set(xlim=(-0.03, 1.03), ylim=(-0.03, 1.03), aspect="equal")
        ax.set(xlabel="probability of the rarest class", ylabel="observed frequency")
        return lines


def _by_count(counts):
    """Neighbouring bins put together, to bins of about as many rows each."""
    counts = counts[counts[:, 0] > 0]
    n_bins = min(_MOST_BINS, max(1, int(counts[:, 2].sum()) // _ROWS_OF_CLASS))
    # The middle of a bin among all rows says where it belongs.
    places = (counts[:, 0].cumsum() - counts[:, 0] / 2) / counts[:, 0].sum()
    bins = np.minimum((places * n_bins).astype(int), n_bins - 1)
    return np.array([counts[bins == at].sum(axis=0) for at in np.unique(bins)])


def _bins(result, data):
    """The bins of all folds of a data set in order, of the methods that have all of them."""
    found = {}
    n_splits = result.n_splits[data]
    for method in result.methods:
        fits = [one for one in result.records if (one.data, one.method) == (data, method)]
        known = [one.reliability for one in fits if one.reliability is not None]
        if len(known) == n_splits:
            columns = ("rows", "predicted", "observed")
            counts = [np.array([one[key] for key in columns], float).T for one in known]
            counts = np.concatenate(counts)
            counts = counts[counts[:, 0] > 0]
            found[method] = counts[np.argsort(counts[:, 1] / counts[:, 0], kind="stable")]
        elif known:
            warn_user(
                f"{method!r} is left out of {data!r}: it has probabilities in {len(known)} of "
                f"{n_splits} folds."
            )
    return found
