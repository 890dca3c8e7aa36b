"""Classifiers whose classes are centres, or regions, in a latent space that they learn."""

from ._affinity import AffinityClassifier
from ._arconvl import ARConvLClassifier
from ._cpl import CPLClassifier
from ._gcpl import GCPLClassifier

__all__ = ["ARConvLClassifier", "AffinityClassifier", "CPLClassifier", "GCPLClassifier"]
