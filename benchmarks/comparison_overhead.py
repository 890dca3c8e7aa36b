"""What a comparison costs beside its fits: ``python benchmarks/comparison_overhead.py``.

Four things: the share of the time that goes to neither ``fit`` nor ``predict``; how much faster
two fits at a time are than one; whether a comparison that is killed again and again (kill -9)
ends with the result of one that is left alone, where every fit burns a set time of the processor;
and what fits that take no time cost, as they become more.
"""

import argparse
import os
import random
import signal
import sqlite3
import sys
import tempfile
import time
from contextlib import closing
from pathlib import Path

from sklearn.base import BaseEstimator, ClassifierMixin
from sklearn.datasets import make_classification
from sklearn.model_selection import RepeatedStratifiedKFold
from sklearn.naive_bayes import GaussianNB
from speed.report import heading, write

from imbgan.comparison import compare

RESULTS = Path(__file__).parent / "results"
LABEL_SCORES = ["acsa", "geometric_mean", "g_macro", "f_macro"]
LABEL_SCORES += ["majority_precision", "minority_recall"]
MEASURED = ["fit_seconds", "predict_seconds", "peak_memory"]
SHARE, SPEED_UP = 0.02, 1.7
SIZES, SUMMARY_SECONDS = (100, 1000, 10_000), 5
BRIEF = 0.02  # seconds of a fit that is killed


class Busy(ClassifierMixin, BaseEstimator):
    """Burns processor time, then learns the means of the classes."""

    def __init__(self, seconds=0.05, smoothing=1e-9):
        self.seconds = seconds
        self.smoothing = smoothing

    def fit(self, X, y):
        end = time.thread_time() + self.seconds
        self.bayes_ = GaussianNB(var_smoothing=self.smoothing).fit(X, y)
        self.classes_ = self.bayes_.classes_
        while time.thread_time() < end:
            pass
        return self

    def predict(self, X):
        return self.bayes_.predict(X)


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    names = list(PARTS)
    add("--only", nargs="+", choices=names, default=names, metavar="PART", help=", ".join(names))
    add("--fits", type=int, default=1000, help="fits for the first two (default 1000)")
    add("--milliseconds", type=float, default=50.0, help="that each takes (default 50)")
    add("--kills", type=int, default=100, help="how often to kill (default 100)")
    add("--killed-fits", type=int, default=200, help="fits of what is killed (default 200)")
    add("--sizes", nargs="+", type=int, default=SIZES, help="numbers of fits that take no time")
    add("--seed", type=int, default=0, help="of the moments")
    add("--results", type=Path, default=RESULTS, help="folder to write to")
    return parser.parse_args(argv)


def unscored(estimator, X, y):
    """A score that costs nothing."""
    return 0.0


