"""How long the way of a call is: ``python benchmarks/walk.py DOSampler NeuralClassifier``.

One fit on a tiny table, with everything imported, and what it enters of the package: files,
functions (comprehensions too, which are none from Python 3.12 on), and changes of file from one
function to the next by their first calls; beside them the classes in the method resolution order.
Those of other packages are there to compare with, each by its way in its own package.
"""

import argparse
import pkgutil
import sys
import warnings
from collections import namedtuple
from importlib import import_module
from pathlib import Path

import numpy as np
from speed.report import markdown_table

NAMES = ("DOSampler", "DOClassifier", "ADSOSampler", "NeuralClassifier", "ARConvLClassifier")
MEASURES = ("files", "functions", "changes", "classes")
# At most so many files, functions, changes of file, and classes.
LIMITS = {
    "DOSampler": (24, 160, 70, 13),
    "DOClassifier": (24, 160, 70, 13),
    "ADSOSampler": (28, 180, 80, 14),
    "NeuralClassifier": (18, 100, 45, 11),
}
SHORT = {"max_epochs": 2, "autoencoder_epochs": 5, "random_state": 0, "device": "cpu"}
Step = namedtuple("Step", "file line name")  # a function that was entered


# The body of a module, and comprehensions, which Python has run as functions until 3.11.
_NO_CALL = ("<module>", "<listcomp>", "<setcomp>", "<dictcomp>")


def walk(call, folder):
    """Make a call and return the functions of a folder that it enters, by their first calls."""
    root, entered = f"{Path(folder).resolve()}/", {}

    def enter(frame, event, _):
        code = frame.f_code
        if event == "call" and code.co_filename.startswith(root) and code.co_name not in _NO_CALL:
            file = code.co_filename.removeprefix(root)
            entered.setdefault(code, Step(file, code.co_firstlineno, code.co_qualname))

    sys.setprofile(enter)
    try:
        call()
    finally:
        sys.setprofile(None)
    return list(entered.values())


def counts(steps):
    """Return the numbers of files, of functions, and of changes of file."""
    files = [step.file for step in steps]
    changes = sum(a != b for a, b in zip(files, files[1:], strict=False))
    return {"files": len(set(files)), "functions": len(files), "changes": changes}


def way_of(kind):
    """Return the functions of an estimator's own package that one fit of it enters."""
    folder = Path(import_module(kind.__module__.partition(".")[0]).__file__).parent
    estimator = kind()
    estimator.set_params(**{name: SHORT[name] for name in SHORT if hasattr(estimator, name)})
    rng = np.random.default_rng(0)  # noise, of which the shortest training warns of nothing
    X, y = rng.normal(size=(80, 4)), np.repeat([0, 1], [64, 16])
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # so few epochs
        fit = estimator.fit_resample if hasattr(kind, "fit_resample") else estimator.fit
        return walk(lambda: fit(X, y), folder)


def measure(kind):
    """Return all numbers of an estimator."""
    return counts(way_of(kind)) | {"classes": len(kind.__mro__)}


def kinds(names):
    """Return estimators by name, those of others behind ours, with all modules imported."""
    from imblearn.over_sampling import SMOTE
    from sklearn.neural_network import MLPClassifier

    import imbgan

    for module in pkgutil.walk_packages(imbgan.__path__, "imbgan."):
        if not module.name.endswith("__main__"):
            import_module(module.name)
    ours = {name: getattr(imbgan, name) for name in names}
    return ours | {"SMOTE of imblearn": SMOTE, "MLPClassifier of sklearn": MLPClassifier}


def passed(found):
    """Return a line for each limit that is passed."""
    return [
        f"{name}: {row[measure]} {measure}, limit {limit}"
        for name, row in found.items()
        for measure, limit in zip(MEASURES, LIMITS.get(name, ()), strict=False)
        if row[measure] > limit
    ]


def main(argv=None):
    """Measure and print; return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("names", nargs="*", default=NAMES, metavar="NAME", help="estimators")
    parser.add_argument("--list", metavar="NAME", help="print the functions of one estimator")
    parser.add_argument("--check", action="store_true", help="exit with 1 if a limit is passed")
    args = parser.parse_args(argv)
    if args.list:
        for step in way_of(kinds([args.list])[args.list]):
            print(f"{step.file}:{step.line} {step.name}")
        return 0
    found = {name: measure(kind) for name, kind in kinds(args.names).items()}
    print(markdown_table([{"estimator": name} | row for name, row in found.items()]))
    lines = passed(found)
    print("", *lines or ["No limit is passed."], sep="\n")
    return int(args.check and bool(lines))


if __name__ == "__main__":
    sys.exit(main())
