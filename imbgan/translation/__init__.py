"""Rows translated from class to class."""

from ._cyclegan import CycleGANSampler

__all__ = ["CycleGANSampler"]
