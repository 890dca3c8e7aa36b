"""Fits on a cluster of dask with two worker processes, some of which are killed."""

import os
import signal
import time
from pathlib import Path

import pytest
from joblib import parallel_config
from sklearn.datasets import make_classification
from sklearn.linear_model import LogisticRegression
from sklearn.naive_bayes import GaussianNB

from imbgan import NeuralClassifier
from imbgan.comparison import compare
from imbgan.comparison._cluster import active_client, on_cluster
from imbgan.utils.testing import tiny

distributed = pytest.importorskip("distributed")

DATA = {"made up": make_classification(90, weights=[0.8], random_state=0)}
MEASURED = ["fit_seconds", "predict_seconds", "peak_memory"]


@pytest.fixture(scope="module")
def cluster():
    """A cluster that does not try again by itself what has killed a worker."""
    dask = pytest.importorskip("dask")
    with (
        dask.config.set({"distributed.scheduler.allowed-failures": 0}),
        distributed.LocalCluster(
            n_workers=2, threads_per_worker=1, dashboard_address=None, silence_logs=50
        ) as cluster,
        distributed.Client(cluster) as client,
    ):
        yield client


def killing(flag):
    """A method that kills its process, the first time if there is a flag to be set."""

    class Killing(GaussianNB):  # local, so it travels whole
        def __init__(self, flag=None, priors=None, var_smoothing=1e-9):
            super().__init__(priors=priors, var_smoothing=var_smoothing)
            self.flag = flag

        def fit(self, X, y, sample_weight=None):
            if self.flag is None or not Path(self.flag).exists():
                if self.flag is not None:
                    Path(self.flag).touch()
                time.sleep(0.5)  # a worker that has hardly begun would not be replaced
                os.kill(os.getpid(), signal.SIGKILL)
            return super().fit(X, y)

    return Killing(flag)


def test_a_cluster_gives_the_numbers_of_a_serial_run(cluster, tmp_path):
    methods = {"logistic": LogisticRegression(), "neural": tiny(NeuralClassifier)}
    serial = compare(methods, DATA, cv=3)
    with parallel_config(backend="dask"):
        found = compare(methods, DATA, cv=3, store=tmp_path / "fits.sqlite")
    assert found.frame.drop(columns=MEASURED).equals(serial.frame.drop(columns=MEASURED))
    again = compare(methods, DATA, cv=3, store=tmp_path / "fits.sqlite")
    assert again.frame.equals(found.frame)


def test_killed_workers_cost_no_fit_but_the_one_that_kills_them(cluster, tmp_path):
    bayes = {name: GaussianNB(var_smoothing=10.0**-at) for at, name in enumerate("abcd")}
    methods = {"once": killing(str(tmp_path / "flag")), **bayes, "always": killing(None)}
    pairs = [(range(0, 90, 2), range(1, 90, 2))]
    serial = compare(bayes, DATA, cv=pairs)
    with parallel_config(backend="dask"):
        found = compare(methods, DATA, cv=pairs)
    frame = found.frame.set_index("method")
    assert found.is_complete
    assert frame.loc["always", "error"].startswith("WorkerKilled: ")
    assert frame.loc["once", "error"] == ""
    expected = serial.frame.set_index("method").drop(columns=MEASURED)
    assert frame.loc[list("abcd")].drop(columns=MEASURED).equals(expected)


def test_an_error_outside_the_fits_comes_back(cluster):
    def broken():
        raise KeyError("not here")

    with pytest.raises(KeyError, match="not here"):
        list(on_cluster(cluster, iter([(broken, (), {})]), None))


def test_there_is_no_client_without_a_cluster():
    assert active_client() is None
