"""The rows of the tables: how each method is built for one fit."""

from dataclasses import dataclass

from harness.fits import HONEST, PUBLISHED
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import Pipeline
from sklearn.preprocessing import FunctionTransformer

import imbgan

IMAGE_SHAPE = (28, 28)
VARIATIONAL = ("DFBS", "BayesCNN", "mmDGM", "DGC")
PAPER_METHODS = ("Q", "DSO+Q", "BAGAN", "GAMO", *VARIATIONAL, "AMO", "ADSO")
# What the latent games are when the game is off.
GAME_OFF = "Q, logit-adjusted"
GAMES = ("BAGAN", "AMO", "ADSO")
# Images of the largest class translated into each other one, before Q.
TRANSLATED = "CycleGAN+Q"
# The paper's, which treats no class specially, and with the adjusted loss.
BAYESIAN = {"BayesCNN": "cross_entropy", "BayesCNN, logit-adjusted": "logit_adjusted"}
# The same: the paper's, and with weights of classes.
MAX_MARGIN = {"mmDGM": None, "mmDGM, balanced": "balanced"}
METHODS = ("Q", GAME_OFF, "DSO+Q", TRANSLATED, "DFBS", *BAYESIAN, *MAX_MARGIN, "DGC")
METHODS += ("GAMO", *GAMES)


@dataclass(frozen=True)
class Setting:
    """What decides how an estimator is built; no epochs means the estimator's own number."""

    protocol: str  # "honest" or "published"
    max_epochs: int | None = None
    device: str = "auto"
    seed: int = 0


def methods_of(protocol):
    """The rows of a protocol: the published one has no companions beyond the paper's own."""
    return METHODS if protocol == HONEST else tuple(m for m in METHODS if m in PAPER_METHODS)


def build(method, setting):
    """An estimator of images that is ready to fit, but for the callbacks."""
    if method == "DSO+Q":
        return _repeated(setting)
    if method == TRANSLATED:
        sampler = imbgan.CycleGANSampler(device=setting.device, random_state=setting.seed)
        network = _network(imbgan.NeuralClassifier(), setting)
        return Pipeline([("sampler", sampler), ("classifier", network)])
    if method in BAYESIAN:
        return _network(imbgan.BayesianClassifier(loss=BAYESIAN[method]), setting)
    if method in MAX_MARGIN:
        return _network(imbgan.MMDGMClassifier(class_weight=MAX_MARGIN[method]), setting)
    if method.startswith("Q"):
        loss = "logit_adjusted" if method == GAME_OFF else "cross_entropy"
        return _network(imbgan.NeuralClassifier(loss=loss), setting)
    return _network(getattr(imbgan, f"{method}Classifier")(), setting)


def _repeated(setting):
    """Random repetition before Q; the sampler wants flat rows."""
    network = _network(imbgan.NeuralClassifier(image_shape=IMAGE_SHAPE), setting)
    sampler = RandomOverSampler(random_state=setting.seed)
    return Pipeline(
        [("flat", FunctionTransformer(flat)), ("sampler", sampler), ("classifier", network)]
    )


def flat(X):
    """Images as rows of pixels."""
    return X.reshape(len(X), -1)


def _network(estimator, setting):
    """Set what is the same for all methods: stopping as published, epochs, device and seed."""
    if setting.max_epochs is not None:
        estimator.set_params(max_epochs=setting.max_epochs)
    if setting.protocol == PUBLISHED:
        estimator.set_params(early_stopping=False)
    if hasattr(estimator, "validation_fraction"):
        estimator.set_params(validation_fraction=0.15)  # what "auto" stands for on images
    if isinstance(estimator, (imbgan.NeuralClassifier, imbgan.GAMOClassifier)):
        # The defaults when the records were made. Convolutions read neither, GAMO's features do.
        old = {"hidden_layer_sizes": (96, 96), "n_iter_no_change": 20, "n_members": 16}
        estimator.set_params(**old)
    return estimator.set_params(device=setting.device, random_state=setting.seed)
