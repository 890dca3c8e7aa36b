"""Deep over-samplers and classifiers for imbalanced classes."""

from importlib import import_module
from typing import TYPE_CHECKING

__version__ = "0.1.0.dev0"

# Names are fetched from these rooms when they are first asked for: who only compares, measures or
# loads a table does not wait for torch.
_NAMES = {
    "adversarial": (
        "ADSOClassifier",
        "ADSOSampler",
        "AMOClassifier",
        "AMOSampler",
        "AOClassifier",
        "AOSampler",
        "BAGANClassifier",
        "BAGANSampler",
        "DOClassifier",
        "DOSampler",
        "GAMOClassifier",
        "GAMOSampler",
    ),
    "base": ("load",),
    "generative": (
        "BayesianClassifier",
        "DFBSClassifier",
        "DFBSSampler",
        "DGCClassifier",
        "DGCSampler",
        "MMDGMClassifier",
    ),
    "guided": ("TeacherSampler",),
    "prototype": (
        "ARConvLClassifier",
        "AffinityClassifier",
        "CPLClassifier",
        "GCPLClassifier",
    ),
    "reweighting": (
        "COTClassifier",
        "ClassBalancedClassifier",
        "FocalClassifier",
        "LDAMClassifier",
        "LogitAdjustedClassifier",
        "NeuralClassifier",
        "PriorCorrectedClassifier",
    ),
    "translation": ("CycleGANSampler", "ImageMetadataClassifier"),
    "utils": ("all_estimators", "show_versions"),
}
_ROOM_OF = {name: room for room, names in _NAMES.items() for name in names}
_ROOMS = {*_NAMES, "comparison", "datasets", "inspection", "losses", "metrics"}

__all__ = sorted(_ROOM_OF)

if TYPE_CHECKING:  # for editors, which do not run what stands below
    from .adversarial import *  # noqa: F403
    from .base import load  # noqa: F401
    from .generative import *  # noqa: F403
    from .guided import *  # noqa: F403
    from .prototype import *  # noqa: F403
    from .reweighting import *  # noqa: F403
    from .translation import *  # noqa: F403
    from .utils import all_estimators, show_versions  # noqa: F401


def __getattr__(name):
    """Return a public name or a public room, imported now."""
    if name in _ROOMS:
        return import_module(f"{__name__}.{name}")
    if name not in _ROOM_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_ROOM_OF[name]}"), name)
    globals()[name] = found  # the next time it is simply there
    return found


def __dir__():
    """All names, also those that wait."""
    return sorted({*globals(), *__all__, *_ROOMS})
