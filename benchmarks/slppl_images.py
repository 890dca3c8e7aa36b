"""Tables II and III of the paper on ADSO and AMO: ``python benchmarks/slppl_images.py``.

See ``benchmarks/README.rst``. Each fit is written down when it is done; run again to go on.
"""

import argparse
from functools import partial
from pathlib import Path

from harness import session
from harness.fingerprint import fingerprint
from harness.store import ResultStore
from slppl.methods import METHODS, Setting, build, methods_of
from slppl.paper import PAPER
from slppl.protocols import repeats_of, run_fit, split
from slppl.report import report
from slppl.sheets import sheets

RESULTS = Path(__file__).parent / "results"
# What makes two fits the same fit; the fingerprint knows the epochs.
KEY = ("protocol", "data", "method", "fingerprint", *session.IDENTITY)


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--only", nargs="+", choices=list(PAPER), default=list(PAPER), metavar="DATA")
    add("--methods", nargs="+", choices=METHODS, default=METHODS, metavar="METHOD")
    add("--epochs", type=int, help="max_epochs of every method (default: the estimator's own)")
    session.add_protocol(parser)
    session.add_options(parser, RESULTS / "slppl_images.jsonl")
    return parser.parse_args(argv)


def planned(args):
    """The fits asked for: all methods on one subset before the next."""
    for protocol in session.PROTOCOLS[args.protocol]:
        for repeat in repeats_of(protocol, args.repeats):
            for data in args.only:
                for method in methods_of(protocol):
                    if method in args.methods:
                        yield describe(args, protocol, data, method, repeat)


def describe(args, protocol, data, method, repeat):
    """What identifies one fit."""
    return {
        "protocol": protocol,
        "data": data,
        "method": method,
        "fingerprint": fingerprint(build(method, setting_of(args, protocol))),
        "max_epochs": args.epochs,
        **session.identity(args, repeat),
    }


def setting_of(args, protocol, seed=0):
    """How estimators are built."""
    return Setting(protocol, args.epochs, args.device, seed)


def run(args):
    """Do what is not done yet."""
    store = ResultStore(args.results, KEY)
    session.run(args, store, planned(args), partial(_fit_once, args), _line)


def _fit_once(args, fit):
    estimator = build(fit["method"], setting_of(args, fit["protocol"], fit["seed"]))
    return run_fit(estimator, split(fit["data"], fit["seed"]), fit["protocol"])


def _line(fit, found):
    """One fit as a line of progress."""
    name = f"{fit['protocol']:9} {fit['data']:13} {fit['method']:17} subset {fit['repeat']}"
    if "error" in found:
        return f"{name}  NA: {found['error'][:60]}"
    score = f"ACSA {found['acsa']:.4f}  R_min {found['r_min']:.4f}"
    return f"{name}  {score}  {found['fit_seconds']:8.1f} s  {found['n_iter']} epochs"


def summarise(args):
    """Write the tables of the records that belong to the estimators as they are now."""
    store = ResultStore(args.results, KEY)
    facts = ("max_epochs", "n_train", "n_test")
    session.summarise(store, partial(_is_current, args), report, sheets, facts)


def _is_current(args, record):
    """Whether a record was made with the parameters that its method has today."""
    if record["method"] not in METHODS:
        return False
    estimator = build(record["method"], setting_of(args, record["protocol"]))
    return record["fingerprint"] == fingerprint(estimator)


def main(argv=None):
    """Run what is left to do, then write the tables."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
