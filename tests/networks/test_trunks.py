"""Claims about the trunks of tables and images, and about transferring weights."""

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import ConvTrunk, PackedTrunk, make_trunk, transfer_weights
from imbgan.networks._trunks import ChannelAffine, halvings

SHAPES = [(1, 8, 8), (1, 28, 28), (3, 32, 32), (3, 64, 64), (1, 37, 50)]
TABLE = DataSpec(shape=(4,), class_counts=(3, 2), n_to_draw=(0, 1))
MIXED = DataSpec(shape=(3,), class_counts=(3, 2), n_to_draw=(0, 1), categories=(3,))


def images_of(shape):
    return DataSpec(shape=shape, class_counts=(3, 2), n_to_draw=(0, 1))


def small(shape=(2, 12, 10), **options):
    return ConvTrunk(images_of(shape), **{"n_channels": 3, "n_features": 7, **options})


def trained(trunk, shape=(2, 12, 10), n_steps=5):
    """Move weights and statistics away from where they start; half of the scales change sign."""
    optimizer = torch.optim.SGD(trunk.parameters(), lr=0.05)
    for _ in range(n_steps):
        optimizer.zero_grad()
        trunk(2 * torch.randn(16, *shape) + 1).square().mean().backward()
        optimizer.step()
    with torch.no_grad():
        for layer in trunk.modules():
            if isinstance(layer, nn.BatchNorm1d | nn.BatchNorm2d):
                layer.weight[::2] *= -1
                layer.bias.add_(torch.randn_like(layer.bias) / 2)
    return trunk.eval()


@pytest.mark.parametrize(
    ("shape", "sizes"),
    [
        ((1, 8, 8), [(4, 4)]),
        ((1, 28, 28), [(14, 14), (7, 7)]),
        ((3, 32, 32), [(16, 16), (8, 8)]),
        ((3, 64, 64), [(32, 32), (16, 16), (8, 8)]),
        ((1, 37, 50), [(18, 25), (9, 12), (4, 6)]),
        ((1, 9, 200), [(4, 100)]),
    ],
)
def test_images_are_halved_until_a_side_has_eight_pixels_or_fewer(shape, sizes):
    assert halvings(shape) == sizes


@pytest.mark.parametrize("norm", [True, False])
@pytest.mark.parametrize("shape", SHAPES)
def test_images_of_many_shapes_have_features(shape, norm):
    trunk = ConvTrunk(images_of(shape), n_channels=2, norm=norm)
    features = trunk(torch.randn(3, *shape))
    assert features.shape == (1, 3, 128)
    assert features.std(dim=1).max() > 0


def test_channels_double_with_each_halving():
    trunk = ConvTrunk(images_of((3, 64, 64)), n_channels=5)
    convolutions = [layer for layer in trunk.layers if isinstance(layer, nn.Conv2d)]
    assert [layer.out_channels for layer in convolutions] == [5, 10, 20]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_trunk_of_convolutions_owns_up_to_its_activations(shape):
    trunk, counted = ConvTrunk(images_of(shape)).eval(), []
    for layer in trunk.layers:
        layer.register_forward_hook(lambda m, i, o: counted.append(o.numel()))
    trunk(torch.zeros(1, *shape))
    biases = sum(p.numel() for name, p in trunk.named_parameters() if name.endswith("bias"))
    assert sum(counted) / 2 < trunk.units + biases < 2 * sum(counted)


def test_pixels_far_out_are_clipped():
    trunk, x = small(norm=False), torch.randn(4, 2, 12, 10)
    x[:, :, 3:5] = 6.0
    far = x.clone()
    far[:, :, 3:5] = 600.0
    assert torch.equal(trunk(far), trunk(x))


def test_without_normalisation_an_image_s_features_do_not_depend_on_its_batch():
    trunk, x = small(norm=False), torch.randn(6, 2, 12, 10)
    torch.testing.assert_close(trunk(x)[:, :1], trunk(x[:1]))
    normed = small()
    assert not torch.allclose(normed(x)[:, :2], normed(x[:2]), atol=1e-3)


def test_a_trunk_has_dropout_before_its_last_layer_only_while_training():
    trunk, x = small(dropout=0.5, norm=False), torch.randn(6, 2, 12, 10)
    assert not torch.equal(trunk(x), trunk(x))
    trunk.eval()
    assert torch.equal(trunk(x), trunk(x))


