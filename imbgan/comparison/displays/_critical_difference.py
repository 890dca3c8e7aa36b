"""Average ranks of methods, and which of them do not differ."""

import numpy as np

from .._cells import means_for_ranks, score_name
from .._optional import pyplot_for
from .._pairs import wilcoxon_pairs
from .._statistics import joined_runs, nemenyi_difference, ranks_of
from ._styles import wrapped

# Heights, where a line of text has height 1.
_FIRST_BAR = 0.5
_LEVEL = 0.45
_INCHES = 0.22  # of a line of text


class CriticalDifferenceDisplay:
    """Average ranks on an axis, with bars that join methods of which no pair differs.

    The diagram of Demsar [1]_; make it with :meth:`from_result`. The best method stands on the
    left. That a bar joins two methods says that these data sets do not tell them apart, not that
    they are equal; by average ranks, it also hangs on which other methods take part [2]_.

    Parameters
    ----------
    average_ranks : dict of str to float
        Average rank of each method; 1 is the best.

    groups : list of tuple of str
        The methods that each bar joins.

    critical_difference : float, default=None
        Drawn as a scale above the axis. None draws none.

    alpha : float, default=0.05
        The level of the tests.

    Attributes
    ----------
    ax_ : matplotlib Axes
        The axes with the diagram.

    figure_ : matplotlib Figure
        The figure of the axes.

    bars_ : list of matplotlib Line2D
        The bars, in the order of the groups.

    names_ : dict of str to matplotlib Text
        The names of the methods.

    References
    ----------
    .. [1] J. Demsar, "Statistical comparisons of classifiers over multiple data sets", Journal of
       Machine Learning Research 7, 2006, section 3.2.4.
    .. [2] A. Benavoli, G. Corani and F. Mangili, "Should we really use post-hoc tests based on
       mean-ranks?", Journal of Machine Learning Research 17, 2016.

    Examples
    --------
    >>> from imbgan.comparison import CriticalDifferenceDisplay
    >>> ranks = {"C4.5": 3.143, "C4.5+m": 2.0, "C4.5+cf": 2.893, "C4.5+m+cf": 1.964}
    >>> groups = [("C4.5+m+cf", "C4.5+m", "C4.5+cf"), ("C4.5+m", "C4.5+cf", "C4.5")]
    >>> display = CriticalDifferenceDisplay(
    ...     average_ranks=ranks, groups=groups, critical_difference=1.25
    ... ).plot()
    >>> len(display.bars_)
    2
    """

    def __init__(self, *, average_ranks, groups, critical_difference=None, alpha=0.05):
        self.average_ranks = average_ranks
        self.groups = groups
        self.critical_difference = critical_difference
        self.alpha = alpha

    @classmethod
    def from_result(cls, result, score=None, *, test="nemenyi", alpha=0.05, ax=None):
        """Show the average ranks of a result.

        Parameters
        ----------
        result : ComparisonResult
            With three methods and two data sets or more.

        score : str, default=None
            Name of a score. None takes the first.

        test : {"nemenyi", "wilcoxon"}, default="nemenyi"
            "nemenyi" joins methods whose average ranks are closer than Nemenyi's critical
            difference; whether two methods differ then hangs on which others take part.
            "wilcoxon" joins methods of which no pair differs by Wilcoxon's signed ranks, the
            p-values adjusted by Holm's procedure for all pairs. A bar joins neighbours in the
            order of the ranks only: two methods that do not differ stand unjoined where one
            between them differs from either. Both tests are meant for where the Friedman test
            (:meth:`ComparisonResult.friedman`) finds a difference at all.

        alpha : float, default=0.05
            The level of the tests.

        ax : matplotlib Axes, default=None
            As in :meth:`plot`.

        Returns
        -------
        display : CriticalDifferenceDisplay

        Raises
        ------
        ValueError
            If there are fewer than three methods or two data sets that lack no fit, or a
            parameter has a value that is not listed.
        """
        pyplot_for(f"{cls.__name__}.from_result")
        if test not in ("nemenyi", "wilcoxon"):
            raise ValueError(f"test must be 'nemenyi' or 'wilcoxon', got {test!r}.")
        if not 0 < alpha < 1:
            raise ValueError(f"alpha must lie between 0 and 1, got {alpha!r}.")
        means = means_for_ranks(result, score_name(result, score), cls.__name__)
        ranks = ranks_of(means).mean(axis=0)
        order = np.argsort(ranks, kind="stable")
        means, ranks = means.iloc[:, order], ranks[order]
        difference = None
        if test == "nemenyi":
            difference = nemenyi_difference(len(ranks), len(means), alpha)
            differ = abs(ranks[:, None] - ranks) >= difference
        else:
            differ = _differ_by_wilcoxon(means, alpha)
        names = list(means)
        groups = [tuple(names[first : last + 1]) for first, last in joined_runs(differ)]
        average_ranks = dict(zip(names, map(float, ranks), strict=True))
        display = cls(
            average_ranks=average_ranks,
            groups=groups,
            critical_difference=difference,
            alpha=alpha,
        )
        return display.plot(ax)

    def plot(self, ax=None):
        """Draw the diagram.

        Parameters
        ----------
        ax : matplotlib Axes, default=None
            Where to draw. None makes a new figure, which grows with the number of methods and
            the length of their names.

        Returns
        -------
        display : CriticalDifferenceDisplay
        """
        plt = pyplot_for(f"{type(self).__name__}.plot")
        ranks = dict(sorted(self.average_ranks.items(), key=lambda pair: pair[1]))
        labels = {name: f"{wrapped(name)} ({rank:.2f})" for name, rank in ranks.items()}
        ends = [[ranks[name] for name in group] for group in self.groups]
        spans = [(min(end), max(end)) for end in ends]
        levels = _levels(spans)
        rows = _rows(labels, _FIRST_BAR + _LEVEL * (1 + max(levels, default=-1)))
        bottom = max(rows.values()) + 0.8
        if ax is None:
            longest = max(len(line) for label in labels.values() for line in label.split("\n"))
            size = 5 + 0.14 * longest, _INCHES * (self._top + bottom) + 0.1
            ax = plt.subplots(figsize=size, layout="constrained")[1]
        self.ax_, self.figure_ = ax, ax.figure
        low, high = np.floor(min(ranks.values())), np.ceil(max(ranks.values()))
        high = max(high, low + 1)
        self._draw_axis(low, high, bottom)
        self._draw_names(ranks, labels, rows, low, high)
        pad = 0.008 * (high - low)
        self.bars_ = [
            ax.plot([left - pad, right + pad], [y, y], color="tab:red", lw=3.5, zorder=3)[0]
            for (left, right), y in zip(spans, _FIRST_BAR + _LEVEL * levels, strict=True)
        ]
        return self

    @property
    def _top(self):
        """Lines of text above the axis."""
        return 2 if self.critical_difference is None else 3.6

    def _draw_axis(self, low, high, bottom):
        """Draw the axis of the ranks, with the scale of the critical difference above it."""
        ax, difference = self.ax_, self.critical_difference
        ax.spines[["left", "right", "bottom"]].set_visible(False)
        ax.yaxis.set_visible(False)
        ax.spines.top.set(position=("data", 0), bounds=(low, high))
        ax.xaxis.set(ticks_position="top", label_position="top")
        ax.xaxis.get_major_locator().set_params(integer=True)
        ax.set_xlabel("average rank (1 is best)")
        ax.set(xlim=(low, max(high, low + (difference or 0))), ylim=(bottom, -self._top))
        if difference is not None:
            y = 0.7 - self._top
            ax.plot([low, low + difference], [y, y], color="black", marker="|", lw=1.2)
            text = f"critical difference {difference:.2f} at level {self.alpha:g}"
            ax.text(low, y - 0.35, text, ha="left", va="bottom", fontsize="small")

    def _draw_names(self, ranks, labels, rows, low, high):
        """Draw the names, the better half on the left, each with a line from its rank."""
        self.names_ = {}
        pad = 0.02 * (high - low)
        for name, rank in ranks.items():
            on_left = name in _left_half(ranks)
            side = low - pad if on_left else high + pad
            y = rows[name]
            self.ax_.plot([rank, rank, side], [0, y, y], color="black", lw=0.8, clip_on=False)
            self.names_[name] = self.ax_.text(
                side + (-pad if on_left else pad) / 2,
                y,
                labels[name],
                ha="right" if on_left else "left",
                va="center",
                fontsize="small",
            )


