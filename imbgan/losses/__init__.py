"""Functions of tensors: what a player can lose, and the contests of generator and critic."""

from ._autoencoder import AutoencoderLoss, reconstruction_error
from ._classification import (
    complement_cross_entropy,
    cross_entropy,
    mean_over_rows,
    opposite_squared_error,
    squared_error,
)
from ._contests import (
    LeastSquares,
    Wasserstein,
    ZeroCentred,
    norm_one_penalty,
    zero_centred_penalty,
)
from ._row_loss import RowLoss

__all__ = [
    "AutoencoderLoss",
    "LeastSquares",
    "RowLoss",
    "Wasserstein",
    "ZeroCentred",
    "complement_cross_entropy",
    "cross_entropy",
    "mean_over_rows",
    "norm_one_penalty",
    "opposite_squared_error",
    "reconstruction_error",
    "squared_error",
    "zero_centred_penalty",
]
