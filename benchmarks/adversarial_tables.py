"""Table 2 of the AO/DO paper under two protocols: ``python benchmarks/adversarial_tables.py``.

See ``benchmarks/README.rst``. Each fit is written down when it is done; run again to go on.
"""

import argparse
from functools import partial
from pathlib import Path

from harness import session
from harness.fits import HONEST
from harness.store import ResultStore
from table2.methods import METHODS, Setting, build, fingerprint, methods_of
from table2.paper import PAPER
from table2.protocols import rows_kept, run_fit, split
from table2.report import report
from table2.sheets import sheets

RESULTS = Path(__file__).parent / "results"
# What makes two fits the same fit.
KEY = ("protocol", "table", "method", "params", "fingerprint", "max_rows", *session.IDENTITY)


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--only", nargs="+", choices=list(PAPER), default=list(PAPER), metavar="TABLE")
    add("--methods", nargs="+", choices=METHODS, default=METHODS, metavar="METHOD")
    add("--params", choices=["default", "paper"], help="default: honest default, published paper")
    add("--max-rows", type=int, help="thin credit to so many rows, for quick runs")
    session.add_protocol(parser)
    session.add_options(parser, RESULTS / "adversarial_tables.jsonl")
    return parser.parse_args(argv)


def planned(args):
    """The fits asked for, in an order that loads and imputes each table as rarely as possible."""
    for table in args.only:
        for protocol in session.PROTOCOLS[args.protocol]:
            for repeat in range(args.repeats):
                for method in methods_of(protocol):
                    if method in args.methods:
                        yield describe(args, table, protocol, repeat, method)


def describe(args, table, protocol, repeat, method):
    """What identifies one fit."""
    setting = setting_of(args, protocol, seed=repeat)
    return {
        "protocol": protocol,
        "table": table,
        "method": method,
        "params": setting.params,
        "fingerprint": fingerprint(build(method, setting)),
        "max_rows": rows_kept(table, args.max_rows),
        **session.identity(args, repeat),
    }


def setting_of(args, protocol, seed=0, params=None):
    """How estimators are built: our defaults when honest, the paper's parameters when not."""
    usual = "default" if protocol == HONEST else "paper"
    return Setting(protocol, params or args.params or usual, args.device, seed)


def run(args):
    """Do what is not done yet."""
    store = ResultStore(args.results, KEY)
    session.run(args, store, planned(args), partial(_fit_once, args), _line)


def _fit_once(args, fit):
    rows = split(fit["table"], fit["protocol"], fit["seed"], fit["max_rows"])
    estimator = build(fit["method"], setting_of(args, fit["protocol"], fit["seed"]))
    return run_fit(estimator, rows, fit["protocol"])


def _line(fit, found):
    """One fit as a line of progress."""
    name = f"{fit['protocol']:9} {fit['table']:8} {fit['method']:22} repeat {fit['repeat']}"
    if "error" in found:
        return f"{name}  NA: {found['error'][:60]}"
    score = f"ACSA {100 * found['acsa']:6.2f}  GM {100 * found['gm']:6.2f}"
    return f"{name}  {score}  {found['fit_seconds']:8.1f} s  {found['n_iter'] or '-'} iterations"


def summarise(args):
    """Write the tables of the records that belong to the estimators as they are now."""
    store = ResultStore(args.results, KEY)
    session.summarise(store, partial(_is_current, args), report, sheets, ("max_rows",))


def _is_current(args, record):
    """Whether a record was made with the parameters that its method has today."""
    if record["method"] not in METHODS or record["max_rows"] != rows_kept(
        record["table"], args.max_rows
    ):
        return False
    setting = setting_of(args, record["protocol"], params=record["params"])
    return record["fingerprint"] == fingerprint(build(record["method"], setting))


def main(argv=None):
    """Run what is left to do, then write the tables."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
