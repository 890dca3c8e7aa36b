"""Samplers against SMOTE and CTGAN by time: ``python benchmarks/peers_speed.py``.

Each sampler balances the same made table; beside its seconds stands the ACSA of a random forest
on its rows. CTGAN and TVAE are measured where the package ctgan can be imported. See
``benchmarks/README.rst``.
"""

import argparse
import statistics
import time
import warnings
from pathlib import Path

import numpy as np
import pandas as pd
from harness import session
from harness.environment import device_of
from harness.markdown import head, row
from harness.store import ResultStore
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.over_sampling.base import BaseOverSampler
from sklearn.datasets import make_classification
from sklearn.ensemble import RandomForestClassifier

import imbgan
from imbgan.metrics import acsa_score

RESULTS = Path(__file__).parent / "results" / "peers_speed.jsonl"
KEY = ("n_rows", "n_columns", "sampler", *session.IDENTITY)
SIZES = ("1000x20", "10000x20", "100000x20", "1000000x20", "10000x500")
N_TEST = 10_000
# A forest on two million rows takes longer than every sampler; it need not learn from all.
FOREST_ROWS = 20_000
WHOLE = "CTGAN, whole table"


class ModelOfClass(BaseOverSampler):
    """Over-sampler of a model that is fitted to the rows of each class that lacks some.

    Parameters
    ----------
    model : callable
        Builds a model with ``fit(frame)`` and ``sample(n)``.
    """

    def __init__(self, model=None, *, sampling_strategy="auto"):
        super().__init__(sampling_strategy=sampling_strategy)
        self.model = model

    def _fit_resample(self, X, y):
        rows, labels = [X], [y]
        for label, n in self.sampling_strategy_.items():
            if n:
                model = self.model()
                model.fit(pd.DataFrame(X[y == label]).rename(columns=str))
                rows.append(model.sample(n).to_numpy())
                labels.append(np.full(n, label))
        return np.concatenate(rows), np.concatenate(labels)


class ModelOfTable(BaseOverSampler):
    """Over-sampler of one model of all rows, which is asked for rows of a class.

    Parameters
    ----------
    model : callable
        Builds a model with ``fit(frame, discrete_columns)`` and ``sample(n, column, value)``.
    """

    def __init__(self, model=None, *, sampling_strategy="auto"):
        super().__init__(sampling_strategy=sampling_strategy)
        self.model = model

    def _fit_resample(self, X, y):
        model = self.model()
        model.fit(pd.DataFrame(X).rename(columns=str).assign(label=y), ["label"])
        rows, labels = [X], [y]
        for label, n in self.sampling_strategy_.items():
            if n:  # the condition raises the share of the label, it does not ensure it
                drawn = model.sample(n, "label", label).drop(columns="label")
                rows.append(drawn.to_numpy())
                labels.append(np.full(n, label))
        return np.concatenate(rows), np.concatenate(labels)


def peers():
    """CTGAN and TVAE, with their defaults, where they are installed."""
    try:
        from ctgan import CTGAN, TVAE
    except ImportError:
        return {}
    found = {kind.__name__: lambda kind=kind: ModelOfClass(kind) for kind in (CTGAN, TVAE)}
    return found | {WHOLE: lambda: ModelOfTable(CTGAN)}


SAMPLERS = {
    "RandomOver": RandomOverSampler,
    "SMOTE": SMOTE,
    "BorderlineSMOTE": BorderlineSMOTE,
    "ADASYN": ADASYN,
    **{f"{n}Sampler": getattr(imbgan, f"{n}Sampler") for n in ("DO", "GAMO", "ADSO", "Teacher")},
    **peers(),
}
# Those on file are shown wherever the page is made.
NAMES = tuple(dict.fromkeys([*SAMPLERS, "CTGAN", "TVAE", WHOLE]))


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--sizes", nargs="+", default=SIZES, metavar="ROWSxCOLUMNS")
    add("--samplers", nargs="+", choices=SAMPLERS, default=list(SAMPLERS), metavar="NAME")
    session.add_options(parser, RESULTS, repeats=3)
    parser.set_defaults(threads=1)
    args = parser.parse_args(argv)
    args.sizes = [tuple(int(part) for part in size.split("x")) for size in args.sizes]
    return args


