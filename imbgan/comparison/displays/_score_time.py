"""What a score costs in time."""

import numpy as np

from .._optional import pyplot_for
from .._summary import complete_means, score_name
from .._tables import readable
from ._panels import shared_legend
from ._styles import method_styles, wrapped


class ScoreTimeDisplay:
    """Scores against the time of a fit, with the methods that no other one beats in both.

    Make it with :meth:`from_result`. Seconds depend on the machine and on what else ran on it:
    fits that shared their processor with others took longer.

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

    def plot(self, ax=None):
        """Draw the points.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None makes a new figure.

        Returns
        -------
        display : ScoreTimeDisplay
        """
        plt = pyplot_for(f"{type(self).__name__}.plot")
        own_figure = ax is None
        if own_figure:
            size = 7.4, max(4.2, 0.21 * len(self.scores) + 0.5)
            ax = plt.subplots(figsize=size, layout="constrained")[1]
        self.ax_, self.figure_ = ax, ax.figure
        self.front_ = _front(self.seconds, self.scores)
        ax.step(
            [self.seconds[name] for name in self.front_],
            [self.scores[name] for name in self.front_],
            where="post",
            color="gray",
            ls="--",
            lw=1,
        )
        styles = method_styles(plt, self.methods or self.scores)
        self.points_ = {
            name: ax.plot(
                self.seconds[name],
                self.scores[name],
                label=wrapped(name),
                ms=8,
                **{**styles[name], "ls": ""},
            )[0]
            for name in self.scores
        }
        self._draw_seconds()
        ax.set(xlabel="seconds of a fit", ylabel=readable(self.score))
        ax.grid(alpha=0.3)
        best_first = sorted(self.scores, key=self.scores.get, reverse=True)
        shared_legend(ax, [self.points_[name] for name in best_first], own_figure=own_figure)
        return self

    def _draw_seconds(self):
        """Draw the axis of the seconds, with numbers between the powers of ten if they are few."""
        axis = self.ax_.xaxis
        self.ax_.set_xscale("log")
        low, high = min(self.seconds.values()), max(self.seconds.values())
        axis.get_major_locator().set_params(subs=(1, 2, 5) if high < 100 * low else (1,))
        axis.set_major_formatter(lambda seconds, _: f"{seconds:g}")
        self.ax_.set_xticks([], minor=True)


def _front(seconds, scores):
    """The methods that no other beats in both, the fastest first."""
    front, best = [], -np.inf
    for name in sorted(scores, key=lambda name: (seconds[name], -scores[name])):
        if scores[name] > best:
            front.append(name)
            best = scores[name]
    return front
