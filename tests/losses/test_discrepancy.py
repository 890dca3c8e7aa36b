"""Hand-computed numbers of the discrepancy of two samples."""

import pytest
import torch

from imbgan.losses import maximum_mean_discrepancy

# Kernels of one column at squared distances 0, 1 and 4: widths 0.2, 0.4, 1, 2, 4, 10 and 20.
AT_0 = 7.0
AT_1 = 1 / 6 + 2 / 7 + 1 / 2 + 2 / 3 + 4 / 5 + 10 / 11 + 20 / 21
AT_4 = 1 / 21 + 1 / 11 + 1 / 5 + 1 / 3 + 1 / 2 + 5 / 7 + 5 / 6


def column(*values):
    return torch.tensor(values).unsqueeze(1)


def test_pairs_within_a_sample_and_between_samples_count():
    found = maximum_mean_discrepancy(column(0.0, 2.0), column(1.0, 1.0))
    assert found.item() == pytest.approx(AT_4 + AT_0 - 2 * AT_1, rel=1e-5)


def test_a_row_is_no_pair_with_itself_but_with_its_like_in_the_other_sample():
    x = column(0.0, 1.0, 2.0)
    within = (2 * AT_1 + AT_4) / 3
    between = (3 * AT_0 + 4 * AT_1 + 2 * AT_4) / 9
    expected = 2 * (within - between)
    assert maximum_mean_discrepancy(x, x).item() == pytest.approx(expected, rel=1e-5)
    assert expected < 0


def test_kernels_widen_with_the_number_of_columns():
    x, y = torch.zeros(2, 2), torch.tensor([[1.0, 1.0], [1.0, 1.0]])
    widths = (0.4, 0.8, 2.0, 4.0, 8.0, 20.0, 40.0)
    expected = 2 * AT_0 - 2 * sum(width / (width + 2) for width in widths)
    assert maximum_mean_discrepancy(x, y).item() == pytest.approx(expected, rel=1e-5)


def test_of_two_samples_of_one_distribution_the_mean_is_zero():
    torch.manual_seed(0)
    found = torch.stack(
        [maximum_mean_discrepancy(torch.randn(6, 3), torch.randn(6, 3)) for _ in range(1000)]
    )
    assert abs(found.mean().item()) < 4 * found.std().item() / 1000**0.5
    assert found.min() < 0


@pytest.mark.parametrize("change", [lambda x: x + 1, lambda x: 3 * x])
def test_another_place_or_width_is_noticed(change):
    torch.manual_seed(0)
    x, y = torch.randn(200, 4), torch.randn(200, 4)
    assert maximum_mean_discrepancy(change(x), y) > 0.1 > maximum_mean_discrepancy(x, y)


def test_codes_follow_the_slope_to_the_other_sample():
    torch.manual_seed(0)
    x, y = (torch.randn(40, 2) + 2).requires_grad_(), torch.randn(40, 2)
    optimizer = torch.optim.Adam([x], lr=0.05)
    before = maximum_mean_discrepancy(x, y)
    for _ in range(100):
        optimizer.zero_grad()
        maximum_mean_discrepancy(x, y).backward()
        optimizer.step()
    assert maximum_mean_discrepancy(x, y) < 0.05 * before
    assert (x.mean(dim=0) - y.mean(dim=0)).abs().max() < 1  # it was 2
