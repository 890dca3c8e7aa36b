"""Tiny versions of the estimators, for test suites of this package and of packages built on it."""

from sklearn.base import clone
from sklearn.linear_model import LogisticRegression

_NET = {
    "n_members": 1,
    "hidden_layer_sizes": (16,),
    "n_channels": 4,
    "dropout": 0.0,
    "max_epochs": 25,
    "batch_size": 64,
    "lr": 0.02,
    "random_state": 0,
}
_GAME = {**_NET, "latent_dim": 4, "max_anchors": 32}
_SAMPLER = {**_GAME, "max_epochs": 2, "max_steps_per_epoch": 4}

# The classifier starts from what the autoencoder has learned.
_LATENT = {
    **_NET,
    "latent_dim": 4,
    "autoencoder_epochs": 3,
    "autoencoder_lr": 0.02,
    "pretrained_share": 1.0,
    "max_epochs": 8,
}
_LATENT_SAMPLER = {**_LATENT, "max_epochs": 2, "max_steps_per_epoch": 4}

# Of one network, whose features are few.
_PROTOTYPE = {name: value for name, value in _NET.items() if name != "n_members"}
_PROTOTYPE |= {"n_features": 8}

# The tables of the common tests have no images, which this one is told so that it does not warn.
# The score that would choose an epoch counts classes alike, whatever class_weight says.
_IMAGE_METADATA = {**_PROTOTYPE, "image_column": None, "early_stopping": False}

# The prior takes the place of dropout. As above, the score counts classes alike.
_BAYESIAN = {name: v for name, v in _NET.items() if name not in ("n_members", "dropout")}
_BAYESIAN |= {"n_draws": 4, "lr": 0.05, "early_stopping": False}

# As above.
_MMDGM = {name: value for name, value in _NET.items() if name != "n_members"}
_MMDGM |= {"latent_dim": 4, "early_stopping": False}
# A decoder learns less from a step than a classifier.
_DGC = {name: value for name, value in _NET.items() if name != "n_members"} | {"latent_dim": 16}
_DGC_SAMPLER = {**_DGC, "max_epochs": 10, "max_steps_per_epoch": 4}
# The classifier's main training is that of a linear layer.
_DFBS = {
    "latent_dim": 4,
    "hidden_layer_sizes": (16,),
    "n_channels": 4,
    "max_epochs": 8,
    "batch_size": 64,
    "lr": 0.02,
    "random_state": 0,
}

_CYCLEGAN = {
    "hidden_layer_sizes": (16,),
    "n_channels": 4,
    "n_blocks": 1,
    "max_epochs": 2,
    "max_steps_per_epoch": 4,
    "batch_size": 16,
    "lr": 0.02,
    "random_state": 0,
}

TINY_PARAMS = {
    "ADSOClassifier": _LATENT,
    "ADSOSampler": _LATENT_SAMPLER,
    "AMOClassifier": _LATENT,
    "AMOSampler": _LATENT_SAMPLER,
    "AOClassifier": _GAME,
    "AOSampler": _SAMPLER,
    "ARConvLClassifier": _PROTOTYPE,
    "AffinityClassifier": _PROTOTYPE,
    "BAGANClassifier": _LATENT,
    "BAGANSampler": _LATENT_SAMPLER,
    "BayesianClassifier": _BAYESIAN,
    "COTClassifier": _NET,
    "CPLClassifier": _PROTOTYPE,
    "ClassBalancedClassifier": _NET,
    "CycleGANSampler": _CYCLEGAN,
    "DGCClassifier": {**_DGC, "n_draws": 4},
    "DGCSampler": _DGC_SAMPLER,
    "DFBSClassifier": {
        **_DFBS,
        "autoencoder_epochs": 10,
        "autoencoder_lr": 0.02,
        "max_epochs": 25,
        "lr": 0.05,
        "dropout": 0.0,
    },
    "DFBSSampler": _DFBS | {"max_steps_per_epoch": 4},
    "DOClassifier": _GAME,
    "DOSampler": _SAMPLER,
    "FocalClassifier": _NET,
    "GAMOClassifier": _GAME,
    "GAMOSampler": _SAMPLER,
    "GCPLClassifier": _PROTOTYPE,
    "ImageMetadataClassifier": _IMAGE_METADATA,
    "LDAMClassifier": _NET,
    "LogitAdjustedClassifier": _NET,
    "MMDGMClassifier": _MMDGM,
    "NeuralClassifier": _NET,
    "PriorCorrectedClassifier": {"estimator": LogisticRegression()},
    "TeacherSampler": {
        "teacher": "LogitAdjustedClassifier",
        "trust": 1.0,
        "threshold": 0.2,
        "n_candidates": 3,
        "random_state": 0,
    },
}

_MINI_BATCHES = (
    "a row of weight two comes once in an epoch, two rows of weight one come in two batches"
)

_WEIGHED_ROWS = {
    "check_sample_weight_equivalence_on_dense_data": _MINI_BATCHES,
    "check_sample_weight_equivalence_on_sparse_data": _MINI_BATCHES,
}
EXPECTED_FAILED_CHECKS = {
    "ARConvLClassifier": _WEIGHED_ROWS,
    "AffinityClassifier": _WEIGHED_ROWS,
    "BayesianClassifier": _WEIGHED_ROWS,
    "COTClassifier": _WEIGHED_ROWS,
    "CPLClassifier": _WEIGHED_ROWS,
    "ClassBalancedClassifier": _WEIGHED_ROWS,
    "DGCClassifier": _WEIGHED_ROWS,
    "DFBSClassifier": _WEIGHED_ROWS,
    "FocalClassifier": _WEIGHED_ROWS,
    "GCPLClassifier": _WEIGHED_ROWS,
    "ImageMetadataClassifier": _WEIGHED_ROWS,
    "LDAMClassifier": _WEIGHED_ROWS,
    "LogitAdjustedClassifier": _WEIGHED_ROWS,
    "MMDGMClassifier": _WEIGHED_ROWS,
    "NeuralClassifier": _WEIGHED_ROWS,
}


def tiny(estimator_type):
    """Return an estimator that is small enough for the common tests.

    Parameters
    ----------
    estimator_type : type
        A public estimator of this package.

    Returns
    -------
    estimator : object

    Examples
    --------
    >>> from imbgan import NeuralClassifier
    >>> from imbgan.utils.testing import tiny
    >>> tiny(NeuralClassifier).n_members
    1
    """
    params = dict(TINY_PARAMS[estimator_type.__name__])
    if "teacher" in params:
        # Only when asked: this room is a part of the package.
        import imbgan

        params["teacher"] = tiny(getattr(imbgan, params["teacher"]))
    return clone(estimator_type(**params))


def expected_failed_checks(estimator):
    """Return the common checks that an estimator fails by its nature, with the reason.

    Parameters
    ----------
    estimator : object

    Returns
    -------
    checks : dict of str to str

    Examples
    --------
    >>> from imbgan import DOSampler
    >>> from imbgan.utils.testing import expected_failed_checks
    >>> expected_failed_checks(DOSampler())
    {}
    """
    return EXPECTED_FAILED_CHECKS.get(type(estimator).__name__, {})
