"""The seam between scikit-learn and torch: one fit, the sampler and the classifier mixin."""

from ._checks import check_rows, check_training_rows, fresh_fit
from ._classifier import NetClassifier, SingleNetClassifier, class_weights
from ._defaults import AUTOENCODER_STEPS, PAPER_NETWORK, n_epochs_of
from ._estimator import NetEstimator
from ._fit import lacking_classes, train
from ._networks import (
    UserNetwork,
    classifier_network,
    image_options,
)
from ._plan import GeneratorStrategy, Plan, pretrain
from ._sampler import OverSampler, rows_to_draw
from ._saving import load

__all__ = [
    "AUTOENCODER_STEPS",
    "PAPER_NETWORK",
    "GeneratorStrategy",
    "NetClassifier",
    "NetEstimator",
    "OverSampler",
    "Plan",
    "SingleNetClassifier",
    "UserNetwork",
    "check_rows",
    "check_training_rows",
    "class_weights",
    "classifier_network",
    "fresh_fit",
    "image_options",
    "lacking_classes",
    "load",
    "n_epochs_of",
    "pretrain",
    "rows_to_draw",
    "train",
]
