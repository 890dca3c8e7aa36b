"""Claims about parameters of every kind: refused in words, or the fit gives numbers."""

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from imbgan import all_estimators
from imbgan.utils.testing import tiny

ESTIMATORS = dict(all_estimators())
# Each of them would be slow or large for a good reason.
LEFT_OUT = {"callbacks", "verbose", "n_jobs"}

VALUES = [
    None,
    True,
    False,
    -1,
    0,
    1,
    2,
    3,
    0.0,
    0.3,
    1.0,
    1.5,
    -0.5,
    1e-300,
    1e300,
    float("nan"),
    float("inf"),
    np.int64(2),
    np.uint8(3),
    np.float32(0.25),
    np.bool_(True),
    "",
    "auto",
    "balanced",
    "adversarial",
    "cpu",
    "unknown",
    (),
    (4,),
    (4, 0),
    (8, -8),
    [4],
    np.array([4, 4]),
    {},
    {0: 1},
    {1: 12, 2: 11},
    {"module": 1},
    object(),
    len,
    dict,
    torch.tensor(2),
    b"bytes",
    1 + 2j,
]
# What is called raises its own errors; here only those of calling it in the wrong place count.
CLASSES = [torch.optim.SGD, torch.optim.Adam, torch.nn.Linear]
TAKE_CLASSES = {"optimizer", "classifier", "generator", "critic"}


@pytest.fixture(scope="module")
def data():
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1, 2], [14, 6, 4])
    return rng.normal(size=(24, 3)) + y[:, None], y


def test_a_parameter_is_refused_in_words_or_the_fit_gives_numbers(trial_of, data):
    trial, (X, y) = trial_of("parameters, all estimators", 0.3), data

    @given(st.sampled_from(sorted(ESTIMATORS)), st.data())
    def test(name, draw):
        estimator = tiny(ESTIMATORS[name])
        names = sorted(set(estimator.get_params(deep=False)) - LEFT_OUT)
        some = draw.draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
        params = {}
        for one in some:
            values = VALUES + CLASSES * (one in TAKE_CLASSES)
            params[one] = draw.draw(st.sampled_from(values), label=one)
        for short in ("max_epochs", "autoencoder_epochs"):
            if short in names:
                estimator.set_params(**{short: 1})
        estimator.set_params(**params)
        if hasattr(estimator, "fit_resample"):
            found = trial.outcome(lambda: estimator.fit_resample(X, y))
            assert found is None or np.isfinite(found[0]).all()
            return
        found = trial.outcome(lambda: estimator.fit(X, y).predict_proba(X))
        assert found is None or np.isfinite(found).all()

    trial.run(test)
