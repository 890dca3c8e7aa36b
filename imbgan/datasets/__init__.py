"""Loaders of the papers' data sets, and the splits and subsets that the papers used."""

from imbgan.datasets._fetch import fetch_table
from imbgan.datasets._fetch_images import fetch_images
from imbgan.datasets._imbalance import LONG_TAIL_COUNTS, imbalanced_subset, step_imbalance
from imbgan.datasets._make_imbalanced import make_imbalanced
from imbgan.datasets._splits import paper_split
from imbgan.datasets._tables import table_names

__all__ = [
    "LONG_TAIL_COUNTS",
    "fetch_images",
    "fetch_table",
    "imbalanced_subset",
    "make_imbalanced",
    "paper_split",
    "step_imbalance",
    "table_names",
]
