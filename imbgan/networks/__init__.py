"""Architectures, built from a DataSpec."""

from ._augment import SeededErasing, SeededShift
from ._backbones import DoubleConvTrunk, FeatureMLP, ResidualBlock, ResNetELU
from ._convex import ConvexGenerator
from ._critic import MLPCritic, make_critic
from ._decoders import ImageDecoder, TableDecoder, make_decoder
from ._gaussians import ClassGaussians
from ._heads import (
    ConvClassifier,
    Encoder,
    FeatureClassifier,
    PackedMLP,
    TrunkClassifier,
    TrunkCritic,
)
from ._latent import LatentGenerator, SupervisedAutoencoder
from ._layers import (
    ColumnReader,
    CosineLinear,
    PackedLinear,
    SeededDropout,
    narrow,
    widen,
)
from ._norms import WarmNorm1d, WarmNorm2d
from ._prototypes import AffinityHead, CenterHead, PrototypeNet, RegionHead, squared_distances
from ._readouts import Readout, ShiftedReadout, SigmoidReadout
from ._trunks import ConvTrunk, PackedTrunk, hand_over, make_trunk

__all__ = [
    "AffinityHead",
    "CenterHead",
    "ClassGaussians",
    "ColumnReader",
    "ConvClassifier",
    "ConvTrunk",
    "ConvexGenerator",
    "CosineLinear",
    "DoubleConvTrunk",
    "Encoder",
    "FeatureClassifier",
    "FeatureMLP",
    "ImageDecoder",
    "LatentGenerator",
    "MLPCritic",
    "PackedLinear",
    "PackedMLP",
    "PackedTrunk",
    "PrototypeNet",
    "Readout",
    "RegionHead",
    "ResNetELU",
    "ResidualBlock",
    "SeededDropout",
    "SeededErasing",
    "SeededShift",
    "ShiftedReadout",
    "SigmoidReadout",
    "SupervisedAutoencoder",
    "TableDecoder",
    "TrunkClassifier",
    "TrunkCritic",
    "WarmNorm1d",
    "WarmNorm2d",
    "hand_over",
    "make_critic",
    "make_decoder",
    "make_trunk",
    "narrow",
    "squared_distances",
    "widen",
]
