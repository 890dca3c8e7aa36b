"""Critical difference diagrams."""

import numpy as np

from .._optional import import_extra, pandas_for, pyplot_for
from .._statistics import groups_of_neighbours, nemenyi_difference, pairwise_pvalues
from .._summary import means_for_test, ranks_of, score_name
from ._display import Display

_INCHES_PER_LINE = 0.24


class CriticalDifferenceDisplay(Display):
    """Average ranks on an axis, with bars that join methods of which no pair differs.

    The diagram of Demsar [1]_, drawn by scikit-posthocs; make it with :meth:`from_result`. The
    best method is on the left. A bar over two methods says that these data sets show no
    difference, not that the methods are equal; with Nemenyi's test it also depends on which
    other methods take part [2]_.

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
        The bars, one for each group.

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
            difference; whether two methods differ then depends on which others take part.
            "wilcoxon" joins methods of which no pair differs in Wilcoxon's signed-rank test,
            with p-values adjusted by Holm's procedure for all pairs. Bars join neighbours in the
            order of the ranks only: two methods that do not differ are not joined if one
            between them differs from either. Both are post-hoc tests, for use after the Friedman
            test (:meth:`ComparisonResult.friedman`) has found a difference.

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
        means = means_for_test(result, score_name(result, score), cls.__name__, 3)
        ranks = ranks_of(means).mean().sort_values(kind="stable")
        names = list(ranks.index)
        differ = pairwise_pvalues(means[names], test) < alpha
        display = cls(
            average_ranks=ranks.to_dict(),
            groups=[tuple(names[at : to + 1]) for at, to in groups_of_neighbours(differ)],
            critical_difference=(
                nemenyi_difference(*means.shape[::-1], alpha) if test == "nemenyi" else None
            ),
            alpha=alpha,
        )
        return display.plot(ax)

    def _size(self):
        n_lines = len(self.average_ranks) / 2 + len(self.groups) + 4
        return 5 + 0.14 * max(map(len, self.average_ranks)), _INCHES_PER_LINE * n_lines

    def _draw(self, plt, ax, own_figure):
        posthocs = import_extra("scikit_posthocs", f"{type(self).__name__}.plot")
        names = sorted(self.average_ranks, key=self.average_ranks.get)
        best, worst = (self.average_ranks[names[at]] for at in (0, -1))
        drawn = posthocs.critical_difference_diagram(
            {name: self.average_ranks[name] for name in names},
            _same_group(names, self.groups),
            ax=ax,
            text_h_margin=0.02 * max(worst - best, 1),
            label_fmt_left="{label} ({rank:.2f}) ",
            label_fmt_right=" {label} ({rank:.2f})",
            label_props={"fontsize": "small"},
            elbow_props={"color": "black", "lw": 0.8},
            crossbar_props={"color": "tab:red", "linewidth": 3.5},
        )
        n_left = (len(names) + 1) // 2
        as_drawn = [*names[:n_left], *reversed(names[n_left:])]
        self.names_ = dict(zip(as_drawn, drawn["labels"], strict=True))
        self.bars_ = [bar for (bar,) in drawn["crossbars"]]
        ax.set_xlabel("average rank (1 is best)")
        ax.xaxis.set_label_position("top")
        if self.critical_difference is not None:
            ax.plot([best, best + self.critical_difference], [3, 3], "k|-", lw=1.2)
            text = f"critical difference {self.critical_difference:.2f} at level {self.alpha:g}"
            ax.text(best, 3.3, text, va="bottom", fontsize="small")


def _same_group(names, groups):
    """P-values of 1 for pairs that share a group and 0 for the others, as a frame."""
    pd = pandas_for(CriticalDifferenceDisplay.__name__)
    pvalues = pd.DataFrame(np.eye(len(names)), index=names, columns=names)
    for group in groups:
        pvalues.loc[list(group), list(group)] = 1.0
    return pvalues
