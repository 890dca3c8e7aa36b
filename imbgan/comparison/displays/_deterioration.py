"""Scores over the imbalance ratio."""

import numpy as np

from .._datasets import base_name, variant_name
from .._optional import pyplot_for
from .._summary import common_folds, known_names, score_name
from .._tables import readable
from ._display import PanelDisplay, wrapped


class DeteriorationDisplay(PanelDisplay):
    """Scores over the imbalance ratio, a panel for each data set that was thinned.

    Make it with :meth:`from_result`. Figure 4 of [1]_ is of this kind.

    Parameters
    ----------
    curves : dict of str to dict of str to ndarray of shape (n_ratios, 2)
        For each data set and each method: imbalance ratio and mean score, NaN where the method
        lacks a fit.

    score : str
        Name of the score.

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

    References
    ----------
    .. [1] S. Li, L. Song, X. Wu, Z. Hu, Y. Cheung and X. Yao, "ARConvL: Adaptive region-based
       convolutional learning for multi-class imbalance classification", ECML PKDD 2023.

    Examples
    --------
    >>> from imbgan.comparison import DeteriorationDisplay
    >>> curves = {
    ...     "digits": {
    ...         "nothing": [[1, 0.97], [10, 0.80]],
    ...         "smote": [[1, 0.97], [10, 0.88]],
    ...     }
    ... }
    >>> display = DeteriorationDisplay(curves=curves, score="acsa").plot()
    >>> list(display.lines_["digits"])
    ['nothing', 'smote']
    """

    def __init__(self, *, curves, score, methods=None):
        self.curves = curves
        self.score = score
        self.methods = methods

    @classmethod
    def from_result(cls, result, score=None, *, base=None, ax=None):
        """Show the curves of a result.

        Data sets belong to a curve by name: ``digits``, ``digits @ 10`` and ``digits @ 50`` are
        three points of ``digits``. Their place on the axis is their imbalance ratio, the rows
        of the largest class over those of the smallest, and not the number in the name. A name
        with a single point is left out. A curve has a gap where the method lacks a fit.

        Parameters
        ----------
        result : ComparisonResult
            With data sets that were thinned to several ratios.

        score : str, default=None
            Name of a score. None takes the first.

        base : str or list of str, default=None
            Which data sets to show, by the part of the name before " @ ". None shows all.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : DeteriorationDisplay

        Raises
        ------
        ValueError
            If a name is not known, no data set comes with two ratios, or ``ax`` is given for
            several.
        """
        pyplot_for(f"{cls.__name__}.from_result")
        score = score_name(result, score)
        curves = _curves(result, common_folds(result, score))
        if not curves:
            raise ValueError(
                "no data set of this result comes with two imbalance ratios; thinned ones have "
                f"names like {variant_name('digits', 10)!r}, got {result.datasets}."
            )
        if base is not None:
            curves = {name: curves[name] for name in known_names(base, list(curves), "base")}
        return cls(curves=curves, score=score, methods=result.methods).plot(ax)

    def _contents(self):
        return self.curves

    def _draw_panel(self, ax, contents, styles):
        lines = {}
        for method, curve in contents.items():
            look = {"label": wrapped(method), "ms": 4.5, "lw": 1.3, **styles[method]}
            (lines[method],) = ax.plot(*np.asarray(curve, dtype=float).T, **look)
        ratios = np.unique(np.concatenate([np.asarray(one)[:, 0] for one in contents.values()]))
        ax.set_xscale("log")
        ax.set_xticks(ratios, [f"{ratio:.3g}" for ratio in ratios])
        ax.set_xticks([], minor=True)
        ax.set(xlabel="imbalance ratio", ylabel=readable(self.score))
        ax.grid(alpha=0.3)
        return lines


def _curves(result, folds):
    groups = folds.groupby(level="data", sort=False)
    means = groups.agg(lambda one: one.mean(skipna=False))
    ratios = {record.data: record.imbalance_ratio for record in result.records}
    bases = {}
    for data in sorted(means.index, key=ratios.get):
        bases.setdefault(base_name(data), []).append(data)
    order = dict.fromkeys(map(base_name, result.datasets))
    return {
        base: {
            method: np.array([(ratios[at], means[method][at]) for at in data])
            for method in result.methods
        }
        for base in order
        if len(data := bases.get(base, [])) > 1
    }
