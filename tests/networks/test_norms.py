"""Claims about batch normalisation with a long memory."""

import pytest
import torch
from torch.nn import functional as F

from imbgan.networks import WarmNorm1d, WarmNorm2d


def test_a_batch_is_normalised_as_by_torch():
    x = torch.randn(20, 3)
    expected = F.batch_norm(x, None, None, training=True, eps=1e-3)
    torch.testing.assert_close(WarmNorm1d(3)(x), expected)


def test_the_memory_is_short_at_first_and_long_in_the_end():
    norm = WarmNorm1d(1)
    for _ in range(30):
        norm(torch.randn(50, 1) + 5)
    assert norm.running_mean.item() == pytest.approx(5, abs=0.2)
    norm.n_steps = 5000
    norm(torch.full((50, 1), 105.0))
    assert norm.running_mean.item() == pytest.approx(5 + 0.01 * 100, abs=0.2)


def test_after_a_hundred_steps_nothing_of_the_start_is_left():
    warm, plain = WarmNorm1d(1), torch.nn.BatchNorm1d(1, momentum=0.01)
    for _ in range(100):
        x = torch.randn(50, 1) + 5
        warm(x), plain(x)
    assert warm.running_mean.item() == pytest.approx(5, abs=0.1)
    assert plain.running_mean < 3.5


def test_a_single_row_is_normalised_by_the_running_statistics():
    norm = WarmNorm1d(2)
    for _ in range(50):
        norm(torch.randn(50, 2) * 3)
    row = torch.tensor([[3.0, -6.0]])
    in_training = norm(row)
    torch.testing.assert_close(in_training, norm.eval()(row))
    assert norm.n_steps == 50


def test_maps_are_normalised_by_channel():
    out = WarmNorm2d(3)(torch.randn(4, 3, 5, 6) * 7 + 2)
    assert out.mean(dim=(0, 2, 3)).abs().max() < 1e-5
    assert (out.std(dim=(0, 2, 3)) - 1).abs().max() < 0.01


def test_a_single_image_has_statistics_of_its_own():
    norm = WarmNorm2d(3)
    norm(torch.randn(1, 3, 5, 6))
    assert norm.n_steps == 1


def test_in_evaluation_nothing_is_remembered():
    norm = WarmNorm1d(2).eval()
    norm(torch.randn(10, 2) + 9)
    assert not norm.running_mean.any()
    assert norm.n_steps == 0
