"""The tables that the documentation shows: a row per method, a column per table."""

from harness.sheets import stacked

from .methods import METHODS
from .paper import PAPER
from .statistics import Scores

SHOWN = ("honest", "published")


def sheets(records):
    """Rows of the tables of both protocols, with the default parameters."""
    scores = Scores(records)
    return {protocol: _sheet(scores, (protocol, "default")) for protocol in SHOWN}


def _sheet(scores, view):
    rows = [["", *PAPER, "mean"]]
    for method in METHODS:
        cells = [_cell(scores, view, table, method) for table in PAPER]
        if any(cell != "-" for cell in cells):
            rows.append([method, *cells, _mean(scores, view, method)])
    return rows


def _cell(scores, view, table, method):
    mean = scores.mean(view, table, method)
    if mean is None:
        return "NA" if (view, table, method) in scores else "-"
    return stacked(*(f"{score:.1f}" for score in mean))


def _mean(scores, view, method):
    """The mean over the tables, where there are all of them."""
    mean, n_tables = scores.mean_over_tables(view, method)
    return stacked(*(f"{score:.2f}" for score in mean)) if n_tables == len(PAPER) else ""
