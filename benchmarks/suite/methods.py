"""The methods: samplers before one classifier, our classifiers, and what is usually taken."""

import numpy as np
from imblearn.ensemble import BalancedRandomForestClassifier
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE, RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn.ensemble import HistGradientBoostingClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.preprocessing import StandardScaler

import imbgan

_NEIGHBORS = ("k_neighbors", "n_neighbors")
# A sampler of our own is a name of this in the tables, a classifier goes by its own.
BEFORE = "{} before Q"


class FewNeighbors:
    """Lets a sampler do with as many neighbours as the smallest class has, as the papers did."""

    def _fit_resample(self, X, y):
        asked = {name: getattr(self, name) for name in _NEIGHBORS if hasattr(self, name)}
        most = max(1, int(np.unique(y, return_counts=True)[1].min()) - 1)
        try:
            for name, number in asked.items():
                setattr(self, name, min(number, most))
            return super()._fit_resample(X, y)
        finally:
            for name, number in asked.items():
                setattr(self, name, number)


class PatientSMOTE(FewNeighbors, SMOTE):
    """SMOTE that can do with few neighbours."""


class PatientBorderlineSMOTE(FewNeighbors, BorderlineSMOTE):
    """Borderline-SMOTE that can do with few neighbours."""


class PatientADASYN(FewNeighbors, ADASYN):
    """ADASYN that can do with few neighbours."""


def methods(device="cpu"):
    """Estimators by name, all with their defaults and as many steps as these allow."""
    found = {"Q": _ours(imbgan.NeuralClassifier, device)}
    samplers = {
        "random repetition": RandomOverSampler(),
        "SMOTE": PatientSMOTE(),
        "Borderline-SMOTE": PatientBorderlineSMOTE(),
        "ADASYN": PatientADASYN(),
    }
    for name, kind in imbgan.all_estimators("sampler"):
        samplers[name] = _ours(kind, device)
    for name, sampler in samplers.items():
        found[BEFORE.format(name)] = make_pipeline(
            StandardScaler(), sampler, _ours(imbgan.NeuralClassifier, device)
        )
    for name, kind in imbgan.all_estimators("classifier"):
        if kind is imbgan.PriorCorrectedClassifier:
            found[name] = kind(_ours(imbgan.NeuralClassifier, device))
        elif kind is not imbgan.NeuralClassifier:
            found[name] = _ours(kind, device)
    return found | _usual()


def _ours(kind, device):
    return kind(device=device)


def _usual():
    """What a user would take who has none of this."""
    linear = LogisticRegression(class_weight="balanced", max_iter=5000)
    return {
        "balanced random forest": BalancedRandomForestClassifier(n_estimators=200),
        "gradient boosting, balanced": HistGradientBoostingClassifier(class_weight="balanced"),
        "logistic regression, balanced": make_pipeline(StandardScaler(), linear),
    }
