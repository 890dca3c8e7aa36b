"""Claims about parameters that a file cannot hold: refused, or left out and brought again."""

import numpy as np
import pytest
from torch import nn

from imbgan import DOSampler, NeuralClassifier, load
from imbgan.networks import PackedMLP
from imbgan.utils.testing import tiny

pytestmark = pytest.mark.filterwarnings("ignore::imbgan.utils.CollapseWarning")


def small(kind, **params):
    """An estimator that is trained for a moment."""
    return tiny(kind).set_params(**{"max_epochs": 2, "max_steps_per_epoch": 3, **params})


@pytest.fixture
def path(tmp_path):
    return tmp_path / "model.safetensors"


class Linear(nn.Module):
    """A user's own network."""

    def __init__(self, spec):
        super().__init__()
        self.layer = nn.Linear(spec.n_features, spec.n_classes)

    def forward(self, x):
        return self.layer(x)


class Blob(nn.Module):
    """A user's own generator."""

    def __init__(self, spec):
        super().__init__()
        self.layer = nn.Linear(32, spec.expanded_width)

    def forward(self, z, labels):
        return self.layer(z)


def test_a_network_of_the_user_is_refused_with_a_way_out(tabular, path):
    X, y = tabular
    clf = small(NeuralClassifier, classifier=Linear).fit(X, y)
    with pytest.raises(
        ValueError, match=r"parameter classifier .*Linear.*leave_out=\['classifier'"
    ):
        clf.save(path)
    assert not path.exists()
    clf.save(path, leave_out=["classifier"])
    with pytest.raises(
        ValueError, match=r"without \['classifier'\].*load\(path, classifier=...\)"
    ):
        load(path)
    loaded = load(path, classifier=Linear)
    assert np.array_equal(loaded.predict_proba(X), clf.predict_proba(X))


def test_a_generator_of_the_user_is_brought_again(tabular, path):
    X, y = tabular
    sampler = small(DOSampler, generator=Blob, latent_dim=32).fit(X, y)
    sampler.save(path, leave_out=["generator"])
    loaded = load(path, generator=Blob)
    expected = sampler.sample(5, 1, random_state=0)
    assert np.array_equal(loaded.sample(5, 1, random_state=0), expected)


def test_another_network_than_in_fit_is_refused(tabular, path):
    X, y = tabular
    small(NeuralClassifier, classifier=Linear).fit(X, y).save(path, leave_out=["classifier"])
    with pytest.raises(ValueError, match="cannot be turned into an estimator.*layer.weight"):
        load(path, classifier=PackedMLP)


def test_parameters_that_only_fit_needs_can_be_left_out(tabular, path):
    X, y = tabular

    def accuracy(y, proba):
        return (proba.argmax(1) == y).mean()

    clf = small(NeuralClassifier, scoring=accuracy).fit(X, y)
    clf.save(path, leave_out=["scoring"])
    loaded = load(path, scoring=accuracy)
    assert loaded.scoring is accuracy


def test_what_is_left_out_or_given_must_fit(tabular, path):
    X, y = tabular
    clf = small(NeuralClassifier).fit(X, y)
    with pytest.raises(ValueError, match=r"leave_out names \['network'\]"):
        clf.save(path, leave_out=["network"])
    clf.save(path)
    with pytest.raises(ValueError, match=r"holds \['lr'\] already.*set_params"):
        load(path, lr=0.1)
