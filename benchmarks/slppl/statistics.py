"""Cells of the tables."""

from harness.statistics import Cells

from .paper import MEASURES


class Scores(Cells):
    """Records by protocol, set of images and method.

    Parameters
    ----------
    records : list of dict
        Where two records share a cell and a repeat, the later one counts.

    scale : float, default=1
        What scores are multiplied by: 100 for per cent.
    """

    def __init__(self, records, scale=1):
        super().__init__(records, _cell_of, MEASURES, scale)


def _cell_of(record):
    return record["protocol"], record["data"], record["method"]
