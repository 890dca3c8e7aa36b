"""The tables that the documentation shows: a row per set, ours above the paper's; the ranks."""

from harness.sheets import stacked

from .paper import ABLATIONS, COLUMNS, OURS, figure
from .ranking import ranking
from .statistics import Scores, title


def sheets(records):
    """Rows of both tables, geometric means in per cent, and of the average ranks."""
    scores = Scores(records)
    ranks = [["", "rank", "paper, same sets", "paper, all sets", "p", "sets"]]
    return {
        "table1": _sheet(scores, COLUMNS),
        "table2": _sheet(scores, (OURS, *ABLATIONS)),
        "recall": _sheet(scores, COLUMNS, "acsa"),
        "ranks": ranks + [list(cells) for cells in ranking(scores)[2]],
    }


def _sheet(scores, methods, measure="gm"):
    rows = [["", *methods]]
    for address in scores.addresses():
        if any((*address, method) in scores for method in methods):
            cells = [_cell(scores, address, method, measure) for method in methods]
            rows.append([title(address), *cells])
    return rows


def _cell(scores, address, method, measure):
    # A page says beside the table how many draws there are.
    ours = scores.short_cell(address, method, measure)
    # The paper prints no mean recalls.
    return ours if measure != "gm" else stacked(ours, f"{figure(address, method):.1f}")
