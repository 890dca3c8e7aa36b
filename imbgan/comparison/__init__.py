"""Comparison of methods on the same splits: one call that can be stopped, resumed and spread."""

from ._compare import compare
from ._record import Record
from ._result import ComparisonResult
from ._statistics import FriedmanResult
from ._store import repair_store
from .displays._calibration import ReliabilityDisplay
from .displays._critical_difference import CriticalDifferenceDisplay
from .displays._deterioration import DeteriorationDisplay
from .displays._score_time import ScoreTimeDisplay

__all__ = [
    "ComparisonResult",
    "CriticalDifferenceDisplay",
    "DeteriorationDisplay",
    "FriedmanResult",
    "Record",
    "ReliabilityDisplay",
    "ScoreTimeDisplay",
    "compare",
    "repair_store",
]
