"""Docstrings in which estimators share paragraphs."""

import inspect

from . import _network_paragraphs as network_text
from . import _paragraphs as shared_text

PARTS = {
    "classifier_parameters": network_text.CLASSIFIER_PARAMETERS,
    "backbone_parameters": network_text.BACKBONE,
    "training_parameters": network_text.TRAINING,
    "epoch_parameters": network_text.EPOCHS,
    "data_parameters": network_text.DATA,
    "random_state": shared_text.RANDOM_STATE,
    "game_parameters": shared_text.CONVEX_PARAMETERS,
    "latent_parameters": shared_text.LATENT_PARAMETERS,
    "attributes": shared_text.ATTRIBUTES,
    "prototype_attributes": shared_text.PROTOTYPE_ATTRIBUTES,
    "game_attributes": shared_text.GAME_ATTRIBUTES,
    "sampler_attributes": shared_text.SAMPLER_ATTRIBUTES,
    "latent_sampler_attributes": shared_text.LATENT_SAMPLER_ATTRIBUTES,
}


def documented(estimator_type):
    """Put the shared paragraphs in the place of ``<name>`` lines of a class's docstring.

    ``%(parameter)s`` in a shared paragraph becomes what the class's ``_method_defaults`` say.

    Parameters
    ----------
    estimator_type : type
        Its docstring is changed.

    Returns
    -------
    estimator_type : type
        The same class.
    """
    lines = []
    for line in inspect.cleandoc(estimator_type.__doc__).splitlines():
        name = line.strip().removeprefix("<").removesuffix(">")
        if line.strip() == f"<{name}>" and name in PARTS:
            shared = PARTS[name].strip()
            defaults = getattr(estimator_type, "_method_defaults", None)
            lines.append(shared % defaults if defaults and "%(" in shared else shared)
        else:
            lines.append(line)
    estimator_type.__doc__ = "\n".join(lines) + "\n"
    return estimator_type
