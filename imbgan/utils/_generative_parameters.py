"""The table of parameters: those of generative and variational models."""

from sklearn.utils._param_validation import StrOptions

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
}
