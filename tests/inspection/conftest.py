"""What the tests of displays share."""

import pytest


@pytest.fixture
def pyplot():
    """Pyplot without a screen; its figures are closed afterwards."""
    matplotlib = pytest.importorskip("matplotlib")
    matplotlib.use("Agg")
    import matplotlib.pyplot as plt

    yield plt
    plt.close("all")
