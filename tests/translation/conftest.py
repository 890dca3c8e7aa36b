"""Fixtures of the tests of images with metadata."""

import numpy as np
import pytest


@pytest.fixture
def patients():
    """Faint images with metadata that says more: (X, y), a frame of 160 and 40 rows."""
    pd = pytest.importorskip("pandas")
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [160, 40])
    image = rng.random((200, 1, 12, 12), dtype=np.float32)
    image[y == 1, :, 3:6] += 0.1  # a bar that is hardly seen
    X = pd.DataFrame(
        {
            "age": rng.normal(50 + 15 * y, 6),
            "image": list(image),
            "sex": pd.Categorical(np.where(rng.random(200) < 0.2 + 0.6 * y, "M", "F")),
        }
    )
    order = rng.permutation(200)
    return X.iloc[order].reset_index(drop=True), y[order]
