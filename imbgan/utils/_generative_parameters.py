"""The table of parameters: those of generative and variational models."""

from ._method_parameters import PLAIN_LOSS
from ._parameters import NOT_NEGATIVE, POSITIVE, POSITIVE_INT, UNIT_INTERVAL, Parameter

GENERATIVE_PARAMETERS = {
    "BayesianClassifier.loss": PLAIN_LOSS,
    "BayesianClassifier.hidden_layer_sizes": Parameter(
        ["array-like"],
        "tuple of int",
        """
        Hidden units; of images those after the convolutions.
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
