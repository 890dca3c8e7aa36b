"""Classifiers of one network with a weighted, adjusted or margin loss, and the post-hoc form."""

from ._class_balanced import ClassBalancedClassifier
from ._cot import COTClassifier
from ._focal import FocalClassifier
from ._ldam import LDAMClassifier
from ._logit_adjusted import LogitAdjustedClassifier
from ._neural import NeuralClassifier
from ._prior_corrected import PriorCorrectedClassifier

__all__ = [
    "COTClassifier",
    "ClassBalancedClassifier",
    "FocalClassifier",
    "LDAMClassifier",
    "LogitAdjustedClassifier",
    "NeuralClassifier",
    "PriorCorrectedClassifier",
]
