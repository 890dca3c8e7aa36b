"""Generative and variational models as samplers and classifiers."""

from ._bayesian import BayesianClassifier
from ._dfbs import DFBSClassifier, DFBSSampler
from ._dgc import DGCClassifier, DGCSampler
from ._mmdgm import MMDGMClassifier

__all__ = [
    "BayesianClassifier",
    "DFBSClassifier",
    "DFBSSampler",
    "DGCClassifier",
    "DGCSampler",
    "MMDGMClassifier",
]
