"""Images, metadata and synthetic images of chest X-rays: ``python benchmarks/image_metadata.py``.

See ``benchmarks/README.rst``. Each fit is written down when it is done; run again to go on.
"""

import argparse
from functools import partial
from pathlib import Path

from harness import session
from harness.fingerprint import fingerprint
from harness.store import ResultStore
from xray.data import DATA, DEVELOPMENT, split
from xray.methods import BACKBONES, METHODS, Setting, build, methods_of
from xray.protocol import run_fit
from xray.report import report, sheets

RESULTS = Path(__file__).parent / "results"
KEY = ("data", "backbone", "method", "fingerprint", *session.IDENTITY)


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    names = (*DATA, DEVELOPMENT)
    add("--only", nargs="+", choices=names, default=list(DATA), metavar="DATA")
    add("--backbones", nargs="+", choices=BACKBONES, default=list(BACKBONES), metavar="NETWORK")
    add("--methods", nargs="+", choices=METHODS, default=list(METHODS), metavar="METHOD")
    add("--first", type=int, default=0, help="first repeat, to share the work among processes")
    add("--epochs", type=int, default=20, help="passes over the training rows (default 20)")
    session.add_options(parser, RESULTS / "image_metadata.jsonl")
    return parser.parse_args(argv)


def planned(args):
    """The fits asked for: all methods on one split before the next."""
    for data in args.only:
        for backbone in args.backbones:
            if data in ("covid", "pneumonia") and backbone != "auto":
                continue  # the second table is of the default network
            for repeat in range(args.first, args.repeats):
                for method in methods_of(data):
                    if method in args.methods:
                        yield describe(args, data, backbone, method, repeat)


def describe(args, data, backbone, method, repeat):
    """What identifies one fit."""
    setting = Setting(backbone, args.epochs, args.device, repeat)
    return {
        "data": data,
        "backbone": backbone,
        "method": method,
        "fingerprint": fingerprint(build(method, setting)),
        "max_epochs": args.epochs,
        **session.identity(args, repeat),
    }


def run(args):
    """Do what is not done yet."""
    store = ResultStore(args.results, KEY)
    session.run(args, store, planned(args), _fit_once, _line)


def _fit_once(fit):
    setting = Setting(fit["backbone"], fit["max_epochs"], fit["device"], fit["seed"])
    return run_fit(build(fit["method"], setting), split(fit["data"], fit["seed"]))


def _line(fit, found):
    """One fit as a line of progress."""
    name = f"{fit['data']:10} {fit['backbone']:12} {fit['method']:31} repeat {fit['repeat']}"
    if "error" in found:
        return f"{name}  NA: {found['error'][:60]}"
    score = f"recall {found['recall']:.3f}  AUC {found['auc']:.3f}"
    return f"{name}  {score}  {found['fit_seconds']:8.1f} s"


def summarise(args):
    """Write the tables of the records that belong to the estimators as they are now."""
    store = ResultStore(args.results, KEY)
    facts = ("max_epochs", "n_train", "n_test")
    session.summarise(store, partial(_is_current, args), report, sheets, facts)


def _is_current(args, record):
    """Whether a record was made with the parameters that its method has today."""
    if record["method"] not in METHODS or record["max_epochs"] != args.epochs:
        return False
    setting = Setting(record["backbone"], args.epochs)
    return record["fingerprint"] == fingerprint(build(record["method"], setting))


def main(argv=None):
    """Run what is left to do, then write the tables."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
