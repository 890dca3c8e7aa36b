"""What the command line leaves: tables, the report, and the summary that it prints."""

import warnings

from .._tables import markdown, write_text
from ..displays._styles import readable
from ._overview import as_text, left_out, overview
from ._report import write_report

# Beside the score that was asked for, what fits on a line of a terminal.
_ALSO = ("geometric_mean", "average_precision")


def write_outputs(request, result, command):
    """Write everything into the folder; returns the path of the report."""
    folder, score = request.folder, request.score
    report = folder / "report.html"
    write_report(
        report,
        result,
        request.inputs,
        score=score,
        control=request.control,
        settings=request.settings,
        command=command,
    )
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # the report says them
        result.to_csv(folder / "fits.csv")
        result.summary(score, by="data").to_csv(folder / "summary.csv")
        write_text(_tables(result, score), folder / "tables.md")
    return report


def summary_text(result, score):
    """The overview for a terminal, and how often each method failed."""
    others = [name for name in _ALSO if name != score and name in result.scoring]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        lines = [as_text(*overview(result, score, others))]
    notes = [*left_out(result, score), *filter(None, [failures_text(result)])]
    return "\n".join([*lines, "", *notes] if notes else lines)


def failures_text(result):
    """How often each method failed on each data set, and the first of its errors."""
    failed = {}
    for record in result.records:
        if record.error:
            failed.setdefault((record.method, record.data), []).append(record.error)
    return "\n".join(
        f"{method} failed {len(errors)} times on {data}: {errors[0].splitlines()[0]}"
        for (method, data), errors in failed.items()
    )


def _tables(result, score):
    """The overview and the table of each score in Markdown."""
    header, rows = overview(result, score, [name for name in result.scoring if name != score])
    parts = ["# All data sets\n", markdown([[(name, False) for name in header], *rows])]
    parts += [f"{sentence}\n" for sentence in left_out(result, score)]
    for name in result.scoring:
        try:
            parts += [f"# {readable(name)}\n", result.to_markdown(score=name, rows="methods")]
        except ValueError as error:
            parts.append(f"{error}\n")
    return "\n".join(parts)
