"""Over-samplers side by side on a real table, cross-validated, before two classifiers.

Every sampler stands in front of the same logistic regression and the same random forest, and is
fitted once for both; beside them stand what these do without any sampler and what the correction
for the prior makes of them, and ``DOClassifier``, which is trained end to end. The table ships
with scikit-learn: patients with diabetes, of whom those are to be found whose illness got worst
within a year. Run it with ``make demo``, or ``python examples/demo.py --data digits --folds 5``.
Ctrl-C prints what is finished, and the next run goes on from there.

All of it is one command of the package, which the demo prints first: try it on a file of yours.
"""

import argparse
import os
import shlex
import sys
from pathlib import Path

# The same figures on any number of cores; networks this small are not faster with more.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from sklearn.datasets import load_diabetes  # noqa: E402

from imbgan.__main__ import main as imbgan  # noqa: E402

# Further tables, and the imbalance ratios that they are thinned to: two of three folds train, and
# SMOTE needs a row of the rarest class with its five neighbours there.
THINNED = {"breast_cancer": 15, "digits": 12, "wine": 7}
TARGET = "course"
METHODS = "random-over,smote,borderline-smote,adasyn,do,gamo,teacher,do-classifier"
CLASSIFIERS = "logistic-regression,random-forest"
BASELINES = "nothing,prior-correction"
FINISHED, FAILED_FITS = 0, 3
HOW_TO_READ = """
How to read it: a line is a method and, after the comma, the classifier that learned from its
rows; a method without a comma stands for itself. The first score, acsa, is the mean of the
recalls of the classes: a classifier that never finds one of two classes has 0.5, however often it
is right. Compare lines with the same classifier. What a sampler adds is its distance to
"nothing", and above all to "random-over", which only repeats rows, and to "prior-correction",
which makes no rows and moves the decision. Where acsa is higher and average_precision, which no
threshold changes, is not, moving the decision may have done as well. A fold tests few rows of the
rarest class: a difference smaller than the ± says little, and one table never says which method
is the best.
"""


def parse(arguments):
    """Arguments of the demo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", choices=["diabetes", *THINNED], default="diabetes")
    parser.add_argument("--folds", type=int, default=3, help="folds of the cross-validation")
    parser.add_argument("--jobs", type=int, default=2, help="fits at a time")
    parser.add_argument("--seed", type=int, default=0, help="of the thinning, folds and models")
    parser.add_argument("--methods", default=METHODS, help="as in `python -m imbgan compare`")
    parser.add_argument("--classifier", default=CLASSIFIERS, help="the same")
    parser.add_argument("--baselines", default=BASELINES, help="the same")
    parser.add_argument("--out", default="demo-report", help="folder of the report")
    return parser.parse_args(arguments)


def write_diabetes(path):
    """The table as a file, with the tenth of the patients as a class whose illness got worst."""
    table = load_diabetes(as_frame=True, scaled=False)
    worst = table.target > table.target.quantile(0.9)
    path.parent.mkdir(parents=True, exist_ok=True)
    columns = {TARGET: worst.map({True: "worst tenth", False: "others"})}
    table.data.assign(**columns).to_csv(path, index=False)


def command(options):
    """The command of the package that does it."""
    if options.data in THINNED:
        data = [options.data, "--thin", str(THINNED[options.data])]
    else:
        data = [str(Path(options.out) / f"{options.data}.csv"), "--target", TARGET]
    asked = {
        "methods": options.methods,
        "classifier": options.classifier,
        "baselines": options.baselines,
        "score": "acsa,geometric_mean",
        "folds": options.folds,
        "repeats": 1,
        "jobs": options.jobs,
        "seed": options.seed,
        "out": options.out,
    }
    words = [word for name, value in asked.items() for word in (f"--{name}", str(value))]
    return ["compare", *data, *words]


def main(arguments=None):
    """Run the comparison; returns the exit status."""
    options = parse(arguments)
    words = command(options)
    if options.data == "diabetes":
        write_diabetes(Path(words[1]))
    print(f"python -m imbgan {shlex.join(words)}\n", flush=True)
    status = imbgan(words)
    if status not in (FINISHED, FAILED_FITS):
        return status
    print(HOW_TO_READ)
    # A sampler may refuse a fold, as ADASYN does without neighbours of another class.
    return FINISHED


if __name__ == "__main__":
    sys.exit(main())
