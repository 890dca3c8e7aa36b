"""The report of a comparison: one HTML file that loads nothing, made of ``report.html``."""

import platform
import shlex
import warnings
from base64 import b64encode
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.resources import files
from io import BytesIO
from pathlib import Path

from .._datasets import base_name
from .._optional import import_extra, pyplot_for
from .._tables import left_out, overview, readable, score_table
from ..displays._calibration import ReliabilityDisplay
from ..displays._critical_difference import CriticalDifferenceDisplay
from ..displays._deterioration import DeteriorationDisplay
from ..displays._distributions import ScoreDistributionDisplay
from ..displays._score_time import ScoreTimeDisplay
from ._preparation import MAX_CATEGORIES

_LEVEL = 0.05
_MOST_PANELS = 9
_STYLE = {"font.size": 10, "axes.spines.top": False, "axes.spines.right": False}


def write_report(path, result, inputs, *, score, control=None, settings=(), command=()):
    """Write the report of a result; `settings` are lines about the protocol."""
    jinja2 = import_extra("jinja2", "the report")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files(__package__).joinpath("report.html").read_text())
    names = ", ".join(inputs) if len(inputs) <= 4 else f"{len(inputs)} data sets"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # they are in `left_out`
        html = template.render(
            title=f"Comparison on {names}",
            result=result,
            score=score,
            readable=readable,
            now=datetime.now(UTC),
            left_out=left_out(result, score),
            figures=figures_of(result, score),
            inputs=inputs,
            max_categories=MAX_CATEGORIES,
            settings=settings,
            command=shlex.join(["python", "-m", "imbgan", *command]),
            versions={"python": platform.python_version(), **result.records[-1].versions},
            level=_LEVEL,
            **summaries_of(result, score),
            **tests_of(result, score, control),
        )
    Path(path).write_text(html, encoding="utf-8")


def is_thinned(result):
    """Whether a data set comes at several ratios: such variants are not independent."""
    return len(set(map(base_name, result.datasets))) < len(result.datasets)


def summaries_of(result, score):
    """Ranks, tables and errors for the template."""
    summary = result.summary(score)
    names = [score, *(name for name in result.scoring if name != score)]
    return {
        "lacking": list(summary.index[summary["n_missing"] > 0]),
        "ranks": summary["rank"].dropna(),
        "overview": overview(result, score, names[1:]),
        "tables": {name: _or_message(score_table, result, name, "methods", 3) for name in names},
        "errors": Counter(
            (one.method, one.data, one.error) for one in result.records if one.error
        ),
    }


def tests_of(result, score, control=None):
    """The tests that suit a result, for the template; of one that is impossible the reason."""
    if control is None:
        control = "nothing" if "nothing" in result.methods else result.methods[0]
    has_variants = is_thinned(result)
    tests = {"control": control, "has_variants": has_variants, "corrected_t": {}}
    if has_variants or len(result.datasets) == 1:
        tests |= {"friedman": None, "wilcoxon": None}
        for data in result.datasets:
            options = {"data": data, "control": control}
            tests["corrected_t"][data] = _or_message(result.corrected_t, score, **options)
    else:
        tests["friedman"] = _or_message(result.friedman, score)
        tests["wilcoxon"] = _or_message(result.wilcoxon, score, control=control)
    return tests


def _or_message(function, *arguments, **options):
    try:
        return function(*arguments, **options)
    except ValueError as error:
        return str(error)


@dataclass(frozen=True)
class Figure:
    """A figure, or the error of a display that has nothing to show."""

    title: str
    source: str = ""
    error: str = ""
    n_left_out: int = 0  # data sets


def figures_of(result, score):
    shown = result.datasets[:_MOST_PANELS]
    n_left_out = len(result.datasets) - len(shown)
    figures = [
        _figure("Distribution of the scores", ScoreDistributionDisplay, result, score=score),
        _figure("Score against time", ScoreTimeDisplay, result, score=score),
        _figure("Calibration", ReliabilityDisplay, result, n_left_out, data=shown),
    ]
    if is_thinned(result):
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
