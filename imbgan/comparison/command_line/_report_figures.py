"""Figures of a report, as SVG that takes its colour from the page."""

import re
from io import StringIO

from .._datasets import base_name
from .._optional import pyplot_for
from ..displays._calibration import ReliabilityDisplay
from ..displays._critical_difference import CriticalDifferenceDisplay
from ..displays._deterioration import DeteriorationDisplay
from ..displays._distributions import ScoreDistributionDisplay
from ..displays._score_time import ScoreTimeDisplay
from ._report_page import Block

_MOST_PANELS = 9


def figures_of(result, score):
    """A block for each figure that suits this result."""
    shown = result.datasets[:_MOST_PANELS]
    fewer = f" The first {_MOST_PANELS} data sets." if shown != result.datasets else ""
    by_score = {"score": score}
    kinds = [
        ("Distribution of the scores", _SPREAD, ScoreDistributionDisplay, by_score),
        ("Score against time", _TIME, ScoreTimeDisplay, by_score),
        ("Calibration", _CALIBRATION + fewer, ReliabilityDisplay, {"data": shown}),
    ]
    if spans_ratios(result):
        kinds.insert(1, ("Scores by imbalance ratio", _RATIOS, DeteriorationDisplay, by_score))
    elif len(result.datasets) > 1:
        kinds.insert(0, ("Average ranks", _RANKS, CriticalDifferenceDisplay, by_score))
    return [_figure(result, *kind) for kind in kinds]


def spans_ratios(result):
    """Whether a data set comes at several ratios: such variants are not independent."""
    return len(set(map(base_name, result.datasets))) < len(result.datasets)


def _figure(result, title, caption, display, options):
    plt = pyplot_for("the report")
    try:
        with plt.rc_context(_LOOK | {"svg.hashsalt": title}):
            figure = display.from_result(result, **options).figure_
            svg = StringIO()
            figure.savefig(svg, format="svg", transparent=True)
            plt.close(figure)
    except ValueError as error:
        return Block(f"Not drawn: {error}", "soft", title)
    return Block(caption, "soft", title, svg=_inline(svg.getvalue(), title))


def _inline(svg, title):
    """SVG of matplotlib as part of a page: black becomes the colour of the text."""
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>", "", svg, flags=re.DOTALL)
    svg = re.sub(r"#000000\b", "currentColor", svg)
    used = set(re.findall(r'url\(#([^)]+)\)|href="#([^"]+)"', svg))
    used = {name for pair in used for name in pair}
    svg = re.sub(
        r' id="([^"]*)"', lambda match: match.group(0) if match.group(1) in used else "", svg
    )
    width = float(re.search(r'width="([\d.]+)pt"', svg).group(1)) / 72 * 96
    least = min(width, max(480, 0.6 * width))  # on a narrow window it is moved, not shrunk
    style = f"width:{width:.0f}px;min-width:{least:.0f}px"
    head = f'<svg role="img" aria-label="{title}" style="{style}"'
    svg = re.sub(r' (width|height)="[\d.]+pt"', "", svg, count=2)
    return svg.replace("<svg", head, 1).strip()


_LOOK = {
    "svg.fonttype": "path",
    "font.size": 10,
    "axes.spines.top": False,
    "axes.spines.right": False,
}
_SPREAD = (
    "A point for each fold of a data set, or for each data set where there are several; boxes "
    "show the quartiles and the median. Folds share training rows, so points are not independent."
)
_TIME = (
    "Mean score against seconds of a fit; methods on the line are beaten by no other in both. "
    "Seconds depend on the machine and its load."
)
_CALIBRATION = (
    "Observed frequency of the rarest class over its predicted probability. Below the diagonal "
    "probabilities are too high: over-sampling shifts them unless it is corrected for."
)
_RATIOS = "Scores over the imbalance ratio, for data sets thinned to several ratios."
_RANKS = (
    "Average ranks over the data sets, the best on the left. Bars join methods that do not differ "
    "at level 0.05."
)