def comparison(n_fits, seconds, scoring=LABEL_SCORES, **options):
    """Run a comparison of so many fits: two data sets, five folds, as many methods as it takes."""
    data = {
        f"table {at}": make_classification(500, 10, weights=[0.9], random_state=at)
        for at in range(2)
    }
    n_methods, n_repeats = (10, n_fits // 100) if n_fits % 100 == 0 else (n_fits // 10, 1)
    methods = {f"busy {at}": Busy(seconds, 10.0**-at) for at in range(n_methods)}
    cv = RepeatedStratifiedKFold(n_splits=5, n_repeats=n_repeats)
    result = compare(methods, data, cv=cv, scoring=scoring, **options)
    assert len(result.records) == n_fits, "the number of fits must be a multiple of 10"
    return result


def timed(n_fits, seconds, **options):
    """Return the seconds that a comparison with a new store takes, and its result."""
    with tempfile.TemporaryDirectory() as folder:
        start = time.perf_counter()
        result = comparison(n_fits, seconds, store=Path(folder) / "fits.sqlite", **options)
        return time.perf_counter() - start, result


def overhead(args):
    """Time of a serial comparison that goes to neither fit nor predict nor scoring."""
    timed(10, 0.0)  # what is loaded or looked up once
    total, result = timed(args.fits, args.milliseconds / 1000, scoring={"none": unscored})
    frame = result.frame
    inside = float(frame["fit_seconds"].sum() + frame["predict_seconds"].sum())
    return {
        "fits": args.fits,
        "milliseconds": args.milliseconds,
        "seconds": total,
        "inside": inside,
        "per_fit_ms": 1000 * (total - inside) / args.fits,
        "share": (total - inside) / total,
    }


def speed_up(args):
    """Two fits at a time against one; first with starting the processes, then without."""
    seconds = args.milliseconds / 1000
    alone, expected = timed(args.fits, seconds)
    cold, found = timed(args.fits, seconds, n_jobs=2)
    warm, _ = timed(args.fits, seconds, n_jobs=2)
    assert found.frame.drop(columns=MEASURED).equals(expected.frame.drop(columns=MEASURED))
    return {
        "fits": args.fits,
        "milliseconds": args.milliseconds,
        "one": alone,
        "two": cold,
        "two_warm": warm,
        "speed_up": alone / cold,
        "speed_up_warm": alone / warm,
    }


def sizes(args):
    """Time, size of the store and time of the summary, by the number of fits, two at a time."""
    comparison(10, 0.0, n_jobs=2)  # the processes start
    found = []
    for n_fits in args.sizes:
        with tempfile.TemporaryDirectory() as folder:
            store = Path(folder) / "fits.sqlite"
            begun = time.perf_counter()
            result = comparison(n_fits, 0.0, store=store, n_jobs=2)
            ended = time.perf_counter()
            result.summary()
            summed = time.perf_counter()
            found.append(
                {
                    "fits": n_fits,
                    "fit_ms": 1000 * (ended - begun) / n_fits,
                    "store_bytes": store.stat().st_size / n_fits,
                    "summary": summed - ended,
                }
            )
    return found


def kills(args):
    """Kill a comparison at random moments, and compare it with one that is left alone."""
    draw, lost, finished, in_time = random.Random(args.seed), 0, set(), 0
    with tempfile.TemporaryDirectory() as folder:
        store, log = Path(folder) / "fits.sqlite", Path(folder) / "log"
        for _ in range(args.kills):
            told, was_killed = killed_once(store, log, args.killed_fits, draw)
            keys = set(stored("key", store))
            lost += len(finished - keys) + max(0, len(finished) + told - len(keys))
            finished, in_time = keys, in_time + was_killed
        found = comparison(args.killed_fits, BRIEF, store=store)
        rows = stored("data, method, repeat, fold", store)
    expected = comparison(args.killed_fits, BRIEF)
    frames = [one.frame.drop(columns=MEASURED) for one in (found, expected)]
    return {
        "kills": args.kills,
        "killed_before_the_end": in_time,
        "fits": args.killed_fits,
        "left_for_the_last_run": args.killed_fits - len(finished),
        "lost": lost,
        "duplicates": len(rows) - len(set(rows)),
        "identical": frames[0].equals(frames[1]) and found.summary().equals(expected.summary()),
    }


def stored(columns, store):
    """Return columns of the rows in a store, which may have been killed before it was made."""
    with closing(sqlite3.connect(store)) as connection:
        if not connection.execute("SELECT 1 FROM sqlite_master").fetchone():
            return []
        return connection.execute(f"SELECT {columns} FROM fits").fetchall()


def killed_once(store, log, n_fits, draw):
    """Kill one process at a random moment; return how many fits it told of, and if it was killed.

    The moment is a random time after the start, or after the first fits that it tells of.
    """
    log.write_text("")
    n_fits_before, moment = draw.randrange(4), draw.random() * 1.5 * BRIEF
    process = os.fork()
    if process == 0:
        sys.stdout = log.open("w", buffering=1)
        comparison(n_fits, BRIEF, store=store, verbose=1)
        os._exit(0)
    while told(log) < n_fits_before:
        if os.waitpid(process, os.WNOHANG)[0]:
            return told(log), False
        time.sleep(0.001)
    time.sleep(moment)
    os.kill(process, signal.SIGKILL)
    _, status = os.waitpid(process, 0)
    return told(log), os.WIFSIGNALED(status)


def told(log):
    """How many fits a process has told of in whole lines."""
    lines = log.read_text().splitlines(keepends=True)
    return sum(line.startswith("[") and line.endswith("\n") for line in lines)


def of_kills(it):
    """What is written of the kills."""
    return (
        f"**Kills.** A comparison of {it['fits']} fits was killed (kill -9) at {it['kills']} "
        f"random moments, {it['killed_before_the_end']} of them before its end, and begun again "
        f"each time; {it['left_for_the_last_run']} fits were left for the last run. Records lost: "
        f"{it['lost']}. Duplicates: {it['duplicates']}. Fits and summary identical with those of "
        f"a comparison that was left alone: {'yes' if it['identical'] else 'NO'}."
    )


def of_overhead(it):
    """What is written of the overhead."""
    return (
        f"**Overhead.** {it['fits']} fits, one at a time, each burning {it['milliseconds']:g} ms "
        f"of processor time; the store is a file, the score one that costs nothing. Neither in "
        f"`fit` nor in `predict` went {100 * it['share']:.2f} % of {it['seconds']:.1f} s, "
        f"{it['per_fit_ms']:.2f} ms for each fit. To reach: less than {100 * SHARE:g} %."
    )


def of_speed_up(it):
    """What is written of the speed-up."""
    return (
        f"**Speed-up.** The same {it['fits']} fits: {it['one']:.1f} s one at a time, "
        f"{it['two']:.1f} s two at a time including the start of the processes "
        f"({it['speed_up']:.2f} times as fast), {it['two_warm']:.1f} s when the processes are "
        f"there ({it['speed_up_warm']:.2f} times). Numbers identical. To reach: {SPEED_UP} times."
    )


def of_sizes(rows):
    """What is written of the sizes."""
    parts = [
        f"{it['fits']:,} fits: {it['fit_ms']:.1f} ms and {it['store_bytes']:,.0f} bytes of the "
        f"store for each, the summary in {it['summary']:.1f} s"
        for it in rows
    ]
    return (
        f"**Size.** Fits that take no time, two at a time: {'; '.join(parts)}. To reach: no "
        f"growth for a fit, a summary in less than {SUMMARY_SECONDS} s."
    )


# Forks come first: the processes of the last part are better not forked.
PARTS = {
    "kills": (kills, of_kills),
    "overhead": (overhead, of_overhead),
    "speed_up": (speed_up, of_speed_up),
    "sizes": (sizes, of_sizes),
}


def main(argv=None):
    """Measure the parts and write them down."""
    args = arguments(argv)
    results = {name: PARTS[name][0](args) for name in PARTS if name in args.only}
    text = [heading("What a comparison costs beside its fits")]
    text += [PARTS[name][1](result) for name, result in results.items()]
    text = "\n\n".join(text)
    write(args.results / "comparison_overhead", text, results)
    print(f"\n{text}\n")


if __name__ == "__main__":
    main()
