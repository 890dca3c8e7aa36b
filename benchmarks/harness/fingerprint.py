"""A digest of an estimator's parameters, by which a record is told from those of other ones."""

import hashlib
import json

from sklearn.base import BaseEstimator

from .recorded import recorded

# Part of a record's key already, or without influence on the result.
NOT_A_SETTING = ("checkpoint", "random_state", "callbacks", "device", "verbose", "n_jobs")


def fingerprint(estimator, left_out=()):
    """A short digest of every parameter that can change a score, but for names left out."""
    settings = {
        name: _written(value)
        for name, value in recorded(estimator.get_params(deep=True)).items()
        if name.split("__")[-1] not in (*NOT_A_SETTING, *left_out)
    }
    text = json.dumps([type(estimator).__name__, settings], sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:12]


def _written(value):
    """A parameter as text that does not change from one process to the next."""
    if isinstance(value, BaseEstimator):
        return type(value).__name__  # its parameters are listed on their own
    if isinstance(value, list | tuple):
        return [_written(item) for item in value]
    if isinstance(value, dict):
        return {str(name): _written(item) for name, item in value.items()}
    if callable(value):
        return f"{value.__module__}.{value.__qualname__}"
    return repr(value)
