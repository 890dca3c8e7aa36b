"""Parameters as the results on file know them.

A record says by a digest which parameters it was made with, and no name can be read back from it.
When parameters were renamed, with no change of what they do, no record of a game would have been
found again. So digests are made of the first names; here and nowhere else.
"""

from contextlib import contextmanager
from unittest.mock import patch

from imblearn.pipeline import Pipeline
from sklearn.base import BaseEstimator

NAMES = {
    "generator_classifier_weight": "persuade_weight",
    "generator_objective": "generator_aim",
    "pretrained_share": "inherited",
}
VALUES = {"generator_objective": {"adversarial": "fool", "cooperative": "favour"}}


def recorded(settings):
    """Return parameters by their first names, which may follow the name of a step."""
    found = {}
    for path, value in settings.items():
        step, mark, name = path.rpartition("__")
        if name in VALUES:
            value = VALUES[name].get(value, value)
        found[step + mark + NAMES.get(name, name)] = value
    return found


def as_recorded(estimator):
    """Return what has the fingerprint of an estimator before parameters were renamed."""
    if isinstance(estimator, Pipeline):
        return Pipeline([(name, as_recorded(step)) for name, step in estimator.steps])
    if not NAMES.keys() & estimator.get_params(deep=False).keys():
        return estimator
    kind, settings = type(estimator), recorded(estimator.get_params(deep=False))
    same_path = {"__module__": kind.__module__, "__qualname__": kind.__qualname__}
    methods = {"get_params": lambda self, deep=True: settings}
    return type(kind.__name__, (BaseEstimator,), same_path | methods)()


@contextmanager
def stored_names():
    """Let ``compare`` look for fits under the first names of parameters."""
    from imbgan.comparison import _plan

    ours = _plan._method_digest
    with patch.object(_plan, "_method_digest", lambda name, it: ours(name, as_recorded(it))):
        yield