def test_a_scale_and_a_shift_are_what_a_fitted_batch_normalisation_does():
    maps, rows = torch.randn(50, 3, 4, 4) * 2 + 1, torch.randn(50, 3) * 2 + 1
    for norm, affine, x in (
        (nn.BatchNorm2d(3), ChannelAffine(3, 1, 1), maps),
        (nn.BatchNorm1d(3), ChannelAffine(3), rows),
    ):
        with torch.no_grad():
            norm.weight.copy_(torch.tensor([0.5, -2.0, 0.0]))
            norm.bias.copy_(torch.tensor([1.0, 0.3, -4.0]))
        norm(x)
        affine.take_over(norm)
        torch.testing.assert_close(affine(x), norm.eval()(x))


def test_a_new_scale_and_shift_change_nothing():
    x = torch.randn(5, 3, 2, 2)
    assert torch.equal(ChannelAffine(3, 1, 1)(x), x)


def test_the_trunk_suits_the_data():
    table = make_trunk(TABLE, n_members=3, hidden_layer_sizes=(5,), n_channels=2)
    assert isinstance(table, PackedTrunk)
    assert (table.n_members, table.out_features) == (3, 5)
    image = make_trunk(images_of((1, 8, 8)), n_members=3, n_channels=2, norm=False)
    assert isinstance(image, ConvTrunk)
    assert image.n_members == 1
    assert image.layers[0].out_channels == 2
    assert not any(isinstance(layer, nn.BatchNorm2d) for layer in image.modules())


def test_trunks_are_built_with_the_dropout_given():
    for spec in (TABLE, images_of((1, 8, 8))):
        shares = [m.p for m in make_trunk(spec, dropout=0.25).modules() if hasattr(m, "p")]
        assert shares == [0.25]


def test_weights_of_a_trunk_with_normalisation_go_to_one_without():
    source, target = trained(small()), small(norm=False)
    scales = torch.cat([m.weight for m in source.modules() if hasattr(m, "running_var")])
    assert scales.min() < 0 < scales.max()
    transfer_weights(source, target)
    x = torch.randn(20, 2, 12, 10)
    torch.testing.assert_close(target(x), source(x), rtol=1e-4, atol=1e-5)
    assert target(x).max() > 0


def test_weights_that_go_to_a_trunk_of_the_same_kind_are_copied():
    pairs = [
        (trained(small()), small(), torch.randn(9, 2, 12, 10)),
        (small(norm=False), small(norm=False), torch.randn(9, 2, 12, 10)),
        (PackedTrunk(MIXED), PackedTrunk(MIXED, dropout=0.5), torch.tensor([[0.1, -2.0, 1]])),
    ]
    for source, target, x in pairs:
        transfer_weights(source, target)
        assert torch.equal(target.eval()(x), source(x))


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_matrices_can_be_means_of_what_is_transferred_and_what_was_there(share):
    source, target = (ConvTrunk(images_of((1, 8, 8)), n_channels=2) for _ in range(2))
    source(torch.randn(50, 1, 8, 8) * 3)
    before = {name: value.clone() for name, value in target.state_dict().items()}
    transfer_weights(source, target, share)
    for name, value in target.state_dict().items():
        of_source = source.state_dict()[name]
        expected = of_source
        if of_source.dim() > 1:
            expected = share * of_source + (1 - share) * before[name]
        torch.testing.assert_close(value, expected)


def test_a_trunk_with_transferred_weights_learns_on_its_own():
    source, target, x = trained(small()), small(norm=False), torch.randn(9, 2, 12, 10)
    transfer_weights(source, target)
    before = source(x)
    target(x).sum().backward()
    with torch.no_grad():
        for parameter in target.parameters():
            assert parameter.grad.abs().sum() > 0
            parameter.sub_(parameter.grad)
    assert torch.equal(source(x), before)


def packed(**options):
    return PackedTrunk(TABLE, **options)


@pytest.mark.parametrize(
    ("source", "target", "options"),
    [
        (small, small, {"n_channels": 4}),
        (small, small, {"n_channels": 4, "norm": False}),
        (small, small, {"n_features": 6, "norm": False}),
        (small, small, {"shape": (2, 32, 32), "norm": False}),
        (lambda: small(norm=False), small, {}),
        (packed, small, {"norm": False}),
        (small, packed, {}),
        (packed, packed, {"n_members": 3}),
    ],
)
def test_weights_of_trunks_of_other_sizes_or_kinds_cannot_be_transferred(source, target, options):
    with pytest.raises(ValueError, match="not of the same sizes"):
        transfer_weights(source(), target(**options))
