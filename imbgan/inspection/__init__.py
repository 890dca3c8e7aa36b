"""Measures of the quality of generated rows, and displays in the style of scikit-learn.

The measures compare two sets of rows, of a table or of images, and need no sampler: rows of any
origin can be judged. The displays show what a fitted sampler or classifier has learned; they need
matplotlib, which comes with the extra ``plot``.
"""

from ._correlation import correlation_distance
from ._generated_images import GeneratedImagesDisplay
from ._latent_space import LatentSpaceDisplay
from ._loss_curves import LossCurvesDisplay
from ._near_copies import near_copy_share
from ._neighbours import precision_recall_density_coverage
from ._regions import RegionsDisplay
from ._translations import TranslationDisplay
from ._two_sample import classifier_two_sample_test

__all__ = [
    "GeneratedImagesDisplay",
    "LatentSpaceDisplay",
    "LossCurvesDisplay",
    "RegionsDisplay",
    "TranslationDisplay",
    "classifier_two_sample_test",
    "correlation_distance",
    "near_copy_share",
    "precision_recall_density_coverage",
]
