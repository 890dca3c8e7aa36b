"""The rows of the table: how each method is built for one fit."""

from dataclasses import dataclass

from harness.baselines import baselines
from harness.fingerprint import fingerprint as digest
from harness.fits import HONEST, PUBLISHED
from harness.neighbors import fewer_neighbors
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.pipeline import Pipeline
from sklearn.preprocessing import StandardScaler

import imbgan

PAPER_EPOCHS = 100
SAMPLERS = {"RO": RandomOverSampler, "SMOTE": SMOTE, "B-SMOTE": BorderlineSMOTE, "ADASYN": ADASYN}
GAMES = {"GAMO": "GAMOClassifier", "AO": "AOClassifier", "DO": "DOClassifier"}
GAME_OFF = ", game off"
RESAMPLED = tuple(f"{name}+Q" for name in SAMPLERS)
WEIGHTED_Q = {
    "Q, balanced weights": {"class_weight": "balanced"},
    "Q, logit-adjusted": {"loss": "logit_adjusted"},
}
BASELINES = tuple(baselines())
PAPER_METHODS = ("Q", *RESAMPLED, *GAMES)
METHODS = (
    "Q",
    *RESAMPLED,
    *WEIGHTED_Q,
    *BASELINES,
    *(name + end for name in GAMES for end in (GAME_OFF, "")),
)
# What "auto" stands for on tables, said here so that what it means of images changes no record.
ON_TABLES = {"max_epochs": PAPER_EPOCHS, "dropout": 0.1, "lr_schedule": "constant"}
ON_TABLES |= {"validation_fraction": 0.15}  # Q and the games choose the epoch alike
# And the networks that the records are of, which were wider and waited longer.
ON_TABLES |= {"hidden_layer_sizes": (96, 96), "n_iter_no_change": 20, "n_members": 16}
# Younger than the first records, and either without a say on tables or the same at every fit here.
NOT_OF_TABLES = (
    "image_shape",
    "n_channels",
    "max_shift",
    "flip",
    "feature_network",
    "lr_schedule",
)


@dataclass(frozen=True)
class Setting:
    """What of a protocol decides how an estimator is built."""

    protocol: str  # "honest" or "published"
    params: str  # "default" or "paper"
    device: str = "auto"
    seed: int = 0


def methods_of(protocol):
    """The rows of a protocol: the published one has no baselines beyond the paper's own."""
    if protocol == HONEST:
        return METHODS
    return tuple(name for name in METHODS if name.removesuffix(GAME_OFF) in PAPER_METHODS)


def build(method, setting):
    """An estimator that is ready to fit, but for the neighbours and the callbacks."""
    if method in BASELINES:
        return baselines(setting.seed)[method]
    if method in RESAMPLED:
        return _resampled(method.removesuffix("+Q"), setting)
    game = GAMES.get(method.removesuffix(GAME_OFF))
    if game is None:
        return _network(imbgan.NeuralClassifier(**WEIGHTED_Q.get(method, {})), setting)
    estimator = _network(getattr(imbgan, game)(), setting)
    return estimator.set_params(fake_weight=0) if method.endswith(GAME_OFF) else estimator


def _resampled(name, setting):
    """A resampler before Q; those that look for neighbours need columns of one scale."""
    sampler = SAMPLERS[name](random_state=setting.seed)
    network = _network(imbgan.NeuralClassifier(), setting)
    scaler = [] if name == "RO" else [("scaler", StandardScaler())]
    return Pipeline([*scaler, ("sampler", sampler), ("classifier", network)])


def _network(estimator, setting):
    """Set what a protocol decides: the paper's parameters, the stopping, device and seed."""
    estimator.set_params(**ON_TABLES)
    if setting.params == "paper":
        estimator.set_params(**estimator.paper_params)
    if setting.protocol == PUBLISHED:
        estimator.set_params(max_epochs=PAPER_EPOCHS, early_stopping=False)
    else:
        estimator.set_params(early_stopping=True)
    return estimator.set_params(device=setting.device, random_state=setting.seed)


def lower_neighbors(estimator, y):
    """Fit the number of neighbours to the smallest class, as the paper did for Yeast."""
    if not isinstance(estimator, Pipeline) or "sampler" not in estimator.named_steps:
        return None
    sampler = estimator.named_steps["sampler"]
    possible = fewer_neighbors(sampler, y)
    sampler.set_params(**possible)
    return next(iter(possible.values()), None)


def fingerprint(estimator):
    """A short digest of every parameter that can change a score on a table."""
    return digest(estimator, left_out=NOT_OF_TABLES)
