"""The table of parameters: those of generative and variational models."""

from sklearn.utils._param_validation import StrOptions

from ._game_parameters import GAME_PARAMETERS
from ._method_parameters import PLAIN_LOSS
from ._parameters import (
    NET_PARAMETERS,
    NOT_NEGATIVE,
    POSITIVE,
    POSITIVE_INT,
    UNIT_INTERVAL,
    Parameter,
)

_HIDDEN = Parameter(
    ["array-like"],
    "tuple of int",
    """
    Hidden units of the encoder of tables.
    """,
)

_CODE = Parameter(
    [POSITIVE_INT],
    "int",
    """
    Dimension of the codes.
    """,
)

GENERATIVE_PARAMETERS = {
    "BayesianClassifier.loss": PLAIN_LOSS,
    "BayesianClassifier.hidden_layer_sizes": Parameter(
        ["array-like"],
        "tuple of int",
        """
        Hidden units; of images those after the convolutions.
        """,
    ),
    "MMDGMClassifier.hidden_layer_sizes": Parameter(
        ["array-like"],
        "tuple of int",
        """
        Hidden units of the encoder of tables.
        """,
    ),
    "MMDGMClassifier.latent_dim": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Coordinates of the latent space.
        """,
    ),
    "MMDGMClassifier.margin": Parameter(
        [POSITIVE],
        "float",
        """
        What the own class's output shall exceed each other one by.
        """,
    ),
    "evidence_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        r"""
        The :math:`\lambda` of Notes; at 0 the hinge is the whole loss.
        """,
    ),
    "on": Parameter(
        [StrOptions({"latent", "encoder"})],
        '{"latent", "encoder"}',
        """
        What the classifier reads: the mean of the latent vector, as in the paper, or the last
        layer before it, as in the released code and always with ``conditional=True``.
        """,
    ),
    "conditional": Parameter(
        ["boolean"],
        "bool",
        """
        Whether encoder and decoder are told the label in training.
        """,
    ),
    "DGCClassifier.latent_dim": _CODE,
    "DGCSampler.latent_dim": _CODE,
    "DGCClassifier.n_draws": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Codes that a row is scored by under each label.
        """,
    ),
    "oversampling_rate": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Codes that a row of a small class gets in training, as a share of what would make its
        class as large as the largest one. Each row has one at least, so 0 repeats none.
        """,
    ),
    "reconstruction_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight of the reconstruction error, the mean over the columns of a row, beside the
        cross-entropy of its label.
        """,
    ),
    "discrepancy_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight of the discrepancy of the codes from a standard normal distribution.
        """,
    ),
    "max_codes": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Largest number of rows of a class whose codes a fitted sampler keeps, to draw near them.
        """,
    ),
    "temperature": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Factor of the divergence of the weights from their prior. 1 is the evidence lower bound;
        less, a cold posterior, lets few rows say more.
        """,
    ),
    "warm_up": Parameter(
        [UNIT_INTERVAL],
        "float",
        """
        Share of the epochs over which the temperature rises from nothing.
        """,
    ),
    "prior_std": Parameter(
        [POSITIVE],
        "float",
        """
        Standard deviation of the prior of each weight.
        """,
    ),
    "n_draws": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Draws of the weights that a prediction is averaged over.
        """,
    ),
    "DFBSClassifier.sampling_strategy": Parameter(
        GAME_PARAMETERS["sampling_strategy"].allowed,
        "float, str, dict or callable",
        """
        The class sizes up to which codes are drawn, with all forms of imbalanced-learn's
        over-samplers.
        """,
    ),
    "latent_dim": Parameter(
        [POSITIVE_INT, StrOptions({"auto"})],
        'int or "auto"',
        """
        Coordinates of a code; ``"auto"`` is 16 on tables and 32 on images.
        """,
    ),
    "reconstruction": Parameter(
        [StrOptions({"mean", "sum"})],
        '{"mean", "sum"}',
        """
        Whether the reconstruction error is the mean over rows and columns, or half the sum over
        both, as in the released code.
        """,
    ),
    "separation_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight, beside the reconstruction error, of what sets classes apart: the triplet loss on
        tables, cross-entropy and centre loss on images.
        """,
    ),
    "margin": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        By how much the nearest row of another class shall be farther away than the farthest one
        of the own class, on tables.
        """,
    ),
    "center_weight": Parameter(
        [NOT_NEGATIVE],
        "float",
        """
        Weight of the centre loss beside the cross-entropy, on images: half the squared distance
        to the centre of the class.
        """,
    ),
    "rival": Parameter(
        [StrOptions({"rest", "nearest"})],
        '{"rest", "nearest"}',
        """
        What a new code must lie farther away from than from its class: the mean of all other
        rows, or that of the class with the nearest mean.
        """,
    ),
    "max_tries": Parameter(
        [POSITIVE_INT],
        "int",
        """
        Candidates for a new code, at most; the nearest code that was accepted stands in where
        none of them is, or a row's where none was at all.
        """,
    ),
    "DFBSSampler.hidden_layer_sizes": _HIDDEN,
    "DFBSClassifier.hidden_layer_sizes": _HIDDEN,
    "DFBSSampler.max_epochs": NET_PARAMETERS["max_epochs"],
    "DFBSClassifier.autoencoder_epochs": Parameter(
        GAME_PARAMETERS["autoencoder_epochs"].allowed,
        'int or "auto"',
        """
        Epochs of the encoder; ``"auto"`` is on tables as many as make 150 batches, from 10 to
        200, and on images as many as make 1000, from 5 to 200.
        """,
    ),
    "DFBSClassifier.autoencoder_lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of the encoder.
        """,
    ),
    "DFBSClassifier.max_epochs": Parameter(
        NET_PARAMETERS["max_epochs"].allowed,
        'int or "auto"',
        """
        Epochs of the logistic regression; ``"auto"`` is 100 on tables, and on images as many as
        make 2000 batches, from 15 to 100.
        """,
    ),
    "DFBSSampler.lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of the autoencoder.
        """,
    ),
    "DFBSClassifier.lr": Parameter(
        [POSITIVE],
        "float",
        """
        Learning rate of the logistic regression.
        """,
    ),
}
