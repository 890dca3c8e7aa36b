"""Claims about fits that diverge: whatever the rates, what comes out is finite, with a word."""

import warnings

import numpy as np
import pandas as pd
import pytest
import torch
from sklearn.exceptions import ConvergenceWarning

from imbgan import CPLClassifier, all_estimators
from imbgan.utils.testing import tiny

SETTINGS = {
    "lr": {"lr": 1e6},
    "lr of plain descent": {"lr": 1e3, "optimizer": torch.optim.SGD},
    "decay": {"weight_decay": 1e6},
    "decay of plain descent": {"weight_decay": 1e6, "lr": 1e3, "optimizer": torch.optim.SGD},
    "autoencoder": {"autoencoder_lr": 1e6},
    "generator": {"generator_lr": 1e6},
    "critic": {"critic_lr": 1e6},
    "complement": {"complement_lr": 1e6},
    "radii": {"radius_lr": 1e6},
    "smallest temperature": {"temperature": 1.2e-38},
    "small temperature": {"temperature": 1e-30},
    "smallest sigma": {"sigma": 1.2e-38},
    "scale": {"scale": 1e38},
    "margin": {"margin": 1e38},
    "tau": {"tau": 1e38},
}
CASES = [
    pytest.param(kind, settings, id=f"{name}-{of}")
    for name, kind in all_estimators()
    for of, settings in SETTINGS.items()
    if settings.keys() <= tiny(kind).get_params().keys()
]


@pytest.fixture(scope="module")
def table():
    """Rows of three classes with a column of categories, and their labels."""
    rng = np.random.default_rng(0)
    X = pd.DataFrame(rng.normal(size=(110, 3)), columns=list("abc"))
    y = np.repeat([0, 1, 2], [70, 25, 15])
    X["a"] += y
    X["k"] = pd.Categorical(np.where(rng.random(110) < 0.5, "u", "v"))
    return X, y


@pytest.mark.parametrize(("kind", "settings"), CASES)
@pytest.mark.parametrize("early_stopping", [False, True])
def test_whatever_the_rates_what_a_fit_gives_is_finite(table, kind, settings, early_stopping):
    X, y = table
    estimator = tiny(kind).set_params(**settings)
    own = estimator.get_params()
    if "estimator" in own:  # one of scikit-learn's, for numbers alone
        X = X[list("abc")]
    elif "early_stopping" in own:
        estimator.set_params(early_stopping=early_stopping, max_epochs=5)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        warnings.simplefilter("error", RuntimeWarning)
        if hasattr(estimator, "fit_resample"):
            given = estimator.fit_resample(X, y)[0][list("abc")]
        else:
            given = estimator.fit(X, y).predict_proba(X)
    assert np.isfinite(np.asarray(given)).all()


@pytest.mark.parametrize("settings", [{"lr": 1e30}, {"lr": 1e30, "early_stopping": True}])
def test_a_fit_that_diverges_says_so_and_predicts_what_it_did_before(table, settings):
    X, y = table
    model = tiny(CPLClassifier).set_params(optimizer=torch.optim.SGD, **settings)
    with pytest.warns(ConvergenceWarning, match="Try a smaller lr"):
        model.fit(X, y)
    assert np.isfinite(model.predict_proba(X)).all()


def test_an_autoencoder_that_diverges_is_told_too(table):
    X, y = table
    from imbgan import BAGANSampler

    sampler = tiny(BAGANSampler).set_params(autoencoder_lr=1e30)
    with pytest.warns(ConvergenceWarning, match="Try a smaller lr"):
        X_resampled, _ = sampler.fit_resample(X, y)
    assert np.isfinite(X_resampled[list("abc")].to_numpy()).all()


@pytest.mark.parametrize("value", [1e-46, 1e39, np.inf])
def test_a_number_that_torch_takes_for_zero_or_infinity_is_refused(table, value):
    with pytest.raises(ValueError, match="temperature.*range"):
        tiny(CPLClassifier).set_params(temperature=value).fit(*table)
