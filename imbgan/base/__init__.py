"""What all estimators share: parameters, the training path, and the two faces."""

from ._classifier import ClassifierFace, OnePlayerClassifier
from ._estimator import BaseNetEstimator
from ._paper import PAPER_NETWORK
from ._sampler import SamplerFace, rows_to_draw
from ._saving import SavingMixin

__all__ = [
    "PAPER_NETWORK",
    "BaseNetEstimator",
    "ClassifierFace",
    "OnePlayerClassifier",
    "SamplerFace",
    "SavingMixin",
    "rows_to_draw",
]
