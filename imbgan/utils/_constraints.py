"""Parameter constraints that estimators share."""

from collections.abc import Mapping
from numbers import Integral, Real

from sklearn.utils._param_validation import HasMethods, Interval, StrOptions

_POSITIVE_INT = Interval(Integral, 1, None, closed="left")
_POSITIVE = Interval(Real, 0, None, closed="neither")
_NOT_NEGATIVE = Interval(Real, 0, None, closed="left")

NET_CONSTRAINTS = {
    "classifier": [callable, None],
    "n_members": [_POSITIVE_INT],
    "hidden_layer_sizes": ["array-like"],
    "dropout": [Interval(Real, 0, 1, closed="left"), StrOptions({"auto"})],
    "n_channels": [_POSITIVE_INT],
    "max_shift": [Interval(Integral, 0, None, closed="left")],
    "flip": ["boolean"],
    "image_shape": ["array-like", None],
    "max_epochs": [_POSITIVE_INT, StrOptions({"auto"})],
    "max_steps_per_epoch": [_POSITIVE_INT, None],
    "batch_size": [_POSITIVE_INT],
    "lr": [_POSITIVE],
    "lr_schedule": [StrOptions({"auto", "constant", "one_cycle", "step"})],
    "weight_decay": [_NOT_NEGATIVE],
    "optimizer": [callable],
    "early_stopping": ["boolean", StrOptions({"auto"})],
    "validation_fraction": [Interval(Real, 0, 1, closed="neither")],
    "n_iter_no_change": [_POSITIVE_INT],
    "scoring": [StrOptions({"balanced_log_loss", "geometric_mean", "acsa"}), callable],
    "categorical_features": [StrOptions({"auto"}), "array-like", None],
    "callbacks": [list, None],
    "device": [str],
    "verbose": ["verbose"],
    "random_state": ["random_state"],
    "net_params": [Mapping, None],
}

_GAME_CONSTRAINTS = {
    **NET_CONSTRAINTS,
    "sampling_strategy": [
        Interval(Real, 0, 1, closed="right"),
        StrOptions({"auto", "minority", "not minority", "not majority", "all"}),
        Mapping,
        callable,
    ],
    "latent_dim": [_POSITIVE_INT],
    "fake_weight": [_NOT_NEGATIVE, StrOptions({"auto"})],
    "fake_labels": [
        StrOptions({"auto", "uniform", "inverse_frequency", "deficit", "real_batch", "original"})
    ],
    "fake_class_weight": [StrOptions({"auto", "equal", "capped"})],
    "persuade_weight": [_NOT_NEGATIVE, StrOptions({"auto"})],
    "loss": [StrOptions({"auto", "cross_entropy", "logit_adjusted", "squared_error"})],
    "critic_steps": [_POSITIVE_INT],
    "penalty_weight": [_NOT_NEGATIVE],
    "generator_lr": [_POSITIVE],
    "critic_lr": [_POSITIVE],
}

CONVEX_CONSTRAINTS = {
    **_GAME_CONSTRAINTS,
    "real_rows": [StrOptions({"original", "repeated"})],
    "max_anchors": [_POSITIVE_INT],
    "feature_network": ["boolean", StrOptions({"auto"})],
    "generator": [callable, None],
    "critic": [callable, None],
}

LATENT_CONSTRAINTS = {
    **_GAME_CONSTRAINTS,
    "real_rows": [StrOptions({"auto", "original", "repeated"})],
    "play_every": [_POSITIVE_INT, StrOptions({"auto"})],
    "penalty_at": [StrOptions({"real", "fake", "between"})],
    "f": [StrOptions({"identity", "log"})],
    "generator_aim": [StrOptions({"auto", "fool", "favour"})],
    "autoencoder_epochs": [_POSITIVE_INT, StrOptions({"auto"})],
    "autoencoder_lr": [_POSITIVE],
    "inherited": [Interval(Real, 0, 1, closed="both"), StrOptions({"auto"})],
    "classification_weight": [_NOT_NEGATIVE],
}

_CLASS_WEIGHT = [StrOptions({"balanced"}), Mapping, None]
_ROW_LOSS = [StrOptions({"cross_entropy", "logit_adjusted"})]
_SHARE = Interval(Real, 0, 1, closed="both")

NEURAL_CONSTRAINTS = {**NET_CONSTRAINTS, "loss": _ROW_LOSS, "class_weight": _CLASS_WEIGHT}

_FOCAL_FORMS = {
    **NET_CONSTRAINTS,
    "focal_exponent": [_NOT_NEGATIVE],
    "form": [StrOptions({"softmax", "sigmoid"})],
}

FOCAL_CONSTRAINTS = {**_FOCAL_FORMS, "class_weight": _CLASS_WEIGHT}

CLASS_BALANCED_CONSTRAINTS = {**_FOCAL_FORMS, "beta": [_SHARE]}

LOGIT_ADJUSTED_CONSTRAINTS = {
    **NET_CONSTRAINTS,
    "tau": [_NOT_NEGATIVE],
    "post_hoc": ["boolean"],
}

COT_CONSTRAINTS = {
    **NET_CONSTRAINTS,
    "loss": _ROW_LOSS,
    "complement_lr": [_POSITIVE, None],
    "complement_divide_by": [StrOptions({"wrong_classes", "classes"})],
}

LDAM_CONSTRAINTS = {
    **NET_CONSTRAINTS,
    "max_margin": [_NOT_NEGATIVE],
    "scale": [_POSITIVE],
    "beta": [_SHARE],
    "reweight_from": [_SHARE],
}

PRIOR_CORRECTED_CONSTRAINTS = {
    "estimator": [HasMethods(["fit", "predict_proba"]), None],
    "tau": [_NOT_NEGATIVE],
}

_OF_BACKBONES = {
    **NET_CONSTRAINTS,
    "backbone": [StrOptions({"auto", "double_conv", "resnet44", "resnet56"}), callable],
    "n_features": [_POSITIVE_INT],
    "n_channels": [_POSITIVE_INT, StrOptions({"auto"})],
    "dropout": [Interval(Real, 0, 1, closed="left")],
    "random_erasing": [Interval(Real, 0, 1, closed="both")],
    "raw_pixels": ["boolean"],
    "temperature": [_POSITIVE],
}

PROTOTYPE_CONSTRAINTS = {
    name: allowed
    for name, allowed in _OF_BACKBONES.items()
    if name not in ("classifier", "n_members")
}

GCPL_CONSTRAINTS = {**PROTOTYPE_CONSTRAINTS, "prototype_weight": [_NOT_NEGATIVE]}

AFFINITY_CONSTRAINTS = {
    **PROTOTYPE_CONSTRAINTS,
    "n_centers": [_POSITIVE_INT],
    "margin": [_NOT_NEGATIVE],
    "sigma": [_POSITIVE, StrOptions({"auto"})],
    "spread_weight": [_NOT_NEGATIVE],
}

ARCONVL_CONSTRAINTS = {
    **PROTOTYPE_CONSTRAINTS,
    "beta": [_NOT_NEGATIVE, StrOptions({"adaptive"})],
    "margin": [_NOT_NEGATIVE, StrOptions({"adaptive"})],
    "center_loss": ["boolean"],
    "alpha": [_POSITIVE, StrOptions({"min", "mean"})],
    "gamma": [Interval(Real, 0, 1, closed="both")],
    "prior": ["boolean"],
    "radius_lr": [_POSITIVE],
    "radius_warm_up": [Interval(Integral, 0, None, closed="left")],
    "momentum": [Interval(Real, 0, 1, closed="left")],
}
