"""Claims about random erasing."""

import math

import torch

from imbgan.networks import SeededErasing


def erased(x, share=1.0, seed=0):
    layer = SeededErasing(share)
    layer.seed_with(torch.Generator().manual_seed(seed))
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
