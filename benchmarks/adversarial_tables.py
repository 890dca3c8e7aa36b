"""Table 2 of the AO/DO paper under two protocols: ``python benchmarks/adversarial_tables.py``.

See ``benchmarks/README.rst``. Each fit is written down when it is done; run again to go on.
"""

import argparse
import signal
import sys
import time
from pathlib import Path

from table2.environment import commit, cores, device_of, limit_threads, versions
from table2.methods import METHODS, Setting, build, fingerprint, methods_of
from table2.paper import PAPER
from table2.protocols import HONEST, PUBLISHED, rows_kept, run_fit, split
from table2.report import report
from table2.store import ResultStore, key_of

RESULTS = Path(__file__).parent / "results"


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--protocol", choices=[HONEST, PUBLISHED, "both"], default="both")
    add("--only", nargs="+", choices=list(PAPER), default=list(PAPER), metavar="TABLE")
    add("--methods", nargs="+", choices=METHODS, default=METHODS, metavar="METHOD")
    add("--repeats", type=int, default=5, help="repeats with the seeds 0, 1, ... (default 5)")
    add("--params", choices=["default", "paper"], help="default: honest default, published paper")
    add("--device", default="auto", help="auto, cpu, cuda, mps")
    add("--threads", type=int, default=cores(), help="threads of torch, OpenMP and BLAS")
    add("--max-rows", type=int, help="thin credit to so many rows, for quick runs")
    add("--retry-errors", action="store_true", help="run again what ended in an error")
    add("--rerun", action="store_true", help="run again what is finished")
    add("--summary", action="store_true", help="run nothing, write the tables")
    add("--results", type=Path, default=RESULTS / "adversarial_tables.jsonl")
    args = parser.parse_args(argv)
    args.device = device_of(args.device)
    return args


def planned(args):
    """The fits asked for, in an order that loads and imputes each table as rarely as possible."""
    protocols = [HONEST, PUBLISHED] if args.protocol == "both" else [args.protocol]
    for table in args.only:
        for protocol in protocols:
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
        "repeat": repeat,
        "seed": repeat,
        "max_rows": rows_kept(table, args.max_rows),
        "device": args.device,
        "threads": args.threads,
        "versions": versions(),
    }


def setting_of(args, protocol, seed=0, params=None):
    """How estimators are built: our defaults when honest, the paper's parameters when not."""
    usual = "default" if protocol == HONEST else "paper"
    return Setting(protocol, params or args.params or usual, args.device, seed)


def run(args):
    """Do what is not done yet."""
    store = ResultStore(args.results)
    done = {key_of(r) for r in store.records() if not (args.retry_errors and "error" in r)}
    fits = [fit for fit in planned(args) if args.rerun or key_of(fit) not in done]
    print(f"{len(fits)} fits to do, {cores()} cores, {args.threads} threads", flush=True)
    for number, fit in enumerate(fits, start=1):
        rows = split(fit["table"], fit["protocol"], fit["seed"], fit["max_rows"])
        estimator = build(fit["method"], setting_of(args, fit["protocol"], fit["seed"]))
        found = run_fit(estimator, rows, fit["protocol"])
        finished = time.strftime("%Y-%m-%dT%H:%M:%S")
        store.append({**fit, **found, "cores": cores(), "commit": commit(), "finished": finished})
        print(f"[{number}/{len(fits)}] {_line(fit, found)}", flush=True)


def _line(fit, found):
    """One fit as a line of progress."""
    name = f"{fit['protocol']:9} {fit['table']:8} {fit['method']:22} repeat {fit['repeat']}"
    if "error" in found:
        return f"{name}  NA: {found['error'][:60]}"
    score = f"ACSA {100 * found['acsa']:6.2f}  GM {100 * found['gm']:6.2f}"
    return f"{name}  {score}  {found['fit_seconds']:8.1f} s  {found['n_iter'] or '-'} iterations"


def summarise(args):
    """Write the tables of the records that belong to the estimators as they are now."""
    store = ResultStore(args.results)
    records = store.records()
    current = [r for r in records if _is_current(r, args)]
    text = report(current, _head(current, len(records) - len(current)))
    path = args.results.with_suffix(".md")
    path.write_text(text)
    print(text)
    print(f"written to {path}")


def _is_current(record, args):
    """Whether a record was made with the parameters that its method has today."""
    if record["method"] not in METHODS or record["max_rows"] != rows_kept(
        record["table"], args.max_rows
    ):
        return False
    setting = setting_of(args, record["protocol"], params=record["params"])
    return record["fingerprint"] == fingerprint(build(record["method"], setting))


def _head(records, n_left_out):
    """Versions and machines of the records."""
    lines = []
    for name in ("versions", "cores", "threads", "device", "max_rows", "commit"):
        values = sorted({_written(record[name]) for record in records})
        lines.append(f"- {name}: {'; '.join(values) or 'none'}")
    seconds = sum(record.get("fit_seconds", 0) for record in records)
    lines.append(f"- {len(records)} fits, {seconds / 3600:.2f} hours of fitting")
    if n_left_out:
        lines.append(f"- {n_left_out} records of other parameters or sizes are left out")
    return "\n".join(lines)


def _written(value):
    return (
        ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
    )


def main(argv=None):
    """Run what is left to do, then write the tables."""
    args = arguments(argv)
    # skorch ends a fit quietly at KeyboardInterrupt; half a fit must not be written down.
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
    if not args.summary:
        with limit_threads(args.threads):
            run(args)
    summarise(args)


if __name__ == "__main__":
    main()
