"""Time of a fit beside boosted trees: ``python benchmarks/peers_fit_time.py --threads 1``.

The classifiers of ``peers_tables.py`` on made tables of 20 columns, and the AUC of each beside its
seconds. Each fit is kept when it is done; run with other ``--threads`` to add to it.
"""

import argparse
import statistics
import time
from pathlib import Path

import numpy as np
from harness import session
from harness.markdown import head, row
from harness.store import ResultStore
from peers_tables import boosted
from sklearn.base import clone
from sklearn.datasets import make_classification
from sklearn.metrics import roc_auc_score
from speed.data import made_up_table

from imbgan import DOClassifier, LogitAdjustedClassifier

RESULTS = Path(__file__).parent / "results" / "peers_fit_time.jsonl"
KEY = ("table", "n_rows", "method", *session.IDENTITY)
N_TEST, N_COLUMNS = 10_000, 20
# Rows of a fit before the first one that is timed: libraries set themselves up.
N_WARM = 300


def shifted(n_rows, seed):
    """Two clouds, of which five columns differ: learned within a few epochs."""
    return made_up_table(n_rows, N_COLUMNS, seed)


def clusters(n_rows, seed):
    """Three clusters of each class in ten columns, among ten that say nothing."""
    return make_classification(
        n_rows,
        N_COLUMNS,
        n_informative=10,
        n_redundant=0,
        n_clusters_per_class=3,
        weights=[0.9],
        flip_y=0.02,
        random_state=seed,
    )


def smooth(n_rows, seed):
    """A curved boundary in four columns; a row of twenty is of the small class."""
    rng = np.random.default_rng(seed)
    X = rng.normal(size=(n_rows, N_COLUMNS))
    height = np.sin(2 * X[:, 0]) + X[:, 1] * X[:, 2] + X[:, 3] ** 2 / 2
    height += 0.3 * rng.normal(size=n_rows)
    return X, (height > np.quantile(height, 0.95)).astype(int)


TABLES = {made.__name__: made for made in (shifted, clusters, smooth)}


def methods():
    """The classifiers by name."""
    ours = {kind.__name__: kind(device="cpu") for kind in (LogitAdjustedClassifier, DOClassifier)}
    return ours | boosted()


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--rows", nargs="+", type=int, default=[1000, 10_000], metavar="N")
    add("--tables", nargs="+", choices=TABLES, default=list(TABLES), metavar="TABLE")
    add("--methods", nargs="+", metavar="METHOD", help=f"of {', '.join(methods())}")
    session.add_options(parser, RESULTS, repeats=3)
    return parser.parse_args(argv)


def planned(args):
    """The fits asked for: one method after the other, so that all meet the same machine."""
    for n_rows in args.rows:
        for table in args.tables:
            for repeat in range(args.repeats):
                for method in args.methods or methods():
                    place = {"table": table, "n_rows": n_rows, "method": method}
                    yield place | session.identity(args, repeat)


def fit_once(fit):
    """Fit a classifier to a made table and score it on further rows of it."""
    X, y = TABLES[fit["table"]](fit["n_rows"] + N_TEST, fit["seed"])
    n_rows = fit["n_rows"]
    classifier = methods()[fit["method"]]
    known = {name for name in ("thread_count", "n_jobs") if name in classifier.get_params()}
    classifier.set_params(random_state=fit["seed"], **dict.fromkeys(known, fit["threads"]))
    clone(classifier).fit(X[:N_WARM], y[:N_WARM])
    start = time.perf_counter()
    classifier.fit(X[:n_rows], y[:n_rows])
    seconds = time.perf_counter() - start
    auc = roc_auc_score(y[n_rows:], classifier.predict_proba(X[n_rows:])[:, 1])
    return {"fit_seconds": round(seconds, 3), "auc": round(auc, 5)}


def line(fit, found):
    """One fit as a line of progress."""
    return (
        f"{fit['table']:9} {fit['n_rows']:7} {fit['method']:24} {found['fit_seconds']:8.2f} s  "
        f"AUC {found['auc']:.4f}"
    )


TITLES = ("table", "rows", "threads", "method", "repeats", "seconds", "AUC")


def cells_of(records):
    """The rows of the table as text: medians of the seconds, means of the AUC."""
    places = {}
    for record in records:
        place = record["table"], record["n_rows"], record["threads"], record["method"]
        places.setdefault(place, []).append(record)
    order = {name: at for at, name in enumerate(TABLES)}
    for place in sorted(places, key=lambda it: (it[1], order[it[0]], it[2])):
        found = places[place]
        seconds = statistics.median(record["fit_seconds"] for record in found)
        auc = statistics.mean(record["auc"] for record in found)
        yield (*map(str, place), str(len(found)), f"{seconds:.2f}", f"{100 * auc:.1f}")


def report(records, made):
    """The page."""
    intro = (
        "Seconds of `fit` with defaults, median of the repeats, after a fit on "
        f"{N_WARM} rows; {N_COLUMNS} columns; mean AUC on {N_TEST} further rows in per cent."
    )
    table = "\n".join([*head(*TITLES), *(row(*cells) for cells in cells_of(records))])
    return f"# Time of a fit beside boosted trees\n\n{made}\n\n{intro}\n\n{table}\n"


def run(args):
    """Do what is not done yet."""
    session.run(args, ResultStore(args.results, KEY), planned(args), fit_once, line)


def summarise(args):
    """Write the table."""
    session.summarise(ResultStore(args.results, KEY), _is_known, report, sheets, ())


def sheets(records):
    """The table for the documentation: the numbers of threads side by side."""
    threads = sorted({str(record["threads"]) for record in records})
    lines, aucs = {}, {}
    for table, n_rows, n_threads, method, _, seconds, auc in cells_of(records):
        lines.setdefault((table, n_rows, method), {})[n_threads] = seconds
        aucs[table, n_rows, method] = auc
    titles = ["table", "rows", "method", *(f"threads: {n}" for n in threads), "AUC"]
    cells = [[*at, *(found.get(n, "-") for n in threads), aucs[at]] for at, found in lines.items()]
    return {"seconds": [titles, *cells]}


def _is_known(record):
    return record["table"] in TABLES


def main(argv=None):
    """Run what is left to do, then write the table."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
