"""The rows of the tables: the paper's three settings, and what else helps a rare class."""

import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
from imblearn.over_sampling import SMOTE, RandomOverSampler
from joblib import Memory

from imbgan import CycleGANSampler, ImageMetadataClassifier

BACKBONES = ("auto", "resnet50", "densenet121", "vgg16")
SETTINGS = ("image", "image + metadata", "image + metadata + CycleGAN")
RIVALS = ("class weights", "logit-adjusted", "repetition, moved and mirrored", "SMOTE on pixels")
METHODS = (*SETTINGS, *RIVALS)
# As it is commonly done; it also mirrors the heart.
MOVED = {"max_shift": 4, "flip": True}


@dataclass(frozen=True)
class Setting:
    """What decides how an estimator is built."""

    backbone: str
    max_epochs: int
    device: str = "auto"
    seed: int = 0


class RememberedCycleGAN(CycleGANSampler):
    """CycleGANSampler that is trained once on the same rows, whatever the backbone."""

    def fit_resample(self, X, y):
        """Train, or take what was generated before."""
        parameters = self.get_params(deep=False)
        X, y, self.source_indices_ = _remembered()(parameters, np.asarray(X), np.asarray(y))
        return X, y


@cache
def _remembered():
    folder = Path(tempfile.gettempdir()) / "imbgan-translations"
    return Memory(folder, verbose=0).cache(_translated)


def _translated(parameters, X, y):
    sampler = CycleGANSampler(**parameters)
    X, y = sampler.fit_resample(X, y)
    return X, y, sampler.source_indices_


def methods_of(data):
    """The rows of a set: without metadata the first two settings are one."""
    return METHODS if data != "pneumonia" else tuple(m for m in METHODS if m != SETTINGS[1])


def build(method, setting):
    """An estimator that is ready to fit."""
    return ImageMetadataClassifier(
        backbone=setting.backbone,
        max_epochs=setting.max_epochs,
        max_steps_per_epoch=None,
        batch_size=32,
        lr=2e-3 if setting.backbone == "auto" else 5e-4,
        early_stopping=False,
        device=setting.device,
        random_state=setting.seed,
        **_options(method, setting),
    )


def _options(method, setting):
    """What tells a method from the second setting of the paper."""
    options = {
        SETTINGS[0]: {"metadata_features": []},
        SETTINGS[1]: {},
        SETTINGS[2]: {"synthetic": RememberedCycleGAN(device=setting.device)},
        RIVALS[0]: {"class_weight": "balanced"},
        RIVALS[1]: {"loss": "logit_adjusted"},
        RIVALS[2]: {"synthetic": RandomOverSampler(), **MOVED},
        RIVALS[3]: {"synthetic": SMOTE(), "metadata": "positive"},
    }
    return options[method]
