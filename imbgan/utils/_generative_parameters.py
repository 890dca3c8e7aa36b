"""The table of parameters: those of generative and variational models."""

from ._method_parameters import PLAIN_LOSS
from ._parameters import NOT_NEGATIVE, POSITIVE, POSITIVE_INT, UNIT_INTERVAL, Parameter

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
}
