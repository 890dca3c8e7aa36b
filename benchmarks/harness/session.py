"""A run that goes on where the last one ended, and the report of what is there."""

import signal
import sys
import time
from pathlib import Path

from .environment import commit, cores, device_of, limit_threads, versions
from .fits import HONEST, PUBLISHED
from .sheets import write_sheets
from .store import key_of

PROTOCOLS = {HONEST: [HONEST], PUBLISHED: [PUBLISHED], "both": [HONEST, PUBLISHED]}

# What tells two fits apart in every benchmark, whatever else does.
IDENTITY = ("repeat", "seed", "device", "threads", "versions")


def add_protocol(parser):
    """The option of the benchmarks that have both protocols."""
    parser.add_argument("--protocol", choices=list(PROTOCOLS), default="both")


def add_options(parser, results, repeats=5):
    """The options of every benchmark that can be resumed."""
    add = parser.add_argument
    text = f"repeats with the seeds 0, 1, ... (default {repeats})"
    add("--repeats", type=int, default=repeats, help=text)
    add("--device", default="auto", type=device_of, help="auto, cpu, cuda, mps")
    add("--threads", type=int, default=cores(), help="threads of torch, OpenMP and BLAS")
    add("--retry-errors", action="store_true", help="run again what ended in an error")
    add("--rerun", action="store_true", help="run again what is finished")
    add("--summary", action="store_true", help="run nothing, write the tables")
    add("--results", type=Path, default=results)


def identity(args, repeat):
    """The part of what identifies a fit that every benchmark has."""
    return {
        "repeat": repeat,
        "seed": repeat,
        "device": args.device,
        "threads": args.threads,
        "versions": versions(),
    }


def run(args, store, planned, fit_once, line):
    """Do what is not done yet, and write each fit down when it is done.

    Parameters
    ----------
    args : namespace
        With the options of :func:`add_options`.

    store : ResultStore
        Where the records go.

    planned : iterable of dict
        What identifies each fit.

    fit_once : callable
        Takes such a dict and returns what was found.

    line : callable
        Takes both and returns a line of progress.
    """
    seen = [r for r in store.records() if not (args.retry_errors and "error" in r)]
    done = {key_of(record, store.key) for record in seen}
    fits = [fit for fit in planned if args.rerun or key_of(fit, store.key) not in done]
    print(f"{len(fits)} fits to do, {cores()} cores, {args.threads} threads", flush=True)
    for number, fit in enumerate(fits, start=1):
        found = fit_once(fit)
        finished = time.strftime("%Y-%m-%dT%H:%M:%S")
        store.append({**fit, **found, "cores": cores(), "commit": commit(), "finished": finished})
        print(f"[{number}/{len(fits)}] {line(fit, found)}", flush=True)


def summarise(store, is_current, report, sheets, facts):
    """Write the tables of the records that belong to the estimators as they are now."""
    records = store.records()
    current = [record for record in records if is_current(record)]
    text = report(current, _head(current, len(records) - len(current), facts))
    path = store.path.with_suffix(".md")
    path.write_text(text)
    write_sheets(sheets(current), path)
    print(text)
    print(f"written to {path}")


def _head(records, n_left_out, facts):
    """Versions, machines and other facts of the records."""
    lines = []
    for name in ("versions", "cores", "threads", "device", *facts, "commit"):
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


def start(args, run, summarise):
    """Run what is left to do, unless only the summary is wanted, then write the tables."""
    # skorch ends a fit quietly at KeyboardInterrupt; half a fit must not be written down.
    signal.signal(signal.SIGINT, lambda *_: sys.exit(130))
    if not args.summary:
        with limit_threads(args.threads):
            run(args)
    summarise(args)
