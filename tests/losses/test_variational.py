"""Hand-computed numbers of the loss of networks with Gaussian weights."""

import math

import pytest
import torch
from torch.distributions import Independent, Normal, kl_divergence

from imbgan.losses import EvidenceLoss, RowLoss, gaussian_divergence


def test_the_divergence_of_the_prior_is_nothing():
    mean, std = torch.zeros(3), torch.full((3,), 0.1)
    assert gaussian_divergence(mean, std, 0.1).item() == pytest.approx(0, abs=1e-6)


@pytest.mark.parametrize(
    ("mean", "std", "expected"),
    [
        (0.1, 0.1, 0.5),
        (0.0, 0.2, math.log(0.5) + 2 - 0.5),
        (0.3, 0.05, math.log(2) + (0.0025 + 0.09) / 0.02 - 0.5),
    ],
)
def test_the_divergence_is_that_of_the_formula(mean, std, expected):
    found = gaussian_divergence(torch.tensor([mean]), torch.tensor([std]), 0.1)
    assert found.item() == pytest.approx(expected, rel=1e-5)


def test_the_divergence_is_of_the_posterior_from_the_prior():
    posterior, prior = Normal(0.15, 0.04), Normal(0.0, 0.1)
    torch.manual_seed(0)
    drawn = posterior.sample((400_000,))
    estimate = (posterior.log_prob(drawn) - prior.log_prob(drawn)).mean().item()
    found = gaussian_divergence(torch.tensor([0.15]), torch.tensor([0.04]), 0.1).item()
    assert found == pytest.approx(estimate, abs=0.01)
    drawn = prior.sample((400_000,))
    reversed_ = (prior.log_prob(drawn) - posterior.log_prob(drawn)).mean().item()
    assert reversed_ > found + 5


def test_a_row_loses_its_share_of_the_divergence():
    loss = EvidenceLoss(RowLoss(), n_rows=20, prior_std=0.1, temperature=0.5)
    logits, labels = torch.zeros(1, 4, 2), torch.tensor([0, 1, 1, 0])
    posterior = [(torch.tensor([0.1, 0.1]), torch.tensor([0.1, 0.1]))] * 2
    # Four weights with a divergence of a half.
    expected = math.log(2) + 0.5 * 4 * 0.5 / 20
    assert loss((logits, posterior), labels).item() == pytest.approx(expected)


def test_without_a_posterior_the_loss_is_the_mean_over_draws():
    loss, labels = EvidenceLoss(RowLoss(), n_rows=20), torch.tensor([0, 1])
    logits = torch.stack([torch.zeros(2, 2), torch.tensor([[math.log(3), 0], [0, math.log(3)]])])
    expected = (math.log(2) + math.log(4 / 3)) / 2
    assert loss(logits, labels).item() == pytest.approx(expected)


def test_weights_of_rows_count():
    loss, labels = EvidenceLoss(RowLoss(), n_rows=20), torch.tensor([0, 1])
    logits = torch.tensor([[[math.log(3), 0.0], [math.log(3), 0.0]]])
    first = loss((logits, []), labels, torch.tensor([2.0, 0.0]))
    assert first.item() == pytest.approx(math.log(4 / 3))


# Of latent vectors of three rows, whose variances come as logarithms.
MEAN = torch.tensor([[0.0, 0.0], [1.0, -2.0], [0.5, 0.0]])
LOG_VARIANCE = torch.tensor([[0.0, 0.0], [0.0, 0.0], [math.log(0.25), 1.0]])


def divergences():
    return gaussian_divergence(MEAN, (LOG_VARIANCE / 2).exp(), 1.0, dim=1)


def test_the_divergence_of_a_row_is_that_of_its_own_gaussian():
    third = (0.25 / 2 - math.log(0.5) + 0.125 - 0.5) + (math.e / 2 - 0.5 - 0.5)
    assert divergences().tolist() == pytest.approx([0.0, 2.5, third], abs=1e-6)


def test_the_divergence_of_a_row_is_that_of_torch():
    posterior = Independent(Normal(MEAN, (LOG_VARIANCE / 2).exp()), 1)
    prior = Independent(Normal(torch.zeros(3, 2), torch.ones(3, 2)), 1)
    assert torch.allclose(divergences(), kl_divergence(posterior, prior), atol=1e-6)


def test_the_divergence_of_a_row_is_the_mean_over_its_draws():
    torch.manual_seed(0)
    posterior, prior = Normal(MEAN, (LOG_VARIANCE / 2).exp()), Normal(0.0, 1.0)
    drawn = posterior.sample((200_000,))
    estimate = (posterior.log_prob(drawn) - prior.log_prob(drawn)).sum(dim=2).mean(dim=0)
    assert torch.allclose(divergences(), estimate, atol=0.02)


def test_clipped_log_variances_have_a_finite_divergence():
    log_variance = torch.tensor([[-10.0], [10.0]])
    found = gaussian_divergence(torch.zeros(2, 1), (log_variance / 2).exp(), 1.0, dim=1)
    expected = [(math.exp(-10) + 9) / 2, (math.exp(10) - 11) / 2]
    assert found.tolist() == pytest.approx(expected, rel=1e-4)
