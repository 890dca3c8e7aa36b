"""Functions of tensors: losses of classifiers, adversarial losses of critic and generator."""

from ._adversarial import (
    LeastSquares,
    Wasserstein,
    ZeroCentred,
    norm_one_penalty,
    zero_centred_penalty,
)
from ._arconvl import ARConvLLoss
from ._autoencoder import AutoencoderLoss, reconstruction_error
from ._class_balanced import ClassBalancedLoss, effective_number_weights
from ._classification import (
    LogitAdjustedLoss,
    RowLoss,
    WeightedLoss,
    complement_cross_entropy,
    cross_entropy,
    log_prior,
    mean_over_rows,
    opposite_squared_error,
    squared_error,
)
from ._complement import ComplementEntropy
from ._discrepancy import maximum_mean_discrepancy
from ._discriminative import CenterLoss, ReconstructionLoss, TripletLoss, batch_hard_triplet
from ._focal import FocalLoss, sigmoid_focal, softmax_focal
from ._ldam import LDAMLoss
from ._max_margin import MaxMarginLoss, crammer_singer, negative_evidence
from ._prototypes import AffinityLoss, DistanceCrossEntropy, own_distances, uneven_spread
from ._regions import (
    adaptive_beta,
    adaptive_margin,
    benchmark_radius,
    center_cross_entropy,
    center_distances,
    distribution_loss,
    margin_cross_entropy,
    region_loss,
    upper_bound_radius,
)
from ._variational import EvidenceLoss, gaussian_divergence

__all__ = [
    "ARConvLLoss",
    "AffinityLoss",
    "AutoencoderLoss",
    "CenterLoss",
    "ClassBalancedLoss",
    "ComplementEntropy",
    "DistanceCrossEntropy",
    "EvidenceLoss",
    "FocalLoss",
    "LDAMLoss",
    "LeastSquares",
    "LogitAdjustedLoss",
    "MaxMarginLoss",
    "ReconstructionLoss",
    "RowLoss",
    "TripletLoss",
    "Wasserstein",
    "WeightedLoss",
    "ZeroCentred",
    "adaptive_beta",
    "adaptive_margin",
    "batch_hard_triplet",
    "benchmark_radius",
    "center_cross_entropy",
    "center_distances",
    "complement_cross_entropy",
    "crammer_singer",
    "cross_entropy",
    "distribution_loss",
    "effective_number_weights",
    "gaussian_divergence",
    "log_prior",
    "margin_cross_entropy",
    "maximum_mean_discrepancy",
    "mean_over_rows",
    "negative_evidence",
    "norm_one_penalty",
    "opposite_squared_error",
    "own_distances",
    "reconstruction_error",
    "region_loss",
    "sigmoid_focal",
    "softmax_focal",
    "squared_error",
    "uneven_spread",
    "upper_bound_radius",
    "zero_centred_penalty",
]
