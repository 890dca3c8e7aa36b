"""Time per step and peak memory by the number of rows: ``python benchmarks/scaling.py``.

Each fit has a process of its own. Its memory is the largest resident size less that before the
fit, when all is imported and warmed up and X is there; fit generates nothing, so that no returned
rows are counted. From it a constant is taken off for what does not grow with the rows: the
encoder's working room and the activations of a step.
"""

import argparse
import json
import os
import resource
import statistics
import subprocess
import sys
import time
from pathlib import Path

from speed.report import heading, markdown_table, write

RESULTS = Path(__file__).parent / "results"
SIZES = (10**3, 10**4, 10**5, 10**6)
N_COLUMNS = 20
MIB = 2**20
CONSTANT = 64 * MIB
TIME_TARGET, MEMORY_TARGET = 1.3, 2.0


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--name", default="DOSampler", help="an estimator of imbgan (default DOSampler)")
    add("--sizes", nargs="+", type=int, default=SIZES, help="numbers of rows")
    add(
        "--epochs", type=int, default=4, help="epochs of a fit; the first is not timed (default 4)"
    )
    add("--repeats", type=int, default=3, help="fits per size (default 3)")
    add("--threads", type=int, default=1)
    add("--results", type=Path, default=RESULTS, help="folder to write to")
    add("--case", type=int, help=argparse.SUPPRESS)
    return parser.parse_args(argv)


def peak():
    """Return the largest resident size of this process so far, in bytes."""
    # Linux counts in units of 1024 bytes, macOS in bytes.
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * (
        1 if sys.platform == "darwin" else 1024
    )


def clock():
    """Return a skorch callback that notes when epochs end."""
    from skorch.callbacks import Callback

    class Clock(Callback):
        def on_train_begin(self, net, **kwargs):
            self.times = []

        def on_epoch_end(self, net, **kwargs):
            self.times.append(time.perf_counter())

    return Clock()


def measure(name, n_rows, n_epochs, n_threads):
    """Fit once and return times and memory."""
    from harness.environment import limit_threads
    from speed.data import made_up_table

    import imbgan

    limit_threads(n_threads)
    ticks = clock()
    settings = {"random_state": 0, "device": "cpu", "callbacks": [ticks]}
    estimator = getattr(imbgan, name)(max_epochs=2, **settings)
    estimator.fit(*made_up_table(1000, N_COLUMNS))
    X, y = made_up_table(n_rows, N_COLUMNS)
    before = peak()
    start = time.perf_counter()
    estimator.set_params(max_epochs=n_epochs).fit(X, y)
    seconds = time.perf_counter() - start
    steps = [epoch["train_batch_count"] for epoch in estimator.history_]
    epochs = [end - begin for begin, end in zip(ticks.times, ticks.times[1:], strict=False)]
    return {
        "n_rows": n_rows,
        "step": statistics.median(t / n for t, n in zip(epochs, steps[1:], strict=True)),
        "fit": seconds,
        "encoded": n_rows * N_COLUMNS * 4,
        "peak": peak() - before,
    }


def in_process(args, n_rows):
    """Measure one size in a process of its own."""
    command = [sys.executable, __file__, "--case", str(n_rows), "--name", args.name]
    command += ["--epochs", str(args.epochs), "--threads", str(args.threads)]
    threads = {"OMP_NUM_THREADS": str(args.threads)}
    done = subprocess.run(command, env=os.environ | threads, capture_output=True, text=True)
    if done.returncode:
        raise RuntimeError(f"{n_rows} rows ended with {done.returncode}:\n{done.stderr}")
    return json.loads(done.stdout.splitlines()[-1])


def summary(results, sizes):
    """Return one line per size: medians over the repeats, and what the targets speak of."""
    rows = []
    for size in sizes:
        of_size = [result for result in results if result["n_rows"] == size]
        middle = {k: statistics.median(result[k] for result in of_size) for k in of_size[0]}
        middle["n_rows"] = size
        base = rows[1] if len(rows) > 1 else middle
        middle["time_ratio"] = middle["step"] / base["step"]
        middle["memory_ratio"] = max(0, middle["peak"] - CONSTANT) / middle["encoded"]
        rows.append(middle)
    return rows


def page(args, rows):
    """Return the page to read."""
    base = rows[min(1, len(rows) - 1)]["n_rows"]
    table = [
        {
            "rows": f"{row['n_rows']:,}",
            "ms/step": f"{1000 * row['step']:.2f}",
            f"of that at {base:,}": f"{row['time_ratio']:.2f}",
            "fit, s": f"{row['fit']:.1f}",
            "encoded, MiB": f"{row['encoded'] / MIB:.1f}",
            "peak, MiB": f"{row['peak'] / MIB:.1f}",
            "(peak - constant) / encoded": f"{row['memory_ratio']:.2f}",
        }
        for row in rows
    ]
    slowest = max(row["time_ratio"] for row in rows[1:] or rows)
    largest = max(row["memory_ratio"] for row in rows)
    text = (
        f"`{args.name}` on {N_COLUMNS} columns, one row in twenty of the small class, "
        f"{args.threads} thread(s), median of {args.repeats} fits of {args.epochs} epochs. Peak: "
        f"beyond the caller's X. Constant: {CONSTANT // MIB} MiB. Time per step to reach: at most "
        f"{TIME_TARGET} times that at {base:,} rows from there on; here {slowest:.2f}. Memory to "
        f"reach: at most {MEMORY_TARGET:.0f} in the last column; here {largest:.2f}."
    )
    if len(rows) > 1:
        grown, data = (rows[-1][k] - rows[-2][k] for k in ("peak", "encoded"))
        text += f" Between the two largest, {grown / data:.2f} bytes more per encoded byte."
    title = heading("Time and memory by the number of rows")
    return "\n\n".join([title, text, markdown_table(table)])


def main(argv=None):
    """Measure all sizes in turn and write them down."""
    args = arguments(argv)
    if args.case:
        print(json.dumps(measure(args.name, args.case, args.epochs, args.threads)))
        return
    results = []
    for _ in range(args.repeats):
        for size in args.sizes:
            results.append(in_process(args, size))
            print(results[-1], flush=True)
    rows = summary(results, args.sizes)
    text = page(args, rows)
    write(args.results / "scaling", text, {"fits": results, "summary": rows})
    print(f"\n{text}\n")


if __name__ == "__main__":
    main()
