"""Claims about networks that apply one batch normalisation twice."""

import torch
from torch import nn

from imbgan.adversarial._game import read_with_real_statistics


class Twice(nn.Module):
    """Network that normalises with the same layer before and after a shift."""

    def __init__(self):
        super().__init__()
        self.norm = nn.BatchNorm1d(2)

    def forward(self, x):
        return self.norm(5 * self.norm(x) + 30)


def test_each_time_that_a_layer_is_applied_has_statistics_of_its_own():
    torch.manual_seed(0)
    network, real = Twice().train(), 10 * torch.randn(64, 2) + 100
    on_real, on_fake = read_with_real_statistics(network, real, real.clone())
    torch.testing.assert_close(on_real, on_fake, rtol=1e-4, atol=1e-4)
    # Between the two, a row that is one deviation above the mean stays one above it.
    mean, deviation = real.mean(0), real.std(0, correction=0)
    _, on_fake = read_with_real_statistics(
        network, real, mean + torch.stack([0 * mean, deviation])
    )
    torch.testing.assert_close(
        on_fake, torch.tensor([[0.0, 0.0], [1.0, 1.0]]), rtol=1e-3, atol=1e-3
    )


def test_statistics_and_modes_are_put_back():
    network, real = Twice().train(), torch.randn(8, 2)
    alone = Twice().train()
    alone(real)
    read_with_real_statistics(network, real, torch.randn(8, 2))
    assert network.norm.training
    torch.testing.assert_close(network.norm.running_mean, alone.norm.running_mean)
    torch.testing.assert_close(network.norm.running_var, alone.norm.running_var)
