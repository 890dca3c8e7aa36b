"""Generative and variational models as samplers and classifiers."""

from ._bayesian import BayesianClassifier
from ._mmdgm import MMDGMClassifier

__all__ = ["BayesianClassifier", "MMDGMClassifier"]
