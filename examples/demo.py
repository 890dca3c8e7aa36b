"""Over-samplers side by side on a real table, cross-validated.

Every sampler stands in front of the same logistic regression; ``DOClassifier`` is trained end to
end, and beside them stands what the regression does without any of them. The table ships with
scikit-learn and is thinned until one class is rare. Run it with ``make demo``, or ``python
examples/demo.py --data digits --folds 5``. Ctrl-C prints what is finished, and the next run goes
on from there.

All of it is one command of the package, which the demo prints first: try it on a file of yours.
"""

import argparse
import os
import shlex
import sys

# The same figures on any number of cores; networks this small are not faster with more.
os.environ.setdefault("OMP_NUM_THREADS", "1")

from imbgan.__main__ import main as imbgan  # noqa: E402

# Tables, and the imbalance ratios that they are thinned to: two of three folds train, and SMOTE
# needs a row of the rarest class with its five neighbours there.
TABLES = {"breast_cancer": 15, "digits": 12, "wine": 7}
METHODS = "random-over,smote,borderline-smote,adasyn,gamo,ao,do,do-classifier"
BASELINES = "nothing,prior-correction"
FINISHED, FAILED_FITS = 0, 3


def parse(arguments):
    """Arguments of the demo."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", choices=sorted(TABLES), default="breast_cancer")
    parser.add_argument("--folds", type=int, default=3, help="folds of the cross-validation")
    parser.add_argument("--jobs", type=int, default=2, help="fits at a time")
    parser.add_argument("--seed", type=int, default=0, help="of the thinning, folds and models")
    parser.add_argument("--methods", default=METHODS, help="as in `python -m imbgan compare`")
    parser.add_argument("--baselines", default=BASELINES, help="the same")
    parser.add_argument("--out", default="demo-report", help="folder of the report")
    return parser.parse_args(arguments)


def command(options):
    """The command of the package that does it."""
    asked = {
        "thin": TABLES[options.data],
        "methods": options.methods,
        "classifier": "logistic-regression",
        "baselines": options.baselines,
        "score": "acsa,geometric_mean",
        "folds": options.folds,
        "repeats": 1,
        "jobs": options.jobs,
        "seed": options.seed,
        "out": options.out,
    }
    words = [word for name, value in asked.items() for word in (f"--{name}", str(value))]
    return ["compare", options.data, *words]


def main(arguments=None):
    """Run the comparison; returns the exit status."""
    words = command(parse(arguments))
    print(f"python -m imbgan {shlex.join(words)}\n", flush=True)
    status = imbgan(words)
    # A sampler may refuse a fold, as ADASYN does without neighbours of another class.
    return FINISHED if status == FAILED_FITS else status


if __name__ == "__main__":
    sys.exit(main())
