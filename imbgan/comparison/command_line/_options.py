"""The options of the command line."""

import argparse
import re
import sys
from pathlib import Path

from .._datasets import KNOWN
from .._methods import BASELINES
from .._names import did_you_mean
from ._table_files import FORMATS

EXIT_CODES = """\
exit codes:
  0    all fits are finished
  1    another error, such as a full disk
  2    the command or the data cannot be used; the message says why
  3    finished, but some fits failed; the report says which and why
  4    the time limit was reached before the end; what is finished is in the report
  130  stopped by Ctrl-C; what is finished is in the report
"""
_EXAMPLES = """\
examples:
  python -m imbgan compare data.csv --target label --methods smote,do,do-classifier
  python -m imbgan compare data.csv --target label --separator ';' --decimal ,
  python -m imbgan compare breast_cancer wine --thin 20 --repeats 5 --out report
  python -m imbgan compare digits --thin 1,10,50 --methods smote,focal --jobs 2

The same command again continues where it was stopped: every finished fit is at once in
results.sqlite in the folder of --out, and is not repeated.

"""


class _Parser(argparse.ArgumentParser):
    """Says which commands and options are like one that there is not."""

    names = ()

    def error(self, message):
        unknown = re.search(r"(?:invalid choice: '|unrecognized arguments: -*)([\w-]+)", message)
        advice = did_you_mean(unknown[1], self.names) if unknown else ""
        super().error(f"{message}.{advice}" if advice else message)


def parser():
    import imbgan  # the package itself, for its version

    is_script = Path(sys.argv[0]).stem == "imbgan"
    top = _Parser(
        prog="imbgan" if is_script else "python -m imbgan",
        description="Over-samplers and classifiers for imbalanced classes.",
    )
    top.add_argument("--version", action="version", version=f"imbgan {imbgan.__version__}")
    commands = top.add_subparsers(dest="command", required=True, metavar="COMMAND")
    commands.add_parser("list", help="print every method with its class")
    compare = commands.add_parser(
        "compare",
        help="compare methods on tables, cross-validated, and write a report",
        description="Compare methods on tables, cross-validated, and write a report.",
        epilog=_EXAMPLES + EXIT_CODES,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    _add_data(compare.add_argument_group("data").add_argument)
    _add_files(
        compare.add_argument_group(
            "format of text files, whose defaults the suffix says"
        ).add_argument
    )
    _add_methods(compare.add_argument_group("methods").add_argument)
    _add_protocol(compare.add_argument_group("protocol").add_argument)
    _add_run(compare.add_argument_group("run").add_argument)
    top.names = ("list", "compare", *re.findall(r"--([\w-]+)", compare.format_usage()))
    return top


def _add_data(add):
    files = f"files: {FORMATS}; or names of known tables: {', '.join(KNOWN)}"
    add("data", nargs="+", metavar="DATA", help=files)
    target = "column of the classes; once for all files, or once for each"
    add("--target", action="append", default=[], metavar="COLUMN", help=target)
    many = "the target is classes, though it has more than twenty values"
    add("--many-classes", action="store_true", help=many)
    add("--sheet", metavar="SHEET", help="of files of Excel: its name, or 1, 2, ...")
    drop = "columns of the files to leave out, such as numbers of rows; a,b,c"
    add("--drop", type=words, default=[], metavar="COLUMNS", help=drop)
    categorical = "columns of numbers that are categories; text is one without"
    add("--categorical", type=words, default=[], metavar="COLUMNS", help=categorical)
    thin = (
        "thin out the rare classes to these imbalance ratios first, largest class to smallest, "
        "those between falling exponentially; 1 leaves a table as it is: 1,10,50"
    )
    add("--thin", type=ratios, default=[], metavar="RATIOS", help=thin)


def _add_files(add):
    separator = {"dest": "sep", "type": lambda text: text.replace(r"\t", "\t")}
    separator["help"] = r"between columns (default: a comma, \t in TSV files)"
    add("--separator", metavar="CHARACTER", **separator)
    add("--decimal", metavar="CHARACTER", help="decimal point (default: .)")
    add("--thousands", metavar="CHARACTER", help="separator of thousands (default: none)")
    add("--encoding", metavar="NAME", help="of the text (default: utf-8)")


def _add_methods(add):
    methods = "names as `python -m imbgan list` prints them (default: smote,do,do-classifier)"
    add("--methods", type=words, default=["smote", "do", "do-classifier"], help=methods)
    classifier = "the classifier behind the samplers, or several: a,b (default: neural)"
    add("--classifier", type=words, default=["neural"], metavar="NAMES", help=classifier)
    baselines = (
        f"the classifier without resampling: {', '.join(BASELINES)}, or none (default: nothing)"
    )
    add("--baselines", type=words, default=["nothing"], help=baselines)


def _add_protocol(add):
    add("--folds", type=int, default=5, help="default: 5")
    add("--repeats", type=int, default=2, help="default: 2")
    score = (
        "the score of ranks and tests; more of scikit-learn's after a comma (default: acsa, that "
        "is balanced_accuracy)"
    )
    add("--score", type=words, default=["acsa"], help=score)
    control = "the method that others are tested against (default: nothing, else the first)"
    add("--control", metavar="METHOD", help=control)
    seed = "of folds, thinning and methods (default: 0)"
    add("--seed", type=int, default=0, help=seed)


def _add_run(add):
    add("--out", default="report", metavar="FOLDER", help="where to write (default: report)")
    resume = "fail if there are no fits of this command; without it they are used if there are any"
    add("--resume", action="store_true", help=resume)
    add("--retry-errors", action="store_true", help="repeat fits that had an error")
    repair = "keep the fits of a damaged store that are whole, and go on with them"
    add("--repair", action="store_true", help=repair)
    add("--jobs", type=int, default=1, help="fits at a time, -1: all cores")
    gpu_jobs = "fits of networks at a time if there is a GPU (default: 1)"
    add("--gpu-jobs", type=int, default=1, help=gpu_jobs)
    add("--device", help="cpu, cuda, cuda:1, mps (default: what there is)")
    time_limit = "begin no fit after this time: seconds, or 30m, 2h"
    add("--time-limit", type=seconds, metavar="TIME", help=time_limit)
    add("--quiet", action="store_true", help="no word of what is fitted and how long it takes")


def words(text):
    found = [word.strip() for word in text.split(",") if word.strip()]
    if not found:
        raise argparse.ArgumentTypeError("names nothing")
    return found


def ratios(text):
    try:
        found = [float(word) for word in words(text)]
    except ValueError:
        found = []
    if not found or not all(1 <= ratio < float("inf") for ratio in found):
        raise argparse.ArgumentTypeError(f"{text!r} must be numbers of at least 1, such as 10,50")
    return found


def seconds(text):
    found = re.fullmatch(r"(\d+(?:\.\d+)?)\s*([smh]?)", text.strip())
    if not found:
        raise argparse.ArgumentTypeError(f"{text!r} must be a time such as 90, 90s, 30m or 2h")
    return float(found.group(1)) * {"": 1, "s": 1, "m": 60, "h": 3600}[found.group(2)]
