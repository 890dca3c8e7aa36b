"""Architectures, built from a DataSpec."""

from ._augment import SeededErasing, SeededShift
from ._backbones import DoubleConvTrunk, FeatureMLP, ResidualBlock, ResNetELU
from ._bayesian import BayesianLayer, BayesianNet
from ._categories import one_hot_expand, sample_categories
from ._convex import ConvexGenerator
from ._discriminative import CodeAutoencoder, CodeClassifier, CodeEncoder, CodeHead, CodeNet
from ._heads import (
    ConvClassifier,
    Encoder,
    FeatureClassifier,
    MLPCritic,
    PackedMLP,
    TrunkClassifier,
    TrunkCritic,
    make_critic,
    make_trunk_critic,
    transfer_weights,
    with_trunk,
)
from ._image_metadata import ImageMetadataNet, split_spec
from ._labelled import LabelledAutoencoder
from ._latent import (
    ClassGaussians,
    ImageDecoder,
    LatentGenerator,
    SupervisedAutoencoder,
    TableDecoder,
    make_decoder,
)
from ._layers import (
    ColumnReader,
    CosineLinear,
    PackedLinear,
    PackedTrunk,
    SeededDropout,
)
from ._max_margin import ConditionalMaxMarginNet, GaussianHead, MaxMarginNet
from ._norms import WarmNorm1d, WarmNorm2d
from ._outputs import OutputTransform, ShiftedOutput, SigmoidOutput
from ._prototypes import AffinityHead, CenterHead, PrototypeNet, RegionHead, squared_distances
from ._translation import PatchCritic, ResNetTranslator, TableTranslator
from ._trunks import ConvTrunk, make_trunk
from ._vgg import VGG16

__all__ = [
    "VGG16",
    "AffinityHead",
    "BayesianLayer",
    "BayesianNet",
    "CenterHead",
    "ClassGaussians",
    "CodeAutoencoder",
    "CodeClassifier",
    "CodeEncoder",
    "CodeHead",
    "CodeNet",
    "ColumnReader",
    "ConditionalMaxMarginNet",
    "ConvClassifier",
    "ConvTrunk",
    "ConvexGenerator",
    "CosineLinear",
    "DoubleConvTrunk",
    "Encoder",
    "FeatureClassifier",
    "FeatureMLP",
    "GaussianHead",
    "ImageDecoder",
    "ImageMetadataNet",
    "LabelledAutoencoder",
    "LatentGenerator",
    "MLPCritic",
    "MaxMarginNet",
    "OutputTransform",
    "PackedLinear",
    "PackedMLP",
    "PackedTrunk",
    "PatchCritic",
    "PrototypeNet",
    "RegionHead",
    "ResNetELU",
    "ResNetTranslator",
    "ResidualBlock",
    "SeededDropout",
    "SeededErasing",
    "SeededShift",
    "ShiftedOutput",
    "SigmoidOutput",
    "SupervisedAutoencoder",
    "TableDecoder",
    "TableTranslator",
    "TrunkClassifier",
    "TrunkCritic",
    "WarmNorm1d",
    "WarmNorm2d",
    "make_critic",
    "make_decoder",
    "make_trunk",
    "make_trunk_critic",
    "one_hot_expand",
    "sample_categories",
    "split_spec",
    "squared_distances",
    "transfer_weights",
    "with_trunk",
]
