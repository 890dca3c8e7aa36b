"""Games of several players: a generator, a critic and a classifier."""

from ._ao import AOClassifier, AOSampler
from ._do import DOClassifier, DOSampler
from ._gamo import GAMOClassifier, GAMOSampler

__all__ = [
    "AOClassifier",
    "AOSampler",
    "DOClassifier",
    "DOSampler",
    "GAMOClassifier",
    "GAMOSampler",
]
