"""Claims about networks of the user whose weights are frozen."""

import pytest
from torch import nn

from imbgan import DOClassifier, DOSampler, NeuralClassifier
from imbgan.networks import MLPCritic
from imbgan.utils.testing import tiny


def frozen(spec):
    """Classifier network of which nothing can be trained."""
    return nn.Linear(spec.n_features, spec.n_classes).requires_grad_(False)


def half_frozen(spec):
    """Classifier network whose first layer is as it is."""
    first = nn.Linear(spec.n_features, 8).requires_grad_(False)
    return nn.Sequential(first, nn.ReLU(), nn.Linear(8, spec.n_classes))


def frozen_critic(spec):
    """Critic of which nothing can be trained."""
    return MLPCritic(spec).requires_grad_(False)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier, DOSampler])
def test_a_network_that_is_frozen_as_a_whole_is_refused_by_the_name_of_its_parameter(
    kind, tabular
):
    told = "classifier must build a network that can be trained; all weights of Linear are frozen"
    with pytest.raises(ValueError, match=told):
        tiny(kind).set_params(classifier=frozen).fit(*tabular)


def test_a_frozen_critic_is_refused(tabular):
    with pytest.raises(ValueError, match="critic must build a network that can be trained"):
        tiny(DOSampler).set_params(critic=frozen_critic).fit(*tabular)


@pytest.mark.parametrize("kind", [NeuralClassifier, DOClassifier, DOSampler])
def test_some_layers_may_be_frozen(kind, tabular):
    fitted = tiny(kind).set_params(classifier=half_frozen, max_epochs=2).fit(*tabular)
    assert not fitted.net_.module_[0].weight.requires_grad
