"""Deep over-samplers and classifiers for imbalanced classes."""

from .adversarial import (
    ADSOClassifier,
    ADSOSampler,
    AMOClassifier,
    AMOSampler,
    AOClassifier,
    AOSampler,
    BAGANClassifier,
    BAGANSampler,
    DOClassifier,
    DOSampler,
    GAMOClassifier,
    GAMOSampler,
)
from .persistence import load
from .prototype import AffinityClassifier, ARConvLClassifier, CPLClassifier, GCPLClassifier
from .reweighting import (
    ClassBalancedClassifier,
    COTClassifier,
    FocalClassifier,
    LDAMClassifier,
    LogitAdjustedClassifier,
    NeuralClassifier,
    PriorCorrectedClassifier,
)
from .utils import all_estimators, show_versions

__version__ = "0.1.0.dev0"

__all__ = [
    "ADSOClassifier",
    "ADSOSampler",
    "AMOClassifier",
    "AMOSampler",
    "AOClassifier",
    "AOSampler",
    "ARConvLClassifier",
    "AffinityClassifier",
    "BAGANClassifier",
    "BAGANSampler",
    "COTClassifier",
    "CPLClassifier",
    "ClassBalancedClassifier",
    "DOClassifier",
    "DOSampler",
    "FocalClassifier",
    "GAMOClassifier",
    "GAMOSampler",
    "GCPLClassifier",
    "LDAMClassifier",
    "LogitAdjustedClassifier",
    "NeuralClassifier",
    "PriorCorrectedClassifier",
    "all_estimators",
    "load",
    "show_versions",
]
