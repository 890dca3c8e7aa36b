"""Tables 1 and 2 of the paper on ARConvL: ``python benchmarks/arconvl_images.py``.

See ``benchmarks/README.rst``. Each fit is written down when it is done; run again to go on.
"""

import argparse
from functools import partial
from itertools import product
from pathlib import Path

from arconvl.methods import GROUPS, Setting, build, named
from arconvl.paper import METHODS, PAPER, RATIOS
from arconvl.protocols import available, run_fit, split
from arconvl.report import report
from arconvl.sheets import sheets
from arconvl.statistics import title
from harness import session
from harness.fingerprint import fingerprint
from harness.store import ResultStore

RESULTS = Path(__file__).parent / "results"
QUICK_EPOCHS = 2
# What makes two fits the same fit; the fingerprint knows the epochs.
KEY = ("data", "ratio", "method", "fingerprint", "quick", *session.IDENTITY)


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--only", nargs="+", choices=list(PAPER), metavar="DATA", help="sets of images")
    add("--ratios", nargs="+", type=int, choices=RATIOS, default=list(RATIOS), metavar="Q")
    add(
        "--methods", nargs="+", choices=[*GROUPS, *METHODS], default=list(GROUPS), metavar="METHOD"
    )
    add("--epochs", type=int, help="epochs of every method (default: the paper's, 50 or 100)")
    add("--quick", action="store_true", help="few rows, two epochs: to see that it runs")
    session.add_options(parser, None)
    args = parser.parse_args(argv)
    args.results = args.results or RESULTS / f"arconvl_images{_variant(args)}.jsonl"
    if args.quick:
        args.epochs = args.epochs or QUICK_EPOCHS
    args.only = args.only or available(list(PAPER))
    return args


def _variant(args):
    """Ending of the files: quick figures mean nothing, and schedules do not mix."""
    if args.quick:
        return "_quick"
    return f"_{args.epochs}_epochs" if args.epochs else ""


def planned(args):
    """The fits asked for: all methods on one subset before the next, the largest ratio first."""
    ratios = sorted(args.ratios, reverse=True)
    for repeat, ratio, data in product(range(args.repeats), ratios, args.only):
        for method in named(args.methods):
            yield describe(args, data, ratio, method, repeat)


def describe(args, data, ratio, method, repeat):
    """What identifies one fit."""
    return {
        "data": data,
        "ratio": ratio,
        "method": method,
        "fingerprint": fingerprint(build(method, setting_of(args, data))),
        "quick": args.quick,
        **session.identity(args, repeat),
    }


def setting_of(args, data, seed=0):
    """How estimators are built."""
    return Setting(data, args.epochs, args.device, seed)


def run(args):
    """Do what is not done yet."""
    store = ResultStore(args.results, KEY)
    session.run(args, store, planned(args), partial(_fit_once, args), _line)


def _fit_once(args, fit):
    estimator = build(fit["method"], setting_of(args, fit["data"], fit["seed"]))
    rows = split(fit["data"], fit["ratio"], fit["seed"], fit["quick"])
    return run_fit(estimator, rows) | {"max_epochs": estimator.max_epochs}


def _line(fit, found):
    """One fit as a line of progress."""
    name = f"{title((fit['data'], fit['ratio'])):17} {fit['method']:10} repeat {fit['repeat']}"
    if "error" in found:
        return f"{name}  NA: {found['error'][:60]}"
    score = f"GM {found['gm']:.4f}  recall {found['acsa']:.4f}"
    return f"{name}  {score}  {found['fit_seconds']:8.1f} s  {found['n_iter']} epochs"


def summarise(args):
    """Write the tables of the records that belong to the estimators as they are now."""
    store = ResultStore(args.results, KEY)
    session.summarise(store, partial(_is_current, args), report, sheets, ("max_epochs",))


def _is_current(args, record):
    """Whether a record was made with the parameters that its method has today."""
    if record["method"] not in METHODS or record["quick"] != args.quick:
        return False
    estimator = build(record["method"], setting_of(args, record["data"]))
    return record["fingerprint"] == fingerprint(estimator)


def main(argv=None):
    """Run what is left to do, then write the tables."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
