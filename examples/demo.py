"""Over-samplers side by side on a real table, cross-validated.

Every sampler stands in front of the same ``NeuralClassifier``; ``DOClassifier`` is trained end
to end. The table ships with scikit-learn and is thinned until one class is rare. Run it with
``make demo``, or ``python examples/demo.py --data digits --folds 5``; Ctrl-C prints what is
finished.
"""

import argparse
import signal
import sys
import time
import warnings
from dataclasses import dataclass

import numpy as np
import torch
from imblearn.datasets import make_imbalance
from imblearn.metrics import geometric_mean_score
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline
from sklearn.datasets import load_breast_cancer, load_digits, load_wine
from sklearn.model_selection import StratifiedKFold
from sklearn.preprocessing import StandardScaler

from imbgan import AOSampler, DOClassifier, DOSampler, GAMOSampler, NeuralClassifier
from imbgan.metrics import acsa_score

# Loader, and the rows to keep of the classes that are thinned.
TABLES = {
    "breast_cancer": (load_breast_cancer, {0: 24}),  # malignant: 24 to 357 benign
    "digits": (load_digits, dict.fromkeys((1, 3, 5, 7, 9), 12)),
    "wine": (load_wine, {2: 10}),
}
OURS = {"GAMOSampler", "AOSampler", "DOSampler", "DOClassifier"}


class Interrupt:
    """Ctrl-C that is not lost: a fit under way may take the exception as its cue to end early."""

    def __init__(self):
        self.asked = False
        signal.signal(signal.SIGINT, self)

    def __call__(self, *_):
        self.asked = True
        raise KeyboardInterrupt

    def check(self):
        if self.asked:
            raise KeyboardInterrupt


@dataclass
class Fit:
    """Scores of one method on one fold; ``reason`` says why there are none."""

    method: str
    acsa: float = np.nan
    gm: float = np.nan
    seconds: float = np.nan
    reason: str = ""


def load(name, seed):
    """Table of this name with its rare classes thinned, the same rows for the same seed."""
    loader, keep = TABLES[name]
    X, y = loader(return_X_y=True)
    return make_imbalance(X, y, sampling_strategy=keep, random_state=seed)


def make_methods(seed):
    """Model of each row of the table, by name; ours are those of imbgan."""
    samplers = {
        "no resampling": None,
        "RandomOverSampler": RandomOverSampler(random_state=seed),
        "SMOTE": SMOTE(random_state=seed),
        "BorderlineSMOTE": BorderlineSMOTE(random_state=seed),
        "ADASYN": ADASYN(random_state=seed),
        "GAMOSampler": GAMOSampler(random_state=seed),
        "AOSampler": AOSampler(random_state=seed),
        "DOSampler": DOSampler(random_state=seed),
    }
    methods = {
        name: Pipeline(
            [
                ("scale", StandardScaler()),  # the neighbours of SMOTE depend on it
                ("sample", sampler or "passthrough"),
                ("classify", NeuralClassifier(random_state=seed)),
            ]
        )
        for name, sampler in samplers.items()
    }
    methods["DOClassifier"] = DOClassifier(random_state=seed)
    return methods


def fit_and_score(method, model, X, y, train, test):
    """Fit on the training rows, score on the others; a sampler may refuse a fold."""
    start = time.perf_counter()
    try:
        model.fit(X[train], y[train])
    except (ValueError, RuntimeError) as error:  # ADASYN without neighbours of another class
        return Fit(method, reason=str(error).strip().splitlines()[0])
    seconds = time.perf_counter() - start
    predicted = model.predict(X[test])
    scores = acsa_score(y[test], predicted), geometric_mean_score(y[test], predicted)
    return Fit(method, *scores, seconds)


def compare(X, y, methods, folds, seed, done, interrupt):
    """Fit every method on every fold, saying so; results are appended to ``done``."""
    splits = list(StratifiedKFold(folds, shuffle=True, random_state=seed).split(X, y))
    n_fits, start = folds * len(methods), time.perf_counter()
    for fold, (train, test) in enumerate(splits, start=1):
        for name, model in methods.items():
            fit = fit_and_score(name, model, X, y, train, test)
            interrupt.check()  # before a fit that was cut short counts as finished
            done.append(fit)
            scores = f"ACSA {fit.acsa:.3f}  GM {fit.gm:.3f}  {fit.seconds:5.1f} s"
            print(
                f"[{len(done):2d}/{n_fits}] fold {fold}/{folds}  {name:<18} "
                f"{fit.reason or scores}   elapsed {time.perf_counter() - start:.0f} s",
                flush=True,
            )


