"""Generative and variational models as samplers and classifiers."""

from ._bayesian import BayesianClassifier
from ._dgc import DGCClassifier, DGCSampler
from ._mmdgm import MMDGMClassifier

__all__ = ["BayesianClassifier", "DGCClassifier", "DGCSampler", "MMDGMClassifier"]
