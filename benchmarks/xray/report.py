"""The results file: a table for each set of images and backbone, and the paper's figures."""

import numpy as np
from harness.markdown import document, failures, head, row
from harness.statistics import Cells

from .data import DATA
from .methods import BACKBONES, SETTINGS, methods_of
from .paper import AT_CHOSEN, AT_HALF, MEASURES, PAPER

NOTES = """\
Mean over the repeats. Everything is fitted on training rows; all methods are scored on the same
real test images. Recall, specificity, precision and balanced accuracy at the threshold 0.5 and, to
the right, at the threshold with the best balanced accuracy on validation rows.

- **effusion**: NIH, images with effusion against images without any finding, patients kept apart,
  30 per cent tested on. The part of the collection that is at hand has 11 images of pneumonia, the
  finding of the paper, so the commonest finding stands for it.
- **covid**: the COVID-19 image collection, anything else against COVID-19. Brightness and contrast
  differ from source to source, and the source goes with the class, so that scores flatter.
- **pneumonia**: PneumoniaMNIST, training rows thinned to the paper's 700 and 212, its own test
  rows; it has no metadata.
- **paper**: recall of pneumonia as printed in Aloo et al., with pretrained backbones; its three
  settings were scored on different images, most likely with synthetic ones among them. Here all
  backbones start from random weights.
- All synthetic images, repetitions and SMOTE's alike, are half as many as the larger class.
"""
ALL = (*(f"{name}{end}" for end in (AT_HALF, AT_CHOSEN) for name in MEASURES), "auc")
TITLES = ("recall", "spec.", "prec.", "bal. acc.") * 2


class Scores(Cells):
    """Records by set of images, backbone and method."""

    def __init__(self, records):
        super().__init__(records, lambda r: (r["data"], r["backbone"], r["method"]), ALL)

    def scored(self, *address):
        """The records of a cell that have scores."""
        records = self._cells.get(address, {})
        return [records[repeat] for repeat in sorted(records) if "auc" in records[repeat]]


def report(records, facts):
    """The whole results file as text."""
    scores = Scores(records)
    sections = [
        f"## {data}, {backbone}\n\n" + "\n".join(_section(scores, data, backbone))
        for data, backbone in _places(scores)
    ]
    return document(
        "# Images, metadata and synthetic images",
        facts,
        NOTES,
        "## Target\n\n" + "\n".join(_target_lines(scores)),
        *sections,
        failures(records, "data"),
    )


def _places(scores):
    found = {(data, backbone) for data, backbone, _ in scores}
    return [(d, b) for d in DATA for b in BACKBONES if (d, b) in found]


def _target_lines(scores):
    """Recall and balanced accuracy of the full setting against images alone, on shared repeats."""
    lines, names = [], ("recall", "balanced_accuracy")
    places = [ALL.index(name) for name in names]
    for backbone in PAPER:
        full, alone = (("effusion", backbone, SETTINGS[at]) for at in (2, 0))
        gains = scores.differences(full, alone)
        if gains is not None:
            recall, accuracy = gains.mean(axis=0)[places]
            met = "met" if recall > 0 and accuracy >= 0 else "missed"
            text = f"recall {recall:+.3f}, balanced accuracy {accuracy:+.3f}"
            n = f"{len(gains)} repeats"
            lines.append(f"- {backbone}: full setting minus images alone, {n}: {text}: {met}")
    return lines or ["- not run yet"]


def _section(scores, data, backbone):
    lines = head("method", "repeats", *TITLES, "AUC", "paper's recall", "fit seconds")
    for method in methods_of(data):
        lines.append(row(f"**{method}**", *_cells(scores, data, backbone, method)))
    return lines


def _cells(scores, data, backbone, method):
    records, mean = (
        scores.scored(data, backbone, method),
        scores.mean(data, backbone, method),
    )
    if not records:
        return ["0", *["-"] * (len(ALL) + 2)]
    seconds = np.mean([record["fit_seconds"] for record in records])
    is_printed = data == "effusion" and backbone in PAPER and method in SETTINGS
    printed = f"{PAPER[backbone][SETTINGS.index(method)]:.3f}" if is_printed else ""
    figures = [f"{score:.3f}" for score in mean]
    return [str(len(records)), *figures, printed, f"{seconds:.0f}"]


def sheets(records):
    """Rows of the table that the documentation shows, for each set of images."""
    scores = Scores(records)
    titles = ["backbone", "", "repeats", *TITLES, "AUC", "paper's recall", "seconds"]
    return {
        data: [
            titles,
            *(
                [backbone, method, *_cells(scores, data, backbone, method)]
                for place, backbone in _places(scores)
                if place == data
                for method in methods_of(data)
            ),
        ]
        for data in DATA
    }
