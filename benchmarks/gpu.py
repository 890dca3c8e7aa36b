"""Times on a GPU, and on a CPU beside it: ``python benchmarks/gpu.py``.

What is measured: a training step by batch size, a fit with defaults and its ACSA, rows generated
and rows classified per second, and a grid search over a pipeline. See ``benchmarks/README.rst``.
"""

import argparse
import statistics
import time
import warnings
from pathlib import Path

import numpy as np
from harness import session
from harness.markdown import head, row
from harness.store import ResultStore
from peers_speed import made_table
from sklearn.datasets import load_digits
from sklearn.metrics import balanced_accuracy_score
from sklearn.model_selection import GridSearchCV
from speed.data import made_up_table

import imbgan

RESULTS = Path(__file__).parent / "results" / "gpu.jsonl"
KEY = ("measure", "name", "batch_size", *session.IDENTITY)
# One of each family; all with the same network on tables, or the one of images.
STEPS = (
    "NeuralClassifier",
    "LogitAdjustedClassifier",
    "DOClassifier",
    "DOSampler",
    "GAMOSampler",
    "ADSOSampler",
    "CPLClassifier",
    "DGCSampler",
)
FITS = (*STEPS, "TeacherSampler", "BAGANSampler", "BayesianClassifier")
IMAGES = ("ARConvLClassifier", "CPLClassifier", "GAMOSampler")
BATCH_SIZES = (128, 1024, 16_384)
SIZE = (100_000, 20)  # of the table of the steps
FIT_SIZE = (10_000, 20)
N_ROWS = 200_000  # generated or classified at once
SHORT, LONG = 2, 6  # epochs of the two fits whose difference is the time of the steps
N_STEPS = 40  # at most, in one of them
MEASURES = ("step", "generate", "predict", "image fit", "fit", "grid")


def arguments(argv=None):
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    add = parser.add_argument
    add("--measures", nargs="+", choices=MEASURES, default=MEASURES, metavar="MEASURE")
    add("--names", nargs="+", metavar="NAME", help="of estimators (default all)")
    add("--batch-sizes", nargs="+", type=int, default=BATCH_SIZES, metavar="N")
    session.add_options(parser, RESULTS, repeats=1)
    return parser.parse_args(argv)


def planned(args):
    """The measurements asked for."""
    names = {"step": STEPS, "fit": FITS, "image fit": IMAGES, "grid": ("DOSampler",)}
    names["generate"] = tuple(name for name in STEPS if name.endswith("Sampler"))
    names["predict"] = tuple(name for name in STEPS if name.endswith("Classifier"))
    for repeat in range(args.repeats):
        for measure in args.measures:
            for name in names[measure]:
                if args.names and name not in args.names:
                    continue
                for batch_size in args.batch_sizes if measure == "step" else (0,):
                    place = {"measure": measure, "name": name, "batch_size": batch_size}
                    yield place | session.identity(args, repeat)


def built(task, **settings):
    """The estimator of a task on its device."""
    return getattr(imbgan, task["name"])(
        device=task["device"], random_state=task["seed"], **settings
    )


def seconds_of(action, *args, **kwargs):
    """Return how long a call takes, and what it returns; what comes back is on the CPU."""
    start = time.perf_counter()
    found = action(*args, **kwargs)
    return time.perf_counter() - start, found


def step(task):
    """Milliseconds of a training step: of the epochs that a longer fit has more."""
    X, y = made_up_table(*SIZE)
    settings = {"batch_size": task["batch_size"], "max_steps_per_epoch": N_STEPS}
    if "early_stopping" in getattr(imbgan, task["name"])().get_params():
        settings["early_stopping"] = False
    taken, steps = {SHORT: [], LONG: []}, {}
    for n_epochs in (SHORT, SHORT, LONG, SHORT, LONG):  # the first one wakes the device up
        seconds, fitted = seconds_of(built(task, max_epochs=n_epochs, **settings).fit, X, y)
        taken[n_epochs].append(seconds)
        steps[n_epochs] = sum(epoch["train_batch_count"] for epoch in fitted.history_)
    seconds = min(taken[LONG]) - min(taken[SHORT])
    return {"value": round(1000 * seconds / (steps[LONG] - steps[SHORT]), 4)}


def fit(task):
    """Seconds of a fit with defaults, and the ACSA on other rows (of a forest, for samplers)."""
    X, y, X_test, y_test = made_table(*FIT_SIZE, task["seed"])
    return fitted_and_scored(task, X, y, X_test, y_test)


def image_fit(task):
    """The same on images of digits, of which the later ones have fewer."""
    images, y = load_digits(return_X_y=True)
    rng = np.random.default_rng(task["seed"])
    order = rng.permutation(len(y))
    train, test = order[:1000], order[1000:]
    train = train[rng.random(len(train)) < 1 / (1 + y[train])]
    images = (images / 16).astype(np.float32).reshape(-1, 1, 8, 8)
    return fitted_and_scored(task, images[train], y[train], images[test], y[test])