def _differ_by_wilcoxon(means, alpha):
    """Which pairs of methods differ by Wilcoxon's test with Holm's adjustment."""
    table = wilcoxon_pairs(means, None, "holm")
    place = {name: at for at, name in enumerate(means)}
    differ = np.zeros((len(place), len(place)), dtype=bool)
    for (method, other), pvalue in table["pvalue_holm"].items():
        differ[place[method], place[other]] = differ[place[other], place[method]] = pvalue < alpha
    return differ


def _levels(spans):
    """The level of each bar, such that those of one level do not touch; spans are in order."""
    ends, levels = [], []
    for left, right in spans:
        free = [level for level, end in enumerate(ends) if end < left - 0.05]
        level = free[0] if free else len(ends)
        ends[level : level + 1] = [right]
        levels.append(level)
    return np.array(levels, dtype=int)


def _left_half(names):
    """The better half of the names, which are in order."""
    return list(names)[: (len(names) + 1) // 2]


def _rows(labels, first):
    """The height of each name below the axis: outer names are higher, so that no lines cross."""
    left = _left_half(labels)
    rows = {}
    for names in (left, list(labels)[: len(left) - 1 : -1]):
        y = first
        for name in names:
            height = labels[name].count("\n") + 1
            rows[name] = y + height / 2
            y += height
    return rows
