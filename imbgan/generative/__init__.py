"""Generative and variational models as samplers and classifiers."""

from ._bayesian import BayesianClassifier
from ._dfbs import DFBSClassifier, DFBSSampler

__all__ = ["BayesianClassifier", "DFBSClassifier", "DFBSSampler"]
