"""``.. fit-time:: DOSampler`` says how long fits took in the results of the benchmarks."""

import csv
import statistics
from collections import defaultdict
from pathlib import Path

from docutils import nodes
from docutils.parsers.rst import Directive

RESULTS = Path(__file__).resolve().parents[2] / "benchmarks" / "results"
NUMBERS = {"1000": "1000", "10000": "10,000", "100000": "100,000", "1000000": "a million"}


def read(name):
    with (RESULTS / name).open(encoding="utf-8", newline="") as stream:
        yield from csv.DictReader(stream)


def rounded(seconds):
    """Return seconds as people say them."""
    return f"{seconds:.0f}" if seconds >= 9.5 else f"{seconds:.1f}"


def of_sampler(name):
    """Return the seconds of a sampler on small tables, and by the rows of a made table."""
    means = {row["sampler"]: row for row in read("sampler_suite_development_means.csv")}
    found = means.get(name.removesuffix("Sampler"))
    if found is None:
        return []
    said = [f"{rounded(float(found['seconds']))} s on average over 23 tables of at most 2100 rows"]
    for row in read("peers_speed_seconds.csv"):
        if row["sampler"] == name and row["columns"] == "20":
            said.append(f"{rounded(float(row['seconds']))} s on {NUMBERS[row['rows']]} rows")
    return said


def of_classifier(name):
    """Return the seconds of a classifier on the tables of the papers."""
    name = "Q" if name == "NeuralClassifier" else name
    taken = defaultdict(list)
    for row in read("tabular_suite.csv"):
        if row["method"] == name and row["fit_seconds"]:
            taken[row["data"]].append(float(row["fit_seconds"]))
    if not taken:
        return []
    least, *_, most = map(rounded, sorted(map(statistics.median, taken.values())))
    return [f"{least} to {most} s on six tables of at most 1400 rows"]


class FitTime(Directive):
    """A paragraph, or nothing where no time is known."""

    required_arguments = 1

    def run(self):
        name = self.arguments[0]
        said = of_sampler(name) if name.endswith("Sampler") else of_classifier(name)
        if not said:
            return []
        text = f": a fit with the defaults took {', '.join(said)}, on one core of a CPU."
        parts = [nodes.strong("", "Time."), nodes.Text(" "), nodes.literal("", name)]
        return [nodes.paragraph("", "", *parts, nodes.Text(text))]


def setup(app):
    app.add_directive("fit-time", FitTime)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
