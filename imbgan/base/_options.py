"""Checks of what training is asked for, before any data are looked at."""

from inspect import Parameter, signature

import torch

# What in net_params would undo what the estimator has arranged.
_TAKEN = {
    "callbacks": "the parameter callbacks, or 'callbacks__...' to change one of ours",
    "device": "the parameter device",
    "train_split": "the parameters early_stopping and validation_fraction",
}


def check_options(optimizer, net_params):
    """Raise where a fit could only fail later, perhaps after a long training before the game.

    Parameters
    ----------
    optimizer : callable
        The optimiser of the classifier.

    net_params : Mapping or None
        Further parameters of the skorch net.

    Raises
    ------
    ValueError
        If torch makes tensors of another precision, `net_params` holds what the estimator has
        parameters for, or the optimiser needs a closure.
    """
    if torch.get_default_dtype() != torch.float32:
        raise ValueError(
            f"imbgan trains in float32, but torch's default is {torch.get_default_dtype()}. "
            "Call torch.set_default_dtype(torch.float32) before fit."
        )
    for name in _TAKEN.keys() & (net_params or {}).keys():
        raise ValueError(f"net_params: {name!r} is not taken; use {_TAKEN[name]} instead.")
    if _needs_closure(optimizer):
        raise ValueError(
            f"optimizer={optimizer.__name__} does not do: it wants to see the loss several times "
            "in a step, which losses of batches and of games do not allow."
        )


def _needs_closure(optimizer):
    """Whether a step of an optimiser cannot be made without a function that gives the loss."""
    step = getattr(optimizer, "step", None)
    closure = None if step is None else signature(step).parameters.get("closure")
    return closure is not None and closure.default is Parameter.empty
