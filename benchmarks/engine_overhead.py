"""Fit time against hand-written loops: ``python benchmarks/engine_overhead.py``.

The loops (``speed/hand_loops.py``) have the same networks, batches, losses and updates; that both
end with the same weights is checked. Fits alternate, after first ones that are not counted, and
the ratio is that of the medians. What is timed on both sides starts with the raw table.
"""

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from itertools import product
from pathlib import Path

from harness.environment import commit
from speed.report import heading, markdown_table, write

RESULTS = Path(__file__).parent / "results"
TARGET = 1.15
SHAPES = ((20_000, 20), (2_000, 500))
# Those with an ensemble, and those with one network, whose classes have centres.
PACKED = (
    "NeuralClassifier",
    "DOClassifier",
    "FocalClassifier",
    "ClassBalancedClassifier",
    "LogitAdjustedClassifier",
    "LDAMClassifier",
    "COTClassifier",
)
WITH_CENTRES = ("CPLClassifier", "GCPLClassifier", "AffinityClassifier", "ARConvLClassifier")
NAMES = (*PACKED, *WITH_CENTRES, "BayesianClassifier")
# With two classes COTClassifier has nothing to add.
N_CLASSES = {"COTClassifier": 3}


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--only", nargs="+", choices=NAMES, default=NAMES, metavar="NAME")
    add("--members", nargs="+", type=int, default=[1, 16])
    add("--threads", nargs="+", type=int, default=[1, 2])
    add("--fits", type=int, default=5, help="fits of each that are counted (default 5)")
    add("--seconds", type=float, default=2.0, help="about how long a fit shall take (default 2)")
    add("--rerun", action="store_true", help="measure again what is there")
    add("--results", type=Path, default=RESULTS, help="folder to write to")
    add("--case", type=json.loads, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def cases(args):
    """What is measured, each case in a process of its own."""
    for name in args.only:
        members = args.members if name in PACKED else [1]
        for shape, n_members, threads in product(SHAPES, members, args.threads):
            yield {"name": name, "shape": shape, "n_members": n_members, "threads": threads}


def contenders(name, n_members, X, y):
    """Return two functions of the number of epochs: our fit and the hand-written one."""
    import imbgan
    from imbgan.encoding import make_encoder

    loop, settings = loop_of(name)
    if name in PACKED:
        settings = settings | {"n_members": n_members}

    def ours(n_epochs):
        estimator = getattr(imbgan, name)(
            max_epochs=n_epochs,
            early_stopping=False,
            random_state=0,
            device="cpu",
            **settings,
        )
        return estimator.fit(X, y)

    def theirs(n_epochs):
        Z = make_encoder(X).fit_transform(X)
        return loop(Z, y, n_members=n_members, n_epochs=n_epochs)

    return ours, theirs


def loop_of(name):
    """Return the hand-written loop for a classifier, and the parameters that say the same."""
    from speed import hand_loops, one_player_loops

    if name == "NeuralClassifier":
        return hand_loops.train_alone, hand_loops.ALONE
    if name == "DOClassifier":
        return hand_loops.play_do, hand_loops.DO
    loops = one_player_loops.PACKED | one_player_loops.WITH_CENTRES | one_player_loops.VARIATIONAL
    loop = loops[name]
    return loop, loop.settings


def check_same_work(estimator, by_hand, n_epochs):
    """Raise unless both made the same updates and ended with the same weights and losses."""
    import torch

    model, losses, n_updates = by_hand
    history = estimator.history_
    assert len(history) == n_epochs
    assert sum(epoch["train_batch_count"] for epoch in history) == n_updates
    ours, theirs = estimator.net_.module_.state_dict(), model.state_dict()
    assert all(torch.equal(ours[key], theirs[key]) for key in theirs), "the weights differ"
    for player, loss in losses.items():
        assert abs(history[-1][f"train_{player}"] - loss) <= 1e-5 * max(1, abs(loss)), player


def timed(function, *args):
    """Return seconds and what the function returns."""
    start = time.perf_counter()
    result = function(*args)
    return time.perf_counter() - start, result


def measure(case, n_fits, seconds):
    """Time one case."""
    from harness.environment import limit_threads
    from speed.data import made_up_table

    limit_threads(case["threads"])
    table = made_up_table(*case["shape"], n_classes=N_CLASSES.get(case["name"], 2))
    ours, theirs = contenders(case["name"], case["n_members"], *table)
    theirs(1)
    once, _ = timed(theirs, 3)
    n_epochs = max(2, round(3 * seconds / once))
    ours(2)
    pairs = []
    for _ in range(n_fits):
        our_time, estimator = timed(ours, n_epochs)
        their_time, by_hand = timed(theirs, n_epochs)
        check_same_work(estimator, by_hand, n_epochs)
        pairs.append((our_time, their_time))
    our_times, their_times = zip(*pairs, strict=True)
    middle = statistics.median(our_times), statistics.median(their_times)
    return {
        **case,
        "n_epochs": n_epochs,
        "n_updates": by_hand[2],
        "ours": our_times,
        "by_hand": their_times,
        "ms_per_step": 1000 * middle[1] / by_hand[2],
        "ratio": middle[0] / middle[1],
    }


def in_process(case, args):
    """Measure a case in a process that has so many threads from its start."""
    command = [sys.executable, __file__, "--case", json.dumps(case)]
    command += ["--fits", str(args.fits), "--seconds", str(args.seconds)]
    threads = {"OMP_NUM_THREADS": str(case["threads"])}
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{case} ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def row(result):
    """One line of the table."""
    return {
        "estimator": result["name"],
        "rows x columns": "{} x {}".format(*result["shape"]),
        "members": result["n_members"],
        "threads": result["threads"],
        "fits": len(result["ours"]),
        "steps": result["n_updates"],
        "ms/step by hand": f"{result['ms_per_step']:.2f}",
        "by hand, s": f"{statistics.median(result['by_hand']):.2f}",
        "ours, s": f"{statistics.median(result['ours']):.2f}",
        "ratio": f"{result['ratio']:.3f}",
    }


def main(argv=None):
    """Measure all cases, one after the other, and write them down."""
    args = arguments(argv)
    if args.case:
        print(json.dumps(measure(args.case, args.fits, args.seconds)))
        return
    path = args.results / "engine_overhead.json"
    found = {key_of(result): result for result in measured(path)}
    for case in cases(args):
        if args.rerun or key_of(case) not in found:
            result = in_process(case, args) | {"commit": commit()}
            found[key_of(case)] = result
            write(path.with_suffix(""), page(found.values()), list(found.values()))
            print("  ".join(f"{k}: {v}" for k, v in row(result).items()), flush=True)
    print(f"\n{page(found.values())}\n")


def measured(path):
    """What is written down already; each case is when it is done."""
    return json.loads(path.read_text())["results"] if path.exists() else []


def key_of(case):
    """What tells a case from the others."""
    return case["name"], tuple(case["shape"]), case["n_members"], case["threads"]


def page(results):
    """The text of the page: classifiers in the order in which they are listed above."""
    results = sorted(results, key=lambda result: NAMES.index(result["name"]))
    commits = ", ".join(sorted({result["commit"] for result in results}))
    worst = max(result["ratio"] for result in results)
    return "\n\n".join(
        [
            heading("Fit time against a hand-written loop", commits),
            "Medians, over as many fits as the table says, ours and by hand in turn. Networks, "
            "batches and updates are the same, and so are the final weights, bit for bit; scaling "
            "the raw table counts on both sides, validation and prediction on neither.",
            f"To reach: at most {TARGET}. Largest ratio: {worst:.3f}.",
            markdown_table([row(result) for result in results]),
        ]
    )


if __name__ == "__main__":
    main()
