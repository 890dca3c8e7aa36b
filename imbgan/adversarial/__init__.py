"""Games of several players: a generator, a classifier and mostly a critic."""

from ._adso import ADSOClassifier, ADSOSampler
from ._amo import AMOClassifier, AMOSampler
from ._ao import AOClassifier, AOSampler
from ._bagan import BAGANClassifier, BAGANSampler
from ._do import DOClassifier, DOSampler
from ._gamo import GAMOClassifier, GAMOSampler

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
]
