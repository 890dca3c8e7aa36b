"""Generative and variational models as samplers and classifiers."""

from ._bayesian import BayesianClassifier

__all__ = ["BayesianClassifier"]
