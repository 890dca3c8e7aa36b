"""Claims about the network with a branch for images and one for metadata."""

import pytest
import torch
from torch import nn

from imbgan.encoding import DataSpec
from imbgan.networks import ConvTrunk, ImageMetadataNet, PackedTrunk, split_spec

SPEC = DataSpec((67,), (9, 1), (0, 0), categories=(3,), image_part=(1, 8, 8))


@pytest.fixture
def rows():
    """Encoded rows: pixels, two numbers and a code."""
    torch.manual_seed(0)
    return torch.cat([torch.randn(6, 66), torch.randint(3, (6, 1)).float()], dim=1)


def test_a_row_is_split_into_an_image_and_metadata():
    image, metadata = split_spec(SPEC)
    assert (image.shape, image.categories) == ((1, 8, 8), ())
    assert (metadata.shape, metadata.categories) == ((3,), (3,))
    only_image = DataSpec((1, 8, 8), (9, 1), (0, 0))
    assert split_spec(only_image) == (only_image, None)
    only_metadata = DataSpec((3,), (9, 1), (0, 0), categories=(3,))
    assert split_spec(only_metadata) == (None, only_metadata)


def test_the_head_reads_the_features_of_both_branches(rows):
    network = ImageMetadataNet(SPEC, backbone=ConvTrunk, dropout=0.3).eval()
    image, metadata = network.branches(rows)
    assert (image.shape, metadata.shape) == ((6, 128), (6, 16))
    wanted = network.image(rows[:, :64].view(6, 1, 8, 8)).squeeze(0)
    assert torch.equal(image, wanted)
    head = network.heads[0][1]
    assert torch.equal(network(rows), head(torch.cat([image, metadata], dim=1)))


def test_two_heads_are_two_members(rows):
    network = ImageMetadataNet(SPEC, backbone=ConvTrunk, fusion="average").eval()
    logits = network(rows)
    assert logits.shape == (2, 6, 2)
    other = rows.clone()
    other[:, 64:] = 0
    assert torch.equal(network(other)[0], logits[0])
    assert not torch.equal(network(other)[1], logits[1])


def test_metadata_goes_through_three_layers():
    network = ImageMetadataNet(SPEC, backbone=ConvTrunk)
    assert isinstance(network.metadata, PackedTrunk)
    assert network.metadata.out_features == 16


@pytest.mark.parametrize("fusion", ["joint", "average"])
@pytest.mark.parametrize(
    "spec", [DataSpec((1, 8, 8), (9, 1), (0, 0)), DataSpec((3,), (9, 1), (0, 0))]
)
def test_a_branch_without_input_is_not_built(spec, fusion):
    network = ImageMetadataNet(spec, backbone=ConvTrunk, fusion=fusion).eval()
    assert (network.image is None) != (network.metadata is None)
    logits = network(torch.zeros(5, *spec.shape))
    assert logits.shape[-2:] == (5, 2) and logits.numel() == 10


def test_it_says_how_large_the_image_in_a_row_is():
    assert ImageMetadataNet(SPEC, backbone=ConvTrunk).places == 64
    assert ImageMetadataNet(DataSpec((3,), (9, 1), (0, 0)), backbone=ConvTrunk).places == 1


def test_units_are_measured_where_a_backbone_does_not_say():
    def backbone(spec):
        return nn.Sequential(nn.Conv2d(1, 5, 3), nn.Flatten(), nn.Linear(180, 7))

    network = ImageMetadataNet(SPEC, backbone=backbone)
    assert network.units == 5 * 36 + 180 + 7
    assert network.image[-1].training
    assert not network.image[-1][0]._forward_hooks
    assert ImageMetadataNet(SPEC, backbone=ConvTrunk).units == 0
