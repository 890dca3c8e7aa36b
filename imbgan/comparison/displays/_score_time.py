"""Scores against the time of a fit."""

import numpy as np

from .._optional import pyplot_for
from .._summary import complete_means, score_name
from .._tables import readable
from ._display import Display, method_styles, shared_legend, wrapped


class ScoreTimeDisplay(Display):
    """Scores against the time of a fit, with the methods that no other one beats in both.

    Make it with :meth:`from_result`. Seconds depend on the machine and its load: fits that share
    their processor with others take longer.

    Parameters
    ----------
    seconds, scores : dict of str to float
        Seconds of a fit and score of each method.

    score : str
        Name of the score.

    methods : list of str, default=None
        All methods of the comparison in order, so that each keeps its colour in every display.
        None takes those shown.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes with the points.

    figure_ : matplotlib Figure
        The figure of the axes.

    points_ : dict of str to matplotlib Line2D
        The point of each method.

    front_ : list of str
        The methods that no other beats in both, the fastest first.

    Examples
    --------
    >>> from imbgan.comparison import ScoreTimeDisplay
    >>> seconds = {"nothing": 0.1, "smote": 0.2, "gamo": 9.0, "do": 5.0}
    >>> scores = {"nothing": 0.70, "smote": 0.78, "gamo": 0.79, "do": 0.81}
    >>> ScoreTimeDisplay(seconds=seconds, scores=scores, score="acsa").plot().front_
    ['nothing', 'smote', 'do']
    """

    def __init__(self, *, seconds, scores, score, methods=None):
        self.seconds = seconds
        self.scores = scores
        self.score = score
        self.methods = methods

    @classmethod
    def from_result(cls, result, score=None, *, ax=None):
        """Show the scores and times of a result.

        The score is the mean over the data sets of the means over the folds. The time is the
        geometric mean over the data sets of the mean seconds of a fit, so that a large data set
        weighs no more than a small one. Methods that lack a fit are left out, with a warning.

        Parameters
        ----------
        result : ComparisonResult
            What a comparison found.

        score : str, default=None
            Name of a score. None takes the first.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : ScoreTimeDisplay

        Raises
        ------
        ValueError
            If the score is not known, or no method has all its fits.
        """
        pyplot_for(f"{cls.__name__}.from_result")
        score = score_name(result, score)
        means = complete_means(result, score)
        if not means.shape[1]:
            raise ValueError(f"no method has the score {score!r} in all its fits; see `summary`.")
        seconds = result.frame.groupby(["method", "data"])["fit_seconds"].mean().clip(lower=1e-6)
        return cls(
            seconds={name: float(np.exp(np.log(seconds[name]).mean())) for name in means},
            scores={name: float(mean) for name, mean in means.mean().items()},
            score=score,
            methods=result.methods,
        ).plot(ax)

    def _size(self):
        return 7.4, max(4.2, 0.21 * len(self.scores) + 0.5)

    def _draw(self, plt, ax, own_figure):
        seconds, scores = self.seconds, self.scores
        self.front_ = _front(seconds, scores)
        front = [[values[name] for name in self.front_] for values in (seconds, scores)]
        ax.step(*front, where="post", color="gray", ls="--", lw=1)
        styles = method_styles(plt, self.methods or scores)
        self.points_ = {}
        for name in scores:
            look = {"label": wrapped(name), "ms": 8, **styles[name], "ls": ""}
            (self.points_[name],) = ax.plot(seconds[name], scores[name], **look)
        ax.set_xscale("log")
        is_narrow = max(seconds.values()) < 100 * min(seconds.values())
        ax.xaxis.get_major_locator().set_params(subs=(1, 2, 5) if is_narrow else (1,))
        ax.xaxis.set_major_formatter(lambda value, _: f"{value:g}")
        ax.set_xticks([], minor=True)
        ax.set(xlabel="seconds of a fit", ylabel=readable(self.score))
        ax.grid(alpha=0.3)
        best_first = sorted(scores, key=scores.get, reverse=True)
        shared_legend(ax, [self.points_[name] for name in best_first], own_figure=own_figure)


def _front(seconds, scores):
    front, best = [], -np.inf
    for name in sorted(scores, key=lambda name: (seconds[name], -scores[name])):
        if scores[name] > best:
            front.append(name)
            best = scores[name]
    return front
