"""What ``python -m imbgan`` does."""

import sys
import warnings

from .._compare import compare
from .._tables import left_out, markdown, overview, plain_text, readable, write_text
from ._named_methods import method_list
from ._options import parser
from ._report import write_report
from ._request import read_request

# Scores in the printed summary beside the main one.
_ALSO = ("geometric_mean", "average_precision")
FINISHED, WRONG, UNUSABLE, FAILED_FITS, OUT_OF_TIME, INTERRUPTED = 0, 1, 2, 3, 4, 130


def main(arguments=None):
    """Run a command; returns the exit status."""
    arguments = sys.argv[1:] if arguments is None else list(arguments)
    options = parser().parse_args(arguments)
    if options.command == "list":
        print(method_list())
        return FINISHED
    try:
        request = read_request(options)
        if options.resume:
            _refuse_nothing(request)
    except (ImportError, OSError, ValueError) as error:
        return _say(error, UNUSABLE)
    except KeyboardInterrupt:
        return _say("interrupted; nothing was begun.", INTERRUPTED)
    try:
        return carry_out(request, arguments)
    except KeyboardInterrupt:
        return _say("interrupted; the same command again goes on from there.", INTERRUPTED)
    except ValueError as error:
        return _say(error, UNUSABLE)
    except OSError as error:
        return _say(error, WRONG)


def carry_out(request, command):
    """Run the comparison, write what came out of it, and print the summary."""
    _introduce(request.inputs)
    result, status = _run(request.arguments)
    if result is None:
        print("No fit was finished.")
        return status
    if result.frame[request.score].isna().all():
        result.to_csv(request.folder / "fits.csv")
        print(f"\nNo fit has the score {request.score!r}, so there is no report.")
        print(failures_text(result))
        return status
    report = write_outputs(request, result, command)
    print(f"\n{summary_text(result, request.score)}\n")
    if not result.is_complete:
        print("The same command again goes on from here.")
    print(f"Report: {report}")
    return status


def _refuse_nothing(request):
    """ValueError unless there are fits of this very comparison."""
    if _finished(request.arguments) is None:
        raise ValueError(
            f"--resume: none of the fits in {request.arguments['store']} is of this command. "
            "Other data, methods, folds or seeds, and other versions of the packages, are other "
            "fits; without --resume these are made, and the others stay."
        )


def _introduce(inputs):
    """Say what the data are, before the first fit."""
    for name, one in inputs.items():
        sizes = ", ".join(f"{label}: {count}" for label, count in list(one.counts.items())[:8])
        more = ", ..." if len(one.counts) > 8 else ""
        print(f"{name}: {len(one.y)} rows, {one.X.shape[1]} columns, classes {sizes}{more}")
        for note in one.notes:
            print(f"  {note}")


def _run(arguments):
    """The result, or what there is of it when it was stopped, and the exit status."""
    with warnings.catch_warnings():
        warnings.filterwarnings("ignore", module="sklearn|imblearn")
        try:
            result = compare(**arguments)
        except KeyboardInterrupt:
            print("\nInterrupted; this is what is finished.", flush=True)
            return _finished(arguments), INTERRUPTED
        except TimeoutError:
            return None, OUT_OF_TIME
    if not result.is_complete:
        return result, OUT_OF_TIME
    failed = any(record.error for record in result.records)
    return result, FAILED_FITS if failed else FINISHED


def _finished(arguments):
    """What is in the store, without a further fit; None if that is nothing."""
    only_look = {"time_limit": 1e-6, "verbose": 0, "n_jobs": 1, "retry_errors": False}
    try:
        return compare(**arguments | only_look)
    except TimeoutError:
        return None


def _say(error, status):
    """Print what is wrong, and return the exit status."""
    print(f"imbgan: {error}", file=sys.stderr)
    return status


def write_outputs(request, result, command):
    """Write the report and the tables into the folder; returns the path of the report."""
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
        warnings.simplefilter("ignore", UserWarning)  # they are in the report
        result.to_csv(folder / "fits.csv")
        result.summary(score, by="data").to_csv(folder / "summary.csv")
        write_text(_tables(result, score), folder / "tables.md")
    return report


def summary_text(result, score):
    """The overview for a terminal, and how often each method failed."""
    others = [name for name in _ALSO if name != score and name in result.scoring]
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", UserWarning)
        lines = [plain_text(overview(result, score, others))]
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
    grid = overview(result, score, [name for name in result.scoring if name != score])
    parts = ["# All data sets\n", markdown(grid)]
    parts += [f"{sentence}\n" for sentence in left_out(result, score)]
    for name in result.scoring:
        try:
            parts += [f"# {readable(name)}\n", result.to_markdown(score=name, rows="methods")]
        except ValueError as error:
            parts.append(f"{error}\n")
    return "\n".join(parts)
