"""Architectures, built from a DataSpec."""

from ._convex import ConvexGenerator
from ._layers import ColumnReader, SeededDropout, narrow, widen
from ._mlp import MLPCritic, PackedLinear, PackedMLP

__all__ = [
    "ColumnReader",
    "ConvexGenerator",
    "MLPCritic",
    "PackedLinear",
    "PackedMLP",
    "SeededDropout",
    "narrow",
    "widen",
]
