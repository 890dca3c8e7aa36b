"""The report of a comparison: one HTML file that loads nothing, made of ``report.html``."""

import platform
import shlex
import warnings
from base64 import b64encode
from collections import Counter
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
from ..displays._score_time import ScoreTimeDisplay
from ._preparation import MAX_CATEGORIES

_LEVEL = 0.05
_STYLE = {"font.size": 10, "axes.spines.top": False, "axes.spines.right": False}


def write_report(path, result, request, command):
    """Write the report of a result."""
    jinja2 = import_extra("jinja2", "the report")
    environment = jinja2.Environment(autoescape=True, trim_blocks=True, lstrip_blocks=True)
    template = environment.from_string(files(__package__).joinpath("report.html").read_text())
    inputs, score = request.inputs, request.score
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
            settings=request.settings,
            command=shlex.join(["python", "-m", "imbgan", *command]),
            versions={"python": platform.python_version(), **result.records[-1].versions},
            level=_LEVEL,
            **summaries_of(result, score),
            **tests_of(result, score, request.control),
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
        plain = [name for name in result.methods if name.partition(",")[0] == "nothing"]
        control = (plain or result.methods)[0]
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


def figures_of(result, score):
    """Titles with the image of each figure, or the error of a display that has nothing to show."""
    displays = {"Score against time": ScoreTimeDisplay, "Calibration": ReliabilityDisplay}
    if is_thinned(result):
        displays = {"Scores by imbalance ratio": DeteriorationDisplay} | displays
    elif len(result.datasets) > 1:
        displays = {"Average ranks": CriticalDifferenceDisplay} | displays
    return [_figure(title, display, result, score) for title, display in displays.items()]


def _figure(title, display, result, score):
    plt = pyplot_for("the report")
    found = {"title": title}
    scored = {} if display is ReliabilityDisplay else {"score": score}
    try:
        with plt.rc_context(_STYLE | {"svg.hashsalt": title}):
            figure = display.from_result(result, **scored).figure_
            # An image of its own, which stays where the figure is wider than the page.
            for legend in figure.legends:
                figure.canvas.draw()
                box = legend.get_window_extent()
                box = box.transformed(figure.dpi_scale_trans.inverted())
                found["legend"] = _svg(figure, box)
                legend.remove()
            found["source"] = _svg(figure, "tight")
            plt.close(figure)
    except ValueError as error:
        found["error"] = str(error)
    return found


def _svg(figure, box):
    """A figure, or a part of it, as the source of an image."""
    svg = BytesIO()
    figure.savefig(svg, format="svg", metadata={"Date": None}, bbox_inches=box)
    return f"data:image/svg+xml;base64,{b64encode(svg.getvalue()).decode()}"
