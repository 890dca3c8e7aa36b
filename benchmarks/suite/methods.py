"""The methods: samplers before one classifier, our classifiers, and what is usually taken."""

from harness.baselines import baselines
from harness.neighbors import PatientADASYN, PatientBorderlineSMOTE, PatientSMOTE
from imblearn.over_sampling import RandomOverSampler
from imblearn.pipeline import make_pipeline
from sklearn.impute import SimpleImputer
from sklearn.preprocessing import StandardScaler

import imbgan

# A sampler of our own is a name of this in the tables, a classifier goes by its own.
BEFORE = "{} before Q"


def methods(device="cpu"):
    """Estimators by name, all with their defaults and behind the same imputer."""
    found = _networks(device) | baselines()
    return {
        # A column without any value on the training rows stays: some methods want its place.
        name: make_pipeline(SimpleImputer(strategy="median", keep_empty_features=True), estimator)
        for name, estimator in found.items()
    }


def _networks(device):
    """Our classifiers and all samplers, these before the network alone, which is Q."""
    found = {"Q": imbgan.NeuralClassifier(device=device)}
    for name, sampler in _samplers(device).items():
        network = imbgan.NeuralClassifier(device=device)
        found[BEFORE.format(name)] = make_pipeline(StandardScaler(), sampler, network)
    for name, kind in imbgan.all_estimators("classifier"):
        if kind is imbgan.PriorCorrectedClassifier:
            found[name] = kind(imbgan.NeuralClassifier(device=device))
        elif kind is not imbgan.NeuralClassifier:
            found[name] = kind(device=device)
    return found


def _samplers(device):
    """imbalanced-learn's and ours."""
    theirs = {
        "random repetition": RandomOverSampler(),
        "SMOTE": PatientSMOTE(),
        "Borderline-SMOTE": PatientBorderlineSMOTE(),
        "ADASYN": PatientADASYN(),
    }
    ours = {name: kind() for name, kind in imbgan.all_estimators("sampler")}
    for sampler in ours.values():
        if hasattr(sampler, "device"):  # the teacher of a sampler has its own
            sampler.set_params(device=device)
    return theirs | ours
