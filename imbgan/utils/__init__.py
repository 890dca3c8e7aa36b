"""Small things that every room may use: warnings, parameter constraints, docs, versions."""

from ._discovery import all_estimators
from ._show_versions import show_versions
from ._warnings import CollapseWarning, ImbalanceWarning

__all__ = ["CollapseWarning", "ImbalanceWarning", "all_estimators", "show_versions"]
