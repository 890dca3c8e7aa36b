"""The tables that the documentation shows: a row per set of images and method."""

import numpy as np
from harness.fits import HONEST, PUBLISHED

from .methods import methods_of
from .paper import MEASURES, PAPER, TITLES
from .statistics import Scores


def sheets(records):
    """Rows of the table of each protocol, scores in per cent."""
    scores = Scores(records, scale=100)
    return {protocol: _sheet(scores, protocol) for protocol in (HONEST, PUBLISHED)}


def _sheet(scores, protocol):
    rows = [["", "", "subsets", *TITLES.values(), "seconds"]]
    for data in PAPER:
        rows += [_row(scores, protocol, data, method) for method in methods_of(protocol)]
    return rows


def _row(scores, *address):
    _, data, method = address
    records = scores.scored(*address)
    if not records:
        text = "NA" if address in scores else "-"
        return [data, method, "0", *[text] * len(MEASURES), "-"]
    seconds = np.mean([record["fit_seconds"] for record in records])
    means = [f"{score:.1f}" for score in scores.mean(*address)]
    return [data, method, str(len(records)), *means, f"{seconds:.0f}"]
