"""The seam between scikit-learn and torch: one fit, the sampler and the classifier mixin."""

from importlib import import_module

# Names are fetched when they are first asked for, so that a sampler that trains no network does
# without torch.
_NAMES = {
    "_checks": ("check_rows", "check_training_rows", "fresh_fit"),
    "_classifier": ("NetClassifier", "SingleNetClassifier", "class_weights"),
    "_defaults": ("AUTOENCODER_STEPS", "PAPER_NETWORK", "n_epochs_of"),
    "_estimator": ("NetEstimator",),
    "_fit": ("train",),
    "_networks": ("UserNetwork", "classifier_network", "image_options"),
    "_plan": ("GeneratorStrategy", "Plan", "pretrain"),
    "_sampler": ("OverSampler", "lacking_classes", "rows_to_draw"),
    "_saving": ("load", "save"),
}
_MODULE_OF = {name: module for module, names in _NAMES.items() for name in names}

__all__ = sorted(_MODULE_OF)


def __getattr__(name):
    """Return a public name, imported now."""
    if name not in _MODULE_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    found = getattr(import_module(f"{__name__}.{_MODULE_OF[name]}"), name)
    globals()[name] = found  # the next time it is simply there
    return found
