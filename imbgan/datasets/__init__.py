"""Loaders of the papers' data sets and the splits that the papers used."""

from imbgan.datasets._fetch import fetch_table
from imbgan.datasets._splits import paper_split
from imbgan.datasets._tables import table_names

__all__ = ["fetch_table", "paper_split", "table_names"]
