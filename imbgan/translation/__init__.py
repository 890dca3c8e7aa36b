"""Rows translated from class to class, and classifiers of images with metadata."""

from ._cyclegan import CycleGANSampler
from ._image_metadata import ImageMetadataClassifier

__all__ = ["CycleGANSampler", "ImageMetadataClassifier"]
