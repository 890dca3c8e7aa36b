"""All methods on the six tables: ``python benchmarks/tabular_suite.py``.

See ``benchmarks/README.rst``. Each fit is kept when it is done; run again to go on.
"""

import argparse
import sys
from pathlib import Path

import numpy as np
from harness.environment import commit, cores, device_of, limit_threads, versions
from harness.tables import thinned
from sklearn.model_selection import StratifiedShuffleSplit
from suite.methods import methods
from suite.report import SCORES, write_report

from imbgan.comparison import compare
from imbgan.datasets import fetch_table, table_names

RESULTS = Path(__file__).parent / "results"
TEST_SHARE = 0.3


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--only", nargs="+", choices=table_names(), metavar="TABLE", help="tables")
    add("--methods", nargs="+", choices=list(methods()), metavar="METHOD", help="methods")
    add("--repeats", type=int, default=5, help="splits (default 5)")
    add("--max-rows", type=int, help="rows kept of larger tables, each class in its share")
    add("--jobs", type=int, default=1, help="fits at a time")
    add("--threads", type=int, default=cores(), help="threads of torch, OpenMP and BLAS")
    add("--device", default="cpu", type=device_of, help="auto, cpu, cuda, mps")
    add("--summary", action="store_true", help="begin no fit, write what there is")
    add("--results", type=Path, default=RESULTS, help="folder of the store and the tables")
    return parser.parse_args(argv)


def tables(names, max_rows):
    """The tables by name, the smallest first, so that much is there soon."""
    found = {name: fetch_table(name, return_X_y=True) for name in names}
    found = {name: thinned(*table, max_rows) for name, table in found.items()}
    return dict(sorted(found.items(), key=lambda item: np.size(item[1][0])))


def run(args):
    """Make the fits that are not there yet; return what there is."""
    chosen = methods(args.device)
    if args.methods:
        chosen = {name: chosen[name] for name in args.methods}
    with limit_threads(args.threads):
        return compare(
            chosen,
            tables(args.only or table_names(), args.max_rows),
            cv=StratifiedShuffleSplit(args.repeats, test_size=TEST_SHARE),
            scoring=list(SCORES),
            store=args.results / "tabular_suite.sqlite",
            n_jobs=args.jobs,
            verbose=0 if args.summary else 1,
            time_limit=1e-6 if args.summary else None,
        )


def main(argv=None):
    """Run what is left to do, and write the report."""
    args = arguments(argv)
    args.results.mkdir(parents=True, exist_ok=True)
    try:
        result = run(args)
    except TimeoutError:
        sys.exit("There is no finished fit of these methods and tables.")
    facts = {"versions": ", ".join(f"{name} {it}" for name, it in versions().items())}
    facts |= {"cores": cores(), "threads": args.threads, "max_rows": args.max_rows}
    facts |= {"commit": commit(), "fits": len(result.records)}
    lines = "\n".join(f"- {name}: {value}" for name, value in facts.items())
    print(write_report(result, args.results, lines))


if __name__ == "__main__":
    main()
