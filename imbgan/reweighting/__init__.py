"""Classifiers of one network with a weighted, adjusted or margin loss."""

from ._neural import NeuralClassifier

__all__ = ["NeuralClassifier"]
