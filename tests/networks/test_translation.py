"""Claims about the networks that translate, and their critics."""

import pytest
import torch

from imbgan.encoding import DataSpec
from imbgan.networks import MLPCritic, PatchCritic, ResNetTranslator, TableTranslator

TABLE = DataSpec((4,), class_counts=(9, 3), n_to_draw=(0, 6), categories=(3, 2))


def images(*shape):
    return DataSpec(shape, class_counts=(9, 3), n_to_draw=(0, 6))


@pytest.mark.parametrize("shape", [(1, 16, 16), (3, 17, 22), (1, 64, 48)])
@pytest.mark.parametrize("upsampling", ["transposed", "resize"])
def test_a_translated_image_has_its_shape_and_range(shape, upsampling):
    net = ResNetTranslator(images(*shape), n_channels=4, upsampling=upsampling)
    found = net(torch.rand(2, *shape) * 2 - 1)
    assert found.shape == (2, *shape)
    assert found.abs().max() <= 1


def test_an_image_is_translated_alike_alone_and_among_others():
    net = ResNetTranslator(images(1, 16, 16), n_channels=4)
    x = torch.rand(3, 1, 16, 16)
    torch.testing.assert_close(net(x)[:1], net(x[:1]))
    torch.testing.assert_close(net(x), net.eval()(x))


@pytest.mark.parametrize(("side", "n_blocks"), [(32, 2), (64, 3), (128, 6), (256, 9)])
def test_larger_images_have_more_blocks(side, n_blocks):
    net = ResNetTranslator(images(1, side, side), n_channels=2)
    kinds = [type(layer).__name__ for layer in net.layers]
    assert kinds.count("ResidualTranslation") == n_blocks


@pytest.mark.parametrize("side", [16, 32, 64, 128])
def test_a_critic_judges_patches_that_are_no_wider_than_the_image(side):
    critic = PatchCritic(images(1, side, side), n_channels=2)
    x = torch.zeros(1, 1, side, side, requires_grad=True)
    convolutions = [layer for layer in critic.layers if isinstance(layer, torch.nn.Conv2d)]
    for layer in convolutions:
        torch.nn.init.ones_(layer.weight)
    plain = torch.nn.Sequential(*convolutions)
    judged = plain(x)
    middle = judged.shape[2] // 2
    judged[0, 0, middle, middle].backward()
    n_rows = int((x.grad[0, 0].sum(dim=1) != 0).sum())
    assert n_rows <= min(side, 70)


def test_categories_of_a_translated_row_have_shares_and_are_kept_at_first():
    net = TableTranslator(TABLE)
    for weights in net.layers[-1].parameters():
        torch.nn.init.zeros_(weights)
    row = torch.tensor([[0.5, -1.0, 0, 1, 0, 1, 0]])
    found = net(row)
    torch.testing.assert_close(found[:, :2], row[:, :2])
    for span in TABLE.spans:
        torch.testing.assert_close(found[:, span].sum(), torch.tensor(1.0))
        assert found[:, span].argmax() == row[:, span].argmax()


def test_a_critic_of_a_table_gives_a_number_for_a_row_without_its_label():
    assert MLPCritic(TABLE)(torch.zeros(5, 7)).shape == (5,)
