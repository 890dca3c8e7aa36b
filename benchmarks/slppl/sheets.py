"""The table that the documentation shows: a row per set of images and method."""

import numpy as np
from harness.fits import HONEST

from .methods import METHODS
from .paper import MEASURES, PAPER, TITLES
from .statistics import Scores


def sheets(records):
    """Rows of the table of the honest protocol, scores in per cent."""
    scores = Scores(records, scale=100)
    rows = [["", "", "subsets", *TITLES.values(), "seconds"]]
    rows += [_row(scores, data, method) for data in PAPER for method in METHODS]
    return {HONEST: rows}


def _row(scores, data, method):
    address = (HONEST, data, method)
    records = scores.scored(*address)
    if not records:
        text = "NA" if address in scores else "-"
        return [data, method, "0", *[text] * len(MEASURES), "-"]
    seconds = np.mean([record["fit_seconds"] for record in records])
    means = [f"{score:.1f}" for score in scores.mean(*address)]
    return [data, method, str(len(records)), *means, f"{seconds:.0f}"]
