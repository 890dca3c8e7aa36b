"""Small things that every room may use: warnings, parameter constraints, docs, versions."""

from ._warnings import CollapseWarning, ImbalanceWarning

__all__ = ["CollapseWarning", "ImbalanceWarning"]
