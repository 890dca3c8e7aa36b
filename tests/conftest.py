"""Fixtures shared by all tests: three kinds of small imbalanced data."""

import os
import struct
import subprocess
import sys

import numpy as np
import pytest
from sklearn.datasets import make_classification

if "IMBGAN_TEST_DEVICE" not in os.environ:
    # Tests that speak of bits speak of the CPU's; tests/test_devices.py has the others.
    os.environ["CUDA_VISIBLE_DEVICES"] = ""

try:
    import torch
except ImportError:  # rooms without torch can be tested without it
    torch = None

if torch is not None:
    # Results are promised bit by bit at one thread count only, and tests run side by side.
    torch.set_num_threads(1)


@pytest.fixture
def tabular():
    """Numeric table of three classes with some 90, 40 and 20 of 150 rows: (X, y)."""
    return make_classification(
        n_samples=150,
        n_features=6,
        n_informative=4,
        n_redundant=0,
        n_classes=3,
        n_clusters_per_class=1,
        weights=[0.6, 0.27],
        class_sep=1.5,
        random_state=0,
    )


@pytest.fixture
def mixed_frame():
    """Frame with float, integer and category columns, string labels: (X, y)."""
    pd = pytest.importorskip("pandas")
    rng = np.random.default_rng(0)
    y = np.repeat(["common", "rare"], [100, 20])
    shift = (y == "rare").astype(float)
    colour = np.where(rng.random(120) < 0.3 + 0.4 * shift, "red", "blue").astype(object)
    colour[::10] = "green"
    X = pd.DataFrame(
        {
            "height": rng.normal(170 + 8 * shift, 6),
            "visits": rng.poisson(3 + 3 * shift),
            "colour": pd.Categorical(colour, categories=["blue", "green", "red"]),
        }
    )
    return X, pd.Series(y, name="kind")


@pytest.fixture
def images():
    """Grey 8 x 8 images in [0, 1] of two classes with 60 and 12 images: (X, y)."""
    rng = np.random.default_rng(0)
    y = np.repeat([0, 1], [60, 12])
    X = rng.random((72, 1, 8, 8), dtype=np.float32) * 0.3
    X[y == 0, :, :, 2:4] += 0.6  # a vertical bar
    X[y == 1, :, 4:6, :] += 0.6  # a horizontal bar
    return X, y


@pytest.fixture
def in_terminal():
    """Run code in a process with a terminal of 80 columns; returns what it showed."""
    fcntl, termios = pytest.importorskip("fcntl"), pytest.importorskip("termios")

    def run(code):
        shown, terminal = os.openpty()
        fcntl.ioctl(terminal, termios.TIOCSWINSZ, struct.pack("HHHH", 24, 80, 0, 0))
        subprocess.run([sys.executable, "-c", code], stdout=terminal, stderr=terminal, check=True)
        os.close(terminal)
        parts = []
        while not parts or parts[-1]:
            try:
                parts.append(os.read(shown, 4096))
            except OSError:  # the end of what a closed terminal has shown
                break
        os.close(shown)
        return b"".join(parts).decode()

    return run
