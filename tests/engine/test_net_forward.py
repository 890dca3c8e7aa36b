"""Claims about skorch's own methods of a net that an estimator holds."""

import numpy as np
import pytest
import torch

from imbgan import ADSOClassifier, DOClassifier, LDAMClassifier, NeuralClassifier
from imbgan.utils.testing import tiny


@pytest.mark.parametrize("kind", [NeuralClassifier, LDAMClassifier, DOClassifier, ADSOClassifier])
def test_arrays_can_be_sent_through_a_net(kind, tabular):
    X, y = tabular
    fitted = tiny(kind).set_params(max_epochs=2).fit(X, y)
    encoded = fitted.encoder_.transform(X)
    expected = fitted.predict_proba(X)
    assert fitted.net_.forward(encoded).numpy() == pytest.approx(expected, abs=1e-6)
    parts = list(fitted.net_.forward_iter(torch.from_numpy(encoded)))
    assert torch.cat(parts).numpy() == pytest.approx(expected, abs=1e-6)
    assert np.array_equal(fitted.net_.predict(encoded), fitted.predict(X))
