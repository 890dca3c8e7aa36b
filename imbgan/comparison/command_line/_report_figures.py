"""Figures of a report, as SVG in a data address."""

from base64 import b64encode
from dataclasses import dataclass
from io import BytesIO

from .._optional import pyplot_for
from ..displays._calibration import ReliabilityDisplay
from ..displays._critical_difference import CriticalDifferenceDisplay
from ..displays._deterioration import DeteriorationDisplay
from ..displays._distributions import ScoreDistributionDisplay
from ..displays._score_time import ScoreTimeDisplay

_MOST_PANELS = 9
_STYLE = {"font.size": 10, "axes.spines.top": False, "axes.spines.right": False}


@dataclass(frozen=True)
class Figure:
    """A figure, or the error of a display that has nothing to show."""

    title: str
    source: str = ""
    error: str = ""
    n_left_out: int = 0  # data sets


def figures_of(result, score, is_thinned):
    """The figures that suit this result."""
    shown = result.datasets[:_MOST_PANELS]
    n_left_out = len(result.datasets) - len(shown)
    figures = [
        _figure("Distribution of the scores", ScoreDistributionDisplay, result, score=score),
        _figure("Score against time", ScoreTimeDisplay, result, score=score),
        _figure("Calibration", ReliabilityDisplay, result, n_left_out, data=shown),
    ]
    if is_thinned:
        drawn = _figure("Scores by imbalance ratio", DeteriorationDisplay, result, score=score)
        figures.insert(1, drawn)
    elif len(result.datasets) > 1:
        drawn = _figure("Average ranks", CriticalDifferenceDisplay, result, score=score)
        figures.insert(0, drawn)
    return figures


def _figure(title, display, result, n_left_out=0, **options):
    plt = pyplot_for("the report")
    svg = BytesIO()
    try:
        with plt.rc_context(_STYLE | {"svg.hashsalt": title}):
            figure = display.from_result(result, **options).figure_
            figure.savefig(svg, format="svg", metadata={"Date": None})
            plt.close(figure)
    except ValueError as error:
        return Figure(title, error=str(error))
    source = f"data:image/svg+xml;base64,{b64encode(svg.getvalue()).decode()}"
    return Figure(title, source, n_left_out=n_left_out)
