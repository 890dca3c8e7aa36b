"""The table of results and the picture of README.rst, which the start page shows too.

python doc/readme.py            # write both
python doc/readme.py --check    # fail if the table is not what the results say
"""

import csv
import runpy
import statistics
import sys
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
RESULTS = ROOT / "benchmarks" / "results"
README = ROOT / "README.rst"
PICTURE = ROOT / "doc" / "_static" / "moons.png"
START, END = ".. begin of the results\n\n", ".. end of the results\n"

# Names in the results, and what the table calls them.
CLASSIFIERS = {
    "Q": "``NeuralClassifier``, as it is",
    "SMOTE before Q": "SMOTE and ``NeuralClassifier``",
    "LogitAdjustedClassifier": "``LogitAdjustedClassifier``",
    "ClassBalancedClassifier": "``ClassBalancedClassifier``",
    "DOClassifier": "``DOClassifier``, which plays its game where that pays",
    "BAGANClassifier": "``BAGANClassifier``, a game with the adjusted loss",
    "balanced random forest": "imbalanced-learn's balanced random forest",
}
SAMPLERS = {
    "None": "six ordinary classifiers, as they are",
    "SMOTE": "SMOTE before each of the six",
    "DO": "``DOSampler``, a game, before each",
    "Teacher": "``TeacherSampler`` before each",
}


def read(name):
    """Return the rows of a file of results, each a dict."""
    with (RESULTS / name).open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def rows():
    """Yield what is fitted, its ACSA, the difference to SMOTE, and the seconds of a fit."""
    seconds = seconds_of_classifiers()
    acsa = {row[""]: row["ACSA"] for row in read("tabular_suite_summary.csv")}
    yield from compared(CLASSIFIERS, acsa, seconds, "SMOTE before Q")
    means = {row["sampler"]: row for row in read("sampler_suite_papers_means.csv")}
    acsa = {name: row["ACSA"].split()[0] for name, row in means.items()}
    seconds = {name: float(row["seconds"]) for name, row in means.items()}
    yield from compared(SAMPLERS, acsa, seconds, "SMOTE")


def seconds_of_classifiers():
    """Return the mean over the tables of the median seconds of a fit, by method."""
    taken = defaultdict(lambda: defaultdict(list))
    for row in read("tabular_suite.csv"):
        if row["fit_seconds"]:
            taken[row["method"]][row["data"]].append(float(row["fit_seconds"]))
    return {
        method: statistics.fmean(map(statistics.median, tables.values()))
        for method, tables in taken.items()
    }


def compared(names, acsa, seconds, control):
    """Yield the rows of some methods."""
    for name, title in names.items():
        difference = round(float(acsa[name]) - float(acsa[control]), 1) + 0.0
        yield (
            title,
            f"{float(acsa[name]):.1f}",
            f"{difference:+.1f}" if name != control else "0",
            f"{seconds[name]:.0f}" if seconds[name] >= 0.5 else "under 1",
        )


def table():
    """Return the table in reStructuredText."""
    header = ("what is fitted", "mean recall, %", "to SMOTE", "seconds")
    lines = [".. list-table::", "    :header-rows: 1", "    :widths: 55 17 13 15", ""]
    for row in (header, *rows()):
        lines += [f"    {'  ' if at else '* '}- {cell}" for at, cell in enumerate(row)]
    return "\n".join(lines) + "\n"


def with_table(text):
    """Return a text with the table between its marks."""
    before, rest = text.split(START)
    return before + START + table() + "\n" + END + rest.split(END)[1]


def draw():
    """Save the figure of the first example."""
    example = ROOT / "examples" / "guided" / "plot_teacher_tree.py"
    runpy.run_path(str(example))["figure"].savefig(PICTURE, dpi=80)


if __name__ == "__main__":
    old = README.read_text(encoding="utf-8")
    new = with_table(old)
    if "--check" in sys.argv:
        sys.exit("README.rst: run python doc/readme.py" if new != old else 0)
    README.write_text(new, encoding="utf-8")
    draw()
