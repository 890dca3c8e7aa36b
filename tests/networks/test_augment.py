"""Claims about what is done to images while training."""

import math

import pytest
import torch

from imbgan.networks import SeededErasing, SeededShift


def shift(*options, seed=0):
    layer = SeededShift(*options)
    layer.random_generator = torch.Generator().manual_seed(seed)
    return layer


def places(n_images, height=9, width=12):
    """Return images of which the first channel tells the row of a pixel, the second its column."""
    rows, columns = torch.meshgrid(
        torch.arange(float(height)), torch.arange(float(width)), indexing="ij"
    )
    return torch.stack([rows, columns]).expand(n_images, 2, height, width)


def test_images_are_left_alone_where_nothing_is_to_be_moved_and_in_evaluation():
    x = torch.randn(5, 2, 8, 8)
    assert torch.equal(shift()(x), x)
    assert torch.equal(shift(3, True).eval()(x), x)


@pytest.mark.parametrize("max_shift", [1, 3])
def test_an_image_is_moved_whole_by_at_most_the_largest_shift_and_its_border_repeated(max_shift):
    moved = shift(max_shift)(places(400))
    steps = set()
    for image in moved:
        down, right = int(image[0, 4, 6]) - 4, int(image[1, 4, 6]) - 6
        rows = (torch.arange(9.0) + down).clamp(0, 8).unsqueeze(1).expand(9, 12)
        columns = (torch.arange(12.0) + right).clamp(0, 11).expand(9, 12)
        assert torch.equal(image, torch.stack([rows, columns]))
        steps.add((down, right))
    near = range(-max_shift, max_shift + 1)
    assert steps == {(down, right) for down in near for right in near}


def test_half_of_the_images_are_mirrored_left_to_right():
    x = places(2000)
    flipped = shift(0, True)(x)
    mirrored = (flipped == x.flip(3)).flatten(1).all(1)
    assert ((flipped == x).flatten(1).all(1) ^ mirrored).all()
    assert abs(mirrored.double().mean().item() - 0.5) < 4 * math.sqrt(0.25 / 2000)


def test_images_are_moved_and_mirrored_at_once():
    moved = shift(1, True)(places(200))
    assert set(moved[:, 0, 4, 6].tolist()) == {3.0, 4.0, 5.0}
    assert set(moved[:, 1, 4, 6].tolist()) == {5.0, 6.0, 7.0, 4.0}  # mirrored: 11 - 6 = 5


def test_shifts_draw_from_their_generator_and_leave_the_global_one_alone():
    x, before = places(50), torch.get_rng_state()
    first, again, other = (shift(3, True, seed=seed)(x) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)


def test_shifts_without_a_generator_follow_the_global_one():
    layer, x = shift(3), places(50)
    layer.random_generator = None
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(3)
        first = layer(x)
        torch.manual_seed(3)
        assert torch.equal(layer(x), first)


def test_a_pixel_s_gradient_counts_how_often_it_is_shown():
    x = torch.arange(2.0 * 5 * 6).view(2, 1, 5, 6).requires_grad_(True)
    moved = shift(2, True)(x)
    moved.sum().backward()
    shown = torch.bincount(moved.detach().flatten().long(), minlength=60)
    assert torch.equal(x.grad.flatten().long(), shown)
    assert shown.max() > 1


def erased(x, share=1.0, seed=0):
    layer = SeededErasing(share)
    layer.random_generator = torch.Generator().manual_seed(seed)
    return layer(x)


def marks(n, height=24, width=20, channels=3):
    """Images of which no pixel is between -1 and 1, so that noise shows."""
    return torch.full((n, channels, height, width), 5.0)


def test_images_are_left_alone_at_share_zero_and_in_evaluation():
    x = marks(5)
    assert erased(x, share=0.0) is x
    assert SeededErasing(1.0).eval()(x) is x


def test_what_is_erased_is_a_rectangle_in_all_channels():
    for hidden in erased(marks(200)) != 5:
        first = hidden[0]
        assert (hidden == first).all()
        rows, columns = first.any(dim=1), first.any(dim=0)
        assert torch.equal(first, rows[:, None] & columns)
        # Nothing is left out between the first and the last.
        for side in (rows, columns):
            places = side.nonzero().flatten()
            assert len(places) == places[-1] - places[0] + 1


def test_area_and_shape_are_within_their_limits():
    hidden = (erased(marks(3000, 60, 60)) != 5)[:, 0]
    area = hidden.sum(dim=(1, 2)) / 3600
    assert 0.02 * 0.8 < area.min() < 0.03
    assert 0.36 < area.max() < 0.4 * 1.05
    high, wide = hidden.any(dim=2).sum(dim=1), hidden.any(dim=1).sum(dim=1)
    aspect = high / wide
    assert aspect.min() > 0.3 * 0.8
    assert aspect.max() < 1.25 / 0.3
    assert abs(aspect.log().mean()) < 0.05  # lying as often as standing


def test_rectangles_reach_every_pixel():
    hidden = (erased(marks(2000, 12, 12)) != 5)[:, 0]
    assert hidden.any(dim=0).all()


def test_the_share_is_that_of_the_images():
    hidden = (erased(marks(4000), share=0.3) != 5).flatten(1).any(dim=1)
    assert abs(hidden.double().mean().item() - 0.3) < 4 * math.sqrt(0.21 / 4000)


def test_the_noise_is_uniform_over_the_range_of_encoded_pixels():
    out = erased(marks(300))
    noise = out[out != 5]
    assert -1 <= noise.min() < -0.99
    assert 0.99 < noise.max() <= 1
    assert abs(noise.mean()) < 0.02


def test_it_draws_from_its_generator_and_leaves_the_global_one_alone():
    x, before = marks(20), torch.get_rng_state()
    first, again, other = (erased(x, seed=seed) for seed in (0, 0, 1))
    assert torch.equal(first, again)
    assert not torch.equal(first, other)
    assert torch.equal(torch.get_rng_state(), before)
