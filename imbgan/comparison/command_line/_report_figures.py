"""Figures of a report as SVG text that takes its colour from the page around it."""

import re
from dataclasses import dataclass
from io import StringIO

from .._datasets import base_name
from .._optional import pyplot_for
from ..displays._calibration import ReliabilityDisplay
from ..displays._critical_difference import CriticalDifferenceDisplay
from ..displays._deterioration import DeteriorationDisplay
from ..displays._distributions import ScoreDistributionDisplay
from ..displays._score_time import ScoreTimeDisplay

_MOST_PANELS = 9


@dataclass(frozen=True)
class Figure:
    """A figure, or the reason why it is not drawn."""

    title: str
    caption: str
    svg: str = ""
    reason: str = ""


def figures_of(result, score):
    """All figures that this result allows."""
    reliable = result.datasets[:_MOST_PANELS]
    fewer = f" The first {_MOST_PANELS} data sets." if reliable != result.datasets else ""
    kinds = [
        ("Spread of the scores", _SPREAD, ScoreDistributionDisplay, (score,), {}),
        ("Score against time", _TIME, ScoreTimeDisplay, (score,), {}),
        (
            "Do probabilities come true?",
            _RELIABILITY + fewer,
            ReliabilityDisplay,
            (),
            {"data": reliable},
        ),
    ]
    if spans_ratios(result):
        kinds.insert(1, ("Rarer classes", _RATIOS, DeteriorationDisplay, (score,), {}))
    elif len(result.datasets) > 1:
        kinds.insert(0, ("Mean ranks", _RANKS, CriticalDifferenceDisplay, (score,), {}))
    return [
        _drawn(title, caption, display, result, arguments, options)
        for title, caption, display, arguments, options in kinds
    ]


def spans_ratios(result):
    """Whether a data set comes at several ratios: such variants are not independent."""
    return len(set(map(base_name, result.datasets))) < len(result.datasets)


def _drawn(title, caption, display, result, arguments, options):
    """One figure; a display that has nothing to show says so."""
    plt = pyplot_for("the report")
    try:
        with plt.rc_context(_LOOK | {"svg.hashsalt": title}):
            figure = display.from_result(result, *arguments, **options).figure_
            text = StringIO()
            figure.savefig(text, format="svg", transparent=True)
            plt.close(figure)
    except ValueError as error:
        return Figure(title, caption, reason=str(error))
    return Figure(title, caption, svg=_inline(text.getvalue(), title))


def _inline(svg, title):
    """SVG of matplotlib as a part of a page: black becomes the colour of the text."""
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
    "A point for each fold of a data set, or for each data set where there are several; the box "
    "holds the middle half, the line is the median. Folds share training rows, so points are no "
    "independent observations."
)
_TIME = (
    "Mean score against seconds of a fit. No other method beats those on the line in both. "
    "Seconds hang on the machine and on what else it did."
)
_RELIABILITY = (
    "How often the rarest class comes true, over the probability that a method gives it. Below "
    "the diagonal probabilities are too high: over-sampling shifts them unless it is corrected "
    "for."
)
_RATIOS = "Score over the imbalance ratio of the same data set, thinned more and more."
_RANKS = (
    "Mean rank over the data sets, the best to the left. Methods under one bar cannot be told "
    "apart at level 0.05."
)
