"""Samplers that look for neighbours, where the smallest class has fewer than they ask for."""

import numpy as np
from imblearn.over_sampling import ADASYN, SMOTE, BorderlineSMOTE

_NAMES = ("k_neighbors", "n_neighbors")


def fewer_neighbors(sampler, y):
    """The numbers of neighbours by parameter, no larger than the smallest class allows."""
    most = max(1, int(np.unique(y, return_counts=True)[1].min()) - 1)
    return {name: min(getattr(sampler, name), most) for name in _NAMES if hasattr(sampler, name)}


class FewNeighbors:
    """Lets a sampler do with as many neighbours as the smallest class has, as the papers did."""

    def _fit_resample(self, X, y):
        asked = self.get_params()
        possible = fewer_neighbors(self, y)
        try:
            self.set_params(**possible)
            return super()._fit_resample(X, y)
        finally:
            self.set_params(**{name: asked[name] for name in possible})


class PatientSMOTE(FewNeighbors, SMOTE):
    """SMOTE that can do with few neighbours."""


class PatientBorderlineSMOTE(FewNeighbors, BorderlineSMOTE):
    """Borderline-SMOTE that can do with few neighbours."""


class PatientADASYN(FewNeighbors, ADASYN):
    """ADASYN that can do with few neighbours."""
