"""The options of the command line."""

import argparse
import re

from .._datasets import KNOWN
from .._methods import BASELINES

EXIT_CODES = """\
exit codes:
  0    all fits are finished
  1    something went wrong that is none of the below, such as a full disk
  2    the command or the data cannot be used; the message says why
  3    finished, but some fits failed; the report says which and why
  4    the time limit was reached before the end; what is finished is in the report
  130  stopped by Ctrl-C; what is finished is in the report
"""
_EXAMPLES = """\
examples:
  python -m imbgan compare data.csv --target label --methods smote,do,do-classifier
  python -m imbgan compare breast_cancer wine --thin 20 --repeats 5 --out report
  python -m imbgan compare digits --thin 1,10,50 --methods smote,focal --jobs 2

Stopped, the same command goes on where it ended: every finished fit is at once in
results.sqlite in the folder of --out, and is never made again.

"""
_COLUMNS_GROUP = "of the files"


def parser():
    """The parser of the command line."""
    top = argparse.ArgumentParser(
        prog="python -m imbgan",
        description="Over-samplers and classifiers for imbalanced classes.",
    )
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="print every method with its paper and its faces")
    compare = commands.add_parser(
        "compare",
        help="compare methods on tables, cross-validated, and write a report",
        description="Compare methods on tables, cross-validated, and write a report.",
        epilog=_EXAMPLES + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_data(compare)
    _add_methods(compare)
    _add_protocol(compare)
    _add_run(compare)
    return top


def _add_data(command):
    """What is compared on."""
    group = command.add_argument_group("data")
    group.add_argument(
        "data",
        nargs="+",
        metavar="DATA",
        help=f"files (CSV, CSV.gz, Parquet), or names of known tables: {', '.join(KNOWN)}",
    )
    group.add_argument(
        "--target",
        action="append",
        default=[],
        metavar="COLUMN",
        help="column of the classes; once for all files, or once for each",
    )
    group.add_argument(
        "--drop",
        type=words,
        default=[],
        metavar="COLUMNS",
        help="columns of the files to leave out, such as numbers of rows; a,b,c",
    )
    group.add_argument(
        "--separator",
        type=lambda text: text.replace("\\t", "\t"),
        metavar="CHARACTER",
        help=r"between the columns of CSV files (default: a comma, \t in TSV files)",
    )
    group.add_argument("--decimal", metavar="CHARACTER", help="decimal point (default: .)")
    group.add_argument("--thousands", metavar="CHARACTER", help="separator of thousands")
    group.add_argument("--encoding", metavar="NAME", help="of text files (default: utf-8)")
    group.add_argument(
        "--categorical",
        type=words,
        default=[],
        metavar="COLUMNS",
        help="columns of numbers that stand for categories; text is found without",
    )
    group.add_argument(
        "--thin",
        type=ratios,
        default=[],
        metavar="RATIOS",
        help="thin out the rare classes to these imbalance ratios first, largest class to "
        "smallest, those between falling exponentially; 1 leaves a table as it is: 1,10,50",
    )


def _add_methods(command):
    """What is compared."""
    group = command.add_argument_group("methods")
    group.add_argument(
        "--methods",
        type=words,
        default=["smote", "do", "do-classifier"],
        help="names as `python -m imbgan list` prints them (default: smote,do,do-classifier)",
    )
    group.add_argument(
        "--classifier",
        default="neural",
        metavar="NAME",
        help="what stands behind the samplers (default: neural)",
    )
    group.add_argument(
        "--baselines",
        type=words,
        default=["nothing"],
        help="what the classifier does without resampling: "
        f"{', '.join(BASELINES).replace('_', '-')}, or none (default: nothing)",
    )


def _add_protocol(command):
    """How it is compared."""
    group = command.add_argument_group("protocol")
    group.add_argument("--folds", type=at_least(2), default=5, help="default: 5")
    group.add_argument("--repeats", type=at_least(1), default=2, help="default: 2")
    group.add_argument(
        "--score",
        type=some_words,
        default=["acsa"],
        help="what ranks and tests go by; further ones of scikit-learn after a comma "
        "(default: acsa)",
    )
    group.add_argument(
        "--control",
        metavar="METHOD",
        help="the method against which the others are tested (default: nothing, else the first)",
    )
    group.add_argument(
        "--seed", type=at_least(0), default=0, help="of folds, thinning and methods (default: 0)"
    )


def _add_run(command):
    """How it is run."""
    group = command.add_argument_group("run")
    group.add_argument(
        "--out", default="report", metavar="FOLDER", help="where to write (default: report)"
    )
    group.add_argument(
        "--resume",
        action="store_true",
        help="insist that there are fits of this command to go on from; without it they are used "
        "if there",
    )
    group.add_argument(
        "--retry-errors",
        action="store_true",
        help="make fits again that are there with an error",
    )
    group.add_argument("--jobs", type=int, default=1, help="fits at a time, -1: all cores")
    group.add_argument(
        "--gpu-jobs",
        type=at_least(1),
        default=1,
        help="fits at a time of networks where there is a GPU (default: 1)",
    )
    group.add_argument("--device", help="cpu, cuda, cuda:1, mps (default: what there is)")
    group.add_argument(
        "--time-limit",
        type=seconds,
        metavar="TIME",
        help="begin no fit after so long: seconds, or 30m, 2h",
    )
    group.add_argument("--quiet", action="store_true", help="no line for each fit")


def words(text):
    """Names between commas."""
    return [word.strip() for word in text.split(",") if word.strip()]


def some_words(text):
    """At least one name."""
    found = words(text)
    if not found:
        raise argparse.ArgumentTypeError("names nothing")
    return found


def ratios(text):
    """Numbers of at least 1 between commas."""
    try:
        found = [float(word) for word in words(text)]
    except ValueError:
        found = []
    if not found or not all(1 <= ratio < float("inf") for ratio in found):
        raise argparse.ArgumentTypeError(f"{text!r} must be numbers of at least 1, such as 10,50")
    return found


def at_least(least):
    """A reader of integers that are not too small."""

    def integer(text):
        try:
            number = int(text)
        except ValueError:
            number = least - 1
        if number < least:
            raise argparse.ArgumentTypeError(f"{text!r} must be an integer of at least {least}")
        return number

    return integer


def seconds(text):
    """A time in seconds, minutes or hours."""
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} must be a time such as 90, 90s, 30m or 2h")
    return float(found.group(1)) * {"": 1, "s": 1, "m": 60, "h": 3600}[found.group(2)]
