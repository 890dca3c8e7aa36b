"""Claims about the normal distribution of each class."""

import pytest
import torch

from imbgan.networks import ClassGaussians


def drawn(gaussians, label, n_rows, seed=0):
    """Draw vectors of a class."""
    generator = torch.Generator().manual_seed(seed)
    noise = torch.randn(n_rows, gaussians.means.shape[1], generator=generator)
    return gaussians(noise, torch.full((n_rows,), label))


def sample(n_rows, n_columns, seed=0):
    """Draw vectors with correlated columns around a point away from zero."""
    generator = torch.Generator().manual_seed(seed)
    mix = torch.randn(n_columns, n_columns, generator=generator)
    return torch.randn(n_rows, n_columns, generator=generator) @ mix + 5


@pytest.fixture
def known():
    """Return a fit to many vectors of two classes with known distributions, and these."""
    generator = torch.Generator().manual_seed(0)
    means = torch.tensor([[1.0, -2.0], [10.0, 0.0]])
    factors = torch.tensor([[[1.0, 0.0], [0.9, 0.3]], [[0.1, 0.0], [0.0, 3.0]]])
    y = torch.arange(40_000) % 2
    noise = torch.randn(40_000, 2, generator=generator)
    z = means[y] + torch.einsum("nij,nj->ni", factors[y], noise)
    return ClassGaussians(2, 2).fit(z, y), means, factors @ factors.transpose(1, 2)


def test_means_and_covariances_are_those_of_the_classes(known):
    gaussians, means, covariances = known
    torch.testing.assert_close(gaussians.means, means, atol=0.08, rtol=0)
    torch.testing.assert_close(gaussians.covariances, covariances, atol=0.25, rtol=0)
    assert abs(gaussians.covariances[0, 0, 1] - 0.9) < 0.03


def test_vectors_drawn_have_the_means_and_covariances_of_their_class(known):
    gaussians, means, covariances = known
    for label in (0, 1):
        z = drawn(gaussians, label, 40_000)
        torch.testing.assert_close(z.mean(0), means[label], atol=0.08, rtol=0)
        torch.testing.assert_close(z.T.cov(), covariances[label], atol=0.4, rtol=0)


@pytest.mark.parametrize("n_rows", [2, 3, 6, 7, 50])
def test_the_covariance_is_that_of_the_sample(n_rows):
    z = sample(n_rows, 6)
    gaussians = ClassGaussians(1, 6).fit(z, torch.zeros(n_rows, dtype=torch.long))
    torch.testing.assert_close(gaussians.means[0], z.mean(0))
    torch.testing.assert_close(gaussians.covariances[0], z.T.cov(), rtol=1e-4, atol=1e-4)


@pytest.mark.parametrize("n_rows", [2, 3, 6])
def test_a_class_with_fewer_rows_than_dimensions_varies_in_their_directions_only(n_rows):
    rows = sample(n_rows, 8)
    gaussians = ClassGaussians(1, 8).fit(rows, torch.zeros(n_rows, dtype=torch.long))
    apart = (drawn(gaussians, 0, 200) - rows.mean(0)).double()
    _, spread, axes = torch.linalg.svd((rows - rows.mean(0)).double(), full_matrices=False)
    axes = axes[spread > 1e-4]
    assert len(axes) == n_rows - 1
    torch.testing.assert_close(apart, apart @ axes.T @ axes, rtol=0, atol=1e-4)
    assert torch.linalg.matrix_rank(apart, rtol=1e-4) == n_rows - 1


def test_a_class_of_one_row_does_not_vary():
    row = sample(1, 5)
    gaussians = ClassGaussians(2, 5).fit(row, torch.tensor([1]))
    assert torch.equal(drawn(gaussians, 1, 20), row.expand(20, -1))


def test_equal_rows_do_not_vary():
    rows = sample(1, 5).expand(7, -1)
    gaussians = ClassGaussians(1, 5).fit(rows, torch.zeros(7, dtype=torch.long))
    torch.testing.assert_close(drawn(gaussians, 0, 20), rows[:1].expand(20, -1))


def test_a_class_without_rows_keeps_what_it_had():
    z, y = sample(30, 3), torch.arange(30) % 2
    gaussians = ClassGaussians(3, 3).fit(z, y)
    before = gaussians.means.clone(), gaussians.factors.clone()
    assert not before[0][2].any()
    gaussians.fit(z[y == 1] + 1, torch.ones(15, dtype=torch.long))
    assert torch.equal(gaussians.means[0], before[0][0])
    assert torch.equal(gaussians.factors[0], before[1][0])
    torch.testing.assert_close(gaussians.means[1], before[0][1] + 1)


def test_labels_in_any_order_are_drawn_from_their_class():
    y = torch.arange(300) % 3
    gaussians = ClassGaussians(3, 2).fit(torch.randn(300, 2) + 100 * y.unsqueeze(1), y)
    labels = torch.tensor([2, 0, 1, 1, 2])
    z = gaussians(torch.randn(5, 2), labels)
    assert (z[:, 0] / 100).round().int().tolist() == labels.tolist()


def test_large_vectors_lose_no_digits():
    z = sample(20, 3) + 1e4
    gaussians = ClassGaussians(1, 3).fit(z, torch.zeros(20, dtype=torch.long))
    expected = z.double().T.cov().float()
    torch.testing.assert_close(gaussians.covariances[0], expected, rtol=1e-4, atol=1e-4)


def test_the_fit_is_kept_among_the_tensors_and_is_not_trained():
    gaussians = ClassGaussians(1, 3).fit(sample(9, 3), torch.zeros(9, dtype=torch.long))
    copy = ClassGaussians(1, 3)
    copy.load_state_dict(gaussians.state_dict())
    assert torch.equal(drawn(copy, 0, 5), drawn(gaussians, 0, 5))
    assert not list(gaussians.parameters())


def test_vectors_that_carry_gradients_can_be_fitted():
    z = sample(9, 3).requires_grad_(True)
    gaussians = ClassGaussians(1, 3).fit(z, torch.zeros(9, dtype=torch.long))
    assert not gaussians.means.requires_grad
