"""Distributions of the scores."""

import numpy as np

from .._optional import pyplot_for
from .._summary import common_folds, known_names, score_name
from .._tables import readable
from ._display import Display, method_styles, wrapped

_OFFSETS = (0.0, 0.16, -0.16, 0.08, -0.08)


class ScoreDistributionDisplay(Display):
    """A box for each method, with the scores as points.

    Make it with :meth:`from_result`. The method with the highest median is at the top.

    Parameters
    ----------
    scores : dict of str to ndarray of shape (n_points,)
        The scores of each method.

    label : str
        What the points are.

    n_points : int
        Number of points of a method that lacks none; the labels of the others have their number.

    methods : list of str, default=None
        All methods of the comparison in order, so that each keeps its colour in every display.
        None takes those shown.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes with the boxes.

    figure_ : matplotlib Figure
        The figure of the axes.

    points_ : dict of str to matplotlib PathCollection
        The points of each method.

    Examples
    --------
    >>> from imbgan.comparison import ScoreDistributionDisplay
    >>> scores = {"smote": [0.7, 0.8, 0.75], "do": [0.8, 0.9, 0.7]}
    >>> display = ScoreDistributionDisplay(scores=scores, label="acsa", n_points=3).plot()
    >>> [text.get_text() for text in display.ax_.get_yticklabels()]
    ['do', 'smote']
    """

    def __init__(self, *, scores, label, n_points, methods=None):
        self.scores = scores
        self.label = label
        self.n_points = n_points
        self.methods = methods

    @classmethod
    def from_result(cls, result, score=None, *, data=None, ax=None):
        """Show the scores of a result.

        Parameters
        ----------
        result : ComparisonResult
            What a comparison found.

        score : str, default=None
            Name of a score. None takes the first.

        data : str, default=None
            Name of a data set, of which each fold is a point. None shows a point for each data
            set, the mean over its folds, where there are several; a method has none for a data
            set of which it lacks a fit.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : ScoreDistributionDisplay

        Raises
        ------
        ValueError
            If a name is not known, or no fit has the score.
        """
        pyplot_for(f"{cls.__name__}.from_result")
        score = score_name(result, score)
        if data is None and len(result.datasets) > 1:
            folds = common_folds(result, score)
            points = folds.groupby(level="data", sort=False).agg(
                lambda one: one.mean(skipna=False)
            )
            label = f"{readable(score)}, mean over the folds of each data set"
        else:
            name = known_names(result.datasets if data is None else data, result.datasets, "data")
            points = common_folds(result.select(datasets=name), score)
            label = f"{readable(score)}, folds of {name[0]}"
        scores = {name: points[name].dropna().to_numpy() for name in points}
        return cls(scores=scores, label=label, n_points=len(points), methods=result.methods).plot(
            ax
        )

    def _size(self):
        return 6.4, 1 + 0.36 * len(self.scores)

    def _draw(self, plt, ax, own_figure):
        medians = {
            name: np.median(scores) if len(scores) else -np.inf
            for name, scores in self.scores.items()
        }
        names = sorted(self.scores, key=medians.get, reverse=True)
        ax.boxplot(
            [self.scores[name] for name in names],
            positions=range(len(names)),
            orientation="horizontal",
            showfliers=False,
            widths=0.6,
            medianprops={"color": "black"},
        )
        styles = method_styles(plt, self.methods or self.scores)
        self.points_ = {}
        for at, name in enumerate(names):
            # Neighbours on the axis do not overlap.
            order = np.argsort(np.argsort(self.scores[name], kind="stable"))
            y = at + np.resize(_OFFSETS, len(order))[order]
            look = {"color": styles[name]["color"], "s": 12, "alpha": 0.6, "zorder": 3}
            self.points_[name] = ax.scatter(self.scores[name], y, **look)
        counts = {name: len(self.scores[name]) for name in names}
        labels = [
            wrapped(name if n == self.n_points else f"{name} ({n} of {self.n_points})")
            for name, n in counts.items()
        ]
        ax.set_yticks(range(len(names)), labels, fontsize="small")
        ax.set(xlabel=self.label, ylim=(len(names) - 0.4, -0.6))
        ax.grid(axis="x", alpha=0.3)
