"""Claims about games whose generator mixes rows of a class: who plays, on tables and images."""

import numpy as np
import pytest
import torch
from skorch.callbacks import Callback
from torch import nn

from imbgan import (
    AOClassifier,
    AOSampler,
    DOClassifier,
    DOSampler,
    GAMOClassifier,
    GAMOSampler,
)
from imbgan.networks import ConvexGenerator, MLPCritic, TrunkCritic
from imbgan.utils.testing import tiny

SAMPLERS = [AOSampler, DOSampler, GAMOSampler]
every_sampler = pytest.mark.parametrize("kind", SAMPLERS)


class Tint(nn.Module):
    """A user's own generator: images, or rows, of one number."""

    def __init__(self, spec):
        super().__init__()
        self.shape, self.level = spec.shape, nn.Parameter(torch.zeros(()))

    def forward(self, z, labels):
        return (
            torch.tanh(z[:, 0] + self.level)
            .view(-1, *[1] * len(self.shape))
            .expand(-1, *self.shape)
        )


class Mean(nn.Module):
    """A user's own critic."""

    def __init__(self, spec):
        super().__init__()
        self.scale = nn.Parameter(torch.ones(()))

    def forward(self, x, y):
        return self.scale * x.flatten(1).mean(dim=1)


@pytest.mark.parametrize("data, critic", [("tabular", MLPCritic), ("images", TrunkCritic)])
@pytest.mark.parametrize("kind", [DOClassifier, AOClassifier, GAMOClassifier])
def test_the_critic_suits_the_data(kind, data, critic, request):
    X, y = request.getfixturevalue(data)
    seen = []

    class Keep(Callback):
        def on_train_begin(self, net, **kwargs):
            seen.append(net.critic_)

    params = {"max_epochs": 1, "feature_network": False, "callbacks": [Keep]}
    fitted = tiny(kind).set_params(**params).fit(X, y)
    (built,) = seen
    assert isinstance(built, critic)
    rows = torch.from_numpy(fitted.encoder_.transform(X))
    labels = torch.from_numpy(y).long()
    as_labelled = torch.equal(built(rows, labels), built(rows, 1 - labels.clamp_max(1)))
    # GAMO's alone sees the label.
    assert as_labelled == (kind is not GAMOClassifier)


@every_sampler
def test_noise_and_anchors_are_as_many_as_asked_for(kind, tabular):
    X, y = tabular
    sampler = tiny(kind).set_params(latent_dim=7, max_anchors=16).fit(X, y)
    generator = sampler.net_.generator_
    assert isinstance(generator, ConvexGenerator)
    assert generator.anchors.shape[1] == 16
    assert sampler.net_.criterion_.latent_dim == 7


@every_sampler
def test_generated_images_lie_between_the_images_of_their_class(kind, images):
    X, y = images
    drawn = tiny(kind).fit(X, y).sample(50, 1)
    low, high = X[y == 1].min(axis=0), X[y == 1].max(axis=0)
    assert drawn.shape == (50, 1, 8, 8)
    assert (drawn >= low - 1e-5).all()
    assert (drawn <= high + 1e-5).all()
    # A mix of rows of a bar has the bar.
    assert (drawn[:, 0, 4:6].mean(axis=(1, 2)) > drawn[:, 0, :4].mean(axis=(1, 2)) + 0.3).all()


@pytest.mark.parametrize("kind", [DOSampler, AOClassifier])
@pytest.mark.parametrize("data", ["tabular", "images"])
def test_generator_and_critic_of_the_user_play_with_images_too(kind, data, request):
    X, y = request.getfixturevalue(data)
    params = {"generator": Tint, "critic": Mean, "max_epochs": 1}
    fitted = tiny(kind).set_params(**params).fit(X, y)
    assert np.isfinite(fitted.history_[0]["train_generator_loss"])
    if kind is DOSampler:
        assert isinstance(fitted.net_.generator_, Tint)
        assert fitted.sample(3, 1).shape == (3, *X.shape[1:])


def test_a_generator_of_the_user_that_gives_flat_images_is_refused(images):
    class Flat(nn.Module):
        def __init__(self, spec):
            super().__init__()
            self.layer = nn.Linear(4, 64)

        def forward(self, z, labels):
            return self.layer(z)

    with pytest.raises(ValueError, match=r"generator must build .* shape \(2, 1, 8, 8\)"):
        tiny(DOSampler).set_params(generator=Flat).fit(*images)
