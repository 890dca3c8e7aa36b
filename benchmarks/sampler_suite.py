"""Every sampler before every classifier, on many tables: ``python benchmarks/sampler_suite.py``.

See ``benchmarks/README.rst``. Each resampling is written down when it is done, with the scores of
the classifiers after it; run again to go on.
"""

import argparse
from functools import partial
from pathlib import Path

from harness import session
from harness.fingerprint import fingerprint
from harness.store import ResultStore, key_of
from samplers.methods import CLASSIFIERS, SAMPLERS, build
from samplers.protocol import DEVELOPMENT, GROUPS, MEASURES, run_fit, split
from samplers.report import draw, report, sheets
from samplers.statistics import Scores

RESULTS = Path(__file__).parent / "results"
# What makes two resamplings the same one; the classifiers after it can be run at several times.
PLACE = ("group", "table", "sampler", "fingerprint", "max_rows", *session.IDENTITY)
KEY = (*PLACE, "classifiers")


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--group", choices=list(GROUPS), default=DEVELOPMENT)
    add("--only", nargs="+", metavar="TABLE", help="tables of the group (default: all)")
    add("--samplers", nargs="+", choices=SAMPLERS, default=list(SAMPLERS), metavar="NAME")
    add("--classifiers", nargs="+", choices=CLASSIFIERS, default=list(CLASSIFIERS), metavar="NAME")
    add("--max-rows", type=int, default=3000, help="rows kept of larger tables (default 3000)")
    session.add_options(parser, None, repeats=3)
    parser.set_defaults(threads=1)
    args = parser.parse_args(argv)
    args.only = args.only or GROUPS[args.group]
    unknown = sorted(set(args.only) - set(GROUPS[args.group]))
    if unknown:
        parser.error(f"--only: {', '.join(unknown)} not among {', '.join(GROUPS[args.group])}")
    args.results = args.results or RESULTS / f"sampler_suite_{args.group}.jsonl"
    return args


def planned(args, records):
    """The resamplings asked for, all on one split before the next, with what is missing of each.

    Parameters
    ----------
    args : namespace

    records : list of dict
        What is on file. A classifier that has been run after a resampling is not run again.
    """
    done = {}
    for record in records:
        if not (args.rerun or (args.retry_errors and "error" in record)):
            done.setdefault(key_of(record, PLACE), set()).update(record["classifiers"].items())
    prints = classifier_prints(args)
    for table in args.only:
        for repeat in range(args.repeats):
            for sampler in args.samplers:
                fit = describe(args, table, sampler, repeat)
                seen = done.get(key_of(fit, PLACE), ())
                missing = {name: it for name, it in prints.items() if (name, it) not in seen}
                if missing:
                    yield {**fit, "classifiers": missing}


def classifier_prints(args):
    """Fingerprints of the classifiers asked for, by name."""
    return {name: fingerprint(build(CLASSIFIERS[name])) for name in args.classifiers}


def describe(args, table, sampler, repeat):
    """What identifies one resampling."""
    return {
        "group": args.group,
        "table": table,
        "sampler": sampler,
        "fingerprint": fingerprint(build(SAMPLERS[sampler])),
        "max_rows": args.max_rows,
        **session.identity(args, repeat),
    }


def run(args):
    """Do what is not done yet."""
    store = ResultStore(args.results, KEY)
    session.run(args, store, planned(args, store.records()), _fit_once, _line)


def _fit_once(fit):
    rows = split(fit["group"], fit["table"], fit["seed"], fit["max_rows"])
    options = fit["device"], fit["seed"]
    classifiers = {name: build(CLASSIFIERS[name], *options) for name in fit["classifiers"]}
    return run_fit(build(SAMPLERS[fit["sampler"]], *options), classifiers, rows)


def _line(fit, found):
    """One resampling as a line of progress."""
    name = f"{fit['table']:17} {fit['sampler']:15} repeat {fit['repeat']}"
    if "error" in found:
        return f"{name}  NA: {found['error'][:60]}"
    scored = [it["acsa"] for it in found["scores"].values() if "acsa" in it]
    score = f"ACSA {sum(scored) / len(scored):.4f}" if scored else "no classifier fitted"
    times = f"{found['resample_seconds']:8.1f} s, all {found['fit_seconds']:8.1f} s"
    return f"{name}  {score}  {times}"


def summarise(args):
    """Write the tables of the records that belong to the estimators as they are now."""
    store = ResultStore(args.results, KEY)
    is_current, prints = partial(_is_current, args), classifier_prints(args)
    write = partial(report, prints), partial(sheets, prints)
    session.summarise(store, is_current, *write, ("group", "max_rows"))
    scores = Scores(prints, filter(is_current, store.records()))
    draw(scores, MEASURES[0], args.results.with_suffix(".png"))


def _is_current(args, record):
    """Whether a record is of this group and of the parameters that its sampler has today."""
    asked = record["group"] == args.group and record["max_rows"] == args.max_rows
    if not asked or record["sampler"] not in SAMPLERS or record["repeat"] >= args.repeats:
        return False
    return record["fingerprint"] == fingerprint(build(SAMPLERS[record["sampler"]]))


def main(argv=None):
    """Run what is left to do, then write the tables."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