def planned(args):
    """The fits asked for: all samplers on a table before the next."""
    for n_rows, n_columns in args.sizes:
        for repeat in range(args.repeats):
            for sampler in args.samplers:
                place = {"n_rows": n_rows, "n_columns": n_columns, "sampler": sampler}
                yield place | session.identity(args, repeat)


def made_table(n_rows, n_columns, seed):
    """Rows to train on and to test with: one class of ten is in the minority."""
    X, y = make_classification(
        n_rows + N_TEST,
        n_columns,
        n_informative=10,
        n_clusters_per_class=3,
        weights=[0.9],
        flip_y=0.02,
        random_state=seed,
    )
    return X[:n_rows].astype(np.float32), y[:n_rows], X[n_rows:].astype(np.float32), y[n_rows:]


def fit_once(fit):
    """Balance one table, and fit a forest on what came out."""
    X, y, X_test, y_test = made_table(fit["n_rows"], fit["n_columns"], fit["seed"])
    sampler = SAMPLERS[fit["sampler"]]()
    known = sampler.get_params(deep=False)
    options = {"random_state": fit["seed"], "device": device_of(fit["device"])}
    sampler.set_params(**{name: options[name] for name in options if name in known})
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        start = time.perf_counter()
        X_resampled, y_resampled = sampler.fit_resample(X, y)
        seconds = time.perf_counter() - start
    rng = np.random.default_rng(fit["seed"])
    kept = rng.permutation(len(y_resampled))[:FOREST_ROWS]
    forest = RandomForestClassifier(random_state=fit["seed"])
    forest.fit(X_resampled[kept], y_resampled[kept])
    return {
        "fit_seconds": round(seconds, 3),
        "n_generated": len(y_resampled) - len(y),
        "acsa": round(acsa_score(y_test, forest.predict(X_test)), 5),
    }


def line(fit, found):
    """One fit as a line of progress."""
    size = f"{fit['n_rows']}x{fit['n_columns']}"
    return f"{size:12} {fit['sampler']:16} {found['fit_seconds']:9.2f} s  ACSA {found['acsa']:.4f}"


def report(records, made):
    """The page: medians of the seconds, and means of the ACSA."""
    intro = (
        "Seconds of `fit_resample` with defaults, median of the repeats, and the mean ACSA of a "
        f"random forest on the balanced rows (of which {FOREST_ROWS} at most are taken) in per "
        "cent. One row of ten is of the small class, which is brought up to the large one. CTGAN "
        "and TVAE are fitted to the rows of the small class alone; beside them stands CTGAN as "
        "its documentation uses it: fitted to all rows with the class as a column, and asked for "
        "rows of the small class."
    )
    table = "\n".join([*head(*TITLES), *(row(*cells) for cells in cells_of(records))])
    return f"# Time of samplers\n\n{made}\n\n{intro}\n\n{table}\n"


TITLES = (
    "rows",
    "columns",
    "sampler",
    "repeats",
    "seconds",
    "less SMOTE's",
    "CTGAN's over it",
    "ACSA",
)


def cells_of(records):
    """The rows of the table as text."""
    places = {}
    for record in records:
        place = record["n_rows"], record["n_columns"], record["sampler"]
        places.setdefault(place, []).append(record)
    seconds = {
        place: statistics.median(r["fit_seconds"] for r in found)
        for place, found in places.items()
    }
    for place in sorted(places, key=lambda it: (it[1], it[0], NAMES.index(it[2]))):
        size, taken = place[:2], seconds[place]
        smote, ctgan = (seconds.get((*size, name)) for name in ("SMOTE", "CTGAN"))
        score = statistics.mean(r["acsa"] for r in places[place])
        yield (
            *(str(part) for part in place),
            str(len(places[place])),
            f"{taken:.2f}",
            f"{round(taken - smote, 2) + 0.0:+.2f}" if smote is not None else "-",
            f"{ctgan / taken:.1f}" if ctgan is not None and taken > 0.1 else "-",
            f"{100 * score:.1f}",
        )


def run(args):
    """Do what is not done yet."""
    session.run(args, ResultStore(args.results, KEY), planned(args), fit_once, line)


def summarise(args):
    """Write the table."""
    store = ResultStore(args.results, KEY)
    session.summarise(store, _is_known, report, sheets, ())


def sheets(records):
    """The table for the documentation."""
    return {"seconds": [TITLES, *cells_of(records)]}


def _is_known(record):
    return record["sampler"] in NAMES


def main(argv=None):
    """Run what is left to do, then write the table."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
