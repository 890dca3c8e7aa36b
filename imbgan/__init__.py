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
from .reweighting import NeuralClassifier
from .utils import all_estimators, show_versions

__version__ = "0.1.0.dev0"

__all__ = [
    "ADSOClassifier",
    "ADSOSampler",
    "AMOClassifier",
    "AMOSampler",
    "AOClassifier",
    "AOSampler",
    "BAGANClassifier",
    "BAGANSampler",
    "DOClassifier",
    "DOSampler",
    "GAMOClassifier",
    "GAMOSampler",
    "NeuralClassifier",
    "all_estimators",
    "load",
    "show_versions",
]
