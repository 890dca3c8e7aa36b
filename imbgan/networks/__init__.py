"""Architectures, built from a DataSpec."""

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
from ._layers import ColumnReader, PackedLinear, SeededDropout, SeededShift, narrow, widen
from ._trunks import ConvTrunk, PackedTrunk, hand_over, make_trunk

__all__ = [
    "ClassGaussians",
    "ColumnReader",
    "ConvClassifier",
    "ConvTrunk",
    "ConvexGenerator",
    "Encoder",
    "FeatureClassifier",
    "ImageDecoder",
    "LatentGenerator",
    "MLPCritic",
    "PackedLinear",
    "PackedMLP",
    "PackedTrunk",
    "SeededDropout",
    "SeededShift",
    "SupervisedAutoencoder",
    "TableDecoder",
    "TrunkClassifier",
    "TrunkCritic",
    "hand_over",
    "make_critic",
    "make_decoder",
    "make_trunk",
    "narrow",
    "widen",
]
