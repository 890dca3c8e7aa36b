"""The report of a comparison: one HTML file that loads nothing, made of ``report.html``."""

import platform
import shlex
import warnings
from collections import Counter
from datetime import UTC, datetime
from importlib.resources import files
from pathlib import Path

from .._datasets import base_name
from .._optional import import_extra
from .._tables import left_out, overview, readable, score_table
from ._preparation import MAX_CATEGORIES
from ._report_figures import figures_of

_LEVEL = 0.05


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
            figures=figures_of(result, score, is_thinned(result)),
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
