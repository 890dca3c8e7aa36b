"""Samplers and classifiers, all with their defaults."""

from harness.neighbors import FewNeighbors, PatientADASYN, PatientBorderlineSMOTE, PatientSMOTE
from imblearn import FunctionSampler
from imblearn.over_sampling import SVMSMOTE, KMeansSMOTE, RandomOverSampler
from sklearn.ensemble import HistGradientBoostingClassifier, RandomForestClassifier
from sklearn.linear_model import LogisticRegression
from sklearn.neighbors import KNeighborsClassifier
from sklearn.neural_network import MLPClassifier
from sklearn.svm import SVC
from sklearn.tree import DecisionTreeClassifier

import imbgan


class PatientSVMSMOTE(FewNeighbors, SVMSMOTE):
    """SVM-SMOTE that can do with few neighbours."""


class PatientKMeansSMOTE(FewNeighbors, KMeansSMOTE):
    """KMeans-SMOTE that can do with few neighbours."""


NONE, CONTROL = "None", "SMOTE"
SAMPLERS = {
    NONE: FunctionSampler,  # which returns the rows as they are
    "RandomOver": RandomOverSampler,
    CONTROL: PatientSMOTE,
    "BorderlineSMOTE": PatientBorderlineSMOTE,
    "ADASYN": PatientADASYN,
    "SVMSMOTE": PatientSVMSMOTE,
    "KMeansSMOTE": PatientKMeansSMOTE,
    **{name.removesuffix("Sampler"): kind for name, kind in imbgan.all_estimators("sampler")},
}
CLASSIFIERS = {
    kind.__name__.removesuffix("Classifier"): kind
    for kind in (
        LogisticRegression,
        KNeighborsClassifier,
        DecisionTreeClassifier,
        RandomForestClassifier,
        HistGradientBoostingClassifier,
        SVC,
        MLPClassifier,
        imbgan.NeuralClassifier,
    )
}


def build(kind, device="auto", seed=0):
    """A sampler or a classifier that is ready to fit."""
    estimator = kind()
    known = estimator.get_params(deep=False)
    options = {"device": device, "random_state": seed}
    return estimator.set_params(**{name: options[name] for name in options if name in known})