def summarise(done):
    """Mean and standard deviation of each score over the folds, by method."""
    summary = {}
    for name in dict.fromkeys(fit.method for fit in done):
        rows = [
            (fit.acsa, fit.gm, fit.seconds)
            for fit in done
            if fit.method == name and not fit.reason
        ]
        if rows:
            summary[name] = np.mean(rows, axis=0), np.std(rows, axis=0), len(rows)
    return summary


def format_table(summary, folds):
    """Table of the summary as text; methods that lack folds are marked."""
    lines = [f"{'':<20}{'ACSA':^17}{'geometric mean':^17}{'fit seconds':^17}"]
    for name, (mean, std, n_rows) in summary.items():
        cells = [f"{m:.3f} ± {s:.3f}" for m, s in zip(mean[:2], std[:2], strict=True)]
        cells.append(f"{mean[2]:.2f} ± {std[2]:.2f}")
        note = "" if n_rows == folds else f"  ({n_rows} of {folds} folds)"
        lines.append(f"{name:<20}" + "".join(f"{cell:^17}" for cell in cells) + note)
    return "\n".join(lines)


def format_refusals(done):
    """Lines that say which method gave no result on a fold, and why."""
    return "".join(f"{fit.method}: {fit.reason}\n" for fit in done if fit.reason)


def draw(done, title, path):
    """Dot plot of both scores: every fold (pale), the mean and the standard deviation."""
    import matplotlib

    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    summary = summarise(done)
    names = list(summary)[::-1]
    colours = ["tab:orange" if name in OURS else "tab:blue" for name in names]
    figure, axes = plt.subplots(1, 2, figsize=(10, 0.42 * len(names) + 1.8), sharey=True)
    for column, (axis, label) in enumerate(zip(axes, ["ACSA", "geometric mean"], strict=True)):
        for place, (name, colour) in enumerate(zip(names, colours, strict=True)):
            mean, std, _ = summary[name]
            folds = [(f.acsa, f.gm)[column] for f in done if f.method == name and not f.reason]
            axis.plot(folds, [place] * len(folds), "o", color=colour, alpha=0.35, ms=5)
            axis.errorbar(
                mean[column], place, xerr=std[column], fmt="D", color=colour, ms=7, capsize=4
            )
        left, right = axis.get_xlim()  # an error bar may reach beyond what a score can be
        axis.set(xlabel=label, xlim=(max(left, -0.02), min(right, 1.02)))
        axis.grid(axis="x", alpha=0.3)
    axes[0].set_yticks(range(len(names)), names)
    axes[0].plot([], [], "D", color="tab:blue", label="baseline")
    axes[0].plot([], [], "D", color="tab:orange", label="imbgan")
    figure.suptitle(title)
    figure.legend(*axes[0].get_legend_handles_labels(), loc="lower center", ncols=2, frameon=False)
    figure.tight_layout(rect=(0, 0.06, 1, 1))
    figure.savefig(path, dpi=150)
    plt.close(figure)


def parse(arguments):
    """Arguments of the command line."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", choices=sorted(TABLES), default="breast_cancer")
    parser.add_argument("--folds", type=int, default=3, help="folds of the cross-validation")
    parser.add_argument("--seed", type=int, default=0, help="of the thinning, folds and models")
    parser.add_argument("--out", default="demo.png", help="figure file")
    return parser.parse_args(arguments)


def main(arguments=None):
    """Run the comparison; returns the exit status."""
    options = parse(arguments)
    warnings.filterwarnings("ignore", module="sklearn|imblearn")
    torch.set_num_threads(1)  # the same figures on any number of cores; more are no faster here
    X, y = load(options.data, options.seed)
    counts = dict(enumerate(np.bincount(y).tolist()))
    print(f"{options.data}: {len(X)} rows, {X.shape[1]} columns, rows per class {counts}")
    done, status, interrupt = [], 0, Interrupt()
    methods = make_methods(options.seed)
    NeuralClassifier(max_epochs=1).fit(X, y)  # the first fit of a process pays for loading code
    try:
        compare(X, y, methods, options.folds, options.seed, done, interrupt)
    except KeyboardInterrupt:
        print("\nInterrupted; this is what is finished.")
        status = 130
    summary = summarise(done)
    if not summary:
        return status or 1
    print(f"\nMean ± standard deviation over {options.folds} folds")
    print(format_table(summary, options.folds))
    print(format_refusals(done), end="")
    draw(done, f"{options.data}, thinned: {options.folds}-fold cross-validation", options.out)
    print(f"\nFigure: {options.out}", flush=True)
    return status


if __name__ == "__main__":
    sys.exit(main())