def fitted_and_scored(task, X, y, X_test, y_test):
    """Seconds of a fit and balanced accuracy of what came of it."""
    estimator = built(task)
    if hasattr(estimator, "fit_resample"):
        from sklearn.ensemble import RandomForestClassifier

        seconds, (X, y) = seconds_of(estimator.fit_resample, X, y)
        estimator = RandomForestClassifier(random_state=task["seed"], n_jobs=-1)
        estimator.fit(X.reshape(len(X), -1), y)
        X_test = X_test.reshape(len(X_test), -1)
    else:
        seconds, _ = seconds_of(estimator.fit, X, y)
    score = balanced_accuracy_score(y_test, estimator.predict(X_test))
    return {"value": round(seconds, 3), "acsa": round(score, 5)}


def generate(task):
    """Thousands of rows generated per second, back on the CPU."""
    return rate(built(task, max_epochs=1).fit(*made_up_table(*FIT_SIZE)).sample)


def predict(task):
    """Thousands of rows classified per second."""
    fitted = built(task, max_epochs=1).fit(*made_up_table(*FIT_SIZE))
    X = made_up_table(N_ROWS, FIT_SIZE[1], seed=1)[0].astype(np.float32)
    return rate(lambda n: fitted.predict_proba(X[:n]))


def rate(action):
    """Thousands per second of a call that takes a number of rows; median of three calls."""
    action(1000)
    seconds = statistics.median(seconds_of(action, N_ROWS)[0] for _ in range(3))
    return {"value": round(N_ROWS / seconds / 1000, 1)}


def grid(task):
    """Seconds of a grid search over a pipeline with one job: four settings, three folds."""
    from imblearn.pipeline import make_pipeline

    classifier = imbgan.NeuralClassifier(device=task["device"], random_state=0, max_epochs=10)
    pipeline = make_pipeline(built(task, max_epochs=10), classifier)
    settings = {"dosampler__latent_dim": [4, 16], "neuralclassifier__lr": [1e-3, 1e-2]}
    search = GridSearchCV(pipeline, settings, cv=3, scoring="balanced_accuracy", n_jobs=1)
    seconds, search = seconds_of(search.fit, *made_table(*FIT_SIZE, task["seed"])[:2])
    return {"value": round(seconds, 2), "acsa": round(float(search.best_score_), 5)}


def measured(task):
    """Make one measurement."""
    functions = (step, generate, predict, image_fit, fit, grid)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return dict(zip(MEASURES, functions, strict=True))[task["measure"]](task)


def line(task, found):
    """One measurement as a line of progress."""
    size = task["batch_size"] or ""
    return f"{task['device']:5} {task['measure']:10} {task['name']:24} {size!s:6} {found}"


UNITS = {
    "step": "ms per step",
    "fit": "s",
    "image fit": "s",
    "generate": "thousand rows/s",
    "predict": "thousand rows/s",
    "grid": "s",
}


def report(records, made):
    """The page: a line per measurement, the devices beside each other."""
    devices = sorted({record["device"] for record in records})
    places = {}
    for record in records:
        place = record["measure"], record["name"], record["batch_size"]
        places.setdefault(place, {}).setdefault(record["device"], []).append(record)
    titles = ("measure", "estimator", "batch", "unit", *devices, *(f"ACSA {d}" for d in devices))
    lines = [row(*cells(place, of_device, devices)) for place, of_device in places.items()]
    intro = (
        "Medians of the repeats. A step: time that the shorter of two "
        f"fits of {LONG} epochs takes beyond that of {SHORT}, by the steps it has more, on "
        f"{SIZE[0]:,} x {SIZE[1]}. Fits: defaults on {FIT_SIZE[0]:,} x {FIT_SIZE[1]}, ACSA on "
        "other rows (of a random forest for samplers)."
    )
    table = "\n".join([*head(*titles), *lines])
    return f"# Times on a GPU\n\n{made}\n\n{intro}\n\n{table}\n"


def cells(place, of_device, devices):
    """The cells of a line as text."""
    measure, name, batch_size = place

    def middle(device, key, form):
        values = [r[key] for r in of_device.get(device, ()) if key in r]
        return format(statistics.median(values), form) if values else "-"

    yield from (measure, name, str(batch_size or ""), UNITS[measure])
    yield from (middle(device, "value", ",.3g") for device in devices)
    yield from (middle(device, "acsa", ".3f") for device in devices)


def run(args):
    """Do what is not done yet."""
    session.run(args, ResultStore(args.results, KEY), planned(args), measured, line)


def summarise(args):
    """Write the table."""
    session.summarise(ResultStore(args.results, KEY), lambda _: True, report, lambda _: {}, ())


def main(argv=None):
    """Run what is left to do, then write the table."""
    session.start(arguments(argv), run, summarise)


if __name__ == "__main__":
    main()
