"""The commands of ``imbgan``, or ``python -m imbgan``."""

import sys
import warnings
from collections import defaultdict

from .._compare import compare
from .._tables import left_out, markdown, overview, plain_text, readable, write_text
from ._named_methods import method_list
from ._options import parser
from ._report import write_report
from ._request import keep_contents, read_request

# Scores in the printed summary beside the main one.
_ALSO = ("geometric_mean", "average_precision")
FINISHED, WRONG, UNUSABLE, FAILED_FITS, OUT_OF_TIME, INTERRUPTED = 0, 1, 2, 3, 4, 130


def main(arguments=None):
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = parser().parse_args(arguments)
    if options.command == "list":
        print(method_list())
        return FINISHED
    try:
        request = read_request(options)
        if options.resume:
            _check_stored(request)
    except (ImportError, OSError, ValueError) as error:
        return _fail(error, UNUSABLE)
    except KeyboardInterrupt:
        return _fail("interrupted; nothing was begun.", INTERRUPTED)
    try:
        return _compare(request, arguments)
    except KeyboardInterrupt:
        return _fail("interrupted; the same command again continues.", INTERRUPTED)
    except ValueError as error:
        return _fail(error, UNUSABLE)
    except OSError as error:
        return _fail(error, WRONG)


def _fail(error, status):
    print(f"imbgan: {error}", file=sys.stderr)
    return status


def _check_stored(request):
    if _stored(request.arguments) is None:
        raise ValueError(
            f"--resume: none of the fits in {request.arguments['store']} is of this command. "
            "Other data, methods, folds or seeds, and other versions of the packages, are other "
            "fits; without --resume these are made, and the others stay."
        )


def _stored(arguments):
    """The result of the fits in the store, without a further one; None if there are none."""
    no_fit = {"time_limit": 1e-6, "verbose": 0, "n_jobs": 1, "retry_errors": False}
    try:
        return compare(**arguments | no_fit)
    except TimeoutError:
        return None


def _compare(request, command):
    """Run the comparison, write the results, and print a summary."""
    for name, one in request.inputs.items():
        sizes = ", ".join(f"{label}: {count}" for label, count in list(one.counts.items())[:8])
        more = ", ..." if len(one.counts) > 8 else ""
        print(f"{name}: {len(one.y)} rows, {one.X.shape[1]} columns, classes {sizes}{more}")
        print(*(f"  {note}\n" for note in one.notes), sep="", end="")
    result, status = _run(request.arguments)
    if result is None:
        print("No fit was finished.")
    elif result.frame[request.score].isna().all():
        result.to_csv(request.folder / "fits.csv")
        print(f"\nNo fit has the score {request.score!r}, so there is no report.")
        print(*_failures(result), sep="\n")
    else:
        report = write_outputs(request, result, command)
        print(f"\n{summary_text(result, request.score)}\n")
        if not result.is_complete:
            print("The same command again continues from here.")
        print(f"Report: {report}")
    return status


def _run(arguments):
    """The result, or the finished part of it, and the exit status."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="sklearn|imblearn")
        # It is among the notes on the data.
        warnings.filterwarnings("ignore", "The labels .* differ in blanks only")
        try:
            result = compare(**arguments)
        except KeyboardInterrupt:
            print("\nInterrupted; this is what is finished.", flush=True)
            return _stored(arguments), INTERRUPTED
        except TimeoutError:
            return None, OUT_OF_TIME
    if not result.is_complete:
        return result, OUT_OF_TIME
    failed = any(record.error for record in result.records)
    return result, FAILED_FITS if failed else FINISHED


def write_outputs(request, result, command):
    """Write the report and the tables into the folder; returns the path of the report."""
    folder, score = request.folder, request.score
    report = folder / "report.html"
    keep_contents(request)
    write_report(report, result, request, command)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)  # they are in the report
        result.to_csv(folder / "fits.csv")
        result.summary(score, by="data").to_csv(folder / "summary.csv")
        write_text(_markdown_tables(result, score), folder / "tables.md")
    return report


def summary_text(result, score):
    """The summary for a terminal, and what it lacks."""
    others = [name for name in _ALSO if name != score and name in result.scoring]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        table = plain_text(overview(result, score, others))
    notes = [*left_out(result, score), *_failures(result)]
    return "\n".join([table, "", *notes] if notes else [table])


def _failures(result):
    """For each method and data set the number of failed fits and the first error."""
    failed = defaultdict(list)
    for record in result.records:
        if record.error:
            failed[record.method, record.data].append(record.error)
    return [
        f"{method} failed {len(errors)} times on {data}: {errors[0].splitlines()[0]}"
        for (method, data), errors in failed.items()
    ]


def _markdown_tables(result, score):
    grid = overview(result, score, [name for name in result.scoring if name != score])
    parts = ["# All data sets\n", markdown(grid)]
    parts += [f"{sentence}\n" for sentence in left_out(result, score)]
    for name in result.scoring:
        try:
            parts += [f"# {readable(name)}\n", result.to_markdown(score=name, rows="methods")]
        except ValueError as error:
            parts.append(f"{error}\n")
    return "\n".join(parts)
