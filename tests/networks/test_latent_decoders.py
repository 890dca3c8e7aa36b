"""Claims about decoders: from latent vectors to rows of tables and to images."""

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import ImageDecoder, TableDecoder, make_decoder

SHAPES = [(1, 8, 8), (1, 28, 28), (3, 32, 32), (3, 64, 64), (1, 37, 50), (1, 9, 11)]
NUMERIC = DataSpec(shape=(3,), class_counts=(3, 2), n_to_draw=(0, 1))
MIXED = DataSpec(shape=(4,), class_counts=(3, 2), n_to_draw=(0, 1), categories=(3, 2))


def images_of(shape):
    return DataSpec(shape=shape, class_counts=(3, 2), n_to_draw=(0, 1))


@pytest.mark.parametrize("shape", SHAPES)
def test_images_have_exactly_the_shape_asked_for_and_values_between_minus_one_and_one(shape):
    decode = ImageDecoder(images_of(shape), 5, n_channels=4)
    images = decode(torch.randn(20, 5))
    assert images.shape == (20, *shape)
    assert images.std(dim=0).min() > 0  # each pixel depends on the vector
    assert 0.9 < decode(1000 * torch.randn(4, 5)).abs().max() <= 1


def test_pixels_can_come_close_to_both_ends():
    decode = ImageDecoder(images_of((1, 8, 8)), 2, n_channels=2)
    bias = [p for name, p in decode.layers.named_parameters() if name.endswith("bias")][-1]
    for end in (-1, 1):
        nn.init.constant_(bias, 10 * end)
        torch.testing.assert_close(decode(torch.zeros(1, 2)), torch.full((1, 1, 8, 8), float(end)))


def test_channels_double_with_each_halving_of_the_map():
    decode = ImageDecoder(images_of((3, 64, 64)), 2, n_channels=5)
    assert decode.first_map == (20, 8, 8)
    layers = [layer for layer in decode.layers if isinstance(layer, nn.ConvTranspose2d)]
    assert [layer.out_channels for layer in layers] == [10, 5, 3]


def test_the_row_and_column_lost_in_halving_an_odd_size_repeat_their_neighbours():
    images = ImageDecoder(images_of((1, 9, 11)), 3, n_channels=2)(torch.randn(2, 3))
    assert torch.equal(images[..., -1, :], images[..., -2, :])
    assert torch.equal(images[..., -1], images[..., -2])
    assert not torch.equal(images[..., -2], images[..., -3])


@pytest.mark.parametrize("shape", SHAPES)
def test_a_decoder_of_images_owns_up_to_its_activations(shape):
    decode, counted = ImageDecoder(images_of(shape), 5), []
    for layer in [decode.first, *decode.layers]:
        layer.register_forward_hook(lambda m, i, o: counted.append(o.numel()))
    decode(torch.zeros(1, 5))
    biases = sum(p.numel() for name, p in decode.named_parameters() if name.endswith("bias"))
    assert sum(counted) / 2 < decode.units + biases < 4 * sum(counted)


def test_a_decoder_of_images_learns_an_image():
    decode = ImageDecoder(images_of((1, 9, 9)), 2, n_channels=4)
    target = torch.zeros(1, 1, 9, 9)
    target[..., 2:4] = 0.8
    z, optimizer = torch.ones(1, 2), torch.optim.Adam(decode.parameters(), lr=0.01)
    for _ in range(60):
        optimizer.zero_grad()
        (decode(z) - target).square().mean().backward()
        optimizer.step()
    assert (decode(z) - target).square().mean() < 0.01


def test_numbers_of_a_table_are_not_bounded():
    decode = TableDecoder(NUMERIC, 2)
    rows = decode(1e4 * torch.randn(5, 2))
    assert rows.shape == (5, 3)
    assert rows.abs().max() > 10


def test_categories_of_a_table_get_shares_that_sum_to_one():
    rows = TableDecoder(MIXED, 2)(5 * torch.randn(6, 2))
    assert rows.shape == (6, 2 + 3 + 2)
    for span in MIXED.spans:
        assert (rows[:, span] > 0).all()
        torch.testing.assert_close(rows[:, span].sum(1), torch.ones(6))
        assert rows[:, span].std(dim=0).min() > 0


@pytest.mark.parametrize("hidden", [(), (6,), (6, 5)])
def test_a_decoder_of_tables_has_the_widths_asked_for(hidden):
    decode = TableDecoder(NUMERIC, 4, hidden_layer_sizes=hidden)
    layers = [layer for layer in decode.layers if isinstance(layer, nn.Linear)]
    assert [layer.out_features for layer in layers] == [*hidden, 3]
    assert layers[0].in_features == 4


def test_the_decoder_suits_the_data():
    assert isinstance(make_decoder(MIXED, 3), TableDecoder)
    decode = make_decoder(images_of((1, 16, 16)), 3, n_channels=7)
    assert isinstance(decode, ImageDecoder)
    assert decode.first_map == (7, 8, 8)
